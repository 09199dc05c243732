import type { Family, Variant } from '../core/family';
import { variantOf, type PlanPart } from '../core/plan';
import { assignmentsIn } from '../core/shapes/conditions';
import { type AppGroup, type AppSet, type Assignment, type Entity, type Snapshot, textAt } from '../core/snapshot';
import { GraphRefused, GraphUnreachable, type Graph } from '../ports';
import { forApp, readApps } from './read-apps';
import { filterOf, isOfTemplate, withSettings } from './read-catalog';

/** Reads policies as snapshots: the entity and, where the family has them, its apps and assignments. */

/** A policy together with where it belongs. */
export interface Known extends Snapshot {
  readonly family: Family;
  readonly variant: string;
}

/** All policies of these variants, side by side. */
export async function readPolicies(
  graph: Graph,
  family: Family,
  variants: readonly string[],
): Promise<readonly Known[]> {
  const entitiesOf = readingOnce(graph, (variant) => pathOf(family, variant));
  const lists = await Promise.all(
    variants.map(async (id) => {
      const variant = variantOf(family, id);
      const [all, apps] = await Promise.all([entitiesOf(variant), readApps(graph, variant)]);
      const entities = all.filter((entity) => isOfVariant(variant, entity) && forApp(variant, entity, apps));
      return Promise.all(
        entities.map(async (entity) => ({
          ...(await snapshotOf(graph, family, variant, entity)),
          family,
          variant: id,
        })),
      );
    }),
  );
  return lists.flat();
}

/** Variants may share a collection: it is read once. */
function readingOnce(
  graph: Graph,
  pathTo: (variant: Variant) => string,
): (variant: Variant) => Promise<readonly Entity[]> {
  const read = new Map<string, Promise<readonly Entity[]>>();
  return (variant) => {
    const path = pathTo(variant);
    const reading = read.get(path) ?? readEntities(graph, variant, path);
    read.set(path, reading);
    return reading;
  };
}

/**
 * The policies of the name that is meant, which `meant` picks or leaves with a question. Of all others no more than the
 * name is read, where that tells enough: a tenant may have hundreds, each with all its apps and groups.
 */
export async function readNamed(
  graph: Graph,
  places: readonly Place[],
  meant: (names: readonly string[]) => string,
): Promise<readonly Known[]> {
  const all = await readable(places.map(({ family, variants }) => readNames(graph, family, variants)));
  const name = meant(all.map((one) => one.name));
  const read = await Promise.all(all.filter((one) => one.name === name).map((one) => one.read()));
  return read.flatMap((one) => one ?? []);
}

export interface Place {
  readonly family: Family;
  readonly variants: readonly string[];
}

/** A policy by its name, to be read whole when it is the one. */
interface Named {
  readonly name: string;
  readonly read: () => Promise<Known | undefined>;
}

async function readNames(graph: Graph, family: Family, variants: readonly string[]): Promise<readonly Named[]> {
  const { nameAt } = family;
  if (nameAt === null || !variants.every((id) => isToldByName(family, variantOf(family, id)))) {
    const whole = await readPolicies(graph, family, variants);
    return whole.map((one) => ({ name: one.name, read: () => Promise.resolve(one) }));
  }
  const entitiesOf = readingOnce(graph, (variant) => `${placeOf(variant)}?$select=id,${nameAt}`);
  const lists = await Promise.all(
    variants.map(async (id) => {
      const variant = variantOf(family, id);
      const entities = (await entitiesOf(variant)).filter((entity) => isOfVariant(variant, entity));
      return entities.map((entity) => ({
        name: textAt(entity, nameAt),
        async read() {
          const one = await readOne(graph, family, variant, textAt(entity, 'id'));
          return one ? { ...one, family, variant: id } : undefined;
        },
      }));
    }),
  );
  return lists.flat();
}

/** Not where what it holds tells which variant it is; and where nothing is left out of a list, the list is whole. */
function isToldByName(family: Family, variant: Variant): boolean {
  return 'collection' in variant.at && !variant.template && !variant.app && expandOf(family, variant) !== '';
}

/** Policies of these families, without those the app registration may not read; it is refused when it may read none. */
export function readReadable(graph: Graph, families: readonly Family[]): Promise<readonly Known[]> {
  return readPlaces(
    graph,
    families.map((family) => ({ family, variants: Object.keys(family.variants) })),
  );
}

export function readPlaces(graph: Graph, places: readonly Place[]): Promise<readonly Known[]> {
  return readable(places.map(({ family, variants }) => readPolicies(graph, family, variants)));
}

async function readable<T>(readings: readonly Promise<readonly T[]>[]): Promise<readonly T[]> {
  const lists = await Promise.all(readings.map((reading) => reading.catch(orForbidden)));
  const read = lists.flatMap((one) => (one instanceof GraphRefused ? [] : [one]));
  const refused = lists.find((one) => one instanceof GraphRefused);
  if (read.length === 0 && refused instanceof GraphRefused) throw refused;
  return read.flat();
}

/** A missing permission as a value; everything else stays an error. */
export function orForbidden(error: unknown): GraphRefused {
  if (error instanceof GraphRefused && error.status === 403) return error;
  throw error;
}

