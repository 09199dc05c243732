import { itemText, type Item } from '../line/items';
import type { Line } from '../line/line';
import type { ReadFamily } from '../words/families';
import type { Meaning } from '../words/lexicon';
import { takeAxis } from './axes';
import { accepts, bindKeys, bindNoun, bindPhrase, bindValue } from './bind';
import { barringAction, takeAction } from './bars';
import { govern, openNouns, type Governing, type Noun } from './binding';
import { closeTargets, endSegment, startDraft, type Draft } from './draft';
import { isComplete } from './finish';
import { breaks, takeBreak, takeComparison, takeCorrection, takeFiller, takeLifted, takeWord } from './small-words';
import { switchOn } from './switch';
import { takeApps, takeGroups, takeMark, takeName, takePlatforms, takeTime } from './targets';
import { valueOf } from './values';
import { isValuePlace, takeOnOff, takeVerb } from './verbs';

export interface Walked {
  readonly draft: Draft;
  /** Where it cannot be read so; undefined when it can. */
  readonly stuck?: Item;
}

/** What a part may lean on: the settings of the part before, or its verb. */
export interface Leaning {
  readonly before?: Draft;
  readonly verb?: Governing;
}

/** Reads a part as a change of one family: every item finds its place, or the part is not this family's. */
export function walk(
  line: Line,
  family: ReadFamily,
  items: readonly Item[],
  act: 'set' | 'create',
  leaning: Leaning = {},
): Walked {
  const draft = startDraft(line, family, act);
  const { before, verb } = leaning;
  if (verb) draft.binding.verb = { ...verb, used: true };
  if (before) draft.binding.nouns.push(...before.binding.bound.map(({ noun }) => openAgain(noun)));
  for (const [i, item] of items.entries()) if (!step(draft, items, i)) return { draft, stuck: item };
  endSegment(draft);
  const last = items.at(-1);
  return last && !isComplete(draft, items, before !== undefined) ? { draft, stuck: last } : { draft };
}

/** A setting of the part before, for a value of this one. */
function openAgain({ keys, property }: Noun): Noun {
  return { keys, property, segment: 0, verb: undefined, done: false };
}

function step(d: Draft, items: readonly Item[], i: number): boolean {
  const item = items[i];
  if (!item || item.unread || item.since || item.change !== undefined) return false;
  if (item.name) return takeName(d, item, items[i + 1]);
  if (item.until) return takeTime(d, 'until', item.until);
  const m = item.meaning;
  if (!m) return takeValue(d, items, i);
  if (m.corrects) return takeCorrection(d);
  return takeOwn(d, items, i, m) ?? takePlain(d, items, i, m);
}

/** Words that mean something in this family. Undefined: read them as plain English after all. */
function takeOwn(d: Draft, items: readonly Item[], i: number, m: Meaning): boolean | undefined {
  const item = items[i];
  if (!item) return false;
  if (m.settings) return takeNoun(d, item, m, items[i + 1]);
  if (m.sets) {
    // «from report-only to enabled»: what it was.
    if (d.prep === 'from' && items[i + 1]?.meaning?.word === 'to') {
      d.familyIn.add(d.binding.segment);
      return filledNothing(d);
    }
    if (!takePlatforms(d, m) || (m.apps && !takeApps(d, m))) return false;
    closeTargets(d);
    return bindPhrase(d.binding, m.sets);
  }
  if (m.axis) return takeAxis(d, m.axis.name, m.axis.values);
  return m.values ? takeOwnValue(d, items, i, m) : undefined;
}

function takeNoun(d: Draft, item: Item, m: Meaning, next: Item | undefined): boolean {
  const b = d.binding;
  if (isAimed(d, item, m, next)) return false;
  // A noun that is also a value is what the sentence waits for.
  if (m.values && openNouns(b).some((noun) => accepts(b, noun, item))) return bindValue(b, item);
  // «recheck access after 30 minutes offline»: an everyday word for what was named in full.
  if (m.weak && b.bound.some(({ values }) => m.settings?.some((key) => values.has(key)))) return true;
  if (isSaidAgain(d, m)) return true;
  // «no jailbroken iPhones»: what is denied is the thing, not the platform.
  const { negation } = b;
  b.negation = undefined;
  if (!takePlatforms(d, m) || (m.apps && !takeApps(d, m))) return false;
  b.negation = negation;
  closeTargets(d);
  if (d.removing === b.segment && /(?:check|requirement)s?$/i.test(itemText(d.line, item))) d.lifted = true;
  const wanted = d.act === 'create' && d.prep === 'with';
  const named = { property: m.property === true, weak: m.weak === true, wanted, sets: m.sets };
  if (!bindNoun(b, m.settings ?? [], named) || !takeTooHigh(d)) return false;
  if (d.lifting && !takeLifted(d, d.lifting)) return false;
  d.lifting = undefined;
  if (/\bwip/i.test(itemText(d.line, item))) d.wiping = b.nouns.at(-1);
  return true;
}

