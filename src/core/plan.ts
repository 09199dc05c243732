import { createHash } from 'node:crypto';
import type { Act, Family, Variant } from './family';
import { readProperty, writeProperties } from './shapes/properties';
import { directionOf, isSameValue, type Direction, type Value } from './setting';

/** A plan: wanted × live → the exact list of changes. Pure; computed at propose and again right before each write. */

export type Entity = Readonly<Record<string, unknown>>;

export type AppGroup = 'selectedPublicApps' | 'allCoreMicrosoftApps' | 'allMicrosoftApps' | 'allApps';

/** Which apps a policy covers: a list of package or bundle ids (lower case), or a group that Intune expands itself. */
export interface AppSet {
  readonly group: AppGroup;
  readonly ids: readonly string[];
}

/** One assignment as Graph has it; kept whole, since filters and targets unknown to us must survive. */
export interface Assignment {
  readonly target: Entity;
  readonly [other: string]: unknown;
}

/** One object as it was read: the entity without its parts, and the parts. */
export interface Snapshot {
  readonly id: string;
  readonly name: string;
  readonly entity: Entity;
  readonly apps?: AppSet;
  readonly assignments?: readonly Assignment[];
}

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

export type PlanAct = Act | 'restore';

/** `new`: the object does not exist yet; `marker` is put into its description so that a repeat finds it. */
export type Target =
  | { readonly kind: 'existing'; readonly id: string; readonly name: string }
  | { readonly kind: 'new'; readonly name: string };

export interface PlanPart {
  /** Stable within a plan; buttons and steps name a part by it. */
  readonly key: string;
  readonly act: PlanAct;
  readonly family: string;
  readonly variant: string;
  readonly target: Target;
  readonly changes: readonly Difference[];
  /** What was there when the plan was made; what a revert goes back to. Null for something new. */
  readonly before: Snapshot | null;
  /** What an approver should know about this part besides its changes. */
  readonly warnings?: readonly string[];
  /** Only for `restore`: the image of what was deleted. */
  readonly image?: Snapshot;
}

export interface Plan {
  readonly parts: readonly PlanPart[];
  /** Hash of targets and changes, not of rendered text or bodies: what an approval is bound to. */
  readonly effect: string;
  /** Part → hash of everything that was read; tells drift, voids nothing by itself. */
  readonly fingerprint: Readonly<Record<string, string>>;
  readonly direction: 'tightens' | 'loosens' | 'mixed' | 'changes';
  readonly warnings: readonly string[];
}

/** One write of a part, made from the freshly read object just before it is sent. */
export interface Write {
  readonly key: 'create' | 'settings' | 'apps' | 'groups' | 'delete';
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly version: Variant['version'];
  /** Path without host and version; `{id}` stands for the id of what an earlier step creates. */
  readonly path: string;
  readonly body?: Entity;
}

/** A touched thing that is not as the plan saw it, in values (for cards) and in code (for tests). */
export interface Moved {
  readonly what: string;
  readonly expected: string;
  readonly found: string;
}

export function planOf(parts: readonly PlanPart[]): Plan {
  return {
    parts,
    effect: hashOf(
      parts.map(({ act, family, variant, target, changes }) => ({ act, family, variant, target, changes })),
    ),
    fingerprint: Object.fromEntries(
      parts.flatMap((part) => (part.before ? [[part.key, fingerprintOf(part.before)]] : [])),
    ),
    direction: directionOfAll(parts),
    warnings: [...new Set(parts.flatMap((part) => part.warnings ?? []))],
  };
}

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

/**
 * The writes that are still missing, from what was just read; empty when nothing is.
 * `fresh` is null for something new that is not there yet. Bodies hold changed properties only; app lists and
 * assignments are whole, since Graph replaces them whole.
 */
export function writesOf(part: PlanPart, family: Family, fresh: Snapshot | null, marker: string): readonly Write[] {
  const variant = variantOf(family, part.variant);
  if (part.act === 'delete') {
    return fresh
      ? [{ key: 'delete', method: 'DELETE', version: variant.version, path: `${pathOf(variant)}/${fresh.id}` }]
      : [];
  }
  const at = 'single' in variant.at ? variant.at.single : `${variant.at.collection}/${fresh?.id ?? '{id}'}`;
  return [
    ...(fresh ? settingsWrite(part, family, variant, fresh, at) : [createWrite(part, family, variant, marker)]),
    ...appsWrite(part, family, variant, fresh, at),
    ...groupsWrite(part, family, variant, fresh, at),
  ];
}

