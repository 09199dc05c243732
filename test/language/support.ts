import catalog from '../../src/catalog/apps.json';
import type { Parsed, Request } from '../../src/core/request';
import { families } from '../../src/families';
import { lineOf, type Line } from '../../src/language/line/line';
import { readerFor, type Reader } from '../../src/language/parse';
import { normalize } from '../../src/language/text/normalize';
import type { SpokenFamily } from '../../src/language/vocabulary';
import { isChangeOrSync } from '../../src/language/what-if';
import { addApps } from '../../src/language/words/apps';
import { addEnglish, protectedWords } from '../../src/language/words/english';
import { addFamily } from '../../src/language/words/families';
import { emptyLexicon } from '../../src/language/words/lexicon';
import { menderFor } from '../../src/language/words/mend';

/** Every family the language knows. */
export const spoken: ReadonlyMap<string, SpokenFamily> = families;

export const reader: Reader = readerFor({ families: spoken, apps: catalog.apps });

const lexicon = emptyLexicon();
addEnglish(lexicon);
addApps(lexicon, catalog.apps);
for (const family of spoken.values()) addFamily(lexicon, family, catalog.apps);
const mender = menderFor(lexicon.words, protectedWords, new Set());

/** A line with the whole vocabulary, for the stages before reading. */
export function lineFor(text: string): Line {
  return lineOf(normalize(text), lexicon, mender);
}

/** What a sentence asks for; the question apart. */
export function ask(text: string): readonly Request[] {
  return reader.parse(text).requests;
}

/** The change requests of a reading, also those inside «what if». */
export function changesOf({ requests }: Pick<Parsed, 'requests'>): readonly Request[] {
  return requests
    .flatMap((request) => (request.kind === 'whatIf' ? request.requests : [request]))
    .filter(isChangeOrSync);
}

/** One text for one meaning: keys in order, lists as sets. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    const items = value.map(canonical);
    return `[${(value.every((one) => typeof one === 'string') ? [...new Set(items)].sort() : items).join()}]`;
  }
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, one]) => `${key}:${canonical(one)}`).join()}}`;
  }
  return JSON.stringify(value);
}