/** «lock out after 5 wrong PINs»: the setting around its value. */
function isSaidAgain({ binding: b, prep }: Draft, { settings = [], sets }: Meaning): boolean {
  const last = b.bound.at(-1);
  const [key, ...others] = settings;
  if (!last || key === undefined || others.length > 0 || sets || b.correcting || b.negation) return false;
  // «with block access as the action»
  const around = b.family.settings[key]?.kind === 'count' || prep === 'as';
  return around && last.noun.segment === b.segment && last.values.has(key);
}

/** «at a too high threat level»: that there is a limit is said, not which. */
function takeTooHigh(d: Draft): boolean {
  const noun = openNouns(d.binding).at(-1);
  if (!d.exceeded) return true;
  d.exceeded = false;
  if (!noun || !noun.keys.every((key) => d.family.settings[key]?.limit === 'atMost')) return false;
  noun.done = true;
  return true;
}

/** «receive data from Outlook», «send data to Word»: where data goes is a value, and an app alone is none. */
function isAimed(d: Draft, item: Item, m: Meaning, next: Item | undefined): boolean {
  if (!next?.meaning?.apps || !/\s(?:from|to|with)$/i.test(itemText(d.line, item))) return false;
  return !(m.settings ?? []).some((key) => valueOf(d.family.settings[key], key, next) !== undefined);
}

function takeOwnValue(d: Draft, items: readonly Item[], i: number, m: Meaning): boolean | undefined {
  const b = d.binding;
  const item = items[i];
  if (!item) return false;
  const waited = openNouns(b).some((noun) => accepts(b, noun, item)) || b.correcting;
  const action = barringAction(b);
  const acted = waited ? undefined : m.values?.find(({ key }) => key === action);
  if (m.verb && !m.verb.polarity && acted && !b.negation) {
    takeAction(b, acted.key, acted.value);
    return true;
  }
  if (m.verb) {
    if (b.negation && (waited || !m.verb.polarity)) return denyValue(d, m);
    if (!waited || (m.verb.polarity && !isValuePlace(d, items, i))) return undefined;
  }
  // «quick scan every day at 12:00»
  const named = b.nouns.flatMap(({ keys }) => keys);
  if (!waited && m.fills?.some((key) => named.includes(key))) return takeFiller(d, m.fills);
  // «all», «none» are values only where one is waited for.
  if (m.word !== undefined && !waited && !m.word.startsWith('managed:')) return undefined;
  if ((m.apps || m.platforms || m.families) && !waited && !standsInList(d, m)) return undefined;
  return takeValue(d, items, i);
}

/** «don't wipe, just block»: which value is not meant. */
function denyValue(d: Draft, m: Meaning): boolean {
  d.binding.negation = undefined;
  d.binding.denied.push(...(m.values ?? []));
  return true;
}

/** «medium, not low»: another value of what was set is not meant. */
function denyOther(d: Draft, item: Item): boolean {
  const b = d.binding;
  const others = (item.meaning?.values ?? []).filter(({ key }) => b.bound.some(({ values }) => values.has(key)));
  if (b.negation !== 'not' || others.length === 0) return false;
  b.negation = undefined;
  b.denied.push(...others);
  return true;
}

/** True when an app or a platform word goes on with a list of values, or is a value that needs no noun. */
function standsInList(d: Draft, m: Meaning): boolean {
  const last = d.binding.bound.at(-1);
  return (m.values ?? []).some(({ key }) => {
    const setting = d.family.settings[key];
    // «on Android Enterprise» is a platform, «target Android Enterprise» a value.
    const listed = last?.values.has(key) === true && d.prep === undefined;
    if (m.platforms && setting?.leans && !listed && !d.fills.some((keys) => keys.includes(key))) return false;
    return setting?.alone === true || (setting?.kind === 'several' && last?.values.has(key) === true);
  });
}

