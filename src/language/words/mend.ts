import { stem } from '../text/stem';

/** Typing errors: which words of ours a word that is none may be a slip of. */

export interface Mender {
  /** Words the typed one may stand for, at most three, all equally near. */
  suggest(key: string): readonly string[];
}

/** `protectedWords` destroy or disable: nothing is ever mended to them, nor to anything else that near to them. */
export function menderFor(
  words: ReadonlySet<string>,
  protectedWords: ReadonlySet<string>,
  falseFriends: ReadonlySet<string>,
): Mender {
  const shelves = new Map<string, Shelved[]>();
  for (const word of new Set([...words, ...protectedWords].flatMap(withPlural))) {
    if (word.length < 3 || !/^\p{L}+$/u.test(word)) continue;
    const shelf = shelves.get(shelfOf(word)) ?? [];
    shelf.push({ word, letters: lettersOf(word) });
    shelves.set(shelfOf(word), shelf);
  }
  const remembered = new Map<string, readonly string[]>();

  return {
    suggest(key) {
      if (key.length < 3 || key.length > 24 || falseFriends.has(key) || /\d/.test(key)) return [];
      const known = remembered.get(key);
      if (known) return known;
      const found = nearest(key);
      if (remembered.size > 2000) remembered.clear();
      remembered.set(key, found);
      return found;
    },
  };

  function nearest(key: string): readonly string[] {
    const allowed = key.length >= 10 ? 2 : 1;
    const letters = lettersOf(key);
    let least = allowed + 1;
    let found: string[] = [];
    const spread = key.length === 3 ? 0 : allowed;
    for (let length = key.length - spread; length <= key.length + spread; length++) {
      for (const first of new Set([key[0], key[1]])) {
        for (const { word, letters: others } of shelves.get(`${first}${length}`) ?? []) {
          // A slip changes two letters of the set at most.
          if (differing(letters ^ others) > 2 * allowed || !startsAlike(key, word)) continue;
          const distance = key.length === 3 ? turned(key, word) : slips(key, word, allowed);
          if (distance > allowed || distance > least) continue;
          if (distance < least) found = [];
          least = distance;
          found.push(word);
        }
      }
    }
    return found.some((word) => protectedWords.has(word)) ? [] : found.slice(0, 3);
  }
}

interface Shelved {
  readonly word: string;
  readonly letters: number;
}

/** Which letters a word has, a bit for each: most words are told apart by it. */
function lettersOf(word: string): number {
  let bits = 0;
  for (let i = 0; i < word.length; i++) bits |= 1 << (word.charCodeAt(i) % 32);
  return bits;
}

function differing(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** People rarely miss the first letter; they do swap the first two. */
function startsAlike(key: string, word: string): boolean {
  return key[0] === word[0] || (key[0] === word[1] && key[1] === word[0]);
}

function shelfOf(word: string): string {
  return `${word[0]}${word.length}`;
}

function withPlural(word: string): readonly string[] {
  const one = stem(word);
  if (/[^aeiou]y$/.test(one)) return [word, `${one.slice(0, -1)}ies`];
  return one.endsWith('s') ? [word] : [word, `${one}s`];
}

/**
 * How far a typed word is from a meant one, about one per slip: letters swapped, missing, doubled, added or wrong
 * (optimal string alignment). What fingers do most costs a little less, so that the likelier word wins a near tie.
 * In words of four letters a wrong letter is too little to go by.
 */
export function slips(typed: string, meant: string, limit: number): number {
  if (Math.abs(typed.length - meant.length) > limit) return limit + 1;
  const short = Math.min(typed.length, meant.length) <= 4;
  let before: number[] = [];
  let previous = Array.from({ length: meant.length + 1 }, (_, j) => j * missing);
  for (let i = 1; i <= typed.length; i++) {
    const extra = typed[i - 1] === typed[i - 2] ? doubled : added;
    const current = [at(previous, 0) + extra];
    for (let j = 1; j <= meant.length; j++) {
      const [letter, other] = [typed[i - 1] ?? '', meant[j - 1] ?? ''];
      let cost = Math.min(at(previous, j) + extra, at(current, j - 1) + missing);
      cost = Math.min(
        cost,
        at(previous, j - 1) +
          (letter === other
            ? 0
            : short && !soundsAlike(letter, other)
              ? 2
              : isVowel(letter) && isVowel(other)
                ? vowel
                : 1),
      );
      if (i > 1 && j > 1 && letter === meant[j - 2] && typed[i - 2] === other) {
        cost = Math.min(cost, at(before, j - 2) + swapped);
      }
      current.push(cost);
    }
    if (Math.min(...current) > limit) return limit + 1;
    before = previous;
    previous = current;
  }
  return at(previous, meant.length);
}

const [doubled, missing, swapped, vowel, added] = [0.8, 0.9, 0.9, 0.95, 0.97];

/** In a word of three letters only a swap of two is a slip: «lwo». */
function turned(typed: string, meant: string): number {
  const [a, b, c] = [...typed];
  return meant === `${b}${a}${c}` || meant === `${a}${c}${b}` ? swapped : Infinity;
}

/** «risc» */
function soundsAlike(a: string, b: string): boolean {
  return alikes.has(a + b);
}

const alikes = new Set(['ck', 'kc', 'sz', 'zs']);

function isVowel(letter: string): boolean {
  return 'aeiou'.includes(letter);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
