import type { Platform } from '../core/family';
import { anyFamily, noFamily, type Mark, type Meaning, type Negation } from './lexicon';
import { itemsOf, itemText, type Item } from './items';
import type { Part } from './sentence';

/** What stands in a part, whoever it is for; a reader takes it only when it has a place for every kind. */
export interface Bag {
  readonly items: readonly Item[];
  /** Every kind of thing in the part: `verb:assign`, `word:to`, `mark:policy`, `policy`, `apps` … */
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
  readonly title: string | undefined;
  /** Names that no word says what they are of. */
  readonly bare: readonly Bare[];
  readonly apps: readonly string[];
  readonly platforms: readonly Platform[];
  readonly families: readonly string[];
  /** Families whose settings are spoken of. */
  readonly owners: ReadonlySet<string>;
  readonly changes: readonly number[];
  readonly numbers: readonly number[];
  readonly level: string | undefined;
  readonly compliance: string | undefined;
  readonly status: string | undefined;
  readonly negations: readonly Negation[];
  readonly for: string | undefined;
  readonly until: string | undefined;
  readonly since: string | undefined;
}

export interface Bare {
  readonly text: string;
  /** «to», «from», «for» … right before it. */
  readonly prep: string | undefined;
  /** The last verb before it. */
  readonly verb: string | undefined;
  readonly quoted: boolean;
  readonly sure: boolean;
  /** A word nobody knows, in small letters: a name only where nothing else can stand. */
  readonly unread: boolean;
}

type Growing = {
  -readonly [K in keyof Bag]: Bag[K] extends readonly (infer T)[]
    ? T[]
    : Bag[K] extends ReadonlySet<infer T>
      ? Set<T>
      : Bag[K];
};

/**
 * Sorts a part into its bag; undefined when there is something no reader takes. Without the families' own words
 * a part that speaks of settings has no bag: what is done to whole policies never does.
 */
export function bagOf(part: Part, words: 'plain' | 'all'): Bag | undefined {
  const items = itemsOf(part, words === 'all' ? anyFamily : noFamily);
  if (!items) return undefined;
  const bag: Growing = {
    items: [...items],
    kinds: new Set(),
    verbs: [],
    acting: [],
    words: new Set(),
    policies: [],
    groups: [],
    everyone: [],
    devices: [],
    users: [],
    title: undefined,
    bare: [],
    apps: [],
    platforms: [],
    families: [],
    owners: new Set(),
    changes: [],
    numbers: [],
    level: undefined,
    compliance: undefined,
    status: undefined,
    negations: [],
    for: undefined,
    until: undefined,
    since: undefined,
  };
  const state: State = { prep: undefined, prepUsed: false, correcting: false, last: undefined };
  for (const item of items) if (!put(part, bag, state, item)) return undefined;
  return state.correcting ? undefined : bag;
}

interface State {
  prep: string | undefined;
  /** A name stood after it already. */
  prepUsed: boolean;
  correcting: boolean;
  last: 'policies' | 'groups' | 'devices' | 'users' | 'bare' | undefined;
}

function put(part: Part, bag: Growing, state: State, item: Item): boolean {
  const m = item.meaning;
  if (item.name) return putName(bag, state, item);
  if (item.unread) {
    bag.kinds.add('unread');
    return putBare(bag, state, { text: itemText(part.sentence.line, item), quoted: false, sure: false, unread: true });
  }
  if (item.change !== undefined) return putNumber(bag, state, 'changes', item.change);
  if (item.number !== undefined && !item.unit) return putNumber(bag, state, 'numbers', item.number);
  if (item.length) return putTime(bag, state, 'for', item.length.iso);
  if (item.until) return putTime(bag, state, 'until', item.until);
  if (item.since) return putTime(bag, state, 'since', item.since);
  if (!m) {
    bag.kinds.add('value');
    return true;
  }
  if (m.corrects) {
    state.correcting = state.last !== undefined || bag.kinds.size > 0;
    return true;
  }
  return putMeaning(part, bag, state, item);
}

function putMeaning(part: Part, bag: Growing, state: State, item: Item): boolean {
  const m = item.meaning;
  if (!m) return false;
  if (m.noise) return true;
  const add = (kind: string): void => void bag.kinds.add(kind);
  if (m.negates) {
    bag.negations.push(m.negates);
    add(`not:${m.negates}`);
  }
  if (m.joins) return true;
  const before = state.prep;
  state.prep = undefined;
  if (m.apps && !(m.word && !m.values)) (replaceOrAdd(bag.apps, m.apps, state), add(m.weak ? 'weakApp' : 'apps'));
  if (m.platforms) (replaceOrAdd(bag.platforms, m.platforms, state), add('platforms'));
  if (m.families) (bag.families.push(...m.families), add('family'));
  if (!isPlain(m) && (m.settings || m.sets)) {
    for (const owner of item.owners ?? []) bag.owners.add(owner);
    add('setting');
  } else if (!isPlain(m) && (m.values || m.axis)) add('value');
  if (m.level) (add(bag.level === undefined ? 'level' : 'levels'), (bag.level = m.level));
  if (m.compliance) ((bag.compliance = m.compliance), add('compliance'));
  if (m.status) ((bag.status = m.status), add('status'));
  if (m.everyone) (bag.everyone.push(itemText(part.sentence.line, item)), add('everyone'));
  if (m.marks) add(`mark:${m.marks}`);
  if (m.verb) {
    bag.verbs.push(m.verb.id);
    add(`verb:${m.verb.id}`);
    if (m.verb.form !== 'ed' && !m.word?.startsWith('noun:') && !m.status) bag.acting.push(m.verb.id);
  }
  if (m.compares) add('compares');
  if (m.word) {
    bag.words.add(m.word);
    add(`word:${m.word}`);
    if (preps.has(m.word)) {
      state.prep = m.word;
      state.prepUsed = false;
    }
  } else if (m.marks || m.families) state.prep = before;
  return true;
}

