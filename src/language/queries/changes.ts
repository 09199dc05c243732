import type { QueryRequest } from '../../core/request';
import type { Bag } from '../acts/bag';
import { fits, usersSlot, type Query } from './fit';

export const audit: Query = (bag) => {
  if (!bag.words.has('noun:audit') && !asksWhoDid(bag)) return undefined;
  const places = {
    slots: 'users policies since bare family setting value status groups platforms apps',
    nouns: 'audit change setting',
    verbs: [...deeds].join(' '),
  };
  if (!fits(bag, places)) return undefined;
  const quoted = bag.bare.filter((name) => name.quoted);
  const people = bag.bare.filter((name) => !name.quoted && !name.unread && name.prep !== 'to' && name.prep !== 'group');
  if (quoted.length + people.length !== bag.bare.length) return undefined;
  const [policy, ...more] = [...bag.policies, ...quoted.map(({ text }) => text)];
  if (more.length > 0) return undefined;
  return {
    kind: 'audit',
    ...usersSlot([...bag.users, ...people.map(({ text }) => text)]),
    ...(bag.since !== undefined ? { since: bag.since } : {}),
    ...(policy !== undefined ? { policy } : {}),
    ...(bag.apps.length > 0 ? { apps: [...bag.apps].sort() } : {}),
  };
};

/** «who changed policy X», «what changed since Monday», «when was policy X last changed». */
function asksWhoDid(bag: Bag): boolean {
  if (bag.changes.length + bag.numbers.length > 0) return false;
  if (bag.since !== undefined && (bag.words.has('become') || bag.words.has('did'))) return true;
  if (!bag.verbs.some((verb) => deeds.has(verb))) return false;
  const named = bag.policies.length > 0 || bag.bare.some(({ quoted }) => quoted);
  // «who is "X" assigned to?» is about now.
  if (bag.words.has('is') || bag.words.has('are')) return false;
  if (bag.since !== undefined || (bag.words.has('did') && bag.words.has('what'))) return true;
  return named && (bag.words.has('who') || bag.words.has('when') || bag.words.has('was') || bag.words.has('has'));
}

const deeds = new Set([
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
  'approve',
  'reject',
  'cancel',
]);

export const showChange: Query = (bag) => {
  const [number, ...more] = [...bag.changes, ...bag.numbers];
  const last = bag.words.has('last') || bag.words.has('latest');
  if (isRecent(bag)) return undefined;
  if (more.length > 0 || !(number !== undefined || (last && bag.words.has('noun:change')))) return undefined;
  if (bag.changes.length === 0 && !bag.words.has('noun:change')) return undefined;
  const places = {
    slots: 'changes numbers status',
    nouns: 'change status summary setting',
    verbs: 'approve reject cancel ask create revert make apply post require',
  };
  return fits(bag, places) ? { kind: 'showChange', change: number ?? 'last' } : undefined;
};

/** «the last 5 changes», «recent changes»: a list of them, not the one of that number. */
function isRecent({ words, changes }: Bag): boolean {
  const latest = words.has('last') || words.has('latest') || words.has('recent');
  return latest && words.has('noun:changes') && changes.length === 0;
}

export const listChanges: Query = (bag) => {
  const waiting =
    (bag.status === 'needsApproval' || (bag.verbs.includes('approve') && bag.words.has('must'))) &&
    ['what', 'noun:approval', 'anything', 'is', 'which'].some((word) => bag.words.has(word));
  if ((!bag.words.has('noun:change') && !waiting) || bag.policies.length > 0) return undefined;
  const places = {
    slots: `status users bare${isRecent(bag) ? ' numbers' : ''}`,
    nouns: 'change approval',
    verbs: 'ask create make approve reject apply require cancel',
  };
  if (!fits(bag, places) || bag.bare.some(({ unread, quoted }) => unread || quoted)) return undefined;
  const status = statusOf(bag);
  if (status === undefined && bag.verbs.includes('approve')) return undefined;
  return {
    kind: 'listChanges',
    ...(status ? { status } : {}),
    ...usersSlot([...bag.users, ...bag.bare.map(({ text }) => text)]),
  };
};

type Status = NonNullable<Extract<QueryRequest, { kind: 'listChanges' }>['status']>;

function statusOf(bag: Bag): Status | undefined {
  // The status words are a closed list, so the cast only narrows.
  if (bag.status !== undefined) return bag.status as Status;
  if (bag.verbs.includes('reject')) return 'rejected';
  if (bag.verbs.includes('apply')) return 'applied';
  const waits = bag.words.has('to') || bag.words.has('must');
  return bag.verbs.includes('approve') && waits ? 'needsApproval' : undefined;
}

export const listSilences: Query = (bag, asked) => {
  const about = bag.words.has('noun:silence') || (bag.verbs.includes('silence') && asked);
  if (!about || !fits(bag, { slots: 'status', nouns: 'silence alert', verbs: 'silence on' })) return undefined;
  return asked || (bag.acting.length === 0 && bag.items.length <= 3) ? { kind: 'listSilences' } : undefined;
};

export const listSubscriptions: Query = (bag, asked) => {
  const posts = bag.verbs.some((verb) => verb === 'post' || verb === 'get' || verb === 'send');
  const where =
    (bag.words.has('which') && (bag.words.has('here') || bag.words.has('noun:channel'))) || bag.words.has('where');
  const posted = where && posts;
  const about = bag.words.has('noun:subscription') || ((bag.verbs.includes('subscribe') || posted) && asked);
  const places = { slots: '', nouns: 'subscription channel alert', verbs: 'subscribe post send get' };
  return about && fits(bag, places) ? { kind: 'listSubscriptions' } : undefined;
};

export const listAlerts: Query = (bag) =>
  bag.words.has('noun:alert') && fits(bag, { slots: 'status', nouns: 'alert', verbs: 'post' })
    ? { kind: 'listAlerts' }
    : undefined;
