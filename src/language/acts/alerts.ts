import type { Grouping } from '../../core/alert';
import type { Platform } from '../../core/family';
import type { Acted } from './policies';
import { soundsLikeGroup } from '../words/departments';
import { only, type Bag } from './bag';

/** Where alerts go, which are kept quiet, and the steps people are sent. */
export function readAlert(bag: Bag): Acted | undefined {
  return unsubscribe(bag) ?? unsilence(bag) ?? silence(bag) ?? sendGuide(bag) ?? subscribe(bag);
}

const here =
  'word:here|noun:channel|in|to|into|from|this|any|more|us|me|for|of|on|is|are|the|all|at|with|when|that|a|an|has|have|if|about|i|we|we|there|as|soon|get|reach|hit|which|who|also|both|should|must|shall';

function unsubscribe(bag: Bag): Acted | undefined {
  const stops =
    bag.negations.length === 1 &&
    (bag.negations[0] === 'stop' || bag.negations[0] === 'no' || bag.negations[0] === 'not');
  const posting =
    bag.verbs.some((verb) => verb === 'post' || verb === 'send' || verb === 'subscribe') || bag.words.has('noun:alert');
  const ended =
    bag.negations.length === 0 &&
    (bag.verbs.includes('unsubscribe') ||
      (bag.words.has('noun:alert') && bag.verbs.includes('off')) ||
      (bag.words.has('noun:subscription') &&
        bag.verbs.some((verb) => verb === 'cancel' || verb === 'remove' || verb === 'delete' || verb === 'unsilence')));
  if (!ended && !(stops && posting && (bag.words.has('here') || bag.words.has('noun:channel')))) return undefined;
  if (
    !only(
      bag,
      `${here} word:noun:alert|noun:subscription|anymore|'s verb:unsubscribe|post|send|subscribe|cancel|remove|delete|unsilence|show|get|off not:stop not:no not:not`,
    )
  )
    return undefined;
  return { requests: [{ kind: 'unsubscribe' }], question: null };
}

function subscribe(bag: Bag): Acted | undefined {
  if (bag.negations.length > 0) return undefined;
  const asked = bag.verbs.includes('subscribe');
  const place = bag.words.has('here') || bag.words.has('noun:channel') || bag.verbs.includes('post');
  const posts =
    (bag.verbs.some((verb) => verb === 'post' || verb === 'send' || verb === 'show' || verb === 'get') ||
      isWanted(bag)) &&
    place &&
    (bag.level !== undefined || bag.words.has('noun:alert') || bag.words.has('risk') || isTrouble(bag));
  if (!asked && !posts) return undefined;
  if (
    !only(
      bag,
      `${here} word:noun:alert|over|up|above|risk|until|become level compliance compares setting value family platforms groups policies bare mark:group|groups|device|devices|user|users|policy word:noun:member|noun:cardPerPolicy|noun:cardPerPlatform verb:subscribe|post|send|show|get|set|turn`,
    )
  )
    return undefined;
  if (
    [...bag.owners].some((owner) => owner !== 'appProtection' && owner !== 'compliance' && owner !== 'antivirus') ||
    bag.families.some((family) => family !== 'compliance')
  )
    return undefined;
  if (bag.compliance !== undefined && !isTrouble(bag)) return undefined;
  // «alerts for Sales», «of members of Sales»: a bare name there is a group, and anywhere else it is not known what.
  if (bag.bare.some(({ prep, unread }) => unread || !['for', 'of', 'in', 'group'].includes(prep ?? '')))
    return undefined;
  const groups = [...bag.groups, ...bag.bare.map(({ text }) => text)];
  if (bag.items.some(({ meaning }) => meaning?.compares === 'atMost' || meaning?.compares === 'orLess'))
    return undefined;
  return {
    requests: [
      {
        kind: 'subscribe',
        // The levels are a closed list, so the cast only narrows.
        ...(bag.level !== undefined ? { threat: bag.level as 'low' } : {}),
        ...platformSlot(bag),
        ...(groups.length > 0 ? { groups: sorted(groups) } : {}),
        ...(bag.policies.length > 0 ? { policies: sorted(bag.policies) } : {}),
        ...groupBy(bag),
      },
    ],
    question: null,
  };
}

/** «one card per policy» */
function groupBy({ words }: Bag): { groupBy?: Grouping } {
  if (words.has('noun:cardPerPolicy')) return { groupBy: 'policy' };
  return words.has('noun:cardPerPlatform') ? { groupBy: 'platform' } : {};
}

/** «alerts about Android in this channel» */
function isWanted({ verbs, words, platforms, level }: Bag): boolean {
  return verbs.length === 0 && words.has('noun:alert') && (platforms.length > 0 || level !== undefined);
}

/** Noncompliance is what alerts are about. */
function isTrouble({ compliance }: Bag): boolean {
  return compliance === 'noncompliant';
}

const silenceable =
  'word:noun:alert|noun:silence|for|about|from|on|of|to|all|in|any|at|over|next devices users policies bare platforms mark:device|devices|user|users|policy family value for until apps';

function silence(bag: Bag): Acted | undefined {
  if (!quiets(bag) || !only(bag, `${silenceable} verb:silence|post|send|get not:not not:stop not:no`)) return undefined;
  const what = silenced(bag);
  if (!what || (bag.families.length > 0 && bag.policies.length === 0)) return undefined;
  const length = {
    ...(bag.for !== undefined ? { for: bag.for } : {}),
    ...(bag.until !== undefined ? { until: bag.until } : {}),
  };
  if (Object.keys(what).length === 0)
    return {
      requests: [{ kind: 'silence', ...length }],
      question: { about: 'device', text: 'Which device, person, policy or platform should be quiet?' },
    };
  const question = bag.for === undefined && bag.until === undefined ? { about: 'for', text: 'For how long?' } : null;
  return { requests: [{ kind: 'silence', ...what, ...length }], question };
}

