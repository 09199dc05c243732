import { anyFamily, choose, reach, type Lexicon, type Match, type Reached, type Seen } from '../words/lexicon';
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
  /** The longest phrase at a token that a family knows and that ends before `end`. */
  read(index: number, end: number, family: string): Match | undefined;
}

export function lineOf(text: string, lexicon: Lexicon, mender: Mender): Line {
  const tokens = withoutLabelQuotes(tokenize(text), lexicon);
  const mends = new Map<number, readonly string[]>();
  tokens.forEach((token, i) => {
    if (token.kind !== 'word' || isKnown(lexicon, token)) return;
    const found = mender.suggest(token.key);
    if (found.length > 0) mends.set(i, found);
  });
  const seen: Seen = { tokens, mends };
  // Parts of a sentence are tried again and again; each place is looked up once, and once for each family.
  const reached: (readonly Reached[] | undefined)[] = [];
  const known = new Map<string, Map<number, Match | undefined>>();

  function reachedFrom(index: number): readonly Reached[] {
    return (reached[index] ??= reach(lexicon, seen, index));
  }

  function whole(index: number, family: string): Match | undefined {
    const found = known.get(family) ?? new Map<number, Match | undefined>();
    known.set(family, found);
    if (!found.has(index)) found.set(index, wholeOrSplit(index, family));
    return found.get(index);
  }

  /** «Windows app protection»: rather «Windows» and «app protection» than an app and a word nobody knows. */
  function wholeOrSplit(index: number, family: string): Match | undefined {
    const match = choose(reachedFrom(index), tokens.length, family);
    if (!match || match.to < index + 2 || tokens[match.to]?.kind !== 'word' || reachedFrom(match.to).length > 0)
      return match;
    const split = choose(reachedFrom(index), match.to - 1, family);
    const rest = split && choose(reachedFrom(split.to), tokens.length, family);
    return rest && rest.to > match.to ? split : match;
  }

  return {
    text,
    lexicon,
    tokens,
    mends,
    flat: isFlat(tokens),
    at: (index) => whole(index, anyFamily),
    read(index, end, family) {
      const match = whole(index, family);
      return match && match.to > end ? choose(reachedFrom(index), end, family) : match;
    },
  };
}

/** «"Save as"» in quotes is a setting's label, not a name. */
function withoutLabelQuotes(tokens: readonly Token[], lexicon: Lexicon): readonly Token[] {
  if (!tokens.some(({ kind }) => kind === 'quoted')) return tokens;
  let labelled = false;
  return tokens.flatMap((token, i) => {
    if (token.kind !== 'quoted') return token;
    // A label is followed by its value: set "Max allowed device threat level" to "Low".
    const valued = labelled && assigning.has(tokens[i - 1]?.key ?? '');
    // «policy "Supervised mode"» is a policy, whatever it is called.
    const words = isNamed(tokens, i, lexicon) ? undefined : labelTokens(token, lexicon, valued);
    labelled = labelled || words !== undefined;
    return words ?? token;
  });
}

/** A word that says what a name is of stands right before it: «policy "…"», «called "…"». */
function isNamed(tokens: readonly Token[], i: number, lexicon: Lexicon): boolean {
  const before = tokens.slice(Math.max(0, i - 1), i);
  const reached = reach(lexicon, { tokens: before, mends: new Map() }, 0);
  return choose(reached, before.length, anyFamily)?.meaning.marks !== undefined;
}

const assigning = new Set(['to', '=', ':', 'is']);

function labelTokens({ text, at, spaced }: Token, lexicon: Lexicon, valued: boolean): readonly Token[] | undefined {
  if (text.length > longestLabel) return undefined;
  const inner = tokenize(text);
  const whole = reach(lexicon, { tokens: inner, mends: new Map() }, 0).filter(({ to }) => to === inner.length);
  const match = choose(whole, inner.length, anyFamily);
  const m = match?.meaning;
  const isValue = valued && (m?.values ?? m?.verb?.polarity ?? (m?.word === 'on' || m?.word === 'off'));
  if (!m?.settings && !m?.sets && !isValue) return undefined;
  return inner.map((token, i) => ({
    ...token,
    at: at + 1 + token.at,
    end: at + 1 + token.end,
    spaced: i === 0 ? spaced : token.spaced,
  }));
}

const longestLabel = 80;

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
