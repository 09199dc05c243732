import type { Platform } from '../core/family';
import type { QueryRequest } from '../core/request';
import { looksLikeDevice } from './acts';
import type { Bag } from './bag';

/** Questions, answered at once. The first that has a place for everything said is the one. */
export function readQuery(bag: Bag, asked: boolean): QueryRequest | undefined {
  if (!asked && !isShown(bag) && bag.acting.length > 0) return undefined;
  if (!asked && bag.negations.length > 0 && bag.compliance === undefined) return undefined;
  if ([...bag.words].some((word) => elsewhere.has(word))) return undefined;
  // «show … and list …» are two.
  if (bag.acting.filter((verb) => verb === 'show' || verb === 'list').length > 1) return undefined;
  const seen = asked || isShown(bag);
  for (const query of queries) {
    const read = query(bag, seen);
    if (read) return read;
  }
  return undefined;
}

type Query = (bag: Bag, asked: boolean) => QueryRequest | undefined;

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
  onboarding,
  readiness,
  showDevice,
  connector,
  complianceSummary,
  listDevices,
  showPolicy,
  listPolicies,
];

/** Words that only other kinds of request know what to do with. */
const elsewhere = new Set(['because', 'what if', 'but', 'instead', 'otherwise', 'noun:guide', 'noun:wipe']);

function isShown(bag: Bag): boolean {
  return bag.verbs.some((verb) => verb === 'show' || verb === 'list' || verb === 'check' || verb === 'explain');
}

/** Things a query has a place for, beside words. */
function only(bag: Bag, ...slots: readonly string[]): boolean {
  for (const kind of bag.kinds) {
    if (kind.startsWith('word:') || kind.startsWith('mark:') || kind.startsWith('verb:') || kind.startsWith('not:'))
      continue;
    if (!slots.includes(kind)) return false;
  }
  return true;
}

function nouns(bag: Bag, ...allowed: readonly string[]): boolean {
  return [...bag.words].every((word) => !word.startsWith('noun:') || allowed.includes(word));
}

function verbs(bag: Bag, ...allowed: readonly string[]): boolean {
  return bag.verbs.every((verb) => always.has(verb) || allowed.includes(verb));
}

const always = new Set(['show', 'list', 'check', 'set', 'get', 'give', 'explain']);

function explainDevice(bag: Bag): QueryRequest | undefined {
  const why =
    bag.words.has('why') || bag.verbs.includes('explain') || (bag.words.has('what') && bag.verbs.includes('make'));
  const device = deviceOf(bag);
  if (!why || device === undefined) return undefined;
  if (
    !only(bag, 'devices', 'bare', 'compliance', 'family', 'value', 'setting', 'level') ||
    !nouns(bag, 'noun:status') ||
    !verbs(bag, 'make', 'block', 'on')
  )
    return undefined;
  return { kind: 'explainDevice', device };
}

function audit(bag: Bag): QueryRequest | undefined {
  const named = bag.words.has('noun:audit');
  const did = doing(bag);
  const changed =
    (bag.words.has('noun:change') || bag.verbs.some((verb) => did.has(verb))) &&
    (bag.words.has('who') ||
      bag.since !== undefined ||
      ((bag.words.has('was') || bag.words.has('has') || bag.words.has('when') || bag.words.has('did')) &&
        bag.policies.length > 0));
  if (!named && !changed) return undefined;
  if (!named && bag.policies.length === 0 && bag.since === undefined) return undefined;
  if (bag.changes.length > 0 || bag.numbers.length > 0) return undefined;
  if (
    !only(
      bag,
      'users',
      'policies',
      'since',
      'bare',
      'family',
      'setting',
      'value',
      'status',
      'groups',
      'platforms',
      'apps',
    ) ||
    !nouns(bag, 'noun:audit', 'noun:change', 'noun:setting')
  )
    return undefined;
  const users = [
    ...bag.users,
    ...bag.bare
      .filter(
        ({ prep, quoted }) =>
          !quoted && (prep === 'by' || prep === 'for' || prep === 'of' || prep === 'from' || prep === undefined),
      )
      .map(({ text }) => text),
  ];
  const policies = [...bag.policies, ...bag.bare.filter(({ quoted }) => quoted).map(({ text }) => text)];
  if (
    users.length + policies.length !== bag.users.length + bag.policies.length + bag.bare.length ||
    policies.length > 1
  )
    return undefined;
  const [policy] = policies;
  return {
    kind: 'audit',
    ...list('users', users),
    ...(bag.since !== undefined ? { since: bag.since } : {}),
    ...(policy !== undefined ? { policy } : {}),
  };
}

