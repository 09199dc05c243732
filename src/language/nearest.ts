import { fold } from './text/normalize';
import { stem } from './text/stem';

/** The examples that have most in common with a text, best first: rare words weigh more. For sentences nobody understood. */
export function nearestExamples(text: string, examples: readonly string[], n: number): readonly string[] {
  const counts = new Map<string, number>();
  const bags = examples.map((example) => ({ example, words: wordsOf(example) }));
  for (const { words } of bags) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const asked = wordsOf(text.slice(0, 500));
  const weigh = (word: string): number => Math.log(1 + examples.length / (counts.get(word) ?? examples.length));
  return bags
    .map(({ example, words }) => ({ example, score: shared(asked, words, weigh) / Math.sqrt(words.size + 4) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, n)
    .map(({ example }) => example);
}

function shared(asked: ReadonlySet<string>, words: ReadonlySet<string>, weigh: (word: string) => number): number {
  let score = 0;
  for (const word of words) {
    if (asked.has(word)) score += weigh(word);
    else if (word.length > 4 && [...asked].some((other) => sharesStart(word, other))) score += weigh(word) / 2;
  }
  return score;
}

function sharesStart(a: string, b: string): boolean {
  return b.length > 4 && a.slice(0, 4) === b.slice(0, 4);
}

function wordsOf(text: string): ReadonlySet<string> {
  const words = fold(text).split(/[^\p{L}\p{N}]+/u);
  return new Set(words.filter((word) => word.length > 1 && !dull.has(word)).map(stem));
}

const dull = new Set(
  'the an of to for in on at is are be and or with please can you could my me we it this that do'.split(' '),
);
