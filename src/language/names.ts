import { slips } from './words/mend';

export type NameMatch<T> =
  | { readonly kind: 'exact'; readonly one: T }
  | { readonly kind: 'near'; readonly some: readonly T[] }
  | { readonly kind: 'none' };

/**
 * Finds what a typed name is the name of. Only the whole name counts as exact (case, quotes and spaces apart);
 * anything less is given back as near, best first and at most five, and never taken. Two exact ones are near, too.
 */
export function matchName<T extends { readonly name: string }>(typed: string, known: readonly T[]): NameMatch<T> {
  const wanted = plain(typed);
  if (wanted === '') return { kind: 'none' };
  const exact = known.filter(({ name }) => plain(name) === wanted);
  if (exact.length > 0) return oneOf(typed, exact);
  const ranked = known
    .map((one) => ({ one, rank: rankOf(wanted, plain(one.name)) }))
    .filter((scored): scored is { one: T; rank: number } => scored.rank !== undefined)
    .sort((a, b) => a.rank - b.rank || a.one.name.length - b.one.name.length);
  if (ranked.length === 0) return { kind: 'none' };
  return { kind: 'near', some: ranked.slice(0, mostNear).map(({ one }) => one) };
}

const mostNear = 5;

/** The same for bare names: the one that was typed, or those it may have been meant for. */
export function nearNames(
  typed: string,
  names: readonly string[],
): { readonly exact: string | undefined; readonly near: readonly string[] } {
  const match = matchName(
    typed,
    names.map((name) => ({ name })),
  );
  return {
    exact: match.kind === 'exact' ? match.one.name : undefined,
    near: match.kind === 'near' ? match.some.map(({ name }) => name) : [],
  };
}

/** Names that differ in case only are two things in Entra; the one typed letter by letter wins. */
function oneOf<T extends { readonly name: string }>(typed: string, exact: readonly T[]): NameMatch<T> {
  const [one] = exact;
  if (one && exact.length === 1) return { kind: 'exact', one };
  const literal = exact.filter(({ name }) => name.normalize('NFC') === typed.trim().normalize('NFC'));
  const [only] = literal;
  return only && literal.length === 1 ? { kind: 'exact', one: only } : { kind: 'near', some: exact.slice(0, mostNear) };
}

/** Lower is nearer; undefined is not near. */
function rankOf(wanted: string, name: string): number | undefined {
  if (name.startsWith(wanted)) return 0;
  const [words, nameWords] = [wordsOf(wanted), wordsOf(name)];
  if (words.length > 0 && words.every((word) => nameWords.some((other) => other.startsWith(word)))) return 1;
  if (wanted.length >= 4 && slips(wanted, name, 2) <= 2) return 2;
  if (words.length > 0 && words.every((word) => nameWords.some((other) => isLike(word, other)))) return 3;
  if (wanted.length >= 3 && name.includes(wanted)) return 4;
  return name.length >= 4 && wanted.includes(name) ? 5 : undefined;
}

function isLike(word: string, other: string): boolean {
  return other.startsWith(word) || (word.length >= 4 && slips(word, other, 1) <= 1);
}

function wordsOf(text: string): readonly string[] {
  return text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

/** A name without what people leave out or type otherwise: case, quotes, dashes of other lengths, outer spaces. */
function plain(name: string): string {
  return name
    .normalize('NFC')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .trim()
    .replace(/^["'“”„«»‘’`]+|["'“”„«»‘’`]+$/g, '')
    .replace(/[‐‑‒–—―]/g, '-')
    .replace(/[‘’]/g, "'")
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}
