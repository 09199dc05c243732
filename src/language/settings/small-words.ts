import type { Item } from '../line/items';
import type { Meaning } from '../words/lexicon';
import { govern, openNouns, settle } from './binding';
import { endSegment, type Draft } from './draft';

/** Commas, «and», «when», «at most», prepositions: the words between the words. */

export const breaks: ReadonlySet<string> = new Set([',', ';', ':', '.', '-', '(', ')', '...', '/']);
export const preps: ReadonlySet<string> = new Set(
  'to for in at of from with by as into onto under per within via through across'.split(' '),
);
/** Stand anywhere and say nothing of their own. */
const idle: ReadonlySet<string> = new Set(
  'is are be been being will could would that both too only each every any some such all has have there here we i you currently already still anymore marked flagged considered ensure noun:setting ?'.split(
    ' ',
  ),
);

const linking = new Set(['so that', 'to be', 'that are', 'which are', 'that is', 'which is']);

export function takeBreak(d: Draft, m: Meaning): boolean {
  if (m.joins === 'then') d.binding.correcting = false;
  d.prep = m.word === ':' ? ':' : undefined;
  if (m.word !== ':') endSegment(d);
  return true;
}

/** «no, wait»: the next value, name or target takes the place of the last. */
export function takeCorrection(d: Draft): boolean {
  const b = d.binding;
  b.correcting = b.nouns.length > 0 || d.last !== undefined || d.axes.size > 0;
  b.negation = undefined;
  d.prep = undefined;
  d.corrected = true;
  return true;
}

export function takeComparison(d: Draft, compares: NonNullable<Meaning['compares']>, typed: string): boolean {
  switch (compares) {
    case 'exceeded':
      return takeExceeded(d);
    case 'orLess':
    case 'orMore': {
      const limit = compares === 'orLess' ? 'atMost' : 'atLeast';
      return isLimited(d, limit, [...(d.binding.bound.at(-1)?.values.keys() ?? [])]);
    }
    case 'over':
    case 'under':
      // «above medium» makes a maximum only of what is barred: «block access when the level is above medium».
      d.conditional = false;
      d.prep = undefined;
      d.binding.compares = compares;
      return true;
    case 'atMost':
    case 'atLeast':
      if (!isRaised(d, typed)) d.binding.compares = compares;
      return true;
  }
}

/** «bump the minimum up to 8»: where it goes, not a maximum. */
function isRaised({ binding, family }: Draft, typed: string): boolean {
  const keys = openNouns(binding).at(-1)?.keys ?? [];
  const isMinimum = keys.length > 0 && keys.every((key) => family.settings[key]?.limit === 'atLeast');
  return typed.toLowerCase() === 'up to' && binding.verb?.polarity === 'set' && isMinimum;
}

/** «when the threat level is too high»: a condition that names no value. */
function takeExceeded(d: Draft): boolean {
  // «at a too high threat level»
  if (!d.conditional && (d.prep === 'at' || d.prep === 'on' || d.prep === 'with')) {
    d.exceeded = true;
    return true;
  }
  const noun = openNouns(d.binding).at(-1);
  const keys = d.binding.bound.flatMap(({ values }) => [...values.keys()]);
  if (!d.conditional || !(noun || isLimited(d, 'atMost', keys))) return false;
  if (noun) noun.done = true;
  d.conditional = false;
  return true;
}

function isLimited(d: Draft, limit: 'atMost' | 'atLeast', keys: readonly string[]): boolean {
  return keys.some((key) => d.family.settings[key]?.limit === limit);
}

/** Words that belong to a setting or to the family: the end checks that the setting was meant at all. */
export function takeFiller(d: Draft, keys: readonly string[]): boolean {
  if (!keys.includes('')) d.fills.push(keys);
  return true;
}

/** Words that are neither settings nor targets; «on» and «off» are read elsewhere. */
export function takeWord(d: Draft, word: string, next: Item | undefined): boolean {
  const b = d.binding;
  switch (word) {
    case 'must':
    case 'should':
    case 'shall':
      if (b.negation) return false;
      govern(b, 'require', true);
      return true;
    case 'may':
    case 'can':
      if (b.negation) return false;
      govern(b, 'allow', true);
      return true;
    case 'when':
    case 'if':
      d.conditional = true;
      return true;
    case 'but':
      return takeBut(d, next);
    case 'or':
      return isListed(d, next);
    case 'noun:platform':
    case 'apps':
      // «platform: iOS» names the slot.
      return (
        /^(?:[:=]|is)$/.test(next?.meaning?.word ?? '') ||
        (next?.meaning?.platforms ?? next?.meaning?.apps) !== undefined
      );
    case '=':
      d.prep = '=';
      return true;
    case 'new':
    case 'me':
    case 'another':
    case 'which':
      return d.act === 'create';
    case 'it':
      return d.act === 'create' || b.nouns.length > 0 || d.apps !== undefined || d.familySaid;
    case 'otherwise':
      return b.bound.length > 0;
    case 'instead':
      return d.corrected || b.denied.length > 0;
    case 'noun:requirement':
      return takeLifted(d, 'requires') || isRequirement(d) || startsLifting(d, 'requires');
    case 'noun:restriction':
      return takeLifted(d, 'blocks') || startsLifting(d, 'blocks');
  }
  if (!preps.has(word)) return idle.has(word) || linking.has(word);
  d.prep = word;
  return true;
}

/** «only in OneDrive or local storage» */
function isListed({ binding: { bound }, family }: Draft, next: Item | undefined): boolean {
  const [key, ...others] = bound.at(-1)?.values.keys() ?? [];
  const isMember = key !== undefined && others.length === 0 && next?.meaning?.values?.some((one) => one.key === key);
  return isMember === true && key !== undefined && family.settings[key]?.kind === 'several';
}

/** «not Teams but Outlook», «don't wipe but block»; before a verb it is an «and». */
function takeBut(d: Draft, next: Item | undefined): boolean {
  if (d.notApps || d.binding.denied.length > 0) return true;
  const m = next?.meaning;
  if (m?.negates === 'without') return true;
  if (!m?.verb && !m?.settings && !m?.sets) return false;
  endSegment(d);
  d.prep = undefined;
  return true;
}

/** «turn on the PIN requirement»: the word adds nothing to a thing that is required. */
function isRequirement(d: Draft): boolean {
  const noun = openNouns(d.binding).at(-1);
  const senses = noun?.keys.map((key) => d.family.settings[key]) ?? [];
  return senses.length > 0 && senses.every((setting) => setting?.kind === 'toggle' && setting.sense === 'requires');
}

/** «remove the restriction on printing»: what of comes next. */
function startsLifting(d: Draft, sense: 'requires' | 'blocks'): boolean {
  if (d.removing !== d.binding.segment) return false;
  d.lifting = sense;
  return true;
}

/** «remove the PIN requirement», «lift the printing restriction»: both mean false. */
export function takeLifted(d: Draft, sense: 'requires' | 'blocks'): boolean {
  const noun = openNouns(d.binding).at(-1);
  if (d.removing === undefined || !noun) return false;
  const settings = noun.keys.map((key) => d.family.settings[key]);
  if (!settings.every((setting) => setting?.kind === 'toggle' && setting.sense === sense)) return false;
  d.lifted = true;
  settle(d.binding, noun, new Map(noun.keys.map((key) => [key, false])));
  return true;
}