/**
 * Compares what was just read with what the plan saw. `touched`: a thing the plan changes is neither as it was nor
 * as it shall be; `other`: names of what else moved; `done`: all is already as the plan wants it.
 */
export function driftOf(
  part: PlanPart,
  family: Family,
  fresh: Snapshot | null,
): { readonly touched: readonly Moved[]; readonly other: readonly string[]; readonly done: boolean } {
  if (part.target.kind === 'new') {
    return { touched: [], other: [], done: fresh !== null && leftToDo(part, family, fresh).length === 0 };
  }
  if (part.act === 'delete') return driftOfDelete(part, fresh);
  if (!fresh)
    return { touched: [{ what: part.target.name, expected: 'there', found: 'deleted' }], other: [], done: false };
  const touched = part.changes.flatMap((change) => movedOf(change, part, family, fresh));
  return { touched, other: otherDrift(part, family, fresh), done: leftToDo(part, family, fresh).length === 0 };
}

/** What of the plan is not (yet) so in what was read: empty means the part holds. */
export function leftToDo(part: PlanPart, family: Family, fresh: Snapshot | null): readonly Difference[] {
  if (part.act === 'delete') return [];
  if (!fresh) return part.changes;
  return part.changes.filter((change) => {
    switch (change.kind) {
      case 'setting': {
        const setting = family.settings[change.setting];
        const place = setting?.on[part.variant];
        return !setting || !place || !isSameValue(setting, readProperty(fresh.entity, place), change.to);
      }
      case 'group': {
        const there = (fresh.assignments ?? []).some((one) => targetKey(one) === groupKey(change.id, change.exclude));
        return there !== (change.act === 'add');
      }
      case 'app':
        return change.ids.some((id) => (fresh.apps?.ids ?? []).includes(id.toLowerCase()) !== (change.act === 'add'));
      case 'appGroup':
        return fresh.apps?.group !== change.to;
    }
  });
}

/** Names of properties in which a restored object differs from its image; the description carries another marker. */
export function differsFromImage(part: PlanPart, fresh: Snapshot): readonly string[] {
  if (!part.image) return [];
  const [image, now] = [withoutSelfMade(part.image.entity), withoutSelfMade(fresh.entity)];
  return Object.keys(image).filter((name) => name !== 'description' && canonical(image[name]) !== canonical(now[name]));
}

/** The Graph object a part writes to; two changes with one object are told of each other and locked against each other. */
export function objectOf(part: PlanPart): string {
  const which = part.target.kind === 'existing' ? part.target.id : `new:${part.target.name}`;
  return `${part.family}/${part.variant}/${which}`;
}

/** Everything that was read, without what Graph changes by itself. */
export function fingerprintOf(snapshot: Snapshot): string {
  return hashOf({ entity: withoutSelfMade(snapshot.entity), apps: snapshot.apps, assignments: targetsOf(snapshot) });
}

export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

export function variantOf(family: Family, id: string): Variant {
  const variant = family.variants[id];
  if (!variant) throw new Error(`${family.id} has no variant ${id}`);
  return variant;
}

/** The body that creates the object of a `create` or `restore` part again. */
function createWrite(part: PlanPart, family: Family, variant: Variant, marker: string): Write {
  const name = part.target.name;
  const places = part.changes.flatMap((change) => {
    const place = change.kind === 'setting' ? family.settings[change.setting]?.on[part.variant] : undefined;
    return change.kind === 'setting' && place ? [{ place, value: change.to }] : [];
  });
  const image = part.image ? withoutSelfMade(part.image.entity) : {};
  const described = typeof image['description'] === 'string' && image['description'] ? `${image['description']} ` : '';
  const body = {
    ...(variant.type ? { '@odata.type': variant.type } : {}),
    ...image,
    ...(variant.born ?? {}),
    ...(family.nameAt ? { [family.nameAt]: name } : {}),
    description: `${described.replace(/\(Warden #\d+\) $/, '')}${marker}`,
    ...writeProperties(places),
  };
  return { key: 'create', method: 'POST', version: variant.version, path: pathOf(variant), body };
}