function takePlain(d: Draft, items: readonly Item[], i: number, m: Meaning): boolean {
  const item = items[i];
  if (!item) return false;
  if (m.joins || (m.word !== undefined && breaks.has(m.word))) return takeBreak(d, m);
  if (m.negates) return takeNegation(d, m.negates);
  // «under the policy "X"» is a place.
  if (m.compares && !isPlace(m, items[i + 1])) return takeComparison(d, m.compares, itemText(d.line, item));
  if (m.word === 'noun:restriction' && d.removing !== undefined) return takeWord(d, m.word, items[i + 1]);
  if (m.verb) return takeVerb(d, items, i, m);
  if (m.families) return takeFamily(d, m.families);
  // «all Android apps»
  if (m.platforms) return (!m.apps || takeApps(d, m)) && takePlatforms(d, m);
  if (m.apps && (d.family.namesApps || !m.fills)) return takeApps(d, m);
  if (m.everyone) return takeGroups(d, [itemText(d.line, item)]);
  if (m.word === 'wanted') return takeWanted(d);
  if (m.noise) return true;
  if (m.word === 'on' || m.word === 'off') return takeOnOff(d, items, i, m.word);
  if (m.marks && takeMark(d, items, i, m.marks)) return true;
  if (m.word !== undefined && takeWord(d, m.word, items[i + 1])) return true;
  return m.fills !== undefined && takeFiller(d, m.fills);
}

/** «we need a PIN in Outlook» */
function takeWanted({ binding: b }: Draft): true {
  if (!b.negation && !b.verb) govern(b, 'require', true);
  return true;
}

function isPlace({ word }: Meaning, next: Item | undefined): boolean {
  const m = next?.meaning;
  return (
    word !== undefined &&
    (next?.name !== undefined || m?.marks === 'policy' || m?.families !== undefined || m?.noise === true)
  );
}

function takeNegation(d: Draft, negates: NonNullable<Meaning['negates']>): boolean {
  const b = d.binding;
  if (b.negation) return false;
  // «web protection without VPN»: what the exception is made from is on.
  if (negates === 'without') switchOn(b);
  b.negation = negates;
  return true;
}

function takeFamily(d: Draft, families: readonly string[]): boolean {
  if (!families.includes(d.family.id)) return false;
  d.familySaid = true;
  d.familyIn.add(d.binding.segment);
  return true;
}

function takeValue(d: Draft, items: readonly Item[], i: number): boolean {
  const b = d.binding;
  const item = items[i];
  if (!item) return false;
  const waited = openNouns(b).some((noun) => accepts(b, noun, item));
  const lasts = item.length && !waited && (d.prep === 'for' || (b.correcting && d.for !== undefined));
  if (item.length && lasts) return takeTime(d, 'for', item.length.iso);
  if (b.negation) return denyOther(d, item);
  // «from 4 to 6»: the first is what it was.
  if (waited && d.prep === 'from' && items[i + 1]?.meaning?.word === 'to') return filledNothing(d);
  closeTargets(d);
  const version = waited ? undefined : osVersionKey(d, items, i);
  if (version !== undefined) return bindKeys(b, [version], item);
  const begins = [',', ';', ':', '.'].includes(items[i - 1]?.meaning?.word ?? '');
  const taken = bindValue(b, item, begins);
  d.prep = undefined;
  return taken;
}

function filledNothing(d: Draft): true {
  d.prep = undefined;
  return true;
}

/** «require iOS 16», «Android 13 or later»: a version right after a platform, asked for as a minimum. */
function osVersionKey(d: Draft, items: readonly Item[], i: number): string | undefined {
  const item = items[i];
  const { verb, segment, compares } = d.binding;
  if (!item || item.unit || (item.version === undefined && item.number === undefined)) return undefined;
  if (!lastSaid(items, i)?.meaning?.platforms) return undefined;
  const asked = (verb?.polarity === 'require' && verb.segment === segment) || isMinimum(compares);
  const behind = items.slice(i + 1).filter(({ meaning: m }) => !m?.noise && !betweenVersions.has(m?.word ?? ''));
  if (!asked && !isMinimumAfter(behind[0], behind[1])) return undefined;
  const { settings } = d.family;
  return Object.keys(settings).find((key) => settings[key]?.kind === 'version' && settings[key]?.alone);
}

/** What stands before, comparisons and small words apart: «iOS must be at least 16». */
function lastSaid(items: readonly Item[], i: number): Item | undefined {
  return items
    .slice(0, i)
    .findLast(({ meaning: m }) => !m?.compares && !m?.noise && !betweenVersions.has(m?.word ?? ''));
}

/** «Android 13 or later», «Android 12 minimum» */
function isMinimumAfter(next: Item | undefined, after: Item | undefined): boolean {
  const compares = next?.meaning?.compares;
  return compares === 'orMore' || (compares === 'atLeast' && after?.number === undefined && !after?.version);
}

const betweenVersions = new Set(['must', 'should', 'shall', 'be', 'is']);

/** «at least 13», «below 13» is barred. */
function isMinimum(compares: Draft['binding']['compares']): boolean {
  return compares === 'atLeast' || compares === 'under';
}
