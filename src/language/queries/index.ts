import type { QueryRequest } from '../../core/request';
import type { Bag } from '../acts/bag';
import type { Item } from '../line/items';
import { audit, listAlerts, listChanges, listSilences, listSubscriptions, showChange } from './changes';
import { checkReadiness, complianceSummary, explainDevice, listDevices, onboardingStatus, showDevice } from './devices';
import type { Query } from './fit';
import { listPolicies, policyStatus, showConnector, showGroup, showPolicy } from './policies';

/** Questions, answered at once. The first that has a place for everything said is the one. */
export function readQuery(bag: Bag, isQuestion: boolean): QueryRequest | undefined {
  const asked = isQuestion || isShown(bag);
  // «enable … and check …» is no question alone.
  if (!isQuestion && bag.acting[0] !== undefined && !showing.has(bag.acting[0])) return undefined;
  if (!asked && bag.items[0]?.meaning?.word !== undefined && leads.has(bag.items[0].meaning.word)) return undefined;
  // «copy policy "X"»: a word that stands beside settings asks for nothing to be shown.
  if (!asked && isAside(bag.items[0])) return undefined;
  if (!asked && (bag.acting.length > 0 || (bag.negations.length > 0 && bag.compliance === undefined))) return undefined;
  if ([...bag.words].some((word) => elsewhere.has(word))) return undefined;
  // «who may silence alerts?» is about rights.
  if (bag.words.has('who') && bag.words.has('may')) return undefined;
  // «show … and list …» are two.
  if (bag.acting.filter((verb) => verb === 'show' || verb === 'list').length > 1) return undefined;
  if (asksTwice(bag.items)) return undefined;
  for (const query of queries) {
    const read = query(bag, asked);
    if (read) return read;
  }
  return undefined;
}

/** «which … have a conflict, and which … are at risk?» are two. */
function asksTwice(items: readonly Item[]): boolean {
  const said = items.filter(({ meaning }) => !meaning?.noise);
  return said.some(({ meaning: m }, i) => {
    const before = said[i - 1]?.meaning;
    const joint = before?.joins !== undefined || before?.word === ',' || before?.word === ';' || before?.word === '?';
    return i > 1 && joint && m?.word !== undefined && asking.has(m.word);
  });
}

const asking = new Set(['which', 'what', 'who', 'why', 'how', 'how many', 'whose', 'where']);

function isAside(item: Item | undefined): boolean {
  const m = item?.meaning;
  return (
    m?.fills !== undefined && !m.word && !m.marks && !m.families && !m.verb && !m.platforms && !m.compliance && !m.level
  );
}

export function isShown(bag: Bag): boolean {
  return bag.verbs.some((verb) => shown.has(verb));
}

const shown = new Set(['show', 'list', 'check', 'explain', 'run']);

const queries: readonly Query[] = [
  explainDevice,
  audit,
  showChange,
  listChanges,
  listSilences,
  listSubscriptions,
  listAlerts,
  showGroup,
  policyStatus,
  onboardingStatus,
  checkReadiness,
  showDevice,
  showConnector,
  complianceSummary,
  listDevices,
  showPolicy,
  listPolicies,
];

/** Verbs that ask for nothing to be done. */
const showing = new Set(['run', 'show', 'list', 'check', 'explain', 'get', 'give', 'set', 'use', 'own', 'post']);

/** A part that begins so is the beginning of something else. */
const leads = new Set(['for', 'in', 'on', 'to', 'with', 'at', 'from', 'when', 'if']);

/** Words that only other kinds of request know what to do with. */
const elsewhere = new Set([
  'new',
  'is it possible',
  'because',
  'what if',
  'but',
  'instead',
  'otherwise',
  'noun:guide',
  'noun:wipe',
  'should',
  'would',
  'can',
  'could',
  'will',
  'how to',
]);
