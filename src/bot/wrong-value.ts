import type { Family, Families } from '../core/family';
import { sayTaken, type Setting, type Value, whyNotValue } from '../core/setting';
import { looksLikeDevice } from '../language/line/names';
import type { Reader } from '../language/parse';

/**
 * «max threat level purple»: the sentence would be read if another word stood in the place of one that nobody knows.
 * Then that word was meant as a value, and what the setting takes is offered. `known`: sentences made of words we know.
 */
export interface WrongValue {
  readonly say: string;
  /** What it takes, each with the sentence that has it in that place. */
  readonly instead: readonly { readonly title: string; readonly text: string }[];
}

export function wrongValueIn(
  {
    reader,
    families,
    known,
  }: { readonly reader: Reader; readonly families: Families; readonly known: readonly string[] },
  text: string,
): WrongValue | undefined {
  const words = text.trim().split(/\s+/);
  if (words.length > mostWords) return undefined;
  const named = namedSettings(families, text);
  if (named.length === 0) return undefined;
  const common = new Set(known.flatMap((one) => one.split(/\s+/).map(bare)));
  for (const i of strangeIn(words, common)) {
    for (const setting of named) {
      const typed = typedAt(words, i);
      if (looksLikeDevice(typed) || isFine(setting, typed)) continue;
      const retold = (value: string) => words.with(i, likeThe(words[i] ?? '', value)).join(' ');
      const sets = (value: string) => settingsIn(reader, families, retold(value)).includes(setting);
      if (!probesOf(setting).some(sets)) continue;
      const say = `«${typed}» is not a value of «${setting.title}», which takes ${sayTaken(setting)}. I did nothing.`;
      const instead = saidValues(setting)
        .filter(sets)
        .map((title) => ({ title, text: retold(title) }));
      return { say, instead };
    }
  }
  return undefined;
}

const mostWords = 20;

/** Settings that the text speaks of by one of their names, or by their family's where that name is enough. */
function namedSettings(families: Families, text: string): readonly Setting[] {
  const said = ` ${text.toLowerCase().split(/\s+/).map(bare).join(' ')} `;
  const says = (phrases: readonly string[]) => phrases.some((one) => said.includes(` ${one.toLowerCase()} `));
  const named = [...families.values()].flatMap(({ settings }) =>
    Object.values(settings).filter(({ words, weakWords = [] }) => says(words) || says(weakWords)),
  );
  const spoken = [...families.values()].filter((family) => says(family.words) || says(standAlone(family)));
  return [...new Set([...named, ...spoken.flatMap(unnamed)])];
}

/** Words that need no noun: a «compliant device» is Conditional Access. */
function standAlone({ settings }: Family): readonly string[] {
  return Object.values(settings).flatMap((setting) =>
    setting.alone && 'values' in setting ? Object.values(setting.values).flatMap(({ words }) => words) : [],
  );
}

/** Settings whose name nobody says: the switch that the family itself is, and lists such as the cloud apps. */
function unnamed({ settings, itself = [] }: Family): readonly Setting[] {
  return Object.entries(settings).flatMap(([id, setting]) =>
    itself.includes(id) || setting.kind === 'several' ? [setting] : [],
  );
}

/** Places of words that no example has, and of numbers; not of those within a quoted name. */
function strangeIn(words: readonly string[], common: ReadonlySet<string>): readonly number[] {
  let quoted = false;
  return words.flatMap((word, i) => {
    const inside = quoted || /^["“«']/.test(word);
    if (/["“”«»]/.test(word)) quoted = /^["“«]/.test(word) ? !/["”»][.,;]?$/.test(word) : false;
    const plain = bare(word);
    const strange = /\d/.test(plain) || (/^\p{L}{3,}$/u.test(plain) && !common.has(plain));
    return strange && !inside ? [i] : [];
  });
}

/** The settings of the one request that a sentence makes. */
function settingsIn(reader: Reader, families: Families, text: string): readonly Setting[] {
  const { requests, question } = reader.parse(text);
  const [request] = requests;
  if (!request || requests.length > 1 || question) return [];
  if (request.kind !== 'set' && request.kind !== 'create') return [];
  const family = families.get(request.family);
  return Object.keys(request.settings ?? {}).flatMap((id) => family?.settings[id] ?? []);
}

/** The values of a choice, as they are told. */
export function saidValues(setting: Setting): readonly string[] {
  return setting.kind === 'choice' || setting.kind === 'several'
    ? Object.values(setting.values).map(({ say }) => say)
    : [];
}

/** Words for values it takes: one of them fits where a value may stand. */
function probesOf(setting: Setting): readonly string[] {
  switch (setting.kind) {
    case 'choice':
    case 'several': {
      const words = Object.values(setting.values).flatMap((one) => one.words.slice(0, 1));
      return words.filter((word) => /^[\p{L}-]+$/u.test(word)).slice(0, 2);
    }
    case 'toggle':
      return ['on', 'off'];
    case 'count':
      return [String(Math.max(setting.min, 1))];
    case 'duration':
      return ['1'];
    case 'version':
      return ['16.4'];
    case 'clock':
      return ['12:00'];
    case 'list':
      return [];
  }
}

/** What is typed is a value it takes: then something else is wrong. */
function isFine(setting: Setting, typed: string): boolean {
  const value: Value = setting.kind === 'count' ? Number(typed) : typed;
  return setting.kind !== 'duration' && whyNotValue(setting, value) === undefined;
}

/** The word as typed; a number with the unit of time behind it. */
function typedAt(words: readonly string[], i: number): string {
  const own = trimmed(words[i] ?? '');
  const next = trimmed(words[i + 1] ?? '');
  return /^\d+$/.test(own) && /^(?:minute|hour|day|week|month|year)s?$/i.test(next) ? `${own} ${next}` : own;
}

/** The probe with what stands around the word, such as a comma. */
function likeThe(word: string, probe: string): string {
  return word.replace(trimmed(word), () => probe);
}

function bare(word: string): string {
  return trimmed(word).toLowerCase();
}

function trimmed(word: string): string {
  return word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
}
