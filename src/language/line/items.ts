import type { Meaning } from '../words/lexicon';
import type { Name } from './names';
import { typed, type Line } from './line';
import { stem } from '../text/stem';
import type { Sentence } from '../sentence';
import { gatherLists } from './lists';
import { amountAt, lengthAt, momentAt, pastAt, type Length } from './times';

/** One thing of the sentence, as one family understands it. */
export interface Item {
  readonly from: number;
  readonly to: number;
  readonly meaning?: Meaning;
  readonly name?: Name;
  /** Names of a list: «Sales and Marketing». */
  readonly names?: readonly Name[];
  readonly number?: number;
  /** The word after a number: «6 digit». */
  readonly unit?: string;
  readonly version?: string;
  readonly length?: Length;
  readonly clock?: string;
  readonly change?: number;
  readonly until?: string;
  readonly since?: string;
  /** A path, a file, an extension: only lists take it. */
  readonly literal?: { readonly is: 'path' | 'file' | 'extension'; readonly text: string };
  readonly mended?: ReadonlyMap<number, string>;
  /** Families that give it a meaning of their own. */
  readonly owners?: readonly string[];
  /** A word nobody knows. */
  readonly unread?: boolean;
}

export interface Stretch {
  readonly sentence: Pick<Sentence, 'line' | 'names' | 'corrections'>;
  readonly from: number;
  readonly to: number;
}

/** Reads a stretch as one family would; undefined when a word of it belongs to other families only. */
export function itemsOf(stretch: Stretch, family: string): readonly Item[] | undefined {
  const { items, to } = itemsUpTo(stretch, family);
  return to < stretch.to ? undefined : items;
}

/** The same as far as it goes: to the end, or to the first word of another family. */
export function itemsUpTo(stretch: Stretch, family: string): { readonly items: readonly Item[]; readonly to: number } {
  const items: Item[] = [];
  let to = stretch.from;
  while (to < stretch.to) {
    const item = itemAt(stretch, to, family);
    if (!item) break;
    items.push(item);
    to = item.to;
  }
  return { items: gatherLists(items), to };
}

function itemAt({ sentence, to: end }: Stretch, i: number, family: string): Item | undefined {
  const { line, names, corrections } = sentence;
  const token = line.tokens[i];
  if (!token) return undefined;
  const corrected = corrections.get(i);
  if (corrected !== undefined) return { from: i, to: Math.min(corrected, end), meaning: { corrects: true } };
  const name = names.get(i);
  const literal = name?.quoted ? literalOf(name.text) : undefined;
  if (literal) return { from: i, to: i + 1, literal };
  if (name && name.to <= end) return { from: i, to: name.to, name };
  const literally = literalItem(line, i);
  if (literally) return literally;
  const match = line.read(i, end, family);
  const word = match?.meaning.word;
  if (match && (word === 'until' || word === 'since')) {
    const moment = momentAt(line, match.to);
    if (moment) return { from: i, to: moment.to, [word]: moment.text };
  }
  if (!match || match.to === i + 1) {
    const length = lengthItem(line, i);
    if (length) return length;
    const number = numberItem(line, i, end);
    if (number) return number;
  }
  const past = !match || match.to === i + 1 ? pastAt(line, i) : undefined;
  if (past && past.to <= end) return { from: i, to: past.to, since: past.text };
  if (match) {
    const { meaning, to, owners, mended } = match;
    return { from: i, to, meaning, owners, ...(mended ? { mended } : {}) };
  }
  if (line.at(i)) return undefined;
  return { from: i, to: i + 1, unread: true };
}

/** A path, a program or an extension in quotes is no name. */
function literalOf(text: string): Item['literal'] {
  if (/^(?:[A-Za-z]:[\\/]|\\\\|%\w+%)/.test(text)) return { is: 'path', text };
  if (/^\*?\.[A-Za-z0-9]{1,8}$/.test(text)) return extensionOf(text);
  return /^[\w .-]+\.(?:exe|dll|com|bat|cmd|ps1|msi|scr)$/i.test(text) ? { is: 'file', text } : undefined;
}

/** Windows knows no difference between .ISO and .iso, so there is one way to write it. */
function extensionOf(text: string): NonNullable<Item['literal']> {
  return { is: 'extension', text: text.toLowerCase() };
}

/** What its shape alone makes of a token. */
function literalItem(line: Line, i: number): Item | undefined {
  const token = line.tokens[i];
  const at = { from: i, to: i + 1 };
  switch (token?.kind) {
    case 'change':
      return { ...at, change: Number(token.text) };
    case 'path':
    case 'file':
      return { ...at, literal: { is: token.kind, text: token.text } };
    case 'extension':
      return { ...at, literal: extensionOf(token.text) };
    case 'time':
      return { ...at, clock: token.text };
    case 'version':
      return lengthItem(line, i) ?? { ...at, version: token.text };
    case 'date':
      return { ...at, unread: true };
    default:
      return undefined;
  }
}

function lengthItem(line: Line, i: number): Item | undefined {
  const length = lengthAt(line, i);
  return length ? { from: i, to: length.to, length, ...(length.mended ? { mended: length.mended } : {}) } : undefined;
}

function numberItem(line: Line, i: number, end: number): Item | undefined {
  const amount = amountAt(line, i);
  if (!amount || amount.to > end) return undefined;
  const after = amount.to < end ? line.tokens[amount.to] : undefined;
  const unit = after && unitAt(line, amount.to);
  return unit
    ? { from: i, to: amount.to + 1, number: amount.number, unit }
    : { from: i, to: amount.to, number: amount.number };
}

/** The unit after a number; a slip in it is mended. */
function unitAt(line: Line, i: number): string | undefined {
  const own = line.tokens[i]?.stem ?? '';
  return units.has(own)
    ? own
    : line.mends
        .get(i)
        ?.map(stem)
        .find((word) => units.has(word));
}

/** Units of counts that are no lengths of time. */
const units = new Set([
  'digit',
  'character',
  'char',
  'attempt',
  'try',
  'retry',
  'percent',
  'second',
  'sec',
  's',
  'number',
]);

/** What was typed for an item. */
export function itemText(line: Line, item: Item): string {
  return typed(line, item.from, item.to);
}
