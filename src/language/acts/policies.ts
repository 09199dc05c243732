import type { Request } from '../../core/request';
import { looksLikeDevice } from '../line/names';
import type { Question, Read } from '../sentence';
import { only, type Bag, type Bare } from './bag';
import { familyOf, familySlot, inOneList, isPolicyName, isWord, partiesOf, sorted, type Parties } from './parties';

/** What is done to whole policies: assign, unassign, apps in and out, delete. */

export interface Acted {
  readonly requests: readonly Request[];
  readonly question: Question | null;
}

/** Tries each in turn; a negated act asks for nothing, except «no longer». */
export function readAct(bag: Bag): Acted | undefined {
  return assign(bag) ?? unassign(bag) ?? addApps(bag) ?? removeApps(bag) ?? deletePolicy(bag);
}

const small =
  'word:it|is|are|be|been|should|shall|will|must|also|both|only|any|some|here|there|all|such|too|currently|already|to|for|with|on|in|from|of|at|by|under|into|out|onto|off mark:policy|group|groups|user|users';
const parties = `${small} policies groups users everyone bare unread family for until`;

function assign(bag: Bag): Acted | undefined {
  // «put X onto Sales»
  const put = bag.words.has('onto') && !bag.words.has('under') ? ' set' : '';
  const verb = onlyVerb(bag, `assign apply give get add include exclude deploy${put}`);
  if (
    !verb ||
    bag.negations.length > 0 ||
    !only(bag, `${parties} word:get|them|but verb:assign|apply|give|get|add|include|exclude|set|deploy`)
  )
    return undefined;
  const strong = ['assign', 'apply', 'give', 'get', 'set', 'deploy'].includes(verb);
  const who = partiesOf(bag, { towards: 'to', beside: strong ? undefined : 'to in' });
  const families = familyOf(bag);
  if (!who || !families || isNobody(who)) return undefined;
  // «deploy a compliance policy» makes one; «deploy "BYOD iOS" to Sales» assigns it.
  if (verb === 'deploy' && (families.length > 0 || bag.words.has('new') || who.groups.length === 0)) return undefined;
  // «add …» and «include …» are about groups only when a group is said to be one, «exclude …» only with its policy.
  if (!strong && who.policies.length === 0) return undefined;
  // «add a compliance policy … for all devices» makes one.
  if ((verb === 'add' || verb === 'include') && !bag.words.has('to') && !bag.words.has('in')) return undefined;
  if (who.policies.length === 0 && !isOnePolicy(bag, families)) return undefined;
  const rest = { ...whom(who), ...familySlot(families), ...times(bag) };
  return perPolicy(
    who.policies,
    (policy) => ({ kind: 'assign', ...policy, ...rest }),
    missing(who, 'Which group should it be assigned to?'),
  );
}

/** «create a group X with … and assign Y to it» */
export function toMadeGroup(acted: Acted, bag: Bag, previous: Read | undefined): Acted {
  const made = previous?.requests.at(-1);
  const asks = acted.question?.about === 'groups' && (bag.words.has('it') || bag.kinds.has('mark:group'));
  if (!asks || made?.kind !== 'createGroup' || made.group === undefined) return acted;
  const groups = [made.group];
  const requests = acted.requests.map((one) => (one.kind === 'assign' ? { ...one, groups } : one));
  return { requests, question: null };
}

function unassign(bag: Bag): Acted | undefined {
  const ended = isEnded(bag);
  const has = bag.words.has('have') || bag.words.has('has') ? ' set' : '';
  const verb = ended ? onlyVerb(bag, `assign apply get${has}`) : onlyVerb(bag, 'unassign remove take drop');
  if (!verb || (!ended && bag.negations.length > 0)) return undefined;
  if (
    !only(
      bag,
      `${parties} word:anymore|have|has not:stop not:not verb:unassign|remove|take|drop|assign|apply|get${has === '' ? '' : '|set'}`,
    )
  )
    return undefined;
  // «unassign X from Sales», but «remove the Sales group from X» and «unassign Sales from "X"».
  const plain = ended || (verb === 'unassign' && !isTakenOffQuoted(bag));
  const who = partiesOf(bag, plain ? { towards: 'from' } : { beside: 'from off' });
  const families = familyOf(bag);
  if (!who || !families || who.excluded.length > 0 || who.policies.length === 0) return undefined;
  if (!plain && (who.groups.length === 0 || bag.kinds.has('unread'))) return undefined;
  const rest = { ...whom(who), ...familySlot(families), ...times(bag) };
  return perPolicy(
    who.policies,
    (policy) => ({ kind: 'unassign', ...policy, ...rest }),
    missing(who, 'Which group should it be taken off?'),
  );
}

/** Of two names the quoted one is the policy. */
function isTakenOffQuoted({ bare, policies }: Bag): boolean {
  return policies.length === 0 && bare.every(({ quoted, prep }) => quoted === (prep === 'from'));
}

/** «no longer», «not … any more». */
function isEnded(bag: Bag): boolean {
  return bag.negations.length === 1 && (bag.negations[0] === 'stop' || bag.words.has('anymore'));
}

