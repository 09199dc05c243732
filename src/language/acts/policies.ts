import type { Request } from '../../core/request';
import { looksLikeDevice } from '../line/names';
import { only, type Bag, type Bare } from './bag';
import type { Question } from '../sentence';

/** What is done to whole policies: assign, unassign, apps in and out, delete. */

export interface Acted {
  readonly requests: readonly Request[];
  readonly question: Question | null;
}

const common =
  'word:it|is|are|be|been|should|shall|will|must|also|both|only|any|some|here|there|all|such|too|currently|already mark:policy|group|groups|user|users for until family';

/** Tries each in turn; a negated act asks for nothing, except «no longer». */
export function readAct(bag: Bag): Acted | undefined {
  return assign(bag) ?? unassign(bag) ?? addApps(bag) ?? removeApps(bag) ?? deletePolicy(bag);
}

function assign(bag: Bag): Acted | undefined {
  if (bag.negations.length > 0 || bag.apps.length > 0) return undefined;
  if (!bag.verbs.some((verb) => assigning.has(verb))) return undefined;
  const places = `${common} policies groups users everyone bare unread word:to|for|with|on|in|from|of|at|into|out|onto|get|them verb:assign|apply|give|get|add|include|exclude|set|deploy`;
  if (!only(bag, places)) return undefined;
  const who = parties(bag, 'to');
  if (!who) return undefined;
  const strong = bag.verbs.some((verb) => verb === 'assign' || verb === 'apply' || verb === 'give' || verb === 'get');
  if (bag.verbs.includes('deploy')) return undefined;
  // «add …» and «include …» are about groups only when a group is said to be one.
  if (!strong && bag.verbs.some((verb) => verb === 'add' || verb === 'include') && bag.groups.length === 0)
    return undefined;
  if (!strong && !who.policies.length) return undefined;
  if (who.policies.length === 0 && who.groups.length === 0 && who.excluded.length === 0) return undefined;
  const families = familyOf(bag);
  if (families === undefined) return undefined;
  if (who.policies.length === 0 && (bag.words.has('all') || bag.words.has('every'))) return undefined;
  if (who.policies.length === 0 && !bag.kinds.has('mark:policy') && families.length === 0) return undefined;
  const targets = {
    ...(who.groups.length > 0 ? { groups: sorted(who.groups) } : {}),
    ...(who.excluded.length > 0 ? { excludeGroups: sorted(who.excluded) } : {}),
  };
  const rest = { ...targets, ...familySlot(families), ...times(bag) };
  return perPolicy(
    who.policies,
    (policy) => ({ kind: 'assign', ...policy, ...rest }),
    missing(who, 'groups', 'Which group should it be assigned to?'),
  );
}

const assigning = new Set(['assign', 'apply', 'give', 'get', 'add', 'include', 'exclude']);

function unassign(bag: Bag): Acted | undefined {
  if (bag.apps.length > 0) return undefined;
  const stopped =
    bag.negations.length === 1 &&
    (bag.negations[0] === 'stop' || bag.words.has('anymore')) &&
    bag.verbs.some((verb) => verb === 'assign' || verb === 'apply' || verb === 'get');
  const taken =
    bag.negations.length === 0 &&
    bag.verbs.some((verb) => verb === 'unassign' || verb === 'remove' || verb === 'take' || verb === 'drop');
  if (!stopped && !taken) return undefined;
  const places = `${common} policies groups users everyone bare unread word:to|for|from|off|of|out|on|in|at not:stop not:not word:anymore verb:unassign|remove|take|drop|assign|apply|get`;
  if (!only(bag, places)) return undefined;
  const plain = bag.verbs.includes('unassign') || stopped;
  // «unassign X from Sales», but «remove the Sales group from X».
  const who = parties(bag, plain ? 'from' : undefined);
  if (!who || who.excluded.length > 0) return undefined;
  if (!plain && (bag.groups.length === 0 || bag.bare.some(({ unread }) => unread))) return undefined;
  if (who.policies.length === 0 || (!plain && who.groups.length === 0)) return undefined;
  const families = familyOf(bag);
  if (families === undefined) return undefined;
  const rest = {
    ...(who.groups.length > 0 ? { groups: sorted(who.groups) } : {}),
    ...familySlot(families),
    ...times(bag),
  };
  return perPolicy(
    who.policies,
    (policy) => ({ kind: 'unassign', ...policy, ...rest }),
    missing(who, 'groups', 'Which group should it be taken off?'),
  );
}

function addApps(bag: Bag): Acted | undefined {
  if (bag.negations.length > 0 || bag.apps.length === 0) return undefined;
  if (
    !bag.verbs.some(
      (verb) => verb === 'add' || verb === 'include' || verb === 'cover' || verb === 'put' || verb === 'set',
    )
  )
    return undefined;
  if (bag.verbs.every((verb) => verb === 'set') && !bag.words.has('under')) return undefined;
  return appsAct(bag, 'addApps', 'word:to|in|with|by|into|under|for|on|from|of verb:add|include|cover|set');
}