/** «silence …», or «no alerts for … for 2 hours». */
function quiets(bag: Bag): boolean {
  if (bag.negations.length === 0) return bag.verbs.includes('silence');
  const alerts = bag.words.has('noun:alert') || bag.verbs.includes('post');
  return bag.negations.length === 1 && alerts && !bag.verbs.includes('silence') && (bag.for ?? bag.until) !== undefined;
}

function unsilence(bag: Bag): Acted | undefined {
  const stopped = bag.negations.join() === 'stop' && bag.verbs.includes('silence');
  if (bag.negations.length > 0 && !stopped) return undefined;
  const lifted = stopped || (bag.verbs.includes('unsilence') && !bag.words.has('noun:subscription'));
  const ended =
    bag.words.has('noun:silence') &&
    bag.verbs.some((verb) => verb === 'remove' || verb === 'cancel' || verb === 'delete' || verb === 'off');
  if (!lifted && !ended) return undefined;
  if (
    !only(
      bag,
      `${silenceable.replace(' for until', '')} verb:unsilence|remove|cancel|delete|off|silence not:stop numbers changes`,
    )
  )
    return undefined;
  const [number, ...more] = [...bag.numbers, ...bag.changes];
  const what = silenced(bag);
  if (!what || more.length > 0) return undefined;
  if (number !== undefined)
    return Object.keys(what).length === 0
      ? { requests: [{ kind: 'unsilence', silence: number }], question: null }
      : undefined;
  if (Object.keys(what).length === 0 && !bag.words.has('noun:silence') && !bag.words.has('noun:alert'))
    return undefined;
  const question =
    Object.keys(what).length === 0
      ? { about: 'silence', text: 'Which silence? Say its number, or what it is about.' }
      : null;
  return { requests: [{ kind: 'unsilence', ...what }], question };
}

interface Silenced {
  device?: string;
  users?: string[];
  policy?: string;
  platforms?: Platform[];
}

/** The one thing that is (or was) to be quiet; empty when none is named, undefined when several are. */
function silenced(bag: Bag): Silenced | undefined {
  if (bag.bare.some(({ unread }) => unread)) return undefined;
  // A bare name after «silence» is a device.
  const devices = [...bag.devices, ...bag.bare.map(({ text }) => text)];
  const [device, ...more] = devices;
  const [policy, ...others] = bag.policies;
  const said = [device, policy, bag.users[0], bag.platforms[0]].filter((one) => one !== undefined);
  if (more.length > 0 || others.length > 0 || said.length > 1) return undefined;
  if (device !== undefined) return { device };
  if (policy !== undefined) return { policy };
  if (bag.users.length > 0) return { users: sorted(bag.users) };
  return bag.platforms.length > 0 ? platformSlot(bag) : {};
}

function sendGuide(bag: Bag): Acted | undefined {
  if (bag.negations.length > 0 || !bag.words.has('noun:guide')) return undefined;
  if (
    !bag.verbs.some(
      (verb) =>
        verb === 'send' ||
        verb === 'give' ||
        verb === 'post' ||
        verb === 'get' ||
        verb === 'show' ||
        verb === 'require',
    )
  )
    return undefined;
  if (
    !only(
      bag,
      `users groups everyone platforms bare apps family mark:user|users|group|groups|device|devices word:noun:guide|for|to|on|his|her|their|how|of|with|in|about|product:defender|them|noun:onboarding|up|noun:app|into|it|we|i|all|noun:member verb:send|give|post|get|set|on|create|onboard|install|make|connect|require`,
    )
  )
    return undefined;
  const users = [...bag.users];
  const groups = [...bag.groups];
  for (const { text, prep, unread, quoted } of bag.bare) {
    if (prep === 'group') continue;
    // «… called "X"» is something else's name.
    if (unread || (quoted && prep !== 'to' && prep !== 'for')) return undefined;
    // Two capitals are a person; one may be either: «to Sales», «send Ana the guide».
    if (/\s/.test(text) || !soundsLikeGroup(text)) users.push(text);
    else groups.push(text);
  }
  if (bag.apps.some((app) => app !== 'defender' && app !== 'companyPortal') || (users.length > 0 && groups.length > 0))
    return undefined;
  // «everyone in Sales» are the members of a group; «everyone» alone are too many to be meant so.
  const all = bag.everyone.length > 0 || bag.words.has('all') || bag.words.has('noun:member');
  if (all && groups.length > 0 && !['in', 'of'].some((word) => bag.words.has(word))) return undefined;
  const question =
    users.length + groups.length === 0
      ? { about: 'users', text: 'To whom?' }
      : bag.platforms.length === 0
        ? { about: 'platforms', text: 'For which platform: Android or iOS?' }
        : null;
  return {
    requests: [
      {
        kind: 'sendGuide',
        ...platformSlot(bag),
        ...(users.length > 0 ? { users: sorted(users) } : {}),
        ...(groups.length > 0 ? { groups: sorted(groups) } : {}),
      },
    ],
    question,
  };
}

function platformSlot(bag: Bag): { platforms?: Platform[] } {
  return bag.platforms.length > 0 ? { platforms: [...bag.platforms].sort() } : {};
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
