import type { Value } from '../core/setting';
import type { ReadFamily } from './family-words';
import type { Item } from './items';
import type { Assignment, Negation, Polarity } from './lexicon';
import type { SpokenSetting } from './vocabulary';

/** Puts values to settings: «inbound block», «block inbound», «printing and screenshots blocked», «6 digit PIN». */

/** A verb that reaches over the nouns after it: «block printing, save as and screenshots». */
export interface Governing {
  readonly polarity: Polarity;
  readonly segment: number;
  /** «must»: nothing is missing when no noun takes it. */
  readonly modal: boolean;
  used: boolean;
}

/** A setting that was named and still waits for its value. */
export interface Noun {
  readonly keys: readonly string[];
  readonly property: boolean;
  readonly segment: number;
  readonly verb: Governing | undefined;
  /** What it means when nothing else is said: «scan archives». */
  readonly fallback?: ReadonlyMap<string, Value>;
  /** Said by a phrase that is setting and value in one. */
  readonly phrase?: boolean;
  /** Known by its value alone: «MFA». */
  readonly unnamed?: boolean;
  done: boolean;
}

/** A value that has its setting. */
export interface Bound {
  readonly noun: Noun;
  readonly values: Map<string, Value>;
}

/** A value whose setting was not named yet. */
export interface Loose {
  readonly item: Item;
  readonly segment: number;
}

export interface Binding {
  readonly family: ReadFamily;
  readonly nouns: Noun[];
  readonly bound: Bound[];
  readonly loose: Loose[];
  /** Values that were said not to be wanted: «don't wipe». */
  readonly denied: Assignment[];
  verb: Governing | undefined;
  negation: Negation | undefined;
  compares: 'atMost' | 'atLeast' | 'over' | undefined;
  segment: number;
  correcting: boolean;
}

export function startBinding(family: ReadFamily): Binding {
  return {
    family,
    nouns: [],
    bound: [],
    loose: [],
    denied: [],
    verb: undefined,
    negation: undefined,
    compares: undefined,
    segment: 0,
    correcting: false,
  };
}

/** A setting is named. A value that stood before it in the same part is its own. */
export function bindNoun(
  b: Binding,
  keys: readonly string[],
  how: { readonly property: boolean; readonly wanted: boolean; readonly sets?: readonly Assignment[] | undefined },
): boolean {
  const { property, wanted } = how;
  const fallback = how.sets ? new Map(how.sets.map(({ key, value }) => [key, value])) : undefined;
  if (b.correcting) dropLast(b, keys);
  let verb = b.verb;
  if (b.negation) {
    if (b.negation === 'not') return fallback !== undefined && bindPhrase(b, how.sets ?? []);
    verb = { polarity: 'off', segment: b.segment, modal: false, used: true };
    b.negation = undefined;
  } else if (verb && (verb.polarity !== 'set' || !wanted)) verb.used = true;
  else if (wanted) verb = { polarity: 'require', segment: b.segment, modal: true, used: true };
  const noun: Noun = { keys, property, segment: b.segment, verb, ...(fallback ? { fallback } : {}), done: false };
  b.nouns.push(noun);
  if (isMeasured(b, noun)) return true;
  const ready = b.loose.filter(({ item, segment }) => segment === b.segment && accepts(b, noun, item));
  if (ready.length === 0) return true;
  const [loose] = ready;
  if (!loose || ready.length > 1) return false;
  b.loose.splice(b.loose.indexOf(loose), 1);
  return giveValue(b, noun, loose.item);
}

/** «a 6 digit PIN»: the size was said first, and says that the thing is wanted. */
function isMeasured(b: Binding, noun: Noun): boolean {
  if (noun.verb && noun.verb.polarity !== 'set' && noun.verb.polarity !== 'require') return false;
  const toggle = b.bound.some(
    (one) =>
      one.noun.segment === noun.segment &&
      [...one.values.keys()].some((key) => noun.keys.includes(b.family.settings[key]?.measures ?? '')),
  );
  if (toggle) settle(b, noun, new Map(noun.keys.map((key) => [key, true])));
  return toggle;
}

/** Nouns that wait without a verb are wanted. */
export function switchOn(b: Binding): void {
  for (const noun of openNouns(b)) {
    const values = noun.verb ? undefined : switchValues(b, noun, 'require');
    if (values) settle(b, noun, values);
  }
}

