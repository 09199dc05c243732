import type { Family } from './family';
import { type Direction, directionOf, isSameValue, membersMoved, type Setting, type Value } from './setting';
import { readProperty, readValue } from './shapes';
import { type AppGroup, type Entity, groupKey, type Snapshot, targetKey } from './snapshot';

/** What a plan changes in an object: settings, groups and apps, each with its direction. Pure. */

export interface SettingChange {
  readonly kind: 'setting';
  readonly setting: string;
  readonly from: Value;
  readonly to: Value;
  readonly direction: Direction;
}

/** `target` is the whole target where it is known: with its filter, it comes back as it went. */
export interface GroupChange {
  readonly kind: 'group';
  readonly act: 'add' | 'remove';
  readonly exclude: boolean;
  readonly id: string;
  readonly name: string;
  readonly direction: Direction;
  readonly target?: Entity;
}

/** `ids` are the package or bundle ids of one app on this platform. */
export interface AppChange {
  readonly kind: 'app';
  readonly act: 'add' | 'remove';
  readonly name: string;
  readonly ids: readonly string[];
  readonly direction: Direction;
}

/** `ids` are the single apps that the group takes the place of, or that come back in its place. */
export interface AppGroupChange {
  readonly kind: 'appGroup';
  readonly from: AppGroup;
  readonly to: AppGroup;
  readonly ids?: readonly string[];
  readonly direction: Direction;
}

/** What no setting stands for: where it lies, as two readings are compared, and what Graph has there. */
export interface PropertyChange {
  readonly kind: 'property';
  readonly at: string;
  readonly from: unknown;
  readonly to: unknown;
  readonly direction: Direction;
}

export type Difference = SettingChange | GroupChange | AppChange | AppGroupChange | PropertyChange;

/**
 * The setting changes that make `wanted` true; a value that is already so is left out. What a setting needs to exist
 * is changed along with it, and what exists no more without it is seen to go.
 */
export function settingChanges(
  family: Family,
  variant: string,
  before: Snapshot | null,
  wanted: Readonly<Record<string, Value>>,
): readonly SettingChange[] {
  const whole = { ...neededBy(family, variant, wanted), ...wanted, ...goneWith(family, variant, before, wanted) };
  return Object.entries(whole).flatMap(([id, value]) => {
    const setting = family.settings[id];
    const from = before ? valueIn(family, variant, before, id) : (setting?.unset ?? null);
    if (!setting?.on[variant] || from === undefined) return [];
    const to = setting.kind === 'list' && value !== null ? withMembers(from, value) : value;
    if (before && isSameValue(setting, from, to)) return [];
    return [{ kind: 'setting', setting: id, from, to, direction: directionOf(setting, from, to) }];
  });
}

/** What a policy has for a setting; undefined where its variant does not have it. */
export function valueIn(family: Family, variant: string, snapshot: Snapshot, id: string): Value | undefined {
  const place = family.settings[id]?.on[variant];
  const shape = family.variants[variant];
  return place && shape ? readValue(shape, snapshot.entity, place) : undefined;
}

/** What a policy has there that no setting stands for; undefined where it cannot be read and written by itself. */
export function propertyIn(family: Family, variant: string, snapshot: Snapshot, at: string): unknown {
  const shape = family.variants[variant];
  return shape && readProperty(shape, snapshot.entity, at);
}

/** Settings that have to be so for the wanted ones to exist: a firewall profile is on before it has an inbound action. */
function neededBy(
  family: Family,
  variant: string,
  wanted: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  const needs = settingsOf(family, variant, Object.keys(wanted)).flatMap(([, { needs }]) => needs ?? []);
  return Object.fromEntries(needs.map(({ setting, value }) => [setting, value]));
}

/** Settings that go when what they need goes. */
function goneWith(
  family: Family,
  variant: string,
  before: Snapshot | null,
  wanted: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  if (!before) return {};
  const going = settingsOf(family, variant, Object.keys(family.settings)).filter(([id, { needs }]) => {
    if (!needs || !(needs.setting in wanted) || wanted[needs.setting] === needs.value) return false;
    return valueIn(family, variant, before, id) !== null;
  });
  return Object.fromEntries(going.map(([id]) => [id, null]));
}

function settingsOf(
  family: Family,
  variant: string,
  ids: readonly string[],
): readonly (readonly [id: string, setting: Setting])[] {
  return ids.flatMap((id) => {
    const setting = family.settings[id];
    return setting?.on[variant] ? [[id, setting] as const] : [];
  });
}

/** What is named is added to what is there. */
function withMembers(from: Value, more: Value): Value {
  const before = Array.isArray(from) ? from.map(String) : [];
  return [...before, ...membersMoved(from, more).added];
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
  const there = new Map((before?.assignments ?? []).map((one) => [targetKey(one), one.target]));
  return wanted
    .filter(({ id, act, exclude }) => there.has(groupKey(id, exclude)) === (act === 'remove'))
    .map((one) => {
      const target = there.get(groupKey(one.id, one.exclude));
      const direction = (one.act === 'add') === one.exclude ? 'loosens' : 'tightens';
      return { kind: 'group', ...one, direction, ...(target ? { target } : {}) };
    });
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

/**
 * Adds an app group: a wider one protects more and tightens; what a wider one holds already is nothing to do. Single
 * apps that the new group does not hold (`lost`) leave with it, which loosens.
 */
export function appGroupChange(
  before: Snapshot | null,
  to: AppGroup,
  lost: readonly string[],
): readonly AppGroupChange[] {
  const from = before?.apps?.group ?? 'selectedPublicApps';
  if (breadth.indexOf(to) <= breadth.indexOf(from)) return [];
  const ids = before?.apps?.ids ?? [];
  const direction = lost.length > 0 ? 'changes' : 'tightens';
  return [{ kind: 'appGroup', from, to, direction, ...(ids.length > 0 ? { ids } : {}) }];
}

const breadth: readonly AppGroup[] = ['selectedPublicApps', 'allCoreMicrosoftApps', 'allMicrosoftApps', 'allApps'];