/** The object a part writes to, as it is now; null when it is not there (any more, or yet). */
export async function readTarget(
  graph: Graph,
  family: Family,
  part: PlanPart,
  marker: string,
): Promise<Snapshot | null> {
  const variant = variantOf(family, part.variant);
  if (part.target.kind === 'new') return findMarked(graph, family, part, marker);
  return readOne(graph, family, variant, part.target.id);
}

async function readOne(graph: Graph, family: Family, variant: Variant, id: string): Promise<Snapshot | null> {
  const at = 'single' in variant.at ? variant.at.single : `${variant.at.collection}/${encodeURIComponent(id)}`;
  const path = `${at}${queryOf(expandOf(family, variant))}`;
  try {
    const entity = await graph.get({ version: variant.version, path });
    return await snapshotOf(graph, family, variant, entity);
  } catch (error) {
    if (error instanceof GraphRefused && error.status === 404) return null;
    throw error;
  }
}

/** Policies of one name in one variant: what a create has to look at before it writes. */
export async function namesakes(graph: Graph, family: Family, part: PlanPart): Promise<readonly Snapshot[]> {
  const known = await readPolicies(graph, family, [part.variant]);
  return known.filter(({ name }) => name === part.target.name);
}

export function isMarked(snapshot: Snapshot, marker: string): boolean {
  const description = snapshot.entity['description'];
  return typeof description === 'string' && description.includes(marker);
}

async function findMarked(graph: Graph, family: Family, part: PlanPart, marker: string): Promise<Snapshot | null> {
  const found = await namesakes(graph, family, part);
  return found.find((one) => isMarked(one, marker)) ?? null;
}

function placeOf({ at }: Variant): string {
  return 'single' in at ? at.single : at.collection;
}

function pathOf(family: Family, variant: Variant): string {
  return `${placeOf(variant)}${queryOf(filterOf(variant), expandOf(family, variant))}`;
}

/** A collection may hold several types, and policies of several templates. */
function isOfVariant(variant: Variant, entity: Entity): boolean {
  const type = entity['@odata.type'];
  // Graph leaves the type out where the collection has only one.
  return (variant.type === undefined || type === undefined || type === variant.type) && isOfTemplate(variant, entity);
}

async function readEntities(graph: Graph, variant: Variant, path: string): Promise<readonly Entity[]> {
  if ('collection' in variant.at) return graph.list({ version: variant.version, path });
  try {
    return [await graph.get({ version: variant.version, path })];
  } catch (error) {
    if (error instanceof GraphRefused && error.status === 404) return [];
    throw error;
  }
}

function expandOf(family: Family, variant: Variant): string {
  const settings = variant.shape === 'catalog' ? 'settings' : undefined;
  const groups = family.groups && 'read' in family.groups ? family.groups.read : undefined;
  const parts = [family.apps?.read, groups, settings, variant.expand].filter((part) => part !== undefined);
  return parts.length > 0 ? `$expand=${parts.join(',')}` : '';
}

function queryOf(...options: readonly string[]): string {
  const said = options.filter((option) => option !== '');
  return said.length > 0 ? `?${said.join('&')}` : '';
}

async function snapshotOf(graph: Graph, family: Family, variant: Variant, read: Entity): Promise<Snapshot> {
  const entity = variant.shape === 'catalog' ? await withSettings(graph, variant, read) : read;
  const id = typeof entity['id'] === 'string' ? entity['id'] : '';
  const name = family.nameAt === null ? family.title : entity[family.nameAt];
  return {
    id,
    name: typeof name === 'string' ? name : id,
    entity,
    ...(family.apps ? { apps: appSetOf(entity, family.apps.read) } : {}),
    ...(family.groups ? { assignments: assignmentsOf(family.groups, entity) } : {}),
  };
}

function appSetOf(entity: Entity, at: string): AppSet {
  const group = appGroups.find((one) => one === entity['appGroupType']) ?? 'selectedPublicApps';
  const apps = wholeList(entity, at);
  return { group, ids: apps.flatMap(appIdOf).sort() };
}

/** Graph gives identifiers in lower or mixed case; they are compared without regard to it. */
function appIdOf(app: unknown): readonly string[] {
  const identifier = isEntity(app) ? app['mobileAppIdentifier'] : undefined;
  if (!isEntity(identifier)) return [];
  const id = identifier['packageId'] ?? identifier['bundleId'];
  return typeof id === 'string' ? [id.toLowerCase()] : [];
}

/** A part that did not come whole must not be taken for empty: it is sent back whole. */
function wholeList(entity: Entity, at: string): readonly unknown[] {
  const value = entity[at];
  if (Array.isArray(value) && entity[`${at}@odata.nextLink`] === undefined) return value as readonly unknown[];
  throw new GraphUnreachable(
    `Graph did not give the ${at} of a policy whole, so nothing is planned or written from them.`,
    false,
  );
}

function assignmentsOf(groups: NonNullable<Family['groups']>, entity: Entity): readonly Assignment[] {
  if ('inside' in groups) return assignmentsIn(entity);
  return wholeList(entity, groups.read).flatMap((one: unknown) =>
    isEntity(one) && isEntity(one['target']) ? [{ target: one['target'] }] : [],
  );
}

function isEntity(value: unknown): value is Entity {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const appGroups: readonly AppGroup[] = ['selectedPublicApps', 'allCoreMicrosoftApps', 'allMicrosoftApps', 'allApps'];