/** A value is said: for the setting that waits, for the last list, for itself, or for a setting yet to come. */
export function bindValue(b: Binding, item: Item): boolean {
  if (b.correcting && rebind(b, item)) return true;
  const waiting = openNouns(b).filter((noun) => accepts(b, noun, item));
  const noun = waiting.at(-1);
  if (noun) {
    for (const other of chainOf(b, noun))
      if (accepts(b, other, item) && !other.verb) if (!giveValue(b, other, item)) return false;
    return giveValue(b, noun, item);
  }
  if (appendToList(b, item)) return true;
  const alone = standsAlone(b, item);
  if (alone) return bindKeys(b, alone, item);
  b.loose.push({ item, segment: b.segment });
  return true;
}

/** «PIN required», «inbound: block», «script scanning on»: a switching word as the value of what waits. */
export function bindSwitch(b: Binding, polarity: Polarity): boolean {
  const noun = openNouns(b).at(-1);
  if (!noun) return false;
  const meant = b.negation ? flip(polarity, b.negation, true) : polarity;
  if (!meant) return false;
  const values = switchValues(b, noun, meant);
  if (!values) return false;
  for (const other of chainOf(b, noun)) {
    const same = other.verb ? undefined : switchValues(b, other, meant);
    if (same) settle(b, other, same);
  }
  settle(b, noun, values);
  b.negation = undefined;
  return true;
}

/** The family itself is switched: «turn on the firewall». */
export function bindFamily(b: Binding, keys: readonly string[], verb: Governing): void {
  const noun: Noun = { keys, property: false, segment: b.segment, verb, done: false };
  b.nouns.push(noun);
  const values = switchValues(b, noun, verb.polarity);
  if (values) settle(b, noun, values);
}

/** A phrase that says setting and value at once. */
export function bindPhrase(b: Binding, sets: readonly Assignment[]): boolean {
  const values = new Map<string, Value>();
  if (b.verb && !b.verb.used && b.verb.segment === b.segment && b.verb.polarity !== 'set') {
    // «let people skip …» says nothing more; «stop», «block» before such a phrase turn it round.
    const positive = b.verb.polarity !== 'block' && b.verb.polarity !== 'off';
    if (!positive && (b.negation || sets.some(({ value }) => typeof value !== 'boolean'))) return false;
    if (!positive) b.negation = 'stop';
    b.verb.used = true;
  }
  for (const { key, value } of sets) {
    if (!b.negation) {
      values.set(key, value);
      continue;
    }
    if (typeof value === 'boolean') values.set(key, !value);
    else b.denied.push({ key, value });
  }
  b.negation = undefined;
  if (b.correcting) dropLast(b, [...values.keys()]);
  if (values.size === 0) return true;
  const waiting = openNouns(b).find((noun) => noun.keys.length === 1 && values.has(noun.keys[0] ?? ''));
  const noun: Noun = waiting ?? {
    keys: [...values.keys()],
    property: false,
    segment: b.segment,
    verb: undefined,
    phrase: true,
    done: false,
  };
  if (!waiting) b.nouns.push(noun);
  settle(b, noun, values);
  return true;
}

/** At the end: settings that still wait take what their verb says. False when a verb was said for nothing. */
export function settleNouns(b: Binding): boolean {
  for (const noun of openNouns(b)) {
    const { verb } = noun;
    const values =
      (verb && switchValues(b, noun, verb.polarity)) ??
      (noun.fallback && new Map(noun.fallback)) ??
      bareValues(b, noun);
    if (values) settle(b, noun, values);
    else if (verb && (verb.polarity === 'block' || verb.polarity === 'allow' || verb.polarity === 'off')) return false;
  }
  return true;
}

export function openNouns(b: Binding): readonly Noun[] {
  return b.nouns.filter(({ done }) => !done);
}

/** What a denied verb asks for; undefined when it asks for nothing («don't turn on …»). */
export function flip(polarity: Polarity, negation: Negation, participle = false): Polarity | undefined {
  const opposite = opposites.get(polarity);
  if (negation === 'stop' || negation === 'no' || negation === 'without' || participle) return opposite;
  return polarity === 'block' || polarity === 'allow' || polarity === 'require' ? opposite : undefined;
}

const opposites = new Map<Polarity, Polarity>([
  ['block', 'allow'],
  ['allow', 'block'],
  ['require', 'off'],
  ['on', 'off'],
  ['off', 'on'],
]);

/** Takes the last thing back, when a correction names another one. */
function dropLast(b: Binding, keys: readonly string[]): void {
  b.correcting = false;
  const last = b.bound.at(-1);
  const noun = last?.noun ?? openNouns(b).at(-1);
  if (last && !last.noun.keys.some((key) => keys.includes(key))) {
    b.bound.pop();
    b.nouns.splice(b.nouns.indexOf(last.noun), 1);
  } else if (last) {
    b.bound.pop();
    b.nouns.splice(b.nouns.indexOf(last.noun), 1);
  } else if (noun) {
    settleNouns(b);
    const settled = b.bound.pop();
    if (settled) b.nouns.splice(b.nouns.indexOf(settled.noun), 1);
  }
}

