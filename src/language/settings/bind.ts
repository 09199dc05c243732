import type { Value } from '../../core/setting';
import type { Item } from '../line/items';
import type { SpokenSetting } from '../vocabulary';
import type { Assignment } from '../words/lexicon';
import { chainOf, freeVerb, nounOf, openNouns, settle, type Binding, type Governing, type Noun } from './binding';
import { replaceValue, takeBack } from './correct';
import { switchValues } from './switch';
import { isKnownByUnit, membersWith, valueOf } from './values';

/** Puts values to settings: «threat level low», «low threat level», «a PIN of 6 digits», «save to Box and SharePoint». */

export interface Named {
  readonly property: boolean;
  /** An everyday word. */
  readonly weak: boolean;
  /** «with …» in a new policy: it is wanted. */
  readonly wanted: boolean;
  /** What the same words set when they stand alone. */
  readonly sets: readonly Assignment[] | undefined;
}

/** A setting is named. A value that stood before it in the same part is its own. */
export function bindNoun(b: Binding, keys: readonly string[], named: Named): boolean {
  if (b.correcting) takeBack(b);
  if (b.negation === 'not' && named.sets) return bindPhrase(b, named.sets);
  // «don't print», but not «block not printing».
  if (b.negation === 'not' && b.verb?.segment === b.segment) return false;
  const verb = verbFor(b, keys, named);
  const fallback = named.sets ? { fallback: new Map(named.sets.map(({ key, value }) => [key, value])) } : {};
  const noun = nounOf(b, keys, { property: named.property, weak: named.weak, verb, ...fallback });
  b.nouns.push(noun);
  if (isMeasured(b, noun)) {
    settle(b, noun, new Map(keys.map((key) => [key, true])));
    return true;
  }
  const [ready, ...more] = b.loose.filter(({ item, segment }) => segment === b.segment && accepts(b, noun, item));
  if (!ready) return true;
  b.loose.splice(b.loose.indexOf(ready), 1);
  return more.length === 0 && giveValue(b, noun, ready.item);
}

function verbFor(b: Binding, keys: readonly string[], { wanted, property }: Named): Governing | undefined {
  const own = (polarity: 'off' | 'block' | 'require'): Governing => ({
    polarity,
    segment: b.segment,
    modal: polarity === 'require',
    denies: polarity !== 'require',
    used: true,
  });
  if (b.negation) {
    const denied = b.negation === 'modal' || b.negation === 'not' ? 'block' : 'off';
    // «require no PIN»
    const required = freeVerb(b);
    if (required?.polarity === 'require') required.used = true;
    b.negation = undefined;
    return own(denied);
  }
  if (wanted && (!b.verb || b.verb.polarity === 'set')) return own('require');
  // «block Outlook when the threat level is above medium»: it is not the level that is blocked.
  const free = freeVerb(b);
  const denies = free?.polarity === 'block' || free?.polarity === 'off';
  if (free && denies && !switchValues(b, nounOf(b, keys, { property }), free.polarity)) return undefined;
  if (b.verb) b.verb.used = true;
  return b.verb;
}

/** «a 6 digit PIN»: the size was said first, and says that the thing is wanted. */
function isMeasured(b: Binding, noun: Noun): boolean {
  if (noun.verb && noun.verb.polarity !== 'set' && noun.verb.polarity !== 'require') return false;
  const here = b.bound.filter((one) => one.noun.segment === noun.segment);
  const measured = here.flatMap(({ values }) => [...values.keys()].map((key) => b.family.settings[key]?.measures));
  return measured.some((key) => key !== undefined && noun.keys.includes(key));
}

