import { fold } from './normalize';
import { stem } from './stem';

export type TokenKind =
  | 'word'
  | 'number'
  | 'version'
  | 'time'
  | 'date'
  | 'email'
  | 'quoted'
  | 'path'
  | 'file'
  | 'extension'
  | 'change'
  | 'mark';

export interface Token {
  readonly kind: TokenKind;
  /** As typed; without its quotes when quoted. */
  readonly text: string;
  readonly key: string;
  readonly stem: string;
  /** How the lexicon writes it where plurals count: `=teams`. */
  readonly exact: string;
  readonly at: number;
  readonly end: number;
  /** Hangs on the token before by a hyphen: «MAM-Baseline» is two tokens, the second one joined. */
  readonly joined: boolean;
  /** A space (or the start) stands before it. */
  readonly spaced: boolean;
}

/** One pass, each character looked at a bounded number of times. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  // Most texts have no addresses, paths or programs in them.
  const patterns = wordy.filter(([, , needs]) => needs.test(text));
  let at = 0;
  let spaced = true;
  let joined = false;
  while (at < text.length) {
    const blank = match(white, text, at);
    if (blank) {
      spaced = spaced || blank.includes('\n') || blank.length > 0;
      if (blank.includes('\n') && tokens.length > 0)
        tokens.push(tokenOf('mark', ';', at, at + blank.length, false, true));
      at += blank.length;
      continue;
    }
    const [kind, raw, inner] = next(text, at, spaced, patterns);
    if (
      kind === 'mark' &&
      hyphens.has(raw) &&
      !spaced &&
      isWordish(tokens.at(-1)) &&
      wordish.test(text[at + 1] ?? '')
    ) {
      joined = true;
      at += 1;
      continue;
    }
    const apart = spaced || (raw === '+' && wordish.test(text[at + 1] ?? ''));
    tokens.push(tokenOf(kind, inner, at, at + raw.length, joined, apart));
    at += raw.length;
    // «max. 5», «incl. Teams»: the stop ends no sentence.
    if (text[at] === '.' && abbreviations.has(raw.toLowerCase()) && match(white, text, at + 1)) at += 1;
    spaced = false;
    joined = false;
  }
  return tokens;
}

function tokenOf(kind: TokenKind, text: string, at: number, end: number, joined: boolean, spaced: boolean): Token {
  const key = kind === 'quoted' ? '"' : kind === 'mark' ? markKey(text, spaced) : keyOf(kind, text);
  return { kind, text, key, stem: kind === 'word' ? stem(key) : key, exact: `=${key}`, at, end, joined, spaced };
}

/** Words are also known in the short forms of chats; an R in capitals is a letter or a drive. */
function keyOf(kind: TokenKind, text: string): string {
  const key = fold(text);
  return kind === 'word' && text !== 'R' ? (shortForms.get(key) ?? key) : key;
}

/** «Word + Excel» and «iOS+Android» join two things, «high+» does not. */
function markKey(text: string, spaced: boolean): string {
  if (text === '+' && !spaced) return text;
  return marks.get(text) ?? text;
}

type Found = readonly [TokenKind, raw: string, text: string];

function next(text: string, at: number, spaced: boolean, patterns: typeof wordy): Found {
  const first = text[at] ?? '';
  if (openers.has(first)) {
    const quoted = readQuoted(text, at, spaced);
    if (quoted) return quoted;
  }
  if (first >= '0' && first <= '9') return readDigits(text, at);
  if (wordStart.test(first) || first >= '\ud800') {
    for (const [kind, pattern] of patterns) {
      const found = match(pattern, text, at);
      if (found) return [kind, found, found];
    }
  }
  for (const [kind, pattern] of odd) {
    // «Outlook/Teams/Word» is no path.
    const found = kind === 'path' && first === '/' && !spaced ? undefined : match(pattern, text, at);
    if (found) return [kind, found, kind === 'change' ? found.replace(/\D/g, '') : found];
  }
  const symbol = match(anything, text, at) ?? first;
  return ['mark', symbol, symbol];
}

