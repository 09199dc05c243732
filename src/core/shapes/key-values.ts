import type { Place, Value } from '../setting';
import type { Entity } from '../entity';

/** Values that are entries of one list of keys and texts (app configuration): the list is written whole, other keys are kept. */

export interface KeyList {
  /** The property that is the list, and what an entry calls its key and its value. */
  readonly at: 'customSettings' | 'settings';
  readonly key: 'name' | 'appConfigKey';
  readonly value: 'value' | 'appConfigKeyValue';
  /** What every new entry carries besides. */
  readonly typed?: Entity;
  /** Keys that every policy has to have, and their values. */
  readonly always?: Readonly<Record<string, string>>;
}

export function readKey(list: KeyList, entity: Entity, place: Place): Value {
  const entry = entriesOf(list, entity).find((one) => one[list.key] === place.at);
  const raw = entry?.[list.value];
  const mapped = place.wire?.find(([, wire]) => wire === raw);
  if (mapped) return mapped[0];
  return typeof raw === 'string' ? raw : null;
}

/** The key that lies there, where two readings are compared; undefined beside the list. */
export function keyAt({ at }: KeyList, location: string): string | undefined {
  return location.startsWith(`${at}/`) ? location.slice(at.length + 1) : undefined;
}

/** The whole list with these values in it; null takes a key out. */
export function writtenKeys(
  list: KeyList,
  wanted: readonly { readonly place: Place; readonly value: Value }[],
  entity: Entity | undefined,
): Entity {
  const wires = new Map(wanted.map(({ place, value }) => [place.at, wireOf(place, value)]));
  const there = entity ? entriesOf(list, entity) : [];
  const kept = there.flatMap((entry): readonly Entity[] => {
    const key = String(entry[list.key]);
    if (!wires.has(key)) return [entry];
    const wire = wires.get(key);
    return wire === undefined ? [] : [{ ...entry, [list.value]: wire }];
  });
  const known = new Set(there.map((entry) => String(entry[list.key])));
  const all = new Map([...Object.entries(list.always ?? {}), ...wires]);
  const added = [...all].flatMap(([key, wire]): readonly Entity[] =>
    known.has(key) || wire === undefined ? [] : [{ ...list.typed, [list.key]: key, [list.value]: wire }],
  );
  return { [list.at]: [...kept, ...added] };
}

/** Key → value, for comparing two readings key by key; undefined when these are no such lists. */
export function keyEntries(name: string, value: unknown): readonly (readonly [string, unknown])[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const key = name === 'customSettings' ? 'name' : name === 'settings' ? 'appConfigKey' : undefined;
  const entries = value as readonly Entity[]; // a list of objects wherever it has one of these names
  if (key === undefined || !entries.every((entry) => typeof entry[key] === 'string')) return undefined;
  return entries.map((entry) => [`${name}/${String(entry[key])}`, entry]);
}

function entriesOf(list: KeyList, entity: Entity): readonly Entity[] {
  const entries = entity[list.at];
  return Array.isArray(entries) ? (entries as readonly Entity[]) : []; // Graph's own list of objects
}

function wireOf(place: Place, value: Value): string | undefined {
  if (value === null) return undefined;
  const mapped = place.wire?.find(([ours]) => ours === value);
  return String(mapped ? mapped[1] : value);
}
