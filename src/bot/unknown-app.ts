import { shortName, type Apps } from '../core/app';
import type { Request } from '../core/request';
import type { Reader } from '../language/parse';

/** A word that stands where an app would, and is none that is known. */
export interface UnknownApp {
  readonly typed: string;
  /** The sentence with an app of that name in its place. */
  readonly retold: (name: string) => string;
}

/** «set max threat level low for Frobnicate»: the sentence would be read if an app stood in the place of that word, `behind` another. */
export function unknownAppIn(
  { reader, apps }: { readonly reader: Reader; readonly apps: Apps },
  text: string,
  behind: RegExp,
): UnknownApp | undefined {
  const words = text.trim().split(/\s+/);
  const probes = apps.slice(0, 2);
  if (words.length > mostWords || probes.length < 2) return undefined;
  for (const [i, word] of words.entries()) {
    const typed = word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
    if (!behind.test(words[i - 1] ?? '') || !/^\p{L}[\p{L}\p{N}]{2,}$/u.test(typed)) continue;
    const retold = (name: string) =>
      words
        .with(
          i,
          word.replace(typed, () => name),
        )
        .join(' ');
    // Two apps, so that a word of another sort that an app's name may stand for is not taken for one.
    if (probes.every((app) => names(reader, retold(shortName(app)), app.id) && !names(reader, text, app.id)))
      return { typed, retold };
  }
  return undefined;
}

const mostWords = 20;

/** What stands before the name of an app, and before one in a list, where it may as well be a value. */
export const beforeApp = /^(?:for|add|remove|include|cover|protect)$/i;
export const inList = /^(?:and|or|&)$|,$/i;

function names(reader: Reader, sentence: string, app: string): boolean {
  const { requests, question } = reader.parse(sentence);
  return question === null && requests.length > 0 && requests.some((request) => appsOf(request).includes(app));
}

function appsOf(request: Request): readonly string[] {
  return 'apps' in request ? (request.apps ?? []) : [];
}
