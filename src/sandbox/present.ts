import { namedType, isObject } from './judge';
import type { Model, Property } from './model';
import type { Expansion } from './query';

export type Entity = Readonly<Record<string, unknown>> & { readonly id: string };

export interface View {
  /** The type the collection declares: entities of another type say theirs in `@odata.type`. */
  readonly declared: string;
  readonly select?: readonly string[] | undefined;
  readonly expand?: readonly Expansion[];
  /** Properties that come only when asked for with `$select`. */
  readonly onRequest?: ReadonlySet<string>;
}

/**
 * An entity as this version shows it: every property of its type in this version and no other, as Graph answers.
 * Contained objects (`assignments` …) come only when expanded.
 */
export function present(model: Model, entity: Readonly<Record<string, unknown>>, view: View): Record<string, unknown> {
  const type = shownType(model, entity, view.declared);
  const shown: Record<string, unknown> = {};
  if (type !== view.declared) shown['@odata.type'] = `#microsoft.graph.${type}`;
  for (const property of mayShow(model, type, view)) {
    const expansion = view.expand?.find(({ name }) => name === property.name);
    if (expansion) {
      shown[property.name] = expanded(model, property, entity[property.name], expansion);
    } else if (isAsked(property.name, view) && !model.isNavigation(property)) {
      shown[property.name] = presentValue(model, property, entity[property.name]);
    }
  }
  return shown;
}

/** Of a type's many properties often one is asked for, of hundreds of entities: which they are is found once. */
function mayShow(model: Model, type: string, { select, expand = [] }: View): Iterable<Property> {
  const all = model.propertiesOf(type).values();
  if (!select || expand.length > 0) return all;
  const ofModel = selected.get(model) ?? new WeakMap<readonly string[], Map<string, readonly Property[]>>();
  selected.set(model, ofModel);
  const byType = ofModel.get(select) ?? new Map<string, readonly Property[]>();
  ofModel.set(select, byType);
  const known = byType.get(type) ?? [...all].filter(({ name }) => select.includes(name));
  byType.set(type, known);
  return known;
}

const selected = new WeakMap<Model, WeakMap<readonly string[], Map<string, readonly Property[]>>>();

function isAsked(name: string, { select, onRequest }: View): boolean {
  return select ? select.includes(name) : !onRequest?.has(name);
}

function expanded(model: Model, property: Property, value: unknown, expansion: Expansion): unknown {
  const view = { declared: property.type, select: expansion.select, expand: expansion.expand };
  if (!property.collection) return isObject(value) ? present(model, value, view) : null;
  return Array.isArray(value) ? value.filter(isObject).map((item) => present(model, item, view)) : [];
}

function presentValue(model: Model, property: Property, value: unknown): unknown {
  if (value === undefined) return unset(model, property);
  if (Array.isArray(value)) return value.map((item: unknown) => presentOne(model, property, item));
  return presentOne(model, property, value);
}

function presentOne(model: Model, property: Property, value: unknown): unknown {
  if (typeof value === 'string') return shownMember(model.membersOf(property.type), value);
  if (isObject(value) && model.hasType(property.type)) return present(model, value, { declared: property.type });
  return value;
}

/** A member newer than the version is shown as `unknownFutureValue` where the enum has it. https://learn.microsoft.com/graph/best-practices-concept#handling-future-members-in-evolvable-enumerations */
function shownMember(members: readonly string[] | undefined, value: string): string {
  if (!members?.includes('unknownFutureValue')) return value;
  return value.split(',').every((member) => members.includes(member)) ? value : 'unknownFutureValue';
}

function unset(model: Model, { name, type, nullable, collection }: Property): unknown {
  if (collection) return [];
  if (nullable || type === 'any') return null;
  if (type === 'boolean') return false;
  if (type === 'number') return 0;
  if (type === 'string' && /Date(Time)?$/.test(name)) return '0001-01-01T00:00:00Z';
  return model.membersOf(type)?.[0] ?? null;
}

/** A type this version does not have is shown as the nearest one it has: the declared one. */
function shownType(model: Model, entity: Readonly<Record<string, unknown>>, declared: string): string {
  const named = namedType(entity);
  return named !== undefined && model.hasType(named) ? named : declared;
}