function settingsWrite(
  part: PlanPart,
  family: Family,
  variant: Variant,
  fresh: Snapshot,
  at: string,
): readonly Write[] {
  const places = leftToDo(part, family, fresh).flatMap((change) => {
    const place = change.kind === 'setting' ? family.settings[change.setting]?.on[part.variant] : undefined;
    return change.kind === 'setting' && place ? [{ place, value: change.to }] : [];
  });
  if (places.length === 0) return [];
  const body = { ...(variant.type ? { '@odata.type': variant.type } : {}), ...writeProperties(places) };
  return [{ key: 'settings', method: 'PATCH', version: variant.version, path: at, body }];
}

function appsWrite(
  part: PlanPart,
  family: Family,
  variant: Variant,
  fresh: Snapshot | null,
  at: string,
): readonly Write[] {
  const changes = leftToDo(part, family, fresh).filter((one) => one.kind === 'app' || one.kind === 'appGroup');
  if (!family.apps || changes.length === 0) return [];
  const group = changes.find((one) => one.kind === 'appGroup')?.to ?? fresh?.apps?.group ?? 'selectedPublicApps';
  const ids = new Set(fresh?.apps?.ids ?? []);
  for (const change of changes) {
    if (change.kind !== 'app') continue;
    for (const id of change.ids) {
      if (change.act === 'add') ids.add(id.toLowerCase());
      else ids.delete(id.toLowerCase());
    }
  }
  const apps =
    group === 'selectedPublicApps' ? [...ids].map((id) => ({ mobileAppIdentifier: appIdentifier(variant, id) })) : [];
  const path = `${at}/${family.apps.write}`;
  return [{ key: 'apps', method: 'POST', version: variant.version, path, body: { appGroupType: group, apps } }];
}

function groupsWrite(
  part: PlanPart,
  family: Family,
  variant: Variant,
  fresh: Snapshot | null,
  at: string,
): readonly Write[] {
  const changes = leftToDo(part, family, fresh).filter((one) => one.kind === 'group');
  if (!family.groups || changes.length === 0) return [];
  const removed = new Set(changes.filter((one) => one.act === 'remove').map((one) => groupKey(one.id, one.exclude)));
  const kept = (fresh?.assignments ?? [])
    .filter((one) => !removed.has(targetKey(one)))
    .map(({ target }) => ({ target }));
  const added = changes
    .filter((one) => one.act === 'add')
    .map((one) => ({ target: { '@odata.type': groupTypes[one.exclude ? 'exclude' : 'include'], groupId: one.id } }));
  const path = `${at}/${family.groups.write}`;
  return [
    { key: 'groups', method: 'POST', version: variant.version, path, body: { assignments: [...kept, ...added] } },
  ];
}

function driftOfDelete(part: PlanPart, fresh: Snapshot | null): ReturnType<typeof driftOf> {
  if (!fresh) return { touched: [], other: [], done: true };
  if (!part.before || fingerprintOf(fresh) === fingerprintOf(part.before))
    return { touched: [], other: [], done: false };
  const names = differingProperties(part.before, fresh);
  return {
    touched: [{ what: part.target.name, expected: 'as the plan saw it', found: `changed: ${names.join(', ')}` }],
    other: [],
    done: false,
  };
}

