import { itemText, type Item } from '../line/items';
import type { Line } from '../line/line';
import type { Mark, Meaning } from '../words/lexicon';
import type { Bag, Bare } from './bag';

type Growing = {
  -readonly [K in keyof Bag]: Bag[K] extends readonly (infer T)[]
    ? T[]
    : Bag[K] extends ReadonlySet<infer T>
      ? Set<T>
      : Bag[K];
};

type NameSlot = 'policies' | 'groups' | 'devices' | 'users';

interface State {
  prep: string | undefined;
  /** A name stood after it already. */
  prepUsed: boolean;
  correcting: boolean;
  last: NameSlot | 'bare' | undefined;
}

/** Puts item after item where it belongs; undefined when two times meet or a correction corrects nothing. */
export function fillBag(line: Line, items: readonly Item[]): Bag | undefined {
  const bag = emptyBag(items);
  const state: State = { prep: undefined, prepUsed: false, correcting: false, last: undefined };
  for (const item of items) if (!put(line, bag, state, item)) return undefined;
  return state.correcting ? undefined : bag;
}

function emptyBag(items: readonly Item[]): Growing {
  return {
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
    compares: undefined,
    compliance: undefined,
    status: undefined,
    negations: [],
    for: undefined,
    until: undefined,
    since: undefined,
  };
}

function put(line: Line, bag: Growing, state: State, item: Item): boolean {
  const m = item.meaning;
  if (item.name) return putName(bag, state, item);
  if (item.unread) {
    bag.kinds.add('unread');
    putBare(bag, state, { text: itemText(line, item), quoted: false, sure: false, unread: true });
    return true;
  }
  if (item.change !== undefined) return putNumber(bag, state, 'changes', item.change);
  if (item.number !== undefined && !item.unit) return putNumber(bag, state, 'numbers', item.number);
  if (item.length) return putTime(bag, state, 'for', item.length.iso);
  if (item.until) return putTime(bag, state, 'until', item.until);
  if (item.since) return putTime(bag, state, 'since', item.since);
  if (!m) bag.kinds.add('value');
  else if (m.corrects) state.correcting = bag.kinds.size > 0;
  else if (!m.noise) putMeaning(line, bag, state, item, m);
  return true;
}

function putMeaning(line: Line, bag: Growing, state: State, item: Item, m: Meaning): void {
  if (m.negates) {
    const negation = m.negates === 'modal' ? 'not' : m.negates;
    bag.negations.push(negation);
    bag.kinds.add(`not:${negation}`);
  }
  if (m.joins) {
    // What follows «and» has a preposition of its own, or none.
    state.prep = undefined;
    return;
  }
  putThings(bag, state, item, m);
  if (m.everyone) {
    bag.everyone.push(itemText(line, item));
    bag.kinds.add('everyone');
  }
  // «remove A from X, no, remove B»: the verb again.
  const again = state.correcting && m.verb !== undefined && bag.verbs.at(-1) === m.verb.id;
  if (m.verb && !again) {
    bag.verbs.push(m.verb.id);
    bag.kinds.add(`verb:${m.verb.id}`);
    if (m.verb.form !== 'ed' && !m.word?.startsWith('noun:') && !m.status) bag.acting.push(m.verb.id);
  }
  putWord(bag, state, m);
}

function putThings(bag: Growing, state: State, item: Item, m: Meaning): void {
  const { kinds } = bag;
  // «mail the guide to …» is no app.
  if (m.apps && !(m.word && !m.values) && !(m.weak && m.verb)) {
    replaceOrAdd(bag.apps, m.apps, state);
    kinds.add(m.weak ? 'weakApp' : 'apps');
  }
  if (m.platforms) {
    replaceOrAdd(bag.platforms, m.platforms, state);
    kinds.add('platforms');
  }
  if (m.families) {
    bag.families.push(...m.families);
    kinds.add('family');
  }
  // A word that is also a value of some setting («all», «block») counts as the plain word.
  const plain = m.word ?? m.verb ?? m.platforms ?? m.apps ?? m.level ?? m.families;
  if (plain === undefined && (m.settings || m.sets || m.axis)) {
    for (const owner of item.owners ?? []) bag.owners.add(owner);
    kinds.add('setting');
  } else if (plain === undefined && m.values) kinds.add('value');
  if (m.level) {
    kinds.add(bag.level === undefined ? 'level' : 'levels');
    bag.level = m.level;
  }
  if (m.compliance) {
    if (bag.compliance !== undefined && bag.compliance !== m.compliance) kinds.add('compliances');
    bag.compliance = m.compliance;
    kinds.add('compliance');
  }
  if (m.status) {
    if (bag.status !== undefined && bag.status !== m.status) kinds.add('statuses');
    bag.status = m.status;
    kinds.add('status');
  }
  // «under policy X» is a place, not a comparison.
  if (m.compares && m.compares !== 'under') {
    kinds.add('compares');
    bag.compares = m.compares;
  }
  if (m.marks) kinds.add(`mark:${m.marks}`);
}

