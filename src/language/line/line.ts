import { anyFamily, longest, type Lexicon, type Match, type Seen } from '../words/lexicon';
import type { Mender } from '../words/mend';
import { tokenize, type Token } from '../text/tokens';

/** One utterance, tokenized, with what any family could make of each place looked up once. */
export interface Line extends Seen {
  readonly text: string;
  readonly lexicon: Lexicon;
  readonly tokens: readonly Token[];
  readonly mends: ReadonlyMap<number, readonly string[]>;
  /** True when capitals say nothing: all small or all large. */
  readonly flat: boolean;
  /** The longest phrase at a token that anybody knows. */
  at(index: number): Match | undefined;
}

export function lineOf(text: string, lexicon: Lexicon, mender: Mender): Line {
  const tokens = tokenize(text);
  const mends = new Map<number, readonly string[]>();
  tokens.forEach((token, i) => {
    if (token.kind !== 'word' || isKnown(lexicon, token)) return;
    const found = mender.suggest(token.key);
    if (found.length > 0) mends.set(i, found);
  });
  const seen: Seen = { tokens, mends };
  const known = new Map<number, Match | undefined>();
  return {
    text,
    lexicon,
    tokens,
    mends,
    flat: isFlat(tokens),
    at(index) {
      if (!known.has(index)) known.set(index, longest(lexicon, seen, index, tokens.length, anyFamily));
      return known.get(index);
    },
  };
}

/** A plural of a word we know is no slip. */
function isKnown({ words }: Lexicon, { key, stem }: Token): boolean {
  return words.has(key) || words.has(stem);
}

function isFlat(tokens: readonly Token[]): boolean {
  const words = tokens.filter(({ kind }) => kind === 'word');
  const capital = words.filter(({ text }) => text !== text.toLowerCase());
  return capital.length === 0 || (words.length > 2 && words.every(({ text }) => text === text.toUpperCase()));
}

/** What was typed from one token to before another, spaces single. */
export function typed(line: Line, from: number, to: number): string {
  const [first, last] = [line.tokens[from], line.tokens[to - 1]];
  return first && last ? line.text.slice(first.at, last.end).replace(/\s+/g, ' ') : '';
}