/** A value is said: for the setting that waits, for the last list, for itself, or for a setting yet to come. */
export function bindValue(b: Binding, item: Item, apart = false): boolean {
  if (b.correcting && !openNouns(b).some((noun) => accepts(b, noun, item)) && replaceValue(b, item)) return true;
  const noun = openNouns(b).findLast((one) => accepts(b, one, item));
  if (noun) {
    const chain = chainOf(b, noun).filter((other) => accepts(b, other, item));
    // «show a warning for iOS versions below 16»: what bars is meant, and the other says of what.
    const barring = chain.find((other) => other.segment === noun.segment && isBarring(b, other));
    if (barring && !isBarring(b, noun)) {
      noun.done = true;
      return giveValue(b, barring, item);
    }
    return [...chain, noun].every((one) => giveValue(b, one, item));
  }
  if (appendToList(b, item)) return true;
  const alone = standsAlone(b, item);
  if (alone.length > 0) return bindKeys(b, alone, item, apart);
  const list = listBeside(b, item);
  if (list !== undefined) return bindKeys(b, [list], item);
  b.loose.push({ item, segment: b.segment });
  return true;
}

function isBarring(b: Binding, { keys }: Noun): boolean {
  return keys.every((key) => b.family.settings[key]?.bars);
}

/** Gives a value to settings that were not named. */
export function bindKeys(b: Binding, keys: readonly string[], item: Item, apart = false): boolean {
  // «block Android below 12»: the verb is about what lies below.
  const verb = b.compares === 'under' ? undefined : freeVerb(b);
  // «disable MFA for Exchange» would take a requirement away: there is no value for that.
  if (verb?.polarity === 'off' || verb?.polarity === 'block') return false;
  if (verb) verb.used = true;
  const noun = nounOf(b, keys, { unnamed: keys.every((key) => b.family.settings[key]?.alone === true), apart });
  b.nouns.push(noun);
  if (!giveValue(b, noun, item)) return false;
  for (const key of keys) measure(b, b.family.settings[key]?.measures);
  return true;
}

/** «a PIN of 6 digits», «a numeric PIN of 6 digits»: what is measured is wanted. */
function measure(b: Binding, toggle: string | undefined): void {
  if (toggle === undefined) return;
  const open = openNouns(b).find((other) => other.keys.includes(toggle));
  if (open) settle(b, open, new Map([[toggle, true]]));
  else if (isNamedHere(b, toggle)) want(b, toggle);
}

function isNamedHere(b: Binding, toggle: string): boolean {
  return b.bound.some(
    ({ noun, values }) =>
      noun.segment === b.segment &&
      noun.phrase === true &&
      [...values.keys()].some((key) => b.family.settings[key]?.names === toggle),
  );
}

function want(b: Binding, toggle: string): void {
  const noun = nounOf(b, [toggle]);
  b.nouns.push(noun);
  settle(b, noun, new Map([[toggle, true]]));
}

/** A phrase that says setting and value at once: «block access», «encrypt app data». */
export function bindPhrase(b: Binding, sets: readonly Assignment[]): boolean {
  if (isEnforced(b, sets)) return true;
  const denied = b.negation !== undefined || isTurnedRound(b, sets);
  if (denied === undefined) return false;
  b.negation = undefined;
  const values = new Map<string, Value>();
  for (const { key, value } of sets) {
    if (!denied) values.set(key, value);
    else if (typeof value === 'boolean') values.set(key, !value);
    else b.denied.push({ key, value });
  }
  if (b.correcting) takeBack(b);
  if (values.size === 0) return true;
  const waiting = openNouns(b).find(
    ({ keys: [key, ...others] }) => key !== undefined && others.length === 0 && values.has(key),
  );
  const noun = waiting ?? nounOf(b, [...values.keys()], { phrase: true });
  if (!waiting) b.nouns.push(noun);
  settle(b, noun, values);
  // «a 6 digit numeric PIN»
  for (const key of values.keys()) {
    const named = b.family.settings[key]?.names;
    if (named !== undefined && isMeasured(b, { ...noun, keys: [named] })) want(b, named);
  }
  return true;
}

