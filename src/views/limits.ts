import type { CardJson } from '../ports';

/** How much of a record a card shows. What is left out is counted on the card. */
export interface Limits {
  /** Policies, and lines of all of them together. */
  readonly parts: number;
  readonly rows: number;
  /** Lines of each other section, names in a list. */
  readonly lines: number;
  /** Characters of a name, and of a text somebody wrote. */
  readonly name: number;
  readonly text: number;
}

/** Teams takes about 28 kB in the oldest clients and more in others; this leaves room for the envelope around it. */
export const maxCardBytes = 25_000;

/** Draws with as much as fits. */
export function fit<Drawn extends { readonly card: CardJson }>(
  draw: (limits: Limits) => Drawn,
  room = maxCardBytes,
): Drawn {
  for (const limits of levels) {
    const drawn = draw(limits);
    if (Buffer.byteLength(JSON.stringify(drawn.card)) <= room) return drawn;
  }
  return draw(least);
}

const levels: readonly Limits[] = [
  { parts: 10, rows: 40, lines: 10, name: 120, text: 400 },
  { parts: 8, rows: 24, lines: 8, name: 80, text: 300 },
  { parts: 5, rows: 15, lines: 5, name: 60, text: 200 },
  { parts: 3, rows: 9, lines: 3, name: 40, text: 120 },
];

const least: Limits = { parts: 2, rows: 4, lines: 2, name: 24, text: 60 };

/** For the whole record as plain text, which no card could hold. */
export const everything: Limits = { parts: 1000, rows: 10_000, lines: 1000, name: 200, text: 2000 };

/** The first of a list as far as they are shown, and how many are not. */
export function first<T>(list: readonly T[], limit: number): { readonly kept: readonly T[]; readonly left: number } {
  // A lone one more is shown rather than counted.
  const kept = list.length <= limit + 1 ? list : list.slice(0, limit);
  return { kept, left: list.length - kept.length };
}
