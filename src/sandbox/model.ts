import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Version } from './call';
import { abstractTypes, newerMembers, newerProperties } from './facts';

export interface Property {
  readonly name: string;
  /** `string`, `number`, `boolean`, `any`, or the name of an enum or a type. */
  readonly type: string;
  readonly nullable: boolean;
  readonly collection: boolean;
}

/** The types of one Graph version, as Microsoft publishes them. */
export interface Model {
  readonly version: Version;
  readonly hasType: (type: string) => boolean;
  readonly isAbstract: (type: string) => boolean;
  /** The type itself counts. */
  readonly derivesFrom: (type: string, ancestor: string) => boolean;
  /** Own and inherited, the base's first. */
  readonly propertiesOf: (type: string) => ReadonlyMap<string, Property>;
  /** A property that leads to other objects, which are no part of this one. */
  readonly isNavigation: (property: Property) => boolean;
  readonly membersOf: (enumName: string) => readonly string[] | undefined;
}

interface TypesFile {
  readonly types: Readonly<
    Record<string, { readonly base: string | null; readonly properties: Readonly<Record<string, string>> }>
  >;
  readonly enums: Readonly<Record<string, readonly string[]>>;
}

const loaded = new Map<Version, Model>();

/** Reads src/sandbox/types/<version>.json once (made by scripts/graph-types.mjs). */
export function modelOf(version: Version): Model {
  const known = loaded.get(version);
  if (known) return known;
  const model = readModel(version);
  loaded.set(version, model);
  return model;
}

function readModel(version: Version): Model {
  // The file is ours and checked against the packages by a test, so its shape is known.
  const { types, enums } = JSON.parse(readFileSync(join(__dirname, 'types', `${version}.json`), 'utf8')) as TypesFile;
  const properties = new Map<string, ReadonlyMap<string, Property>>();

  const propertiesOf = (type: string): ReadonlyMap<string, Property> => {
    const known = properties.get(type);
    if (known) return known;
    const base = types[type]?.base;
    const own = { ...types[type]?.properties, ...newerProperties[version][type] };
    const all = new Map(base ? propertiesOf(base) : []);
    for (const [name, notation] of Object.entries(own)) all.set(name, readProperty(name, notation));
    properties.set(type, all);
    return all;
  };

  const derivesFrom = (type: string, ancestor: string): boolean => {
    for (let at: string | null | undefined = type; at; at = types[at]?.base) if (at === ancestor) return true;
    return false;
  };

  // Asked for each property of each entity that is shown, so they are put together once.
  const members = new Map(
    Object.keys({ ...enums, ...newerMembers }).map((name) => [
      name,
      [...new Set([...(enums[name] ?? []), ...(newerMembers[name] ?? [])])] as const,
    ]),
  );
  const membersOf = (name: string): readonly string[] | undefined => members.get(name);

  return {
    version,
    hasType: (type) => type in types,
    isAbstract: (type) => abstractTypes.has(type),
    derivesFrom,
    propertiesOf,
    isNavigation: ({ type }) =>
      !['string', 'number', 'boolean', 'any'].includes(type) &&
      membersOf(type) === undefined &&
      (!(type in types) || derivesFrom(type, 'entity')),
    membersOf,
  };
}

function readProperty(name: string, notation: string): Property {
  return {
    name,
    type: notation.replaceAll(/[?[\]]/g, ''),
    nullable: notation.endsWith('?'),
    collection: notation.includes('[]'),
  };
}
