import type { Platform } from '../../core/family';
import type { Value } from '../../core/setting';
import { stem } from '../text/stem';
import { tokenize, type Token } from '../text/tokens';

/** What a phrase can mean. One phrase may carry several meanings; the frame that reads it takes the one it has a place for. */
export interface Meaning {
  /** A structural word, by its canonical name: «to», «which», «alert». */
  readonly word?: string;
  /** Adds nothing wherever it stands: articles, politeness. */
  readonly noise?: boolean;
  readonly verb?: Verb;
  readonly negates?: Negation;
  readonly corrects?: boolean;
  /** Joins two things of a list or two requests. */
  readonly joins?: 'and' | 'then';
  readonly compares?: 'atMost' | 'atLeast' | 'orLess' | 'orMore' | 'over' | 'under' | 'exceeded';
  readonly families?: readonly string[];
  /** What the next (or last) name is the name of. */
  readonly marks?: Mark;
  readonly apps?: readonly string[];
  /** A common word that is also an app's name: an app only in an unmistakable place. */
  readonly weak?: boolean;
  readonly platforms?: readonly Platform[];
  /** «everyone», «all devices»: a group of its own, as typed. */
  readonly everyone?: boolean;
  readonly level?: string;
  readonly compliance?: string;
  readonly status?: string;
  /** Below: only with the family it belongs to. */
  readonly settings?: readonly string[];
  /** Typed as its Graph property name, so that true and false are meant literally. */
  readonly property?: boolean;
  readonly sets?: readonly Assignment[];
  readonly values?: readonly Assignment[];
  readonly axis?: Picked;
  readonly fills?: readonly string[];
}

/** `free`: need not be, which is less than off. */
export type Polarity = 'on' | 'off' | 'block' | 'allow' | 'require' | 'free' | 'set';
/** `modal` is about what people or a thing may do: «must not print», «cannot be turned off». */
export type Negation = 'not' | 'modal' | 'stop' | 'no' | 'without';
export type Mark = 'policy' | 'group' | 'groups' | 'device' | 'devices' | 'user' | 'users' | 'name';

export interface Verb {
  readonly id: string;
  readonly form: 'base' | 'ing' | 'ed';
  readonly polarity?: Polarity;
}

export interface Assignment {
  readonly key: string;
  readonly value: Value;
}

export interface Picked {
  readonly name: string;
  readonly values: readonly string[];
}

export interface Lexicon {
  readonly root: Node;
  /** Every word of every phrase: what a typing error may be mended to. */
  readonly words: Set<string>;
}

/** Most nodes lead on to one word and mean nothing by themselves: what they do not need is not made. */
interface Node {
  next: Map<string, Node> | undefined;
  shared: Meaning | undefined;
  own: Map<string, Meaning> | undefined;
  merged: Map<string, Meaning | undefined> | undefined;
}

export interface Match {
  readonly meaning: Meaning;
  readonly to: number;
  /** Families that give the phrase a meaning of their own. */
  readonly owners: readonly string[];
  /** Token index → the word it was mended to. */
  readonly mended?: ReadonlyMap<number, string>;
}

/** Stands for any family: what the word could mean to somebody. */
export const anyFamily = '*';
/** Stands for plain English, without any family's own words; what is added for it is known only there. */
export const noFamily = '';

export function emptyLexicon(): Lexicon {
  return { root: emptyNode(), words: new Set() };
}

/** Adds a phrase; a word written `=word` is compared as it stands, without plurals («Teams» is no team). */
export function addPhrase(lexicon: Lexicon, phrase: string, meaning: Meaning, family?: string): void {
  let node = lexicon.root;
  for (const part of phrase.split(' ')) {
    for (const { key, step } of stepsOfPart(part)) {
      lexicon.words.add(key);
      node.next ??= new Map();
      let child = node.next.get(step);
      if (!child) node.next.set(step, (child = emptyNode()));
      node = child;
    }
  }
  if (node === lexicon.root) return;
  if (family === undefined) node.shared = merge(node.shared, meaning);
  else (node.own ??= new Map<string, Meaning>()).set(family, merge(node.own.get(family), meaning));
  node.merged = undefined;
}

export interface Seen {
  readonly tokens: readonly Token[];
  /** For tokens that are no words of ours: what they may be a slip of. */
  readonly mends: ReadonlyMap<number, readonly string[]>;
}

/** A phrase that some words from a place on make, whoever gives it a meaning. */
export interface Reached {
  readonly node: Node;
  readonly to: number;
  /** Token index → the word it was mended to. */
  readonly slips: ReadonlyMap<number, string> | undefined;
}

/** Every phrase that starts here. */
export function reach({ root }: Lexicon, seen: Seen, at: number): readonly Reached[] {
  const reached: Reached[] = [];
  follow(seen, root, at, { reached, start: at, slips: undefined });
  return reached;
}

interface Path {
  readonly reached: Reached[];
  readonly start: number;
  readonly slips: ReadonlyMap<number, string> | undefined;
}