/** A preposition waits for its name, over marks and families («to the app protection policy "X"»). */
function putWord(bag: Growing, state: State, m: Meaning): void {
  if (m.word === undefined) {
    if (!m.marks && !m.families) state.prep = undefined;
    return;
  }
  // «the last changes» are some, «the last change» is one.
  const word = m.word === 'noun:changes' ? 'noun:change' : m.word;
  bag.words.add(m.word).add(word);
  bag.kinds.add(`word:${word}`);
  state.prep = preps.has(m.word) ? m.word : undefined;
  state.prepUsed = false;
}

const preps = new Set('to for in on off of from with by at about under into out onto'.split(' '));

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
  if (state.correcting) {
    bag.for = undefined;
    bag.until = undefined;
  } else if (bag[slot] !== undefined) return false;
  state.correcting = false;
  state.prep = undefined;
  bag[slot] = value;
  bag.kinds.add(slot);
  return true;
}

const slotOf: Readonly<Record<Exclude<Mark, 'name'>, NameSlot>> = {
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
  if (name.mark === 'name') return putTitle(bag, state, texts);
  if (name.mark === undefined) {
    if (state.correcting && state.last) return correctName(bag, state, texts);
    for (const text of texts) putBare(bag, state, { text, quoted: name.quoted, sure: name.sure, unread: false });
    return true;
  }
  const slot = slotOf[name.mark];
  if (state.correcting) bag[slot].length = 0;
  // Its verb decides whether a group is included or excluded.
  const bare = { prep: 'group', verb: bag.verbs.at(-1), quoted: name.quoted, sure: true, unread: false };
  if (slot === 'groups') bag.bare.push(...texts.map((text) => ({ ...bare, text })));
  bag[slot].push(...texts);
  bag.kinds.add(slot);
  Object.assign(state, { correcting: false, prep: undefined, last: slot });
  return true;
}

function putTitle(bag: Growing, state: State, [title]: readonly string[]): boolean {
  if (bag.title !== undefined && !state.correcting) return false;
  bag.title = title;
  bag.kinds.add('title');
  state.correcting = false;
  return true;
}

/** «…, I mean to Marketing»: the last name was not meant. */
function correctName(bag: Growing, state: State, texts: readonly string[]): boolean {
  const [text] = texts;
  if (!state.last || text === undefined) return false;
  if (state.last !== 'bare') bag[state.last].splice(-1, 1, ...texts);
  if (state.last === 'bare' || state.last === 'groups') {
    const last = bag.bare.pop();
    if (last) bag.bare.push({ ...last, text });
  }
  state.correcting = false;
  return true;
}

function putBare(bag: Growing, state: State, name: Omit<Bare, 'prep' | 'verb'>): void {
  const last = bag.bare.at(-1);
  if (name.unread && last?.unread && state.last === 'bare' && state.prep === undefined) {
    bag.bare[bag.bare.length - 1] = { ...last, text: `${last.text} ${name.text}` };
    return;
  }
  // A word nobody knows is a name only right after «to» or «from», not behind another name.
  const prep = name.unread && state.prepUsed ? undefined : state.prep;
  bag.bare.push({ ...name, prep, verb: bag.verbs.at(-1) });
  if (name.unread) state.prep = undefined;
  else bag.kinds.add('bare');
  state.prepUsed = true;
  state.last = 'bare';
}
