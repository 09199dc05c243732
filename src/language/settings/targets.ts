import type { Platform } from '../../core/family';
import type { Item } from '../line/items';
import { looksLikeDevice } from '../line/names';
import { soundsLikeGroup } from '../words/departments';
import type { Meaning } from '../words/lexicon';
import { takeAxis } from './axes';
import { filled, type Draft } from './draft';

/** Whom settings are for: apps, platforms, a policy, groups; and how long. */

export function takePlatforms(d: Draft, m: Meaning): boolean {
  // «all platforms» adds nothing.
  if (!m.platforms || m.platforms.length === 0) return true;
  if (d.family.spoken.axes?.['platform']) return takeAxis(d, 'platform', m.platforms);
  if (d.family.onlyPlatform) return m.platforms.every((platform) => platform === d.family.onlyPlatform);
  if (!d.family.namesPlatforms || d.binding.negation) return false;
  const known: readonly Platform[] = d.binding.correcting ? [] : (d.platforms ?? []);
  if (d.closed.has('platforms') && known.length > 0 && m.platforms.some((platform) => !known.includes(platform)))
    return false;
  d.platforms = [...new Set([...known, ...m.platforms])];
  return filled(d, 'platforms');
}

export function takeApps(d: Draft, m: Meaning): boolean {
  if (!d.family.namesApps || !m.apps || m.weak) return false;
  if (d.binding.negation === 'not') {
    d.binding.negation = undefined;
    d.notApps = true;
    return true;
  }
  if (d.besides) return leaveOut(d, m.apps);
  // «stop Outlook from printing», «must not unlock Outlook with a fingerprint»
  const reachesOver = d.binding.negation === 'stop' || (d.binding.negation === 'modal' && d.fills.length > 0);
  if (d.binding.negation && !reachesOver) return false;
  const known = d.binding.correcting ? undefined : d.apps;
  // «… for Outlook on iOS and Teams on Android» are two.
  if (known && (d.closed.has('apps') || d.last === 'platforms')) return false;
  d.apps = [...new Set([...(known ?? []), ...m.apps])];
  return filled(d, 'apps');
}

/** Of a list of apps the others stay; what a group of apps leaves out has no slot. */
function leaveOut(d: Draft, apps: readonly string[]): boolean {
  d.besides = false;
  d.prep = undefined;
  if (d.apps?.some((app) => appGroups.has(app))) return false;
  d.apps = d.apps?.filter((app) => !apps.includes(app));
  return d.apps !== undefined && d.apps.length > 0;
}

/** Names that stand for several apps. */
export const appGroups: ReadonlySet<string> = new Set(['allApps', 'allMicrosoftApps', 'coreMicrosoftApps']);

export function takeName(d: Draft, item: Item, next: Item | undefined): boolean {
  const { name } = item;
  if (!name || d.binding.negation) return false;
  const [text, ...more] = (item.names ?? [name]).map((one) => one.text);
  if (text === undefined) return false;
  if (name.mark === 'group' || name.mark === 'groups') return takeGroups(d, [text, ...more]);
  if (name.mark !== undefined && name.mark !== 'policy' && name.mark !== 'name') return false;
  if (name.mark === undefined && d.grouping) return goesToGroup(d) && takeGroups(d, [text, ...more]);
  // «a new policy for Sales», «require MFA for Sales»
  const isForGroups = d.act === 'create' || (d.family.spoken.ownsGroups && !name.sure);
  if (name.mark === undefined && isForGroups && (d.prep === 'for' || d.prep === 'to'))
    return takeGroups(d, [text, ...more]);
  // «… for macOS for Sales»: where no app could be meant, what sounds like a group is one.
  const many = !name.sure && [text, ...more].every(soundsLikeGroup);
  if (name.mark === undefined && many && !d.family.namesApps && d.family.hasPolicies && d.prep === 'for')
    return takeGroups(d, [text, ...more]);
  if (more.length > 0) return false;
  if (d.act === 'create')
    return (name.mark !== undefined || name.sure || next === undefined) && takeText(d, 'name', text);
  if (!d.family.hasPolicies || (name.mark === undefined && !name.sure)) return false;
  // «… on LAPTOP-0231» is about a device.
  if (name.mark === undefined && !name.quoted && looksLikeDevice(text)) return false;
  return takeText(d, 'policy', text);
}

function goesToGroup(d: Draft): boolean {
  return d.grouping === 'excludeGroups' || ['to', 'for', 'at', 'in'].includes(d.prep ?? '');
}

function takeText(d: Draft, slot: 'name' | 'policy', text: string): boolean {
  if (d[slot] !== undefined && !d.binding.correcting) return false;
  d[slot] = text;
  return filled(d, slot);
}

export function takeGroups(d: Draft, texts: readonly string[]): boolean {
  if (!d.family.hasPolicies || d.binding.negation) return false;
  const slot = d.grouping ?? 'groups';
  const known = d.binding.correcting ? undefined : d[slot];
  if (known && d.closed.has(slot)) return false;
  d[slot] = [...new Set([...(known ?? []), ...texts])];
  if (d.act === 'set' && slot === 'groups') d.grouping = undefined;
  return filled(d, slot);
}

export function takeTime(d: Draft, slot: 'for' | 'until', value: string): boolean {
  if (d.binding.correcting) {
    d.for = undefined;
    d.until = undefined;
  }
  if (d.for !== undefined || d.until !== undefined) return false;
  d[slot] = value;
  return filled(d, slot);
}

/** «policy», «group», «device» beside a name, or where it says nothing. */
export function takeMark(d: Draft, items: readonly Item[], i: number, mark: string): boolean {
  if ((mark === 'device' || mark === 'devices') && items[i - 1]?.meaning?.platforms) return true;
  const [before, next, after] = [items[i - 1], items[i + 1], items[i + 2]];
  if ([before, next, after].some((item) => item?.name?.mark?.replace(/s$/, '') === mark.replace(/s$/, ''))) return true;
  if (next?.name?.mark === 'name') return true;
  // «users in Finance»: the members of a group.
  if (mark === 'users' && next?.meaning?.word === 'in' && after?.name?.mark === undefined && after?.name) {
    d.grouping = 'groups';
    return true;
  }
  if (mark === 'policy') return d.act === 'create';
  return mark === 'name' && next?.name !== undefined;
}