/** «low, no wait, medium»: the last value that is of this kind is replaced. */
function rebind(b: Binding, item: Item): boolean {
  const last = b.bound.findLast(({ noun }) => accepts(b, noun, item));
  if (!last || openNouns(b).some((noun) => accepts(b, noun, item))) return false;
  b.correcting = false;
  last.values.clear();
  for (const key of last.noun.keys) {
    const value = valueOf(b.family.settings[key], key, item);
    if (value !== undefined) last.values.set(key, value);
  }
  return true;
}

/** The settings right before one, named with it and waiting for the same value. */
function chainOf(b: Binding, noun: Noun): readonly Noun[] {
  const at = b.nouns.indexOf(noun);
  const chain: Noun[] = [];
  for (let i = at - 1; i >= 0; i--) {
    const other = b.nouns[i];
    if (!other || other.done || other.segment < noun.segment - 2) break;
    chain.push(other);
  }
  return chain;
}

function accepts(b: Binding, noun: Noun, item: Item): boolean {
  return noun.keys.some((key) => valueOf(b.family.settings[key], key, item) !== undefined);
}

function giveValue(b: Binding, noun: Noun, item: Item): boolean {
  const values = new Map<string, Value>();
  for (const key of noun.keys) {
    const setting = b.family.settings[key];
    const value = valueOf(setting, key, item);
    if (value === undefined) continue;
    if (!mayCompare(b, setting)) return false;
    values.set(key, value);
  }
  const { verb } = noun;
  if (verb && (verb.polarity === 'off' || (verb.polarity === 'block' && noun.segment === verb.segment))) {
    const same = switchValues(b, noun, verb.polarity);
    if (!same || [...values].some(([key, value]) => same.get(key) !== value))
      return verb.segment !== noun.segment ? (settle(b, noun, values), true) : false;
  }
  b.compares = undefined;
  settle(b, noun, values);
  return true;
}

/** «at most», «or lower» fit a maximum, «at least» a minimum; anything else would turn the meaning round. */
function mayCompare(b: Binding, setting: SpokenSetting | undefined): boolean {
  if (!b.compares) return true;
  const limit = b.compares === 'over' ? 'atMost' : b.compares;
  return setting?.limit === limit;
}

function settle(b: Binding, noun: Noun, values: Map<string, Value>): void {
  noun.done = true;
  b.bound.push({ noun, values });
}

/** True when a switching word is a value of the setting. */
export function canSwitch(b: Binding, noun: Noun, polarity: Polarity): boolean {
  return switchValues(b, noun, polarity) !== undefined;
}

function switchValues(b: Binding, noun: Noun, polarity: Polarity): Map<string, Value> | undefined {
  const values = new Map<string, Value>();
  for (const key of noun.keys) {
    const setting = b.family.settings[key];
    const value = setting ? switchValue(b.family, key, setting, polarity, noun.property) : undefined;
    if (value !== undefined) values.set(key, value);
  }
  return values.size > 0 ? values : undefined;
}

function switchValue(
  family: ReadFamily,
  key: string,
  setting: SpokenSetting,
  polarity: Polarity,
  property: boolean,
): Value | undefined {
  if (setting.kind === 'choice')
    return family.polar.get(key)?.get(polarity) ?? (polarity === 'off' || polarity === 'block' ? undefined : undefined);
  if (setting.kind !== 'toggle') return undefined;
  if (property && (polarity === 'on' || polarity === 'off')) return polarity === 'on';
  return senses[setting.sense].get(polarity);
}

const senses: Readonly<Record<'blocks' | 'requires' | 'enables', ReadonlyMap<Polarity, boolean>>> = {
  blocks: new Map([
    ['block', true],
    ['off', true],
    ['allow', false],
    ['on', false],
  ]),
  requires: new Map([
    ['require', true],
    ['on', true],
    ['off', false],
  ]),
  enables: new Map([
    ['on', true],
    ['require', true],
    ['allow', true],
    ['off', false],
    ['block', false],
  ]),
};

function bareValues(b: Binding, noun: Noun): Map<string, Value> | undefined {
  const values = new Map<string, Value>();
  for (const key of noun.keys) {
    const bare = b.family.settings[key]?.bare;
    if (bare !== undefined) values.set(key, bare);
  }
  return values.size > 0 ? values : undefined;
}