function doing(_bag: Bag): ReadonlySet<string> {
  return changing;
}

const changing = new Set([
  'set',
  'delete',
  'create',
  'assign',
  'unassign',
  'remove',
  'add',
  'off',
  'on',
  'make',
  'block',
  'allow',
  'exclude',
  'take',
  'apply',
  'revert',
  'drop',
  'deploy',
]);

function showChange(bag: Bag): QueryRequest | undefined {
  const [number, ...more] = [...bag.changes, ...bag.numbers];
  const last = bag.words.has('last') || bag.words.has('latest');
  if (more.length > 0 || !(number !== undefined || (last && bag.words.has('noun:change')))) return undefined;
  if (bag.changes.length === 0 && !bag.words.has('noun:change')) return undefined;
  if (
    !only(bag, 'changes', 'numbers', 'status') ||
    !nouns(bag, 'noun:change', 'noun:status') ||
    !verbs(bag, 'approve', 'reject', 'cancel', 'ask', 'create', 'revert', 'make', 'apply', 'explain', 'post', 'require')
  )
    return undefined;
  return { kind: 'showChange', change: number ?? 'last' };
}

function listChanges(bag: Bag): QueryRequest | undefined {
  const changes =
    bag.words.has('noun:change') ||
    (bag.status === 'needsApproval' &&
      (bag.words.has('what') || bag.words.has('noun:approval') || bag.words.has('anything')));
  if (!changes || bag.policies.length > 0) return undefined;
  if (
    !only(bag, 'status', 'users', 'bare') ||
    !nouns(bag, 'noun:change', 'noun:approval') ||
    !verbs(bag, 'ask', 'create', 'make', 'approve', 'reject', 'apply', 'require', 'cancel')
  )
    return undefined;
  if (bag.bare.some(({ unread, quoted }) => unread || quoted)) return undefined;
  const status =
    bag.status ??
    (bag.verbs.includes('reject')
      ? 'rejected'
      : bag.verbs.includes('apply')
        ? 'applied'
        : bag.verbs.includes('approve') && bag.words.has('to')
          ? 'needsApproval'
          : undefined);
  if (bag.verbs.includes('approve') && status !== 'needsApproval') return undefined;
  // The status words are a closed list, so the cast only narrows.
  return {
    kind: 'listChanges',
    ...(status !== undefined ? { status: status as 'applied' } : {}),
    ...list('users', [...bag.users, ...bag.bare.map(({ text }) => text)]),
  };
}

function listSilences(bag: Bag, asked: boolean): QueryRequest | undefined {
  const about = bag.words.has('noun:silence') || (bag.verbs.includes('silence') && asked);
  if (!about || !only(bag, 'status') || !nouns(bag, 'noun:silence', 'noun:alert') || !verbs(bag, 'silence'))
    return undefined;
  return asked || bag.items.length <= 2 ? { kind: 'listSilences' } : undefined;
}

function listSubscriptions(bag: Bag, asked: boolean): QueryRequest | undefined {
  const about = bag.words.has('noun:subscription') || (bag.verbs.includes('subscribe') && asked);
  if (
    !about ||
    !only(bag) ||
    !nouns(bag, 'noun:subscription', 'noun:channel', 'noun:alert') ||
    !verbs(bag, 'subscribe', 'post', 'send')
  )
    return undefined;
  return { kind: 'listSubscriptions' };
}

function listAlerts(bag: Bag): QueryRequest | undefined {
  if (!bag.words.has('noun:alert') || !only(bag, 'status') || !nouns(bag, 'noun:alert') || !verbs(bag, 'post'))
    return undefined;
  return { kind: 'listAlerts' };
}

function showGroup(bag: Bag): QueryRequest | undefined {
  const [group, ...more] = bag.groups;
  if (group === undefined || more.length > 0 || bag.policies.length > 0 || bag.kinds.has('mark:policy'))
    return undefined;
  if (!only(bag, 'groups') || !nouns(bag, 'noun:member') || !verbs(bag, 'include', 'explain')) return undefined;
  return { kind: 'showGroup', group };
}

