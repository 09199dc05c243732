import type { Platform } from '../../core/family';
import type { QueryRequest } from '../../core/request';
import { looksLikeDevice } from '../line/names';
import type { Bag } from '../acts/bag';

/** A reader of one kind of question: the request, or undefined when something said has no place in it. */
export type Query = (bag: Bag, asked: boolean) => QueryRequest | undefined;

/** What a question has a place for, each list as words with spaces between. */
export interface Places {
  /** Kinds of things: `apps`, `platforms`, `compliance` … */
  readonly slots: string;
  /** Nouns beside the small words, which all fit. */
  readonly nouns?: string;
  /** Verbs beside those of showing. */
  readonly verbs?: string;
}

export function fits(bag: Bag, places: Places): boolean {
  const [slots, nouns, verbs] = [setOf(places.slots), setOf(places.nouns), setOf(places.verbs)];
  for (const kind of bag.kinds) {
    if (kind.startsWith('mark:') || kind.startsWith('not:') || kind.startsWith('verb:')) continue;
    if (kind.startsWith('word:noun:') ? !nouns.has(kind.slice(10)) : !kind.startsWith('word:') && !slots.has(kind))
      return false;
  }
  return bag.verbs.every((verb) => showing.has(verb) || verbs.has(verb));
}

const showing = new Set(['show', 'list', 'check', 'set', 'use', 'own', 'get', 'give', 'explain']);

const remembered = new Map<string, ReadonlySet<string>>();

function setOf(text: string | undefined): ReadonlySet<string> {
  const key = text ?? '';
  const known = remembered.get(key);
  if (known) return known;
  const set = new Set(key.split(' '));
  remembered.set(key, set);
  return set;
}

/** The one device that is named; a bare id counts. */
export function deviceOf(bag: Bag): string | undefined {
  const bare = bag.bare.filter(({ text, quoted }) => !quoted && looksLikeDevice(text)).map(({ text }) => text);
  const named = [...bag.devices, ...bare];
  return named.length === 1 && bag.bare.length + bag.devices.length === 1 ? named[0] : undefined;
}

/** Policies by their word, in quotes, or by an id. */
export function policiesOf(bag: Bag): readonly string[] {
  const bare = bag.bare.filter(({ prep, quoted, sure }) => prep !== 'group' && (quoted || sure));
  return [...bag.policies, ...bare.map(({ text }) => text)];
}

export function platformSlot(bag: Bag): { platforms?: Platform[] } {
  return bag.platforms.length > 0 ? { platforms: [...bag.platforms].sort() } : {};
}

export function usersSlot(users: readonly string[]): { users?: string[] } {
  return users.length > 0 ? { users: [...new Set(users)].sort() } : {};
}