function readQuoted(text: string, at: number, spaced: boolean): Found | undefined {
  const double = match(doubleQuoted, text, at);
  if (double) return ['quoted', double, double.slice(1, -1).trim()];
  const single = spaced || /[(:=,]/.test(text[at - 1] ?? '') ? match(singleQuoted, text, at) : undefined;
  return single ? ['quoted', single, single.slice(1, -1).trim()] : undefined;
}

function readDigits(text: string, at: number): Found {
  for (const [kind, pattern] of digits) {
    const found = match(pattern, text, at);
    if (found) return [kind, found, found];
  }
  return ['mark', text[at] ?? '', text[at] ?? ''];
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function isWordish(token: Token | undefined): boolean {
  return token !== undefined && token.kind !== 'mark' && token.kind !== 'quoted';
}

/** What people write in chats, and what it is short for. */
const shortForms = new Map(
  Object.entries({
    are: 'r',
    you: 'u ya',
    your: 'ur yr',
    please: 'pls plz plss plzz plx plox pl0x plis pliz pleez',
    thanks: 'thx thnx thnks tnx thanx tks thks thankx',
    thank: 'thnk',
    could: 'cud',
    would: 'wud',
    because: 'bcoz becoz becuz cuz',
  }).flatMap(([long, short]) => short.split(' ').map((one): [string, string] => [one, long])),
);

const abbreviations = new Set('max min avg approx incl excl resp vs'.split(' '));
const hyphens = new Set([...'-‐‑']);
const white = /\s{1,200}/y;
const wordish = /[\p{L}\p{N}]/u;
const wordStart = /[\p{L}_~%]/u;
const openers = new Set([...'"“”„‟«»″＂\'‘’‚‛`']);
const doubleQuoted = /["“”„‟«»″＂][^"“”„‟«»″＂\n]{1,200}["“”„‟«»″＂]|`[^`\n]{1,200}`/y;
const singleQuoted = /['‘’‚‛](?:[^'‘’‚‛\n]|['‘’](?=\p{L})){1,200}['‘’](?![\p{L}\p{N}])/uy;

const digits: readonly (readonly [TokenKind, RegExp])[] = [
  ['date', /\d{4}-\d{1,2}-\d{1,2}(?!\d)|\d{1,2}[./]\d{1,2}[./]\d{4}(?!\d)/y],
  ['time', /\d{1,2}[:.]\d{2}(?::\d{2})?\s?[ap]\.?m\b\.?|\d{1,2}:\d{2}(?!\d)|\d{1,2}\s?[ap]m\b/iy],
  ['version', /\d{1,9}(?:\.\d{1,9}){1,5}(?![\d])/y],
  ['number', /\d{1,15}/y],
];
/** With what has to be somewhere in the text for it to be worth a try. */
const wordy: readonly (readonly [TokenKind, RegExp, needs: RegExp])[] = [
  ['email', /[\p{L}\p{N}._+#-]{1,80}@[\p{L}\p{N}-]{1,80}(?:\.[\p{L}\p{N}-]{1,80}){1,8}/uy, /@/],
  ['path', /[A-Za-z]:[\\/][^\s,;"]{0,200}[^\s,;".]|%\w{1,40}%[^\s,;"]{0,200}|~\/[^\s,;"]{1,200}/y, /[:%~]/],
  ['file', /[\p{L}\p{N}_-]{1,80}\.(?:exe|dll|com|bat|cmd|ps1|msi|sys|vbs|py|jar|bin|scr)\b/iuy, /\./],
  ['word', /[\p{L}\p{N}\p{M}_]{1,80}(?:['’&][\p{L}\p{N}]{1,20}){0,3}/uy, /(?:)/],
];
const odd: readonly (readonly [TokenKind, RegExp])[] = [
  ['path', /\\\\[^\s,;"]{1,200}|\/(?:[\w.*-]{1,80}\/){1,20}[\w.*-]{0,80}/y],
  ['change', /#\s?\d{1,9}\b/y],
  ['extension', /\*?\.[A-Za-z][A-Za-z0-9]{0,5}\b/y],
];
const anything = /\.{2,50}|[-=]>|[<>]=|→|…|[\s\S]/uy;

/** Marks that mean the same. */
const marks = new Map([
  ['–', '-'],
  ['—', '-'],
  ['‒', '-'],
  ['―', '-'],
  ['−', '-'],
  ['‐', '-'],
  ['‑', '-'],
  ['→', 'to'],
  ['->', 'to'],
  ['=>', 'to'],
  ['…', '...'],
  ['..', '...'],
  ['&', 'and'],
  ['+', 'and'],
  ['，', ','],
  ['、', ','],
  ['：', ':'],
  ['；', ';'],
  ['。', '.'],
  ['？', '?'],
  ['！', '!'],
  ['•', ';'],
  ['|', ';'],
  ['%', 'percent'],
  ['@', '@'],
]);