/** «OneDrive for Business, SharePoint and Box»: more members for the list said last. */
function appendToList(b: Binding, item: Item): boolean {
  const last = b.bound.at(-1);
  if (!last) return false;
  let appended = false;
  for (const [key, value] of last.values) {
    const setting = b.family.settings[key];
    if (setting?.kind !== 'several' && setting?.kind !== 'list') continue;
    const more = valueOf(setting, key, item);
    if (more === undefined) continue;
    last.values.set(key, mergeMembers(setting, value, more));
    appended = true;
  }
  return appended;
}

function mergeMembers(setting: SpokenSetting, a: Value, b: Value): Value {
  const members = (value: Value): readonly string[] =>
    Array.isArray(value) ? value.map(String) : String(value).split(',');
  const all = [...new Set([...members(a), ...members(b)])];
  return setting.kind === 'several' ? inOrder(setting, all) : all;
}

function inOrder(setting: Extract<SpokenSetting, { kind: 'several' }>, members: readonly string[]): Value {
  if (!setting.joined) return [...members].sort();
  return Object.keys(setting.values)
    .filter((value) => members.includes(value))
    .join(',');
}

/** Values that need no noun, and counts known by their unit: «6 digits». */
function standsAlone(b: Binding, item: Item): readonly string[] | undefined {
  const keys = Object.keys(b.family.settings).filter((key) => {
    const setting = b.family.settings[key];
    if (setting?.kind === 'count')
      return item.unit !== undefined && unitStem(setting.unit) === item.unit && item.unit === 'digit';
    return setting?.alone === true && setting.kind !== 'version' && valueOf(setting, key, item) !== undefined;
  });
  return keys.length > 0 ? keys : undefined;
}

/** Gives a value to settings that were not named. */
export function bindKeys(b: Binding, keys: readonly string[], item: Item): boolean {
  if (b.verb && !b.verb.used && b.verb.segment === b.segment && !b.verb.modal) {
    // «disable MFA for Exchange» would take a requirement away: there is no value for that.
    if (b.verb.polarity === 'off' || b.verb.polarity === 'block') return false;
    b.verb.used = true;
  }
  const unnamed = keys.every((key) => b.family.settings[key]?.alone === true);
  const noun: Noun = { keys, property: false, segment: b.segment, verb: undefined, unnamed, done: false };
  b.nouns.push(noun);
  if (!giveValue(b, noun, item)) return false;
  for (const key of keys) {
    const toggle = b.family.settings[key]?.measures;
    const open = toggle ? openNouns(b).find((other) => other.keys.includes(toggle)) : undefined;
    if (open && toggle) settle(b, open, new Map([[toggle, true]]));
  }
  return true;
}

/** What an item is as a value of a setting; undefined when it is none. */
export function valueOf(setting: SpokenSetting | undefined, key: string, item: Item): Value | undefined {
  switch (setting?.kind) {
    case 'choice':
      return item.meaning?.values?.find((one) => one.key === key)?.value;
    case 'several': {
      const members = (item.meaning?.values ?? []).filter((one) => one.key === key).map(({ value }) => String(value));
      return members.length > 0 ? inOrder(setting, [...new Set(members)]) : undefined;
    }
    case 'count':
      return countOf(setting, item);
    case 'version':
      return item.version ?? (item.number !== undefined && !item.unit ? String(item.number) : undefined);
    case 'duration':
      return item.length?.iso;
    case 'clock':
      return item.clock === undefined ? undefined : clockOf(item.clock);
    case 'list':
      return listOf(setting.of, item);
    case 'toggle':
    case undefined:
      return undefined;
  }
}

function countOf(setting: Extract<SpokenSetting, { kind: 'count' }>, item: Item): number | undefined {
  const minutes = minutesIn.get(unitStem(setting.unit));
  if (item.length) {
    if (minutes === undefined) return undefined;
    const count = item.length.minutes / minutes;
    return Number.isInteger(count) ? count : undefined;
  }
  if (item.number === undefined) return undefined;
  if (!item.unit) return setting.needsUnit ? undefined : item.number;
  return unitStem(setting.unit) === unitStem(item.unit) || loose.get(unitStem(setting.unit))?.includes(item.unit)
    ? item.number
    : undefined;
}

const minutesIn = new Map([
  ['minute', 1],
  ['hour', 60],
  ['day', 1440],
]);
const loose = new Map([
  ['digit', ['digit', 'character', 'char', 'number']],
  ['attempt', ['attempt', 'try', 'retry']],
  ['second', ['sec']],
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