function addApps(bag: Bag): Acted | undefined {
  if (bag.negations.length > 0 || bag.apps.length === 0) return undefined;
  // «put Outlook under policy X»
  const verb = onlyVerb(
    bag,
    bag.words.has('under') || bag.words.has('into') ? 'add include cover extend set' : 'add include cover extend',
  );
  return verb ? appsAct(bag, 'addApps', 'verb:add|include|cover|extend|set|make') : undefined;
}

function removeApps(bag: Bag): Acted | undefined {
  if (bag.apps.length === 0) return undefined;
  const ended = isEnded(bag);
  const verb = ended ? onlyVerb(bag, 'cover include') : onlyVerb(bag, 'remove take drop exclude');
  if (!verb || (!ended && bag.negations.length > 0)) return undefined;
  return appsAct(bag, 'removeApps', 'not:stop not:not word:anymore verb:remove|take|drop|cover|include|exclude');
}

function appsAct(bag: Bag, kind: 'addApps' | 'removeApps', places: string): Acted | undefined {
  if (!only(bag, `${small} word:apps apps weakApp platforms value policies bare family ${places}`)) return undefined;
  const bare = bag.bare.filter((name) => isPolicyName(name) || (isWord(name) && isPlaced(name)));
  const policies = [...bag.policies, ...bare.map(({ text }) => text)];
  if (bare.length < bag.bare.length || !inOneList(bag, policies)) return undefined;
  const [family, ...others] = bag.families.filter((one) => one !== 'appProtection');
  if (others.length > 0 || (family !== undefined && family !== 'conditionalAccess')) return undefined;
  if (policies.length === 0 && family === undefined && !bag.kinds.has('mark:policy')) return undefined;
  const platforms = bag.platforms.length > 0 ? { platforms: [...bag.platforms].sort() } : {};
  // Which one is asked when it is known how many there are.
  const asks = policies.length === 0 && family === undefined;
  const slots = { apps: sorted(bag.apps), ...platforms, ...(family === undefined ? {} : { family }) };
  const question = asks ? { about: 'policy', text: 'Which policy?' } : null;
  return perPolicy(policies, (policy) => ({ kind, ...policy, ...slots }), question);
}

/** «add Word to Travel»: where an app goes is a policy. */
function isPlaced({ prep }: Bare): boolean {
  return prep === 'to' || prep === 'from' || prep === 'in' || prep === 'off';
}

function deletePolicy(bag: Bag): Acted | undefined {
  if (!onlyVerb(bag, 'delete remove drop') || bag.negations.length > 0) return undefined;
  if (
    !only(
      bag,
      'policies title bare family mark:policy|name verb:delete|remove|drop|name|get word:of|both|is|are|be|been|being|should|must|shall|can|will|to be|ensure',
    )
  )
    return undefined;
  const bare = bag.bare.filter((name) => name.prep === undefined || name.prep === 'of');
  if (bare.length < bag.bare.length) return undefined;
  if (!bare.every((name) => isPolicyName(name) && (name.quoted || !looksLikeDevice(name.text)))) return undefined;
  const titled = bag.title === undefined || !bag.kinds.has('mark:policy') ? [] : [bag.title];
  if (titled.length === 0 && bag.title !== undefined) return undefined;
  const policies = [...titled, ...bag.policies, ...bare.map(({ text }) => text)];
  const families = familyOf(bag);
  if (!families || (policies.length === 0 && !bag.kinds.has('mark:policy'))) return undefined;
  const question = policies.length === 0 ? { about: 'policy', text: 'Which policy should be deleted?' } : null;
  return perPolicy(policies, (policy) => ({ kind: 'delete', ...policy, ...familySlot(families) }), question);
}

/** The one verb of these that is there; «exclude» may go along. Two of them are two requests. */
function onlyVerb(bag: Bag, verbs: string): string | undefined {
  const these = new Set(verbs.split(' '));
  const [verb, ...more] = bag.verbs.filter((one) => these.has(one));
  return more.every((one) => one === 'exclude') ? verb : undefined;
}

function isNobody({ policies, groups, excluded }: Parties): boolean {
  return policies.length + groups.length + excluded.length === 0;
}

/** «the policy», not «all policies», when it has no name. */
function isOnePolicy(bag: Bag, families: readonly string[]): boolean {
  if (bag.words.has('all') || bag.words.has('every')) return false;
  return bag.kinds.has('mark:policy') || families.length > 0;
}

function whom({ groups, excluded }: Parties): { groups?: string[]; excludeGroups?: string[] } {
  return {
    ...(groups.length > 0 ? { groups: sorted(groups) } : {}),
    ...(excluded.length > 0 ? { excludeGroups: sorted(excluded) } : {}),
  };
}

function times(bag: Bag): { for?: string; until?: string } {
  return {
    ...(bag.for !== undefined ? { for: bag.for } : {}),
    ...(bag.until !== undefined ? { until: bag.until } : {}),
  };
}

function missing(who: Parties, text: string): Question | null {
  if (who.policies.length === 0) return { about: 'policy', text: 'Which policy?' };
  return who.groups.length + who.excluded.length === 0 ? { about: 'groups', text } : null;
}

function perPolicy(
  policies: readonly string[],
  request: (policy: { policy?: string }) => Request,
  question: Question | null,
): Acted {
  if (policies.length === 0) return { requests: [request({})], question };
  return { requests: policies.map((policy) => request({ policy })), question };
}