function policyStatus(bag: Bag): QueryRequest | undefined {
  const names = policyNames(bag);
  const [policy, ...more] = names;
  if (policy === undefined || more.length > 0 || !bag.words.has('noun:status')) return undefined;
  if (names.length === 1 && bag.policies.length === 0 && looksLikeDevice(policy) && !bag.kinds.has('mark:policy'))
    return undefined;
  if (
    !only(bag, 'policies', 'bare', 'family', 'compliance', 'status', 'value', 'setting') ||
    !nouns(bag, 'noun:status', 'noun:setting') ||
    !verbs(bag, 'on', 'assign', 'deploy')
  )
    return undefined;
  const by = bag.words.has('noun:setting')
    ? 'setting'
    : bag.kinds.has('mark:device') || bag.kinds.has('mark:devices')
      ? 'device'
      : undefined;
  return { kind: 'policyStatus', policy, ...(by ? { by } : {}) };
}

function onboarding(bag: Bag): QueryRequest | undefined {
  if (!bag.words.has('noun:onboarding') && !(bag.verbs.includes('onboard') && !bag.kinds.has('mark:policy')))
    return undefined;
  if (
    !only(bag, 'family', 'value', 'apps', 'platforms', 'status') ||
    !nouns(bag, 'noun:onboarding', 'noun:status', 'noun:summary') ||
    !verbs(bag, 'onboard') ||
    bag.kinds.has('mark:policy')
  )
    return undefined;
  return bag.platforms.length > 0 ? undefined : { kind: 'onboardingStatus' };
}

function readiness(bag: Bag): QueryRequest | undefined {
  if (!bag.words.has('noun:readiness')) return undefined;
  if (
    !only(bag, 'platforms', 'family', 'value', 'apps', 'setting') ||
    !nouns(bag, 'noun:readiness', 'noun:status', 'noun:summary') ||
    !verbs(bag, 'on', 'require', 'make')
  )
    return undefined;
  return { kind: 'checkReadiness', ...platformSlot(bag) };
}

function showDevice(bag: Bag): QueryRequest | undefined {
  const device = deviceOf(bag);
  if (device === undefined || bag.kinds.has('mark:policy')) return undefined;
  if (
    !only(bag, 'devices', 'bare', 'compliance', 'level', 'setting', 'value', 'family', 'platforms', 'status') ||
    !nouns(bag, 'noun:status', 'noun:onboarding', 'noun:summary', 'noun:setting') ||
    !verbs(bag, 'sync', 'onboard', 'manage', 'on')
  )
    return undefined;
  return { kind: 'showDevice', device };
}

function connector(bag: Bag, asked: boolean): QueryRequest | undefined {
  const families = new Set(bag.families);
  const settings = bag.kinds.has('setting') && bag.owners.has('connector') && !bag.kinds.has('mark:policy');
  const connects =
    asked &&
    (bag.words.has('product:defender') || bag.apps.includes('defender')) &&
    bag.verbs.includes('on') &&
    (bag.platforms.length > 0 || families.has('appProtection') || families.has('compliance'));
  if (!families.has('connector') && !connects && !(asked && settings && bag.owners.size === 1 && families.size === 0))
    return undefined;
  if ([...families].some((family) => family !== 'connector' && family !== 'appProtection' && family !== 'compliance'))
    return undefined;
  if (
    !only(bag, 'family', 'setting', 'value', 'platforms', 'numbers', 'apps', 'status') ||
    !nouns(bag, 'noun:status', 'noun:setting', 'noun:summary')
  )
    return undefined;
  return { kind: 'showConnector' };
}

function complianceSummary(bag: Bag): QueryRequest | undefined {
  const summed = bag.families.includes('compliance') && (bag.words.has('noun:summary') || bag.words.has('noun:status'));
  const how = bag.compliance === 'compliant' && bag.words.has('how') && !bag.words.has('how many');
  if ((!summed && !how) || bag.kinds.has('mark:policy')) return undefined;
  if (how && !summed && bag.devices.length > 0) return undefined;
  if (
    !only(bag, 'family', 'platforms', 'compliance', 'value', 'setting') ||
    (summed && bag.compliance !== undefined && bag.compliance !== 'compliant') ||
    !nouns(bag, 'noun:summary', 'noun:status') ||
    !verbs(bag)
  )
    return undefined;
  return { kind: 'complianceSummary', ...platformSlot(bag) };
}

