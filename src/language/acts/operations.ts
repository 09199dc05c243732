import type { Acted } from './policies';
import { looksLikeDevice } from '../line/names';
import { only, type Bag } from './bag';

/** Changes that are no policy's settings: groups, selective wipe, sync, revert. */
export function readOperation(bag: Bag, first: boolean): Acted | undefined {
  if (bag.negations.length > 0) return undefined;
  return revert(bag) ?? sync(bag) ?? wipe(bag, first) ?? createGroup(bag);
}

function revert(bag: Bag): Acted | undefined {
  if (!bag.verbs.includes('revert')) return undefined;
  if (
    !only(
      bag,
      'verb:revert|set changes numbers status word:noun:change|last|latest|what|it|did|altered|again|previous|that|my|to|has|was|i|we|back|this',
    )
  )
    return undefined;
  const numbers = [...bag.changes, ...bag.numbers];
  const last = bag.words.has('last') || bag.words.has('latest') || bag.words.has('previous');
  if (numbers.length > 0 && last) return undefined;
  if (numbers.length > 0)
    return { requests: numbers.map((change) => ({ kind: 'revert' as const, change })), question: null };
  if (
    last &&
    ((bag.words.has('noun:change') && !bag.words.has('noun:changes')) ||
      bag.verbs.includes('set') ||
      bag.words.has('did'))
  )
    return { requests: [{ kind: 'revert', change: 'last' }], question: null };
  // «undo» alone may be about anything.
  if (last || bag.items.filter(({ meaning }) => !meaning?.noise).length < 2) return undefined;
  return {
    requests: [{ kind: 'revert' }],
    question: { about: 'change', text: 'Which change should be put back? Say its number, or «the last change».' },
  };
}

function sync(bag: Bag): Acted | undefined {
  if (!bag.verbs.includes('sync')) return undefined;
  if (
    !only(
      bag,
      'verb:sync|ask|set|require|make|run|on|allow|get devices bare mark:device|devices word:to|with|of|on|for|product:defender|it|should|must|have|has|shall',
    )
  )
    return undefined;
  const devices = [...bag.devices, ...bag.bare.filter(({ sure }) => sure).map(({ text }) => text)];
  if (bag.bare.some(({ sure }) => !sure)) return undefined;
  if (devices.length === 0) {
    if (!bag.kinds.has('mark:device')) return undefined;
    return { requests: [{ kind: 'syncDevice' }], question: { about: 'device', text: 'Which device?' } };
  }
  return { requests: devices.map((device) => ({ kind: 'syncDevice' as const, device })), question: null };
}

function wipe(bag: Bag, first: boolean): Acted | undefined {
  const removes = bag.verbs.includes('remove') || bag.verbs.includes('delete');
  const named =
    bag.words.has('noun:wipe') ||
    (bag.verbs.includes('wipe') && bag.words.has('noun:data')) ||
    (removes && bag.words.has('noun:data')) ||
    // «wipe only Outlook for …»: whom it is for says that no setting is meant.
    (bag.verbs.includes('wipe') && bag.apps.length > 0 && bag.users.length > 0);
  if (!named) return undefined;
  if (
    !only(
      bag,
      'verb:wipe|remove|delete|set|run|send|on|create platforms users devices bare apps value setting mark:user|users|device|devices word:noun:data|noun:wipe|for|of|off|from|on|in|to|at|his|her|their|all|both|do|apps|from|only',
    )
  )
    return undefined;
  if ([...bag.owners].some((owner) => owner !== 'appProtection')) return undefined;
  // «Bob's phone» is his whatever it is; «his Android phone» alone has no place in a wipe.
  const theirs = isTheirs(bag);
  if (bag.platforms.length === 1 && !theirs) return undefined;
  const users = [...bag.users];
  const devices = [...bag.devices];
  for (const { text, prep, sure } of bag.bare) {
    if (sure && (prep === 'on' || looksLikeDevice(text)) && devices.length === 0) devices.push(text);
    else if (prep !== undefined && prep !== 'on') users.push(text);
    else return undefined;
  }
  const [device, ...more] = devices;
  if (more.length > 0 || (users.length === 0 && (!first || removes || bag.apps.length > 0))) return undefined;
  return {
    requests: [
      {
        kind: 'wipeAppData',
        ...(users.length > 0 ? { users: sorted(users) } : {}),
        ...(device !== undefined ? { device } : {}),
        ...(bag.apps.length > 0 ? { apps: sorted(bag.apps) } : {}),
      },
    ],
    question:
      users.length === 0
        ? { about: 'users', text: 'Whose company data should be wiped?' }
        : theirs && device === undefined
          ? { about: 'device', text: 'Which device is that? Say its name.' }
          : null,
  };
}

/** «Bob's iPhone»: one of somebody's devices, and not by its name. */
function isTheirs({ items, platforms }: Bag): boolean {
  const at = items.findIndex(({ meaning }) => meaning?.platforms !== undefined);
  return platforms.length === 1 && items[at - 1]?.name?.mark === 'user';
}

function createGroup(bag: Bag): Acted | undefined {
  if (
    !bag.verbs.some((verb) => verb === 'create' || verb === 'make' || verb === 'add' || verb === 'set') &&
    !bag.words.has('new') &&
    !bag.items.some(({ meaning }) => meaning?.word === 'wanted')
  )
    return undefined;
  if (!bag.kinds.has('mark:group') && bag.groups.length === 0) return undefined;
  if (
    !only(
      bag,
      'verb:create|make|add|name|include|set|manage|cover groups everyone title devices bare mark:group|device|devices|name word:new|with|for|of|in|into|to|that|which|all|containing|managed:defender|noun:security|product:entra|it|are|is|has|holding|only',
    )
  )
    return undefined;
  if (bag.policies.length > 0 || bag.families.length > 0) return undefined;
  // «add the Interns group to "BYOD iOS"» makes none.
  if (bag.bare.some(({ prep }) => prep === 'to') && !bag.words.has('new')) return undefined;
  const names = [bag.title, ...bag.groups].filter((name): name is string => name !== undefined);
  const devices = [...bag.devices];
  for (const { text, prep, quoted, sure } of bag.bare) {
    if (prep === 'group') continue;
    if (sure && (prep !== undefined || (bag.verbs.includes('set') && looksLikeDevice(text)))) devices.push(text);
    else if (quoted && names.length === 0) names.push(text);
    else if (sure && devices.length > 0) devices.push(text);
    else return undefined;
  }
  const [group, ...more] = names;
  if (more.length > 0) return undefined;
  // «make a group photo»
  const titled = bag.title !== undefined || bag.bare.some(({ quoted }) => quoted);
  if (group !== undefined && !titled && group === group.toLowerCase()) return undefined;
  const managed = bag.words.has('managed:defender');
  if (bag.everyone.length > 0 && !managed) return undefined;
  if (managed && devices.length > 0) return undefined;
  return {
    requests: [
      {
        kind: 'createGroup',
        ...(group !== undefined ? { group } : {}),
        ...(managed
          ? { membership: 'defenderManaged' as const }
          : devices.length > 0
            ? { membership: 'devices' as const, devices: sorted(devices) }
            : {}),
      },
    ],
    question:
      group === undefined
        ? { about: 'group', text: 'What should the group be called?' }
        : managed || devices.length > 0
          ? null
          : {
              about: 'membership',
              text: 'Who should be in it: the devices that Defender manages, or devices you name?',
            },
  };
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
