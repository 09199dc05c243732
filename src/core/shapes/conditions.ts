import type { Place, Value } from '../setting';
import { type Assignment, type Entity, groupTypes, textAt } from '../snapshot';

/** Values deep in an entity (Conditional Access): what is nested is replaced whole by Graph, so it is read, merged and sent whole. */

export function readCondition(entity: Entity, place: Place): Value {
  const raw = at(entity, place.at.split('.'));
  if (!Array.isArray(raw)) {
    const mapped = place.wire?.find(([, wire]) => wire === raw);
    if (mapped) return mapped[0];
    return typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean' ? raw : null;
  }
  const values = raw.map((one: unknown) => String(place.wire?.find(([, wire]) => wire === one)?.[0] ?? one));
  if (values.length === 0) return null;
  return place.single ? values.sort().join(',') : values;
}

/** What lies at a path, as Graph has it; null where there is nothing. */
export function conditionAt(entity: Entity, path: string): unknown {
  return at(entity, path.split('.')) ?? null;
}

/** The top-level properties these values lie in, each whole. */
export function writtenConditions(
  wanted: readonly { readonly place: Place; readonly value: Value }[],
  entity: Entity,
  assignments?: readonly Assignment[],
): Entity {
  const touched = new Set(wanted.map(({ place }) => place.at.split('.')[0] ?? ''));
  if (assignments) touched.add('conditions');
  let whole = sendable(entity);
  for (const { place, value } of wanted) whole = withValue(whole, place.at.split('.'), wireOf(place, value));
  if (assignments) whole = withValue(whole, ['conditions', 'users'], usersWith(whole, assignments));
  return Object.fromEntries(Object.entries(whole).filter(([name]) => touched.has(name)));
}

/** Whom a policy is for, as assignments: groups in and out, and everybody. Single people and roles stay where they are. */
export function assignmentsIn(entity: Entity): readonly Assignment[] {
  const users = at(entity, ['conditions', 'users']);
  const listed = (name: string) => (isEntity(users) ? texts(users[name]) : []);
  const everybody = listed('includeUsers').includes('All') ? [{ target: { '@odata.type': allUsers } }] : [];
  return [
    ...everybody,
    ...listed('includeGroups').map((groupId) => ({ target: { '@odata.type': groupTypes.include, groupId } })),
    ...listed('excludeGroups').map((groupId) => ({ target: { '@odata.type': groupTypes.exclude, groupId } })),
  ];
}

/** Single people whom a policy leaves out. */
export function excludedPeople(entity: Entity): readonly string[] {
  const users = at(entity, ['conditions', 'users']);
  return isEntity(users) ? texts(users['excludeUsers']) : [];
}

const allUsers = '#microsoft.graph.allLicensedUsersAssignmentTarget';

/** Somebody has to be named: a policy for nobody says so with `None`. https://learn.microsoft.com/graph/api/resources/conditionalaccessusers */
function usersWith(entity: Entity, assignments: readonly Assignment[]): Entity {
  const users = at(entity, ['conditions', 'users']);
  const rest = isEntity(users) ? users : {};
  const ids = (type: string) =>
    assignments.filter(({ target }) => target['@odata.type'] === type).map(({ target }) => textAt(target, 'groupId'));
  const includeGroups = ids(groupTypes.include);
  const named = texts(rest['includeUsers']).filter((one) => one !== 'All' && one !== 'None');
  const everybody = assignments.some(({ target }) => target['@odata.type'] === allUsers);
  const someone =
    includeGroups.length > 0 ||
    texts(rest['includeRoles']).length > 0 ||
    isEntity(rest['includeGuestsOrExternalUsers']);
  const includeUsers = everybody ? ['All'] : named.length > 0 || someone ? named : ['None'];
  return { ...rest, includeUsers, includeGroups, excludeGroups: ids(groupTypes.exclude) };
}

/** What Graph takes back of what it gave: no annotations, nothing that is not set; an authentication strength by its id. */
export function sendable(entity: Entity): Entity {
  const said = Object.entries(entity).filter(
    ([key, inner]) => inner !== null && inner !== undefined && (!key.includes('@odata') || key === '@odata.type'),
  );
  return Object.fromEntries(said.map(([key, inner]) => [key, sendableValue(key, inner)]));
}

function sendableValue(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => sendableValue('', one));
  if (!isEntity(value)) return value;
  return name === 'authenticationStrength' ? { id: value['id'] } : sendable(value);
}

function wireOf(place: Place, value: Value): unknown {
  const one = (ours: Value) => place.wire?.find(([known]) => known === ours)?.[1] ?? ours;
  if (place.single) return value === null ? [] : String(value).split(',').map(one);
  if (Array.isArray(value)) return value.map((each: string) => one(each));
  return one(value);
}

function withValue(entity: Entity, [name = '', ...rest]: readonly string[], value: unknown): Entity {
  if (rest.length === 0) return { ...entity, [name]: value };
  const below = entity[name];
  return { ...entity, [name]: withValue(isEntity(below) ? below : {}, rest, value) };
}

function at(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return value;
  return isEntity(value) ? at(value[name], rest) : undefined;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function isEntity(value: unknown): value is Entity {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
