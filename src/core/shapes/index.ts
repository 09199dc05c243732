import type { ShapeName, Variant } from '../family';
import type { Place, Value } from '../setting';
import type { Entity } from '../snapshot';
import { catalogBody, readCatalog, type References } from './catalog';
import { readProperty, writeProperties } from './properties';

/** How values lie in an entity, per shape; shared by all families. */
export interface Shape {
  read(entity: Entity, place: Place): Value;
  /** What makes these values so in an object that is there. */
  write(wanted: readonly Wanted[], about: About & { readonly fresh: Entity }): Written;
  /** What a new object is made of, besides its name and description. */
  create(wanted: readonly Wanted[], about: About & { readonly fresh: null }): Entity;
}

export interface Wanted {
  readonly place: Place;
  readonly value: Value;
}

export interface About {
  readonly variant: Variant;
  /** As it was once: a revert takes from it what a write cannot say in single values. */
  readonly image?: Entity | undefined;
  readonly references?: References | undefined;
}

export interface Written {
  readonly method: 'PATCH' | 'PUT';
  readonly body: Entity;
}

export function readValue(variant: Pick<Variant, 'shape'>, entity: Entity, place: Place): Value {
  return shapes[variant.shape].read(entity, place);
}

const properties: Shape = {
  read: readProperty,
  write: (wanted, { variant }) => ({ method: 'PATCH', body: { ...typeOf(variant), ...writeProperties(wanted) } }),
  create: (wanted, { variant, image }) => ({ ...typeOf(variant), ...image, ...writeProperties(wanted) }),
};

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

export const shapes: Readonly<Record<ShapeName, Shape>> = { properties, catalog };