/** A word that is also a value of some setting («all», «block») counts as the plain word. */
function isPlain(m: Meaning): boolean {
  return (
    m.word !== undefined ||
    m.verb !== undefined ||
    m.platforms !== undefined ||
    m.apps !== undefined ||
    m.level !== undefined ||
    m.families !== undefined
  );
}

const preps = new Set([
  'to',
  'for',
  'in',
  'on',
  'off',
  'of',
  'from',
  'with',
  'by',
  'at',
  'about',
  'under',
  'into',
  'out',
  'onto',
]);

function replaceOrAdd<T>(slot: T[], values: readonly T[], state: State): void {
  if (state.correcting) slot.length = 0;
  state.correcting = false;
  for (const value of values) if (!slot.includes(value)) slot.push(value);
}

function putNumber(bag: Growing, state: State, slot: 'changes' | 'numbers', number: number): boolean {
  if (state.correcting) {
    bag.changes.length = 0;
    bag.numbers.length = 0;
    state.correcting = false;
  }
  bag[slot].push(number);
  bag.kinds.add(slot);
  return true;
}

function putTime(bag: Growing, state: State, slot: 'for' | 'until' | 'since', value: string): boolean {
  if (slot === 'for' && state.prep !== 'for' && !state.correcting) {
    bag.kinds.add('value');
    return true;
  }
  if (bag[slot] !== undefined && !state.correcting) return false;
  if (state.correcting) {
    bag.for = undefined;
    bag.until = undefined;
  }
  state.correcting = false;
  state.prep = undefined;
  bag[slot] = value;
  bag.kinds.add(slot);
  return true;
}

const slotOf: Readonly<Record<Exclude<Mark, 'name'>, 'policies' | 'groups' | 'devices' | 'users'>> = {
  policy: 'policies',
  group: 'groups',
  groups: 'groups',
  device: 'devices',
  devices: 'devices',
  user: 'users',
  users: 'users',
};

function putName(bag: Growing, state: State, item: Item): boolean {
  const { name } = item;
  if (!name) return false;
  const texts = (item.names ?? [name]).map(({ text }) => text);
  if (name.mark === 'name') {
    if (bag.title !== undefined && !state.correcting) return false;
    [bag.title] = texts;
    bag.kinds.add('title');
    state.correcting = false;
    return true;
  }
  if (name.mark === undefined) {
    if (state.correcting && state.last) return correctName(bag, state, texts);
    return texts.every((text) =>
      putBare(bag, state, { text, quoted: name.quoted, sure: name.sure, unread: false }, true),
    );
  }
  const slot = slotOf[name.mark];
  if (state.correcting) bag[slot].length = 0;
  // A group's preposition and verb decide whether it is included or excluded.
  if (slot === 'groups')
    for (const text of texts)
      bag.bare.push({ text, prep: `group`, verb: bag.verbs.at(-1), quoted: name.quoted, sure: true, unread: false });
  bag[slot].push(...texts);
  bag.kinds.add(slot);
  state.correcting = false;
  state.prep = undefined;
  state.last = slot;
  return true;
}

function correctName(bag: Growing, state: State, texts: readonly string[]): boolean {
  const [text] = texts;
  if (!state.last || text === undefined) return false;
  if (state.last === 'bare') {
    const last = bag.bare.pop();
    if (last) bag.bare.push({ ...last, text });
  } else {
    bag[state.last].splice(-1, 1, ...texts);
    if (state.last === 'groups') {
      const last = bag.bare.pop();
      if (last) bag.bare.push({ ...last, text });
    }
  }
  state.correcting = false;
  return true;
}

function putBare(bag: Growing, state: State, name: Omit<Bare, 'prep' | 'verb'>, keep = false): boolean {
  const last = bag.bare.at(-1);
  if (name.unread && last?.unread && state.last === 'bare' && state.prep === undefined) {
    bag.bare[bag.bare.length - 1] = { ...last, text: `${last.text} ${name.text}` };
    return true;
  }
  // A word nobody knows is a name only right after «to» or «from», not behind another name.
  const prep = name.unread && state.prepUsed ? undefined : state.prep;
  bag.bare.push({ ...name, prep, verb: bag.verbs.at(-1) });
  state.prepUsed = true;
  if (!name.unread) bag.kinds.add('bare');
  if (!keep) state.prep = undefined;
  state.last = 'bare';
  return true;
}

/** True when every kind of thing in the bag has a place: named here, or one that is always allowed. */
export function only(bag: Bag, allowed: string): boolean {
  const places = placesOf(allowed);
  for (const kind of bag.kinds) if (!places.has(kind) && !always.has(kind)) return false;
  return true;
}

const always = new Set([',', '.', ':', '-', ';', '?', '(', ')', '...'].map((mark) => `word:${mark}`));

const remembered = new Map<string, ReadonlySet<string>>();

function placesOf(allowed: string): ReadonlySet<string> {
  const known = remembered.get(allowed);
  if (known) return known;
  const places = new Set(
    allowed.split(/\s+/).flatMap((one) =>
      one.startsWith('verb:') || one.startsWith('word:') || one.startsWith('mark:')
        ? one
            .slice(5)
            .split('|')
            .map((part) => one.slice(0, 5) + part)
        : [one],
    ),
  );
  remembered.set(allowed, places);
  return places;
}
