import type { ShapeName, Variant } from '../family';
import type { Place, Value } from '../setting';
import type { Assignment, Entity } from '../snapshot';
import { catalogBody, readCatalog, type References } from './catalog';
import { conditionAt, readCondition, sendable, writtenConditions } from './conditions';
import { type KeyList, keyAt, readKey, writtenKeys } from './key-values';
import { readProperty as readPlain, writeProperties } from './properties';
import { actionsWith, graceHours } from './scheduled-actions';

/** How values lie in an entity, per shape; shared by all families. */
export interface Shape {
  read(entity: Entity, place: Place, variant: ShapedVariant): Value;
  /** What lies there as Graph has it; null where there is nothing. A shape without this writes its settings only. */
  readonly property?: (entity: Entity, at: string, variant: ShapedVariant) => unknown;
  /** What makes these values so in an object that is there. */
  write(wanted: readonly Wanted[], about: About & { readonly fresh: Entity }): Written;
  /** What a new object is made of, besides its name and description. */
  create(wanted: readonly Wanted[], about: About & { readonly fresh: null }): Entity;
}

export interface Wanted {
  readonly place: Place;
  readonly value: Value;
  /** No setting: it lies where two readings are compared, and is written as Graph has it. */
  readonly property?: true;
}

export interface About {
  readonly variant: Variant;
  /** As it was once: a revert takes from it what a write cannot say in single values. */
  readonly image?: Entity | undefined;
  readonly references?: References | undefined;
  /** Whom it is for, all of them, where that is one of its conditions and changes. */
  readonly assignments?: readonly Assignment[] | undefined;
}

/** What of a variant tells how its values lie. */
export type ShapedVariant = Pick<Variant, 'shape' | 'keys'>;

export interface Written {
  readonly method: 'PATCH' | 'PUT';
  readonly body: Entity;
}

export function readValue(variant: ShapedVariant, entity: Entity, place: Place): Value {
  return shapes[variant.shape].read(entity, place, variant);
}

/** What lies there that no setting stands for; undefined where it cannot be written by itself. */
export function readProperty(variant: ShapedVariant, entity: Entity, at: string): unknown {
  return notWritten.test(at) ? undefined : shapes[variant.shape].property?.(entity, at, variant);
}

/** The service's own, what it takes in an action of its own, and whom a policy is for, which is more than a value. */
const notWritten =
  /^(?:apps|assignments|appGroupType|scheduledActionsForRule|partnerState|lastHeartbeatDateTime|templateId|deletedDateTime|conditions\.users\.(?:in|ex)cludeGroups)$/;

/** The names under which two readings are compared where this value lies. */
export function locationsOf(variant: ShapedVariant, place: Place): readonly string[] {
  if (variant.shape === 'keyValues') return [`${keysOf(variant).at}/${place.at}`];
  return [
    place.at,
    ...(place.along ? [place.along.at] : []),
    ...(place.catalog?.under ? [place.catalog.under.at] : []),
  ];
}

const properties: Shape = {
  read: readPlain,
  property: (entity, at) => entity[at] ?? null,
  write: (wanted, { variant }) => ({ method: 'PATCH', body: { ...typeOf(variant), ...writeProperties(wanted) } }),
  create: (wanted, { variant, image }) => ({
    ...typeOf(variant),
    ...image,
    ...variant.born,
    ...actionsOf(wanted, image),
    ...writeProperties(wanted),
  }),
};

/** A list of keys is written whole, with the keys that others put there. */
const keyValues: Shape = {
  read: (entity, place, variant) => readKey(keysOf(variant), entity, place),
  property: (entity, at, variant) => {
    const key = keyAt(keysOf(variant), at);
    return key === undefined ? (entity[at] ?? null) : readKey(keysOf(variant), entity, { at: key });
  },
  write: (wanted, { variant, fresh }) => {
    const keys = wanted.flatMap((one) => keyWanted(keysOf(variant), one) ?? []);
    const others = wanted.filter((one) => !keyWanted(keysOf(variant), one));
    const list = keys.length > 0 ? writtenKeys(keysOf(variant), keys, fresh) : {};
    return { method: 'PATCH', body: { ...typeOf(variant), ...writeProperties(others), ...list } };
  },
  create: (wanted, { variant, image }) => ({
    ...typeOf(variant),
    ...image,
    ...variant.born,
    ...writtenKeys(keysOf(variant), wanted, image),
  }),
};

/** A setting is a key of the list; of what no setting stands for, some is, and some lies beside the list. */
function keyWanted(list: KeyList, one: Wanted): Wanted | undefined {
  if (!one.property) return one;
  const key = keyAt(list, one.place.at);
  return key === undefined ? undefined : { place: { at: key }, value: one.value };
}

/** What is nested is written whole. */
const conditions: Shape = {
  read: readCondition,
  property: conditionAt,
  write: (wanted, { fresh, assignments }) => ({
    method: 'PATCH',
    body: writtenConditions(wanted, fresh, assignments),
  }),
  create: (wanted, { variant, image, assignments }) => {
    const whole = image ?? variant.born ?? {};
    return { ...sendable(whole), ...writtenConditions(wanted, whole, assignments ?? (image ? undefined : [])) };
  },
};

function keysOf(variant: ShapedVariant): KeyList {
  if (!variant.keys) throw new Error('a variant of key-values names no list of keys');
  return variant.keys;
}

/** A new policy carries its scheduled actions; of one that is put back they are those it had, without their ids. */
function actionsOf(wanted: readonly Wanted[], image: Entity | undefined): Entity {
  const grace = wanted.find(({ place }) => place.action !== undefined);
  const action = grace?.place.action ?? (image?.['scheduledActionsForRule'] ? 'block' : undefined);
  if (action === undefined) return {};
  const hours = grace ? Number(grace.value) : (graceHours(image ?? {}, action) ?? 0);
  return { scheduledActionsForRule: actionsWith(image, action, hours) };
}

/** What an update does not send is gone, so the whole policy is sent. */
const catalog: Shape = {
  read: readCatalog,
  write: (wanted, about) => ({ method: 'PUT', body: catalogBody(wanted, sourcesOf(about, about.fresh)) }),
  create: (wanted, about) => catalogBody(wanted, sourcesOf(about, null)),
};

function sourcesOf({ variant, image, references }: About, fresh: Entity | null): Parameters<typeof catalogBody>[1] {
  if (!variant.template) throw new Error(`${variant.title} is in the settings catalog and names no template`);
  return { template: variant.template, references: references ?? {}, fresh, image };
}

function typeOf(variant: Variant): Entity {
  return variant.type ? { '@odata.type': variant.type } : {};
}

export const shapes: Readonly<Record<ShapeName, Shape>> = {
  properties,
  keyValues,
  conditions,
  catalog,
};