/** «Jailbroken devices: block access»: the action of the setting that waits, and no other. */
function isEnforced(b: Binding, sets: readonly Assignment[]): boolean {
  const noun = openNouns(b).at(-1);
  const [set, ...others] = sets;
  if (!noun || !set || others.length > 0 || noun.segment !== b.segment || b.negation || freeVerb(b)) return false;
  const own = noun.keys.map((key) => b.family.settings[key]?.enforcedBy);
  if (!own.every((action) => action?.key === set.key && action.value === set.value)) return false;
  const values = switchValues(b, noun, 'block');
  if (values) settle(b, noun, values);
  return true;
}

/** «let people skip …» says nothing more; «block …» before such a phrase turns it round. Undefined: it makes no sense. */
function isTurnedRound(b: Binding, sets: readonly Assignment[]): boolean | undefined {
  const verb = freeVerb(b);
  if (!verb) return false;
  verb.used = true;
  if (verb.polarity !== 'block' && verb.polarity !== 'off') return false;
  return sets.every(({ value }) => typeof value === 'boolean') ? true : undefined;
}

export function accepts(b: Binding, noun: Noun, item: Item): boolean {
  return noun.keys.some((key) => valueOf(b.family.settings[key], key, item, noun.property) !== undefined);
}

function giveValue(b: Binding, noun: Noun, item: Item): boolean {
  const values = new Map<string, Value>();
  for (const key of noun.keys) {
    const setting = b.family.settings[key];
    const value = valueOf(setting, key, item, noun.property);
    if (value === undefined) continue;
    if (!mayCompare(b, setting)) return false;
    values.set(key, value);
  }
  if (!agreesWithVerb(b, noun, values)) return false;
  if (b.compares === 'over' || b.compares === 'under') b.beyond = b.compares;
  b.compares = undefined;
  settle(b, noun, values);
  return true;
}

/** «at most», «or lower» fit a maximum, «at least» a minimum; anything else would turn the meaning round. */
function mayCompare(b: Binding, setting: SpokenSetting | undefined): boolean {
  const limit = b.compares === 'over' ? 'atMost' : b.compares === 'under' ? 'atLeast' : b.compares;
  return limit === undefined || setting?.limit === limit;
}

/** «turn off network protection audit» says two things; a verb of an earlier part says nothing here. */
function agreesWithVerb(b: Binding, noun: Noun, values: ReadonlyMap<string, Value>): boolean {
  const { verb } = noun;
  if (!verb || verb.segment !== noun.segment || (verb.polarity !== 'off' && verb.polarity !== 'block')) return true;
  const said = switchValues(b, noun, verb.polarity);
  return said !== undefined && [...values].every(([key, value]) => said.get(key) === value);
}

/** «OneDrive for Business, SharePoint and Box»: more members for the list said last. */
function appendToList(b: Binding, item: Item): boolean {
  const last = b.bound.at(-1);
  if (!last) return false;
  let appended = false;
  for (const key of last.noun.keys) {
    const all = membersWith(b.family.settings[key], key, last.values.get(key), item);
    if (all === undefined) continue;
    last.values.set(key, all);
    appended = true;
  }
  return appended;
}

/** «exclude process java.exe and path D:\\Elastic»: the other list that shares its words with the one said last. */
function listBeside(b: Binding, item: Item): string | undefined {
  const last = b.bound.at(-1)?.noun.keys[0];
  const { settings } = b.family;
  if (last === undefined || settings[last]?.kind !== 'list') return undefined;
  return Object.keys(settings).find(
    (key) => settings[key]?.kind === 'list' && valueOf(settings[key], key, item) !== undefined,
  );
}

/** Settings whose values need no noun, and counts known by their unit. */
function standsAlone(b: Binding, item: Item): readonly string[] {
  return Object.entries(b.family.settings).flatMap(([key, setting]) => {
    const alone = setting.alone === true && setting.kind !== 'version' && valueOf(setting, key, item) !== undefined;
    return alone || isKnownByUnit(setting, item, b.bound.length > 0) ? [key] : [];
  });
}