/** One touched thing: moved when it is neither as the plan saw it nor as the plan wants it. */
function movedOf(change: Difference, part: PlanPart, family: Family, fresh: Snapshot): readonly Moved[] {
  switch (change.kind) {
    case 'setting': {
      const setting = family.settings[change.setting];
      const place = setting?.on[part.variant];
      if (!setting || !place) return [{ what: change.setting, expected: 'known', found: 'unknown' }];
      const found = readProperty(fresh.entity, place);
      if (isSameValue(setting, found, change.from) || isSameValue(setting, found, change.to)) return [];
      return [{ what: change.setting, expected: JSON.stringify(change.from), found: JSON.stringify(found) }];
    }
    case 'appGroup': {
      const found = fresh.apps?.group ?? 'selectedPublicApps';
      return found === change.from || found === change.to ? [] : [{ what: 'apps', expected: change.from, found }];
    }
    // A group or an app is there or it is not: either way the plan knows what to do.
    case 'group':
    case 'app': {
      const group = fresh.apps?.group ?? 'selectedPublicApps';
      const planned = part.before?.apps?.group ?? 'selectedPublicApps';
      return change.kind === 'app' && group !== planned ? [{ what: 'apps', expected: planned, found: group }] : [];
    }
  }
}

/** Names of what moved besides the touched settings; told on the card, voids nothing. */
function otherDrift(part: PlanPart, family: Family, fresh: Snapshot): readonly string[] {
  if (!part.before) return [];
  const touched = new Set(
    part.changes.flatMap((change) =>
      change.kind === 'setting' ? [family.settings[change.setting]?.on[part.variant]?.at ?? ''] : [change.kind],
    ),
  );
  const own = (name: string) =>
    touched.has(name) ||
    (name === 'apps' && (touched.has('app') || touched.has('appGroup'))) ||
    (name === 'assignments' && touched.has('group'));
  return differingProperties(part.before, fresh).filter((name) => !own(name));
}

function differingProperties(before: Snapshot, fresh: Snapshot): readonly string[] {
  const [old, now] = [withoutSelfMade(before.entity), withoutSelfMade(fresh.entity)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return [
    ...names.filter((name) => canonical(old[name]) !== canonical(now[name])),
    ...(canonical(before.apps) === canonical(fresh.apps) ? [] : ['apps']),
    ...(canonical(targetsOf(before)) === canonical(targetsOf(fresh)) ? [] : ['assignments']),
  ];
}

function directionOfAll(parts: readonly PlanPart[]): Plan['direction'] {
  const all = new Set<Direction>(
    parts.flatMap((part): Direction[] => {
      if (part.act === 'delete') return ['loosens'];
      if (part.act === 'create' || part.act === 'restore') return ['tightens'];
      return part.changes.map((change) => change.direction);
    }),
  );
  if (all.size > 1) return 'mixed';
  return [...all][0] ?? 'changes';
}

const breadth: readonly AppGroup[] = ['selectedPublicApps', 'allCoreMicrosoftApps', 'allMicrosoftApps', 'allApps'];

const groupTypes = {
  include: '#microsoft.graph.groupAssignmentTarget',
  exclude: '#microsoft.graph.exclusionGroupAssignmentTarget',
} as const;

/** Properties Graph makes itself: dropped from POST and PATCH and from fingerprints (CIPP's Set-CIPPIntunePolicy drops the same). */
const selfMade = new Set([
  'id',
  'createdDateTime',
  'lastModifiedDateTime',
  'version',
  'isAssigned',
  'deployedAppCount',
  'apps',
  'assignments',
]);

function withoutSelfMade(entity: Entity): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entity).filter(([name]) => !selfMade.has(name) && !name.includes('@odata')));
}

function targetsOf(snapshot: Snapshot): readonly string[] {
  return (snapshot.assignments ?? []).map((one) => canonical(one.target)).sort();
}

function targetKey(assignment: Assignment): string {
  const { target } = assignment;
  const id = typeof target['groupId'] === 'string' ? target['groupId'] : '';
  return groupKey(id, target['@odata.type'] === groupTypes.exclude);
}

function groupKey(id: string, exclude: boolean): string {
  return `${exclude ? 'exclude' : 'include'}:${id.toLowerCase()}`;
}

function pathOf(variant: Variant): string {
  return 'collection' in variant.at ? variant.at.collection : variant.at.single;
}

function appIdentifier(variant: Variant, id: string): Entity {
  return variant.platform === 'ios'
    ? { '@odata.type': '#microsoft.graph.iosMobileAppIdentifier', bundleId: id }
    : { '@odata.type': '#microsoft.graph.androidMobileAppIdentifier', packageId: id };
}

/** JSON with keys in order, so that equal things give equal text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, one]) => one !== undefined);
    const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${sorted.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
