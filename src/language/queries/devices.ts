import type { Bag } from '../acts/bag';
import { deviceOf, fits, platformSlot, usersSlot, type Query } from './fit';

export const explainDevice: Query = (bag) => {
  const device = deviceOf(bag) ?? quotedDevice(bag);
  const why =
    bag.words.has('why') || bag.verbs.includes('explain') || (bag.words.has('what') && bag.verbs.includes('make'));
  if (!why || device === undefined) return undefined;
  const places = {
    slots: 'devices bare compliance family value setting level',
    nouns: 'status',
    verbs: 'make block on',
  };
  return fits(bag, places) ? { kind: 'explainDevice', device } : undefined;
};

/** «why is "Ana's iPhone" noncompliant?», «why is Petra-Pixel-39 not ok?»: of what has a name, only a device is noncompliant. */
function quotedDevice({ bare, compliance, devices, policies }: Bag): string | undefined {
  const [one, ...others] = bare;
  if (compliance === undefined || others.length > 0 || devices.length + policies.length > 0) return undefined;
  return one?.quoted || one?.sure ? one.text : undefined;
}

export const showDevice: Query = (bag, asked) => {
  const device = deviceOf(bag);
  if (device === undefined || bag.kinds.has('mark:policy')) return undefined;
  // «update signatures on LAPTOP-001» shows nothing.
  if (!asked && bag.kinds.has('setting') && !bag.verbs.includes('show')) return undefined;
  const places = {
    slots: 'devices bare compliance level setting value family platforms status',
    nouns: 'status onboarding summary setting',
    verbs: 'sync onboard manage on cover',
  };
  return fits(bag, places) ? { kind: 'showDevice', device } : undefined;
};

export const listDevices: Query = (bag, asked) => {
  if (!isAboutDevices(bag, asked)) return undefined;
  const places = {
    slots: `compliance level platforms users bare everyone family setting value apps${isOneLevel(bag) ? ' compares' : ''}`,
    nouns: 'status platform',
    verbs: 'manage on',
  };
  if (!fits(bag, places) || bag.apps.some((app) => app !== 'defender')) return undefined;
  if (bag.kinds.has('setting') && bag.level === undefined) return undefined;
  const [owners, compliance] = [ownersOf(bag), stateOf(bag)];
  if (!owners || (bag.negations.length > 0 && compliance === undefined)) return undefined;
  const managedBy = bag.words.has('managed:defender')
    ? 'defender'
    : bag.words.has('managed:intune')
      ? 'intune'
      : undefined;
  // The states and levels are closed lists, so the casts only narrow.
  return {
    kind: 'listDevices',
    ...(compliance !== undefined ? { compliance: compliance as 'compliant' } : {}),
    ...(bag.level !== undefined ? { threat: threatOf(bag) as 'low' } : {}),
    ...platformSlot(bag),
    ...(managedBy ? { managedBy } : {}),
    ...usersSlot(owners),
  };
};

/** «which laptops aren't compliant»: the one state that has an opposite; what else is denied cannot be listed. */
function stateOf({ compliance, negations }: Bag): string | undefined {
  if (negations.length === 0) return compliance;
  return negations.length === 1 && compliance === 'compliant' ? 'noncompliant' : undefined;
}

/** «above medium» is high, and so is «high or above»; other ranges are several levels, and one at a time is listed. */
function threatOf({ level, compares }: Bag): string | undefined {
  if (compares === undefined) return level;
  if (compares === 'over') return level === 'medium' ? 'high' : undefined;
  if (compares === 'atLeast' || compares === 'orMore') return level === 'high' ? level : undefined;
  return (compares === 'atMost' || compares === 'orLess') && level === 'secured' ? level : undefined;
}

function isOneLevel(bag: Bag): boolean {
  return bag.level !== undefined && threatOf(bag) !== undefined;
}

/** Devices are named as such, or by a platform together with something only devices have. */
function isAboutDevices(bag: Bag, asked: boolean): boolean {
  const plainly = bag.kinds.has('mark:devices') || bag.everyone.some((who) => /devices$/i.test(who));
  if (!plainly && !bag.kinds.has('mark:device') && bag.platforms.length === 0 && !(asked && isTroubleAlone(bag)))
    return false;
  if (bag.kinds.has('mark:policy') || bag.policies.length > 0 || bag.groups.length > 0) return false;
  if (bag.families.some((family) => family !== 'compliance')) return false;
  const state = bag.compliance !== undefined || bag.users.length > 0;
  const owned = plainly && bag.bare.length > 0 && bag.bare.every(({ prep }) => prep === 'of');
  const managed = bag.words.has('managed:defender') || bag.words.has('managed:intune');
  if (!asked)
    return state || owned || ((plainly || managed) && (bag.level !== undefined || managed || bag.items.length < 3));
  if (state || managed || bag.level !== undefined) return true;
  return !bag.kinds.has('setting') && !bag.kinds.has('family') && !bag.words.has('is');
}

/** «what's noncompliant»: nothing but a device is. */
function isTroubleAlone({ compliance, bare, devices, negations, words }: Bag): boolean {
  if (compliance !== 'noncompliant' || bare.length + devices.length + negations.length > 0) return false;
  return !['why', 'how', 'when', 'it', 'this', 'that', 'they', 'them'].some((word) => words.has(word));
}

/** Whose devices: «of …», «which devices does … have». */
function ownersOf(bag: Bag): readonly string[] | undefined {
  const has =
    bag.words.has('have') || bag.words.has('has') || bag.verbs.some((verb) => verb === 'use' || verb === 'own');
  const bare = bag.bare.filter(
    ({ prep, unread, quoted }) =>
      !unread && !quoted && (prep === 'of' || prep === 'for' || prep === 'by' || (has && prep === undefined)),
  );
  return bare.length === bag.bare.length ? [...bag.users, ...bare.map(({ text }) => text)] : undefined;
}

export const onboardingStatus: Query = (bag) => {
  if (!bag.words.has('noun:onboarding') && !bag.verbs.includes('onboard')) return undefined;
  if (bag.kinds.has('mark:policy') || bag.platforms.length > 0 || bag.families.includes('connector')) return undefined;
  const places = { slots: 'family value apps status everyone', nouns: 'onboarding status summary', verbs: 'onboard' };
  return fits(bag, places) ? { kind: 'onboardingStatus' } : undefined;
};

export const complianceSummary: Query = (bag) => {
  const how = bag.words.has('how') && !bag.words.has('how many');
  const about =
    bag.families.includes('compliance') && (how || bag.words.has('noun:summary') || bag.words.has('noun:status'));
  const share = (how || bag.words.has('noun:summary')) && bag.compliance === 'compliant';
  if (!about && !share && !bag.words.has('noun:weekly')) return undefined;
  if (bag.kinds.has('mark:policy') || (bag.compliance !== undefined && bag.compliance !== 'compliant'))
    return undefined;
  const places = { slots: 'family platforms compliance value everyone', nouns: 'summary status platform weekly' };
  return fits(bag, places) ? { kind: 'complianceSummary', ...platformSlot(bag) } : undefined;
};

export const checkReadiness: Query = (bag) => {
  const places = {
    slots: 'platforms family value apps setting',
    nouns: 'readiness status summary platform',
    verbs: 'on require make run',
  };
  if (!bag.words.has('noun:readiness') || !fits(bag, places)) return undefined;
  return { kind: 'checkReadiness', ...platformSlot(bag) };
};