function removeApps(bag: Bag): Acted | undefined {
  if (bag.apps.length === 0) return undefined;
  const stopped =
    bag.negations.length === 1 &&
    bag.negations[0] === 'stop' &&
    bag.verbs.every((verb) => verb === 'cover' || verb === 'include');
  const taken =
    bag.negations.length === 0 && bag.verbs.some((verb) => verb === 'remove' || verb === 'take' || verb === 'drop');
  if (!(stopped && bag.verbs.length > 0) && !taken) return undefined;
  return appsAct(
    bag,
    'removeApps',
    'word:from|off|of|out|in|with|by|for|on not:stop verb:remove|take|drop|cover|include',
  );
}

function appsAct(bag: Bag, kind: 'addApps' | 'removeApps', places: string): Acted | undefined {
  if (
    !only(
      bag,
      `${common.replace(' for until', '')} apps weakApp platforms value policies bare ${places} mark:name word:noun:app`,
    )
  )
    return undefined;
  const named = [...bag.policies, ...bag.bare.filter(isPolicyName).map(({ text }) => text)];
  if (bag.bare.length !== bag.bare.filter(isPolicyName).length) return undefined;
  if (bag.families.some((family) => family !== 'appProtection')) return undefined;
  if (named.length === 0 && !bag.kinds.has('mark:policy')) return undefined;
  const rest = {
    apps: sorted(bag.apps),
    ...(bag.platforms.length > 0 ? { platforms: [...bag.platforms].sort() } : {}),
  };
  const question = named.length === 0 ? { about: 'policy', text: 'Which policy?' } : null;
  return perPolicy(named, (policy) => ({ kind, ...policy, ...rest }), question);
}

function deletePolicy(bag: Bag): Acted | undefined {
  if (bag.negations.length > 0 || !bag.verbs.some((verb) => verb === 'delete' || verb === 'remove' || verb === 'drop'))
    return undefined;
  if (!only(bag, 'policies bare family mark:policy verb:delete|remove|drop word:of|both')) return undefined;
  const bare = bag.bare.filter(({ prep }) => prep === undefined || prep === 'of');
  if (
    bare.length !== bag.bare.length ||
    !bare.every((name) => isPolicyName(name) && (name.quoted || !looksLikeDevice(name.text)))
  )
    return undefined;
  const named = [...bag.policies, ...bare.map(({ text }) => text)];
  const families = familyOf(bag);
  if (families === undefined || (named.length === 0 && !bag.kinds.has('mark:policy'))) return undefined;
  const question = named.length === 0 ? { about: 'policy', text: 'Which policy should be deleted?' } : null;
  return perPolicy(named, (policy) => ({ kind: 'delete', ...policy, ...familySlot(families) }), question);
}

interface Parties {
  readonly policies: readonly string[];
  readonly groups: readonly string[];
  readonly excluded: readonly string[];
}

/** Who is the policy and who the groups: by the word beside the name, else by what stands before it. */
function parties(bag: Bag, towards: 'to' | 'from' | undefined): Parties | undefined {
  const policies = [...bag.policies];
  const groups: string[] = [...bag.everyone];
  const excluded: string[] = [];
  // «@Sales» is a group where a group is wanted; an address is a person.
  if (bag.users.some((user) => user.includes('@'))) return undefined;
  groups.push(...bag.users);
  for (const name of bag.bare) {
    const goes = name.prep !== undefined && (groupPreps.has(name.prep) || name.prep === towards);
    if (name.verb === 'exclude' && (name.prep === 'group' || (name.prep === undefined && !name.unread))) {
      excluded.push(name.text);
    } else if (name.prep === 'group') groups.push(name.text);
    else if (name.unread && !(goes && bag.bare.indexOf(name) === bag.bare.length - 1)) return undefined;
    else if (goes || (name.verb === undefined && bag.verbs[0] === 'get' && !name.quoted)) groups.push(name.text);
    else if (policies.length === 0 && isPolicyName(name)) policies.push(name.text);
    else return undefined;
  }
  return { policies, groups, excluded };
}

const groupPreps = new Set(['to', 'for']);

/** A name that can be a policy's without the word: quoted, an id, or several words with capitals inside. */
function isPolicyName({ text, quoted, sure, unread }: Bare): boolean {
  return !unread && (quoted || sure || (/\s/.test(text) && /\p{Lu}{2}/u.test(text)));
}

/** The family said in words; undefined when two were. */
function familyOf(bag: Bag): readonly string[] | undefined {
  const said = [...new Set(bag.families)];
  return said.length > 1 ? undefined : said;
}

function familySlot([family]: readonly string[]): { family?: string } {
  return family === undefined ? {} : { family };
}

function times(bag: Bag): { for?: string; until?: string } {
  return {
    ...(bag.for !== undefined ? { for: bag.for } : {}),
    ...(bag.until !== undefined ? { until: bag.until } : {}),
  };
}

function missing(who: Parties, about: string, text: string): Question | null {
  if (who.policies.length === 0) return { about: 'policy', text: 'Which policy?' };
  return who.groups.length === 0 && who.excluded.length === 0 ? { about, text } : null;
}

function perPolicy(
  policies: readonly string[],
  request: (policy: { policy?: string }) => Request,
  question: Question | null,
): Acted {
  if (policies.length === 0) return { requests: [request({})], question };
  return { requests: policies.map((policy) => request({ policy })), question };
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
