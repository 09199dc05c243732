import type { Platform } from '../../core/family';
import { itemsOf, type Item } from '../line/items';
import type { Part } from '../sentence';
import { anyFamily, noFamily, type Meaning, type Negation } from '../words/lexicon';
import { fillBag } from './fill-bag';

/** What stands in a part, whoever it is for; a reader takes it only when it has a place for every kind. */
export interface Bag {
  readonly items: readonly Item[];
  /** Every kind of thing in the part: `verb:assign`, `word:to`, `mark:policy`, `policies`, `apps` … */
  readonly kinds: ReadonlySet<string>;
  readonly verbs: readonly string[];
  /** Verbs that ask for something: no participles, and no words that are nouns too. */
  readonly acting: readonly string[];
  readonly words: ReadonlySet<string>;
  readonly policies: readonly string[];
  readonly groups: readonly string[];
  /** «everyone», «all devices», as typed. */
  readonly everyone: readonly string[];
  readonly devices: readonly string[];
  readonly users: readonly string[];
  /** The name after «named», «called». */
  readonly title: string | undefined;
  /** Names, with what stands before them; those of groups are here and in `groups`. */
  readonly bare: readonly Bare[];
  readonly apps: readonly string[];
  readonly platforms: readonly Platform[];
  readonly families: readonly string[];
  /** Families whose settings are spoken of. */
  readonly owners: ReadonlySet<string>;
  readonly changes: readonly number[];
  readonly numbers: readonly number[];
  readonly level: string | undefined;
  /** How what is asked about compares to the level: «above medium». */
  readonly compares: Meaning['compares'];
  readonly compliance: string | undefined;
  readonly status: string | undefined;
  readonly negations: readonly Negation[];
  readonly for: string | undefined;
  readonly until: string | undefined;
  readonly since: string | undefined;
}

/** A name that no word says what it is of (or one of a group). */
export interface Bare {
  readonly text: string;
  /** «to», «from», «for» … right before it; `group` when it is a group's. */
  readonly prep: string | undefined;
  /** The last verb before it. */
  readonly verb: string | undefined;
  readonly quoted: boolean;
  readonly sure: boolean;
  /** A word nobody knows, in small letters: a name only where nothing else can stand. */
  readonly unread: boolean;
}

/**
 * Sorts a part into its bag; undefined when there is something no reader takes. Without the families' own words
 * a part that speaks of settings has no bag: what is done to whole policies never does.
 */
export function bagOf(part: Part, words: 'plain' | 'all'): Bag | undefined {
  const items = itemsOf(part, words === 'all' ? anyFamily : noFamily);
  return items && fillBag(part.sentence.line, items);
}

/** True when every kind of thing in the bag has a place: named here, or a mark that is always allowed. */
export function only(bag: Bag, allowed: string): boolean {
  const places = placesOf(allowed);
  for (const kind of bag.kinds) if (!places.has(kind) && !always.has(kind)) return false;
  return true;
}

const always = new Set([',', '.', ':', '-', ';', '?', '(', ')', '...'].map((mark) => `word:${mark}`));

const remembered = new Map<string, ReadonlySet<string>>();

/** «word:to|for policies» names `word:to`, `word:for` and `policies`. */
function placesOf(allowed: string): ReadonlySet<string> {
  const known = remembered.get(allowed);
  if (known) return known;
  const places = new Set(allowed.split(/\s+/).flatMap(spread));
  remembered.set(allowed, places);
  return places;
}

function spread(one: string): readonly string[] {
  const kind = /^(?:verb|word|mark):/.exec(one)?.[0];
  return kind === undefined
    ? [one]
    : one
        .slice(kind.length)
        .split('|')
        .map((part) => kind + part);
}