function listDevices(bag: Bag, asked: boolean): QueryRequest | undefined {
  const managedBy = bag.words.has('managed:defender')
    ? 'defender'
    : bag.words.has('managed:intune')
      ? 'intune'
      : undefined;
  const devices = bag.kinds.has('mark:devices') || bag.kinds.has('mark:device') || bag.platforms.length > 0;
  const told =
    bag.compliance !== undefined || bag.level !== undefined || managedBy !== undefined || bag.users.length > 0;
  if (!devices || bag.kinds.has('mark:policy') || bag.policies.length > 0) return undefined;
  if (
    !told &&
    !(
      asked &&
      (bag.kinds.has('mark:devices') || bag.platforms.length > 0) &&
      !bag.kinds.has('setting') &&
      !bag.kinds.has('family')
    )
  )
    return undefined;
  if (bag.families.some((family) => family !== 'compliance') || bag.words.has('is')) return undefined;
  if (
    !only(bag, 'compliance', 'level', 'platforms', 'users', 'bare', 'family', 'setting', 'value', 'apps') ||
    !nouns(bag, 'noun:status') ||
    !verbs(bag, 'manage', 'on')
  )
    return undefined;
  if (bag.kinds.has('apps') && bag.apps.some((app) => app !== 'defender')) return undefined;
  const settings = bag.kinds.has('setting') ? [...bag.owners] : [];
  if (settings.length > 0 && bag.level === undefined) return undefined;
  if (bag.bare.some(({ prep, unread }) => unread || (prep !== 'of' && prep !== 'for' && prep !== 'by')))
    return undefined;
  // The states and levels are closed lists, so the casts only narrow.
  return {
    kind: 'listDevices',
    ...(bag.compliance !== undefined ? { compliance: bag.compliance as 'compliant' } : {}),
    ...(bag.level !== undefined ? { threat: bag.level as 'low' } : {}),
    ...platformSlot(bag),
    ...(managedBy ? { managedBy } : {}),
    ...list('users', [...bag.users, ...bag.bare.map(({ text }) => text)]),
  };
}

function showPolicy(bag: Bag, asked: boolean): QueryRequest | undefined {
  const [policy, ...more] = policyNames(bag);
  if (policy === undefined || more.length > 0 || (!asked && bag.kinds.has('setting'))) return undefined;
  if (!asked && bag.kinds.has('value')) return undefined;
  if (
    !only(
      bag,
      'policies',
      'bare',
      'family',
      'setting',
      'value',
      'level',
      'platforms',
      'apps',
      'weakApp',
      'status',
      'compliance',
      'numbers',
    )
  )
    return undefined;
  if (bag.bare.some(({ unread }) => unread) || !nouns(bag, 'noun:setting', 'noun:data', 'noun:member'))
    return undefined;
  return { kind: 'showPolicy', policy };
}

function listPolicies(bag: Bag, asked: boolean): QueryRequest | undefined {
  const families = [...new Set(bag.families)];
  const said = families.length > 0 ? families : bag.kinds.has('setting') ? [...bag.owners] : [];
  if (said.includes('connector')) return undefined;
  if (bag.policies.length > 0 || said.length > 1 || (!bag.kinds.has('mark:policy') && said.length === 0))
    return undefined;
  if (!asked && !(bag.kinds.has('mark:policy') && !bag.kinds.has('setting') && !bag.kinds.has('value')))
    return undefined;
  if (
    !only(
      bag,
      'family',
      'setting',
      'value',
      'level',
      'apps',
      'weakApp',
      'platforms',
      'groups',
      'status',
      'compliance',
      'numbers',
    ) ||
    !nouns(bag, 'noun:setting', 'noun:policy', 'noun:data', 'noun:status')
  )
    return undefined;
  const [family] = said;
  return {
    kind: 'listPolicies',
    ...(family !== undefined ? { family } : {}),
    ...platformSlot(bag),
    ...list('apps', bag.apps),
    ...list('groups', bag.groups),
  };
}

function deviceOf(bag: Bag): string | undefined {
  const named = [
    ...bag.devices,
    ...bag.bare.filter(({ text, quoted }) => !quoted && looksLikeDevice(text)).map(({ text }) => text),
  ];
  return named.length === 1 && bag.bare.length + bag.devices.length === 1 ? named[0] : undefined;
}

function policyNames(bag: Bag): readonly string[] {
  return [
    ...bag.policies,
    ...bag.bare.filter(({ prep, quoted, sure }) => prep !== 'group' && (quoted || sure)).map(({ text }) => text),
  ];
}

function list<K extends string>(slot: K, values: readonly string[]): { [P in K]?: string[] } {
  // One computed key; the type cannot see that it is the only one.
  return values.length > 0 ? ({ [slot]: [...new Set(values)].sort() } as { [P in K]?: string[] }) : {};
}

function platformSlot(bag: Bag): { platforms?: Platform[] } {
  return bag.platforms.length > 0 ? { platforms: [...bag.platforms].sort() } : {};
}
