import { createHash } from 'node:crypto';
import { type Entity, textAt } from './entity';
import { catalogValues, withoutSecrets } from './shapes/catalog-instances';
import { keyEntries } from './shapes/key-values';
import { plainActions } from './shapes/scheduled-actions';

/** One object as it was read, and what makes two of them equal. */

export { type Entity, textAt } from './entity';

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

/** Everything that was read, without what Graph changes by itself. */
export function fingerprintOf(snapshot: Snapshot): string {
  return hashOf({ entity: comparable(snapshot.entity), apps: snapshot.apps, assignments: targetsOf(snapshot) });
}

export function differingProperties(before: Snapshot, fresh: Snapshot): readonly string[] {
  const [old, now] = [comparable(before.entity), comparable(fresh.entity)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return [
    ...names.filter((name) => canonical(old[name]) !== canonical(now[name])),
    ...(canonical(before.apps) === canonical(fresh.apps) ? [] : ['apps']),
    ...(canonical(targetsOf(before)) === canonical(targetsOf(fresh)) ? [] : ['assignments']),
  ];
}

export function withoutSelfMade(entity: Entity): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entity).filter(([name]) => !selfMade.has(name) && !name.includes('@odata')));
}

/** What two readings are compared by: what lies in lists and nested objects one by one, whatever the order; secrets as they may be told. */
export function comparable(entity: Entity): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(withoutSelfMade(entity)).flatMap(([name, value]) => comparableParts(entity, name, value)),
  );
}

function comparableParts(entity: Entity, name: string, value: unknown): readonly (readonly [string, unknown])[] {
  switch (name) {
    case 'settings':
      return keyEntries(name, value) ?? (Array.isArray(value) ? [...catalogValues(entity)] : [[name, value]]);
    case 'customSettings':
      return keyEntries(name, value) ?? [[name, value]];
    case 'scheduledActionsForRule':
      return [[name, plainActions(value)]];
    case 'conditions':
    case 'grantControls':
    case 'sessionControls':
      return leaves(name, value);
    default:
      return [[name, value]];
  }
}

/** Path → value; what is not set is left out, however Graph says so. */
function leaves(name: string, value: unknown): readonly (readonly [string, unknown])[] {
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return [];
  if (typeof value !== 'object' || Array.isArray(value)) return [[name, value]];
  return Object.entries(value).flatMap(([key, inner]) =>
    key.includes('@odata') ? [] : leaves(`${name}.${key}`, inner),
  );
}

/** A reading that may be kept: no secret in it, and nothing beside it. */
export function keepable({ id, name, entity, apps, assignments }: Snapshot): Snapshot {
  return {
    id,
    name,
    entity: Array.isArray(entity['settings']) ? (withoutSecrets(entity) as Entity) : entity, // masks values and keeps the rest as it is
    ...(apps ? { apps } : {}),
    ...(assignments ? { assignments } : {}),
  };
}

function targetsOf(snapshot: Snapshot): readonly string[] {
  return (snapshot.assignments ?? []).map((one) => canonical(one.target)).sort();
}

export function targetKey(assignment: Assignment): string {
  const { target } = assignment;
  const everybody = virtualTargets.find(({ type }) => type === target['@odata.type']);
  const id = everybody?.id ?? textAt(target, 'groupId');
  return groupKey(id, target['@odata.type'] === groupTypes.exclude);
}

export function groupKey(id: string, exclude: boolean): string {
  return `${exclude ? 'exclude' : 'include'}:${id.toLowerCase()}`;
}

export const groupTypes = {
  include: '#microsoft.graph.groupAssignmentTarget',
  exclude: '#microsoft.graph.exclusionGroupAssignmentTarget',
} as const;

/** What Intune itself makes of everybody, by the id plans use for it. */
export const virtualTargets = [
  { id: 'allUsers', name: 'All users', type: '#microsoft.graph.allLicensedUsersAssignmentTarget' },
  { id: 'allDevices', name: 'All devices', type: '#microsoft.graph.allDevicesAssignmentTarget' },
] as const;

/** The target of a group, or of everybody. */
export function targetOf(id: string, exclude: boolean): Entity {
  const everybody = virtualTargets.find((one) => one.id === id);
  if (everybody) return { '@odata.type': everybody.type };
  return { '@odata.type': groupTypes[exclude ? 'exclude' : 'include'], groupId: id };
}

/** Properties Graph makes itself: dropped from POST and PATCH and from fingerprints (CIPP's Set-CIPPIntunePolicy drops the same). */
const selfMade = new Set([
  'id',
  'createdDateTime',
  'lastModifiedDateTime',
  'modifiedDateTime',
  'version',
  'isAssigned',
  'deployedAppCount',
  'settingCount',
  'apps',
  'assignments',
]);

export function hashOf(value: unknown): string {
  return hashOfText(canonical(value));
}

export function hashOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** JSON with keys in order, so that equal things give equal text. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, one]) => one !== undefined);
    const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${sorted.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
