import type { Family } from './family';
import { type Direction, directionOf, isSameValue, type Value } from './setting';
import { readProperty } from './shapes/properties';
import { type AppGroup, groupKey, type Snapshot, targetKey } from './snapshot';

/** What a plan changes in an object: settings, groups and apps, each with its direction. Pure. */

export interface SettingChange {
  readonly kind: 'setting';
  readonly setting: string;
  readonly from: Value;
  readonly to: Value;
  readonly direction: Direction;
}

export interface GroupChange {
  readonly kind: 'group';
  readonly act: 'add' | 'remove';
  readonly exclude: boolean;
  readonly id: string;
  readonly name: string;
  readonly direction: Direction;
}

/** `ids` are the package or bundle ids of one app on this platform. */
export interface AppChange {
  readonly kind: 'app';
  readonly act: 'add' | 'remove';
  readonly name: string;
  readonly ids: readonly string[];
  readonly direction: Direction;
}

export interface AppGroupChange {
  readonly kind: 'appGroup';
  readonly from: AppGroup;
  readonly to: AppGroup;
  readonly direction: Direction;
}

export type Difference = SettingChange | GroupChange | AppChange | AppGroupChange;

/** The setting changes that make `wanted` true; a value that is already so is left out. */
export function settingChanges(
  family: Family,
  variant: string,
  before: Snapshot | null,
  wanted: Readonly<Record<string, Value>>,
): readonly SettingChange[] {
  return Object.entries(wanted).flatMap(([id, to]) => {
    const setting = family.settings[id];
    const place = setting?.on[variant];
    if (!setting || !place) return [];
    const from = before ? readProperty(before.entity, place) : (setting.unset ?? null);
    if (before && isSameValue(setting, from, to)) return [];
    return [{ kind: 'setting', setting: id, from, to, direction: directionOf(setting, from, to) }];
  });
}

/** Groups to add or take off, without those that are already so. Adding an include tightens, an exclusion loosens. */
export function groupChanges(
  before: Snapshot | null,
  wanted: readonly {
    readonly id: string;
    readonly name: string;
    readonly act: 'add' | 'remove';
    readonly exclude: boolean;
  }[],
): readonly GroupChange[] {
  const there = new Set((before?.assignments ?? []).map((one) => targetKey(one)));
  return wanted
    .filter(({ id, act, exclude }) => there.has(groupKey(id, exclude)) === (act === 'remove'))
    .map((one) => ({ kind: 'group', ...one, direction: (one.act === 'add') === one.exclude ? 'loosens' : 'tightens' }));
}

/** Apps to add or take off, without those that are already so. Adding an app tightens. */
export function appChanges(
  before: Snapshot | null,
  wanted: readonly { readonly name: string; readonly ids: readonly string[]; readonly act: 'add' | 'remove' }[],
): readonly AppChange[] {
  const there = new Set(before?.apps?.ids ?? []);
  return wanted.flatMap(({ name, ids, act }): AppChange[] => {
    const touched = ids.filter((id) => there.has(id.toLowerCase()) === (act === 'remove'));
    if (touched.length === 0) return [];
    return [{ kind: 'app', act, name, ids: touched, direction: act === 'add' ? 'tightens' : 'loosens' }];
  });
}

/** From one app group to another: a wider group tightens, since it protects more. */
export function appGroupChange(before: Snapshot | null, to: AppGroup): readonly AppGroupChange[] {
  const from = before?.apps?.group ?? 'selectedPublicApps';
  if (from === to) return [];
  const wider = breadth.indexOf(to) > breadth.indexOf(from);
  return [{ kind: 'appGroup', from, to, direction: wider ? 'tightens' : 'loosens' }];
}

const breadth: readonly AppGroup[] = ['selectedPublicApps', 'allCoreMicrosoftApps', 'allMicrosoftApps', 'allApps'];
