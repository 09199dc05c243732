import { looksLikeDevice } from '../line/names';
import type { Bag } from '../acts/bag';
import { fits, platformSlot, policiesOf, type Query } from './fit';

export const showConnector: Query = (bag, asked) => {
  const others = bag.families.filter(
    (family) => family !== 'connector' && family !== 'appProtection' && family !== 'compliance',
  );
  if (others.length > 0 || !isAboutConnector(bag, asked)) return undefined;
  const places = {
    slots: 'family setting value platforms numbers apps status',
    nouns: 'status setting summary platform',
    verbs: 'on off block allow require assign',
  };
  return fits(bag, places) ? { kind: 'showConnector' } : undefined;
};

/** The connector by name, a setting only it has, or «is … connected to Defender?» */
function isAboutConnector(bag: Bag, asked: boolean): boolean {
  if (bag.families.includes('connector')) return true;
  if (!asked || bag.kinds.has('mark:policy')) return false;
  if (bag.kinds.has('setting') && bag.families.length === 0 && [...bag.owners].join() === 'connector') return true;
  const defender = bag.words.has('product:defender') || bag.words.has('connected') || bag.apps.includes('defender');
  const what = bag.platforms.length > 0 || bag.families.length > 0 || bag.words.has('noun:platform') || connects(bag);
  return defender && what && (bag.verbs.includes('on') || connects(bag)) && !bag.kinds.has('setting');
}

/** «is Defender connected to Intune?» */
function connects({ words }: Bag): boolean {
  return words.has('connected') && words.has('product:defender');
}

export const policyStatus: Query = (bag) => {
  const [policy, ...more] = policiesOf(bag);
  const fared = isAboutDevicesOf(bag);
  if (policy === undefined || more.length > 0 || !(bag.words.has('noun:status') || fared)) return undefined;
  if (bag.policies.length === 0 && looksLikeDevice(policy) && !bag.kinds.has('mark:policy')) return undefined;
  const places = {
    slots: 'policies bare family compliance status value setting',
    nouns: 'status setting summary',
    verbs: 'on assign deploy',
  };
  if (!fits(bag, places)) return undefined;
  const device = bag.kinds.has('mark:device') || bag.kinds.has('mark:devices');
  const by = bag.words.has('noun:setting') ? 'setting' : device ? 'device' : undefined;
  return { kind: 'policyStatus', policy, ...(by ? { by } : {}) };
};

/** «which devices failed policy X», «which settings are in conflict»: how it went, one by one. */
function isAboutDevicesOf(bag: Bag): boolean {
  const bad = bag.status === 'failed' || bag.compliance === 'error' || bag.compliance === 'conflict';
  if (bag.words.has('noun:setting')) return bad;
  return bag.kinds.has('mark:devices') && (bad || bag.compliance !== undefined);
}

const deeds = 'on off block allow require cover include take assign apply wipe target exclude make';

export const showPolicy: Query = (bag, asked) => {
  const [policy, ...more] = policiesOf(bag);
  if (policy === undefined || more.length > 0 || bag.bare.some(({ unread }) => unread)) return undefined;
  if (!asked && (bag.kinds.has('setting') || bag.kinds.has('value'))) return undefined;
  const places = {
    slots:
      'policies bare family setting value level levels platforms apps weakApp status compliance numbers groups everyone',
    nouns: 'setting data member platform',
    verbs: deeds,
  };
  return fits(bag, places) ? { kind: 'showPolicy', policy } : undefined;
};

export const listPolicies: Query = (bag, asked) => {
  const families = [...new Set(bag.families)];
  const covered = asked ? coveredBy(bag) : undefined;
  const said = families.length > 0 ? families : bag.kinds.has('setting') ? [...bag.owners] : (covered ?? []);
  const groups = groupsOf(bag, asked);
  if (bag.words.has('my') || (!asked && bag.items.length < 2)) return undefined;
  if (!groups || bag.policies.length > 0 || said.length > 1 || said.includes('connector')) return undefined;
  const plural = bag.kinds.has('mark:policy');
  if (
    !plural &&
    !covered &&
    said.length === 0 &&
    !(groups.length > 0 && asked && bag.verbs.some((verb) => reaching.has(verb)))
  )
    return undefined;
  if (!asked && (!plural || bag.kinds.has('setting') || bag.kinds.has('value'))) return undefined;
  const places = {
    slots: 'family setting value level levels apps weakApp platforms groups bare everyone status compliance numbers',
    nouns: 'setting policy data status platform requirement',
    verbs: deeds,
  };
  if (!fits(bag, places)) return undefined;
  const [family] = said;
  return {
    kind: 'listPolicies',
    ...(family !== undefined ? { family } : {}),
    ...platformSlot(bag),
    ...(bag.apps.length > 0 ? { apps: [...bag.apps].sort() } : {}),
    ...(groups.length > 0 ? { groups: [...groups].sort() } : {}),
  };
};

/** «is Outlook protected?», «are iPhones covered?»; all apps are a question to the family that has them. */
function coveredBy({ verbs, apps, platforms, words, negations }: Bag): readonly string[] | undefined {
  if (!verbs.includes('cover') || negations.length > 0) return undefined;
  if (words.has('apps') && apps.length === 0) return ['appProtection'];
  return apps.length > 0 || (platforms.length > 0 && !words.has('which')) ? [] : undefined;
}

/** Groups by their word, and bare names after «assigned to»; undefined when another bare name is left. */
function groupsOf(bag: Bag, asked: boolean): readonly string[] | undefined {
  const groups = [...bag.groups, ...bag.everyone];
  for (const { text, prep, unread } of bag.bare) {
    if (prep === 'group') continue;
    // «which policies does Finance have?»
    const has = prep === undefined && bag.words.has('have') && bag.kinds.has('mark:policy');
    if (unread || !asked) return undefined;
    if (!has && ((prep !== 'to' && prep !== 'for') || !bag.verbs.some((verb) => reaching.has(verb)))) return undefined;
    groups.push(text);
  }
  return groups;
}

const reaching = new Set(['assign', 'apply', 'get', 'give', 'deploy']);

export const showGroup: Query = (bag) => {
  const members = bag.words.has('noun:member');
  const inside = bag.bare.filter(({ prep, unread }) => (prep === 'in' || (members && prep === 'of')) && !unread);
  const asked = ((bag.words.has('who') && bag.words.has('is')) || members) && inside.length === bag.bare.length;
  const [group, ...more] = [...bag.groups, ...(asked && bag.groups.length === 0 ? inside.map(({ text }) => text) : [])];
  if (group === undefined || more.length > 0 || bag.kinds.has('mark:policy')) return undefined;
  return fits(bag, { slots: 'groups bare', nouns: 'member', verbs: 'include' })
    ? { kind: 'showGroup', group }
    : undefined;
};