function follow(seen: Seen, node: Node, pos: number, path: Path): void {
  const token = seen.tokens[pos];
  if (!token || token.kind === 'quoted') return;
  const exact = node.next?.get(token.exact);
  const plain = node.next?.get(token.stem);
  if (exact) arrive(seen, exact, pos + 1, path);
  if (plain) arrive(seen, plain, pos + 1, path);
  for (const word of seen.mends.get(pos) ?? []) {
    const slips = new Map(path.slips).set(pos, word);
    for (const child of [node.next?.get(`=${word}`), node.next?.get(stem(word))]) {
      if (child) arrive(seen, child, pos + 1, { ...path, slips });
    }
  }
  const idle = articles.has(token.key) || (token.key === '/' && !token.spaced);
  if (idle && pos > path.start && !exact && !plain) follow(seen, node, pos + 1, path);
}

function arrive(seen: Seen, node: Node, to: number, path: Path): void {
  if (node.shared || node.own) path.reached.push({ node, to, slips: path.slips });
  if (node.next) follow(seen, node, to, path);
}

/** The longest of them that ends in time, as a family understands it. */
export function choose(reached: readonly Reached[], end: number, family: string): Match | undefined {
  let best: Match | undefined;
  let unsure = -1;
  for (const { node, to, slips } of reached) {
    const meaning = to <= end && (!best || to >= best.to) ? meaningAt(node, family) : undefined;
    if (!meaning) continue;
    const owners = [...(node.own?.keys() ?? [])].filter((id) => id !== noFamily);
    if (!best || to > best.to) best = { meaning, to, owners, ...(slips ? { mended: slips } : {}) };
    // «OneDrive» is an app letter by letter and a storage place as a word: one phrase, both meanings.
    else if (isSameSlip(best.mended, slips)) {
      best = { ...best, meaning: merge(meaning, best.meaning), owners: union(best.owners, owners) };
    }
    // «inclued» may be «include» or «included»: the plain form is more often asked for.
    else if (slips && isSame(plainly(meaning), plainly(best.meaning))) {
      if (meaning.verb?.form === 'base') best = { ...best, meaning, mended: slips };
    }
    // Two readings of a slip that reach equally far and differ: neither.
    else if (slips && best.mended) unsure = to;
  }
  return best?.to === unsure ? undefined : best;
}

/** The longest phrase that starts here, as this family understands it. */
export function longest(lexicon: Lexicon, seen: Seen, at: number, end: number, family: string): Match | undefined {
  return choose(reach(lexicon, seen, at), end, family);
}

function isSameSlip(a: ReadonlyMap<number, string> | undefined, b: ReadonlyMap<number, string> | undefined): boolean {
  if (!a || !b) return a === b;
  return a.size === b.size && [...a].every(([index, word]) => b.get(index) === word);
}

/** «pleas» may be «please» or «pleases»: no matter which. */
function isSame(a: Meaning, b: Meaning): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function plainly(meaning: Meaning): Meaning {
  return meaning.verb ? { ...meaning, verb: { ...meaning.verb, form: 'base' } } : meaning;
}

function meaningAt(node: Node, family: string): Meaning | undefined {
  if (!node.own) return node.shared;
  node.merged ??= new Map();
  if (!node.merged.has(family)) {
    const own =
      family === anyFamily
        ? [...node.own]
            .filter(([id]) => id !== noFamily)
            .reduce<Meaning | undefined>((all, [, one]) => merge(all, one), undefined)
        : node.own.get(family);
    node.merged.set(family, own ? merge(node.shared, own) : node.shared);
  }
  return node.merged.get(family);
}

export const articles: ReadonlySet<string> = new Set([
  'both',
  'the',
  'a',
  'an',
  'our',
  'your',
  'their',
  'its',
  'any',
  'this',
  'that',
  'these',
  'those',
]);

function merge(a: Meaning | undefined, b: Meaning): Meaning {
  if (!a) return b;
  const merged: { -readonly [K in keyof Meaning]: Meaning[K] } = { ...a, ...b };
  if (a.families && b.families) merged.families = union(a.families, b.families);
  if (a.apps && b.apps) merged.apps = union(a.apps, b.apps);
  if (a.settings && b.settings) merged.settings = union(a.settings, b.settings);
  if (a.sets && b.sets) merged.sets = union(a.sets, b.sets);
  if (a.values && b.values) merged.values = union(a.values, b.values);
  if (a.fills && b.fills) merged.fills = union(a.fills, b.fills);
  return merged;
}

function union<T>(a: readonly T[], b: readonly T[]): readonly T[] {
  return [...new Set([...a, ...b])];
}

interface Step {
  readonly key: string;
  /** What it is compared by. */
  readonly step: string;
}

/** The same few words make thousands of phrases, and taking them apart is most of the start-up. */
const knownParts = new Map<string, readonly Step[]>();

function stepsOfPart(part: string): readonly Step[] {
  const known = knownParts.get(part);
  if (known) return known;
  const exact = part.startsWith('=') && part.length > 1;
  const steps = tokenize(exact ? part.slice(1) : part).map(({ key }) => ({ key, step: exact ? `=${key}` : stem(key) }));
  knownParts.set(part, steps);
  return steps;
}

function emptyNode(): Node {
  return { next: undefined, shared: undefined, own: undefined, merged: undefined };
}
