import type { Value } from '../../core/setting';
import type { Item } from '../line/items';
import type { ReadFamily } from '../words/families';
import type { Assignment, Negation, Polarity } from '../words/lexicon';

/** What has been said of a family's settings so far, and what of it has found its place. */

/** A verb that reaches over the nouns after it: «block printing, save as and screenshots». */
export interface Governing {
  readonly polarity: Polarity;
  readonly segment: number;
  /** «must»: nothing is missing when no noun takes it. */
  readonly modal: boolean;
  /** It comes from a negation: «no PIN», «must not print». */
  readonly denies?: boolean;
  used: boolean;
}

/** A setting that was named. */
export interface Noun {
  /** Several when they share their words: «web protection» is anti-phishing and VPN. */
  readonly keys: readonly string[];
  /** Typed as its Graph property name, so that true and false are meant literally. */
  readonly property: boolean;
  readonly segment: number;
  readonly verb: Governing | undefined;
  /** What it means when nothing else is said: «scan archives». */
  readonly fallback?: ReadonlyMap<string, Value>;
  /** Said by a phrase that is setting and value in one. */
  readonly phrase?: boolean;
  /** Named by an everyday word, which counts beside a verb, the family or a policy only: «risk». */
  readonly weak?: boolean;
  /** Known by its value alone: «MFA». */
  readonly unnamed?: boolean;
  /** A value that nothing stands before: not «on unmanaged devices». */
  readonly apart?: boolean;
  /** It has its value. */
  done: boolean;
}

/** A setting that has its value. */
export interface Bound {
  readonly noun: Noun;
  readonly values: Map<string, Value>;
}

/** A value whose setting was not named yet. */
export interface Loose {
  readonly item: Item;
  readonly segment: number;
}

export interface Binding {
  readonly family: ReadFamily;
  readonly nouns: Noun[];
  readonly bound: Bound[];
  readonly loose: Loose[];
  /** Values that were said not to be wanted: «don't wipe». */
  readonly denied: Assignment[];
  verb: Governing | undefined;
  negation: Negation | undefined;
  compares: 'atMost' | 'atLeast' | 'over' | 'under' | undefined;
  /** A limit was said by what lies beyond it («above medium», «below 13»): something has to bar that. */
  beyond: 'over' | 'under' | undefined;
  /** Counts the parts between commas and «and». */
  segment: number;
  /** What comes next takes something back. */
  correcting: boolean;
}

export function startBinding(family: ReadFamily): Binding {
  return {
    family,
    nouns: [],
    bound: [],
    loose: [],
    denied: [],
    verb: undefined,
    negation: undefined,
    compares: undefined,
    beyond: undefined,
    segment: 0,
    correcting: false,
  };
}

export function nounOf(b: Binding, keys: readonly string[], is: Partial<Noun> = {}): Noun {
  return { keys, property: false, segment: b.segment, verb: undefined, done: false, ...is };
}

/** Settings that wait for their value, in the order they were named. */
export function openNouns(b: Binding): readonly Noun[] {
  return b.nouns.filter(({ done }) => !done);
}

export function settle(b: Binding, noun: Noun, values: ReadonlyMap<string, Value>): void {
  noun.done = true;
  b.bound.push({ noun, values: new Map(values) });
}

/** A verb of this part that no noun has taken yet, and that says which way. */
export function freeVerb(b: Binding): Governing | undefined {
  const { verb } = b;
  const free = verb && !verb.used && !verb.modal && verb.polarity !== 'set' && verb.segment === b.segment;
  return free ? verb : undefined;
}

export function govern(b: Binding, polarity: Polarity, modal = false): void {
  b.verb = { polarity, segment: b.segment, modal, used: false };
}

/** The settings right before one, named with it and waiting for the same value: «printing and screenshots blocked». */
export function chainOf(b: Binding, noun: Noun): readonly Noun[] {
  const chain: Noun[] = [];
  for (let i = b.nouns.indexOf(noun) - 1; i >= 0; i--) {
    const other = b.nouns[i];
    if (!other || other.done || other.segment < noun.segment - 2) break;
    if (!other.verb || other.verb.polarity === 'set') chain.push(other);
  }
  return chain;
}
