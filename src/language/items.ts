import { anyFamily, longest, type Meaning } from './lexicon';
import type { Name } from './find-names';
import { typed, type Line } from './line';
import { stem } from './stem';
import type { Sentence } from './sentence';
import { amountAt, lengthAt, momentAt, weekdays, type Length } from './times';

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
  readonly weekday?: string;
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
  const items: Item[] = [];
  for (let i = stretch.from; i < stretch.to;) {
    const item = itemAt(stretch, i, family);
    if (!item) return undefined;
    items.push(item);
    i = item.to;
  }
  return gather(items);
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
  switch (token.kind) {
    case 'change':
      return { from: i, to: i + 1, change: Number(token.text) };
    case 'path':
    case 'file':
    case 'extension':
      return { from: i, to: i + 1, literal: { is: token.kind, text: token.text } };
    case 'time':
      return { from: i, to: i + 1, clock: token.text };
    case 'version':
      return lengthItem(line, i) ?? { from: i, to: i + 1, version: token.text };
    case 'date':
      return { from: i, to: i + 1, unread: true };
  }
  const match = longest(line.lexicon, line, i, end, family);
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
  if (match) {
    const { meaning, to, owners, mended } = match;
    return { from: i, to, meaning, owners, ...(mended ? { mended } : {}) };
  }
  if (line.at(i)) return undefined;
  const weekday = weekdays.find((day) => day === token.key || day === token.stem);
  if (weekday) return { from: i, to: i + 1, weekday };
  return { from: i, to: i + 1, unread: true };
}

/** A path, a program or an extension in quotes is no name. */
function literalOf(text: string): Item['literal'] {
  if (/^(?:[A-Za-z]:[\\/]|\\\\|%\w+%)/.test(text)) return { is: 'path', text };
  if (/^\*?\.[A-Za-z0-9]{1,8}$/.test(text)) return { is: 'extension', text };
  return /^[\w .-]+\.(?:exe|dll|com|bat|cmd|ps1|msi|scr)$/i.test(text) ? { is: 'file', text } : undefined;
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
const units = new Set(['digit', 'character', 'char', 'attempt', 'try', 'retry', 'percent', 'second', 'sec', 'number']);

/** Puts lists of the same kind together: «Word, Excel and PowerPoint». */
function gather(items: readonly Item[]): readonly Item[] {
  const out: Item[] = [];
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (!item) continue;
    const last = out.at(-1);
    const joined = last && isJoint(item) ? listStep(items, i) : undefined;
    const merged = last && joined ? together(last, joined.item) : undefined;
    if (merged && joined) {
      out[out.length - 1] = merged;
      i = joined.at;
    } else out.push(item);
  }
  return out;
}

function isJoint(item: Item): boolean {
  const { word, joins } = item.meaning ?? {};
  return joins === 'and' || word === ',' || word === '/';
}

/** The thing after «,», «and», «, and», «, the», when there is one. */
function listStep(items: readonly Item[], joint: number): { readonly item: Item; readonly at: number } | undefined {
  for (let at = joint + 1; at < items.length && at < joint + 4; at++) {
    const item = items[at];
    if (!item) return undefined;
    if (isJoint(item) || (item.meaning?.noise && !item.meaning.verb)) continue;
    return { item, at };
  }
  return undefined;
}

function together(a: Item, b: Item): Item | undefined {
  const owners = [...new Set([...(a.owners ?? []), ...(b.owners ?? [])])];
  const span = { from: a.from, to: b.to, owners, ...mendedBoth(a, b) };
  if (a.meaning?.apps && b.meaning?.apps && !a.meaning.settings && !b.meaning.settings) {
    const both = [...a.meaning.apps, ...b.meaning.apps];
    // In a list of apps an everyday word is an app: «Word, Lists and Planner».
    const weak = a.meaning.weak === true && b.meaning.weak === true;
    const values = a.meaning.values && b.meaning.values ? { values: [...a.meaning.values, ...b.meaning.values] } : {};
    return { ...span, meaning: { apps: both, ...(weak ? { weak } : {}), ...values, ...shared(a.meaning, b.meaning) } };
  }
  if (a.meaning?.platforms && b.meaning?.platforms && !a.meaning.settings && !b.meaning.settings) {
    const axis = bothAxis(a.meaning, b.meaning);
    return { ...span, meaning: { platforms: [...new Set([...a.meaning.platforms, ...b.meaning.platforms])], ...axis } };
  }
  if (a.meaning?.axis && b.meaning?.axis && !a.meaning.settings && !b.meaning.settings) {
    const axis = bothAxis(a.meaning, b.meaning);
    return axis.axis ? { ...span, meaning: axis } : undefined;
  }
  if (a.name && b.name && mayList(a, b)) {
    const mark = a.name.mark ?? b.name.mark;
    const names = [...(a.names ?? [a.name]), ...(b.names ?? [b.name])];
    return { ...span, name: { ...a.name, ...(mark ? { mark } : {}) }, names };
  }
  return undefined;
}

/** Values two lists share keep their place («OneDrive and SharePoint» as storage locations). */
function shared(a: Meaning, b: Meaning): Meaning {
  return a.axis && b.axis ? bothAxis(a, b) : {};
}

function bothAxis(a: Meaning, b: Meaning): { axis?: { readonly name: string; readonly values: readonly string[] } } {
  if (!a.axis || !b.axis || a.axis.name !== b.axis.name) return {};
  return { axis: { name: a.axis.name, values: [...new Set([...a.axis.values, ...b.axis.values])] } };
}

function mayList(a: Item, b: Item): boolean {
  const [one, two] = [a.name?.mark, b.name?.mark];
  if (one === 'name' || two === 'name') return false;
  const plain = (mark: string | undefined): string | undefined => mark?.replace(/s$/, '');
  return one === undefined || two === undefined || plain(one) === plain(two);
}

function mendedBoth(a: Item, b: Item): { mended?: ReadonlyMap<number, string> } {
  return a.mended || b.mended ? { mended: new Map([...(a.mended ?? []), ...(b.mended ?? [])]) } : {};
}

/** What was typed for an item. */
export function itemText(line: Line, item: Item): string {
  return typed(line, item.from, item.to);
}

export { anyFamily };
