import { isDeepStrictEqual } from 'node:util';
import { platforms, platformTitles } from '../core/family';
import type { OpenSettings, Parsed, Request } from '../core/request';
import { sayValue, type Setting, type Value } from '../core/setting';
import type { Reader } from './parse';
import type { SpokenFamily, SpokenSetting } from './vocabulary';

/** What answers a question of the reader. An answer ends the sentence that was asked about, and is read with it. */

export interface Ending {
  readonly label: string;
  /** What to add to the sentence. */
  readonly ending: string;
}

/**
 * The sentence with an answer at its end; undefined when the two together do not say more of the same. An answer that
 * is a name need not stand where the sentence would have it: it fills the slot that was asked about.
 */
export function answered(reader: Reader, before: Parsed, answer: string): Parsed | undefined {
  const typed = answer.trim().replace(/[.!]+$/, '');
  const sentence = before.text.trim().replace(/[\s.!?,;]+$/, '');
  for (const join of joins) {
    const after = reader.parse(`${sentence}${join}${typed}`);
    if (saysMore(before, after)) return after;
  }
  return withName(before, typed);
}

/** From the plainest on: «…, Medium», «… to 6», «… for compliance». */
const joins = [', ', ' ', ' to ', ' for ', ' of ', ' on ', ' from ', ' with ', ': '];

/** The same requests, with what was asked for in one of them; another question is one step further. */
function saysMore(before: Parsed, after: Parsed): boolean {
  const { question } = before;
  if (!question || after.requests.length !== before.requests.length) return false;
  if (after.question && (after.question.text === question.text || after.question.about === 'words')) return false;
  const pairs = after.requests.map((request, i) => [before.requests[i], request] as const);
  const isSame = pairs.every(([old, request]) => old && isMore(old, request, question.about));
  // What is open next may not show in the request yet: «turn on the connector», for Android, for what?
  return isSame && (after.question !== null || !isDeepStrictEqual(before.requests, after.requests));
}

/** True when nothing that was said is lost or changed; what the question is about may have gained. */
function isMore(old: Request, request: Request, about: string): boolean {
  if (old.kind !== request.kind) return false;
  const now = request as Readonly<Record<string, unknown>>;
  return Object.entries(old).every(([slot, value]) =>
    slot === about ? keeps(now[slot], value) : isDeepStrictEqual(now[slot], value),
  );
}

/** Settings that were said stay as they were. */
function keeps(now: unknown, before: unknown): boolean {
  const after = new Map(Object.entries(now ?? {}));
  return Object.entries(before ?? {}).every(([key, value]) => isDeepStrictEqual(after.get(key), value));
}

/** A name fills the slot of a sentence that asks for one thing; what it is the name of is looked up later. */
function withName(before: Parsed, typed: string): Parsed | undefined {
  const [request, ...more] = before.requests;
  const about = before.question?.about ?? '';
  const name = typed.replace(/^["“«'](.*)["”»']$/, '$1').trim();
  if (!request || more.length > 0 || name === '' || name.length > longestName) return undefined;
  if (about !== 'policy' && about !== 'groups') return undefined;
  const filled = { ...request, [about]: about === 'groups' ? [name] : name };
  // The slot is one that this kind asked for, by name.
  return { ...before, text: `${before.text}, ${typed}`, requests: [filled], question: null };
}

const longestName = 120;

/** The values a setting may take, or what tells settings apart: those of them that the sentence can end with. */
export function settingEndings(
  reader: Reader,
  families: ReadonlyMap<string, SpokenFamily>,
  before: Parsed,
  open: OpenSettings,
): readonly Ending[] {
  const family = families.get(open.family);
  if (!family) return [];
  const offered = offeredBy(family, open);
  return offered.filter(({ ending, means }) => {
    const after = answered(reader, before, ending);
    return after !== undefined && (!means || after.requests.some((request) => sets(request, means)));
  });
}

function offeredBy(family: SpokenFamily, { settings, axis }: OpenSettings): readonly Offered[] {
  if (axis !== undefined) return axisEndings(family, axis);
  return settings.length > 0 ? valuesOf(family, settings) : settingsToOffer(family);
}

/** The settings themselves, by the words for them; those that share their words are told apart by the next question. */
function settingsToOffer({ settings }: SpokenFamily): readonly Offered[] {
  const spoken = Object.values(settings).flatMap(({ title, words: [word] }) =>
    word === undefined ? [] : { title, word },
  );
  return [...new Set(spoken.map(({ word }) => word))].map((word) => {
    const [one, ...more] = spoken.filter((other) => other.word === word);
    return { label: one && more.length === 0 ? one.title : capitalized(word), ending: word };
  });
}

interface Offered extends Ending {
  /** What the request then sets. */
  readonly means?: { readonly keys: readonly string[]; readonly value: Value };
}

function valuesOf(family: SpokenFamily, keys: readonly string[]): readonly Offered[] {
  const [first] = keys;
  const setting = first === undefined ? undefined : family.settings[first];
  if (!setting) return [];
  return valuesToOffer(setting).map(({ value, label }) => ({ label, ending: label, means: { keys, value } }));
}

function valuesToOffer(setting: SpokenSetting): readonly { readonly value: Value; readonly label: string }[] {
  if (setting.kind === 'toggle')
    // How a value is said depends on the sense alone, which a spoken setting has.
    return [true, false].map((value) => ({ value, label: sayValue(setting as Setting, value) }));
  if (setting.kind !== 'choice') return [];
  return Object.entries(setting.values).map(([value, { say }]) => ({ value, label: say }));
}

function axisEndings(family: SpokenFamily, axis: string): readonly Offered[] {
  const values = Object.entries(family.axes?.[axis]?.values ?? {});
  const each = values.map(([value, [word]]) => (word === undefined ? platformTitleOf(value) : capitalized(word)));
  const both = each.length === 2 ? [`${each[0]} and ${each[1]?.toLowerCase()}`] : [];
  return [...each, ...both].map((label) => ({ label, ending: label }));
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function platformTitleOf(id: string): string {
  const platform = platforms.find((one) => one === id);
  return platform ? platformTitles[platform] : id;
}

function sets(request: Request, { keys, value }: NonNullable<Offered['means']>): boolean {
  const settings: Readonly<Record<string, unknown>> = 'settings' in request ? (request.settings ?? {}) : {};
  return keys.some((key) => isDeepStrictEqual(settings[key], value));
}
