import type { QueryRequest } from '../core/request';
import { only, type Bag } from './bag';

/** Questions, answered at once. The first that has a place for everything said is the one. */
export function readQuery(bag: Bag, asked: boolean): QueryRequest | undefined {
  if (!asked && bag.verbs.length > 0 && !bag.verbs.some((verb) => showing.has(verb))) return undefined;
  if (!asked && bag.negations.length > 0) return undefined;
  for (const query of queries) {
    const read = query(bag);
    if (read) return read;
  }
  return undefined;
}

const showing = new Set(['show', 'list', 'check', 'explain']);

const asking =
  'word:is|are|was|were|am|do|does|did|has|have|had|which|what|who|why|how|where|whose|any|there|we|i|you|me|us|my|of|in|on|at|for|to|with|by|about|from|all|currently|already|yet|still|should|must|will|it|some|how many|both|each|every|been|be|being|as|per|under mark:policy verb:show|list|check|get|set|have|give|find compares';

const queries: readonly ((bag: Bag) => QueryRequest | undefined)[] = [
  connector,
  readiness,
  showChange,
  listChanges,
  showPolicy,
  listPolicies,
];

function connector(bag: Bag): QueryRequest | undefined {
  const about =
    bag.families.includes('connector') ||
    (bag.owners.size === 1 && bag.owners.has('connector') && bag.kinds.has('setting'));
  if (!about || bag.policies.length > 0 || bag.bare.length > 0 || bag.negations.length > 0) return undefined;
  if (
    !only(
      bag,
      `${asking} family setting value platforms word:noun:status|noun:setting|product:defender|off|last|until verb:on|off|block|allow|require compliance numbers mark:devices|device apps`,
    )
  )
    return undefined;
  return { kind: 'showConnector' };
}

function readiness(bag: Bag): QueryRequest | undefined {
  if (!bag.words.has('noun:readiness')) return undefined;
  if (!only(bag, `${asking} word:noun:readiness|noun:status|noun:signals|when platforms verb:on|apply mark:devices`))
    return undefined;
  return { kind: 'checkReadiness', ...platformSlot(bag) };
}

function showChange(bag: Bag): QueryRequest | undefined {
  if (bag.negations.length > 0) return undefined;
  const [number, ...more] = [...bag.changes, ...bag.numbers];
  const last = bag.words.has('last') || bag.words.has('latest');
  if (more.length > 0 || (number === undefined && !(last && bag.words.has('noun:change')))) return undefined;
  if (
    !only(
      bag,
      `${asking} changes numbers status word:noun:change|last|latest|noun:status|when verb:approve|reject|cancel|ask|create|revert|make|apply|explain`,
    )
  )
    return undefined;
  return { kind: 'showChange', change: number ?? 'last' };
}

function listChanges(bag: Bag): QueryRequest | undefined {
  if (!bag.words.has('noun:change') || bag.changes.length > 0 || bag.negations.length > 0) return undefined;
  if (
    !only(
      bag,
      `${asking} status users word:noun:change|that|last|new verb:ask|create|make|approve|reject|apply mark:user|users bare`,
    )
  )
    return undefined;
  const users = usersOf(bag);
  if (users === undefined) return undefined;
  const { status } = bag;
  return {
    kind: 'listChanges',
    ...(status ? { status: status as 'applied' } : {}),
    ...(users.length > 0 ? { users: [...users] } : {}),
  };
}

function showPolicy(bag: Bag): QueryRequest | undefined {
  const named = policyNames(bag);
  const [policy, ...more] = named;
  if (policy === undefined || more.length > 0) return undefined;
  if (bag.verbs.some((verb) => acting.has(verb)) && !isAsking(bag)) return undefined;
  if (
    !only(
      bag,
      `${asking} policies bare family setting value level platforms apps status compliance verb:on|off|block|allow|require|cover|include|take|assign|apply|wipe|see|target|get|require|exclude mark:group|groups|users|user|devices|device word:noun:setting|off|too|take|noun:data|only|noun:app|than|after`,
    )
  )
    return undefined;
  return { kind: 'showPolicy', policy };
}

const acting = new Set([
  'on',
  'off',
  'block',
  'allow',
  'require',
  'cover',
  'include',
  'take',
  'assign',
  'apply',
  'wipe',
  'target',
  'set',
  'exclude',
]);

function listPolicies(bag: Bag): QueryRequest | undefined {
  if (bag.policies.length > 0 || bag.negations.length > 0) return undefined;
  const family = [...new Set(bag.families)];
  const said = family.length > 0 ? family : bag.kinds.has('setting') ? [...bag.owners] : [];
  if (said.length > 1) return undefined;
  if (!bag.kinds.has('mark:policy') && said.length === 0) return undefined;
  if (!isAsking(bag) && !bag.kinds.has('mark:policy')) return undefined;
  if (bag.bare.some(({ prep }) => prep !== 'group')) return undefined;
  if (
    !only(
      bag,
      `${asking} family setting value level apps platforms groups status word:noun:setting|noun:policy|that|off|noun:data|too verb:cover|apply|assign|on|off|block|allow|require|target|include|wipe mark:group|groups|devices|users`,
    )
  )
    return undefined;
  const [one] = said;
  return {
    kind: 'listPolicies',
    ...(one !== undefined ? { family: one } : {}),
    ...platformSlot(bag),
    ...(bag.apps.length > 0 ? { apps: [...bag.apps].sort() } : {}),
    ...(bag.groups.length > 0 ? { groups: [...bag.groups].sort() } : {}),
  };
}

function isAsking(bag: Bag): boolean {
  return (
    [...bag.words].some((word) => questionWords.has(word)) ||
    bag.verbs.some((verb) => verb === 'show' || verb === 'list' || verb === 'check')
  );
}

const questionWords = new Set([
  'is',
  'are',
  'was',
  'were',
  'do',
  'does',
  'did',
  'has',
  'have',
  'which',
  'what',
  'who',
  'why',
  'how',
  'where',
  'any',
  'how many',
  '?',
]);

function policyNames(bag: Bag): readonly string[] {
  return [
    ...bag.policies,
    ...bag.bare.filter(({ prep, quoted, sure }) => prep !== 'group' && (quoted || sure)).map(({ text }) => text),
  ];
}

function usersOf(bag: Bag): readonly string[] | undefined {
  if (bag.bare.some(({ prep, unread }) => prep !== 'by' || unread)) return undefined;
  return [...bag.users, ...bag.bare.map(({ text }) => text)].sort();
}

function platformSlot(bag: Bag): { platforms?: QueryPlatforms } {
  return bag.platforms.length > 0 ? { platforms: [...bag.platforms].sort() } : {};
}

type QueryPlatforms = NonNullable<Extract<QueryRequest, { kind: 'checkReadiness' }>['platforms']>;
