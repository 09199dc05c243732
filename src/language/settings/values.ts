import type { Value } from '../../core/setting';
import type { Item } from '../line/items';
import type { SpokenSetting } from '../vocabulary';

/** What an item is as a value of a setting; undefined when it is none. */
export function valueOf(
  setting: SpokenSetting | undefined,
  key: string,
  item: Item,
  property = false,
): Value | undefined {
  switch (setting?.kind) {
    case 'choice':
      return item.meaning?.values?.find((one) => one.key === key)?.value;
    case 'several': {
      const members = (item.meaning?.values ?? []).filter((one) => one.key === key).map(({ value }) => String(value));
      return members.length > 0 ? inOrder(setting, [...new Set(members)]) : undefined;
    }
    case 'count':
      return countOf(setting, item, property);
    case 'version':
      return item.version ?? (item.number !== undefined && !item.unit ? String(item.number) : undefined);
    case 'duration':
      return item.length?.iso;
    case 'clock':
      return item.clock === undefined ? undefined : clockOf(item.clock);
    case 'list':
      return listOf(setting.of, item);
    case 'toggle':
      return setting.bits && !item.unit && (item.number === 0 || item.number === 1) ? item.number === 1 : undefined;
    case undefined:
      return undefined;
  }
}

/** A list with more members; undefined when the setting is no list or the item no member. */
export function membersWith(
  setting: SpokenSetting | undefined,
  key: string,
  value: Value | undefined,
  item: Item,
): Value | undefined {
  if (setting?.kind !== 'several' && setting?.kind !== 'list') return undefined;
  const more = valueOf(setting, key, item);
  if (more === undefined) return undefined;
  // Another list of the same words may begin here: «exclude .iso and C:\\Build».
  if (value === undefined) return setting.kind === 'list' ? more : undefined;
  const all = [...new Set([...membersOf(value), ...membersOf(more)])];
  return setting.kind === 'several' ? inOrder(setting, all) : all;
}

/**
 * True when the unit alone tells which setting is meant: «6 digits» is the length of a PIN, and «5 retries» are
 * tries at one where something else was said of it.
 */
export function isKnownByUnit(setting: SpokenSetting, item: Item, beside: boolean): boolean {
  if (setting.kind !== 'count' || item.unit === undefined) return false;
  const unit = unitStem(setting.unit);
  if (unit === 'digit') return item.unit === unit;
  return beside && unit === 'attempt' && (item.unit === unit || alike.get(unit)?.includes(item.unit) === true);
}

function membersOf(value: Value): readonly string[] {
  return Array.isArray(value) ? value.map(String) : String(value).split(',');
}

/** A flags enum is one string in Graph's order, a list is sorted. */
function inOrder(setting: Extract<SpokenSetting, { kind: 'several' }>, members: readonly string[]): Value {
  if (!setting.joined) return [...members].sort();
  return Object.keys(setting.values)
    .filter((value) => members.includes(value))
    .join(',');
}

function countOf(
  setting: Extract<SpokenSetting, { kind: 'count' }>,
  item: Item,
  property: boolean,
): number | undefined {
  const unit = unitStem(setting.unit);
  if (item.length) {
    const minutes = minutesIn.get(unit);
    const count = minutes === undefined ? undefined : item.length.minutes / minutes;
    return Number.isInteger(count) ? count : undefined;
  }
  if (item.number === undefined) return undefined;
  // A property's own name says the unit.
  if (!item.unit) return setting.needsUnit && !property ? undefined : item.number;
  return unit === unitStem(item.unit) || alike.get(unit)?.includes(item.unit) ? item.number : undefined;
}

const minutesIn = new Map([
  ['minute', 1],
  ['hour', 60],
  ['day', 1440],
]);

/** Units that people use for another. */
const alike = new Map([
  ['digit', ['character', 'char', 'number']],
  ['attempt', ['try', 'retry']],
  ['second', ['sec', 's']],
]);

function unitStem(unit: string): string {
  return unit.replace(/s$/, '');
}

/** HH:MM; undefined for a time that does not exist. */
function clockOf(text: string): string | undefined {
  const match = /^(\d{1,2})(?:[:.](\d{2}))?\s?([ap])?/i.exec(text);
  if (!match) return undefined;
  const half = match[3]?.toLowerCase();
  let hour = Number(match[1]);
  if (half && (hour < 1 || hour > 12)) return undefined;
  if (half === 'p' && hour < 12) hour += 12;
  if (half === 'a' && hour === 12) hour = 0;
  const minute = Number(match[2] ?? 0);
  if (hour > 23 || minute > 59) return undefined;
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

function listOf(of: 'path' | 'extension' | 'process', item: Item): Value | undefined {
  if (!item.literal) return undefined;
  const fits = of === 'process' ? item.literal.is === 'file' : item.literal.is === of;
  return fits ? [item.literal.text] : undefined;
}
