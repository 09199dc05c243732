import type { Bag, Bare } from './bag';

/** Who is the policy and who the groups, in what is done to whole policies. */
export interface Parties {
  readonly policies: readonly string[];
  readonly groups: readonly string[];
  readonly excluded: readonly string[];
}

/** How a verb places its names. */
export interface Placing {
  /** The word before a group: «assign … to», «unassign … from». */
  readonly towards?: 'to' | 'from';
  /** The words before a policy, where a name without one is a group: «take Sales off "X"», «add Sales to "X"». */
  readonly beside?: string | undefined;
}

/**
 * By the word beside a name, else by what stands before it.
 * Undefined when a name is left, or when several policies do not stand in one list: «assign A to X; assign B to Y».
 */
export function partiesOf(bag: Bag, { towards, beside }: Placing): Parties | undefined {
  // «@Sales» is a group where a group is wanted; an address is a person.
  if (bag.users.some((user) => user.includes('@'))) return undefined;
  const policies = [...bag.policies];
  const groups = [...bag.everyone, ...bag.users];
  const excluded: string[] = [];
  const places = beside?.split(' ') ?? [];
  const placed = bag.bare.some((name) => places.includes(name.prep ?? '') && isPolicyName(name));
  for (const name of bag.bare) {
    const goes =
      beside === undefined &&
      (name.prep === 'for' ||
        name.prep === 'to' ||
        name.prep === 'onto' ||
        (name.prep !== undefined && name.prep === towards));
    const gets = getsIt(bag, name);
    const left = name.prep === undefined || name.prep === 'group' || goes;
    if (name.verb === 'exclude' && left && !name.unread) excluded.push(name.text);
    else if (name.prep === 'group') groups.push(name.text);
    else if (name.unread && !(goes && name === bag.bare.at(-1))) return undefined;
    else if (goes || gets) groups.push(name.text);
    else if (beside !== undefined && name.prep === undefined && isWord(name)) {
      if (!placed && policies.length === 0) return undefined;
      groups.push(name.text);
    } else if (name.prep === undefined && isPolicyName(name)) policies.push(name.text);
    else if (policies.length === 0 && isPolicyName(name)) policies.push(name.text);
    else if (isAssigned(bag, name, policies)) policies.push(name.text);
    else return undefined;
  }
  return inOneList(bag, policies) ? { policies, groups, excluded } : undefined;
}

/** «Sales gets …», «give Finance the policy "X"». */
function getsIt(bag: Bag, name: Bare): boolean {
  if (name.quoted || name.prep !== undefined) return false;
  // «target Finance with "X"»
  const targeted = name.verb === 'assign' && isWord(name) && bag.words.has('with') && bag.bare.length > 1;
  return (name.verb === undefined && bag.verbs[0] === 'get') || (name.verb === 'give' && isWord(name)) || targeted;
}

/** «assign Travel to Finance»: what is assigned is a policy. */
function isAssigned(bag: Bag, name: Bare, policies: readonly string[]): boolean {
  const first = bag.bare[0] === name && policies.length === 0 && name.prep === undefined;
  return first && (name.verb === 'assign' || name.verb === 'unassign') && isWord(name);
}

/** One word with a capital that is nothing else: «Travel», «Finance». Two may be somebody's name. */
export function isWord({ text, unread, quoted }: Bare): boolean {
  return !unread && !quoted && /^\p{Lu}\S*$/u.test(text);
}

/** A name that can be a policy's without the word: quoted, an id, or several words with capitals inside. */
export function isPolicyName({ text, quoted, sure, unread }: Bare): boolean {
  return !unread && (quoted || sure || (/\s/.test(text) && /\p{Lu}{2}/u.test(text)));
}

/** What is said of several policies is said of each only when they stand together. */
export function inOneList(bag: Bag, policies: readonly string[]): boolean {
  if (policies.length < 2) return true;
  return bag.items.some(({ names }) => policies.every((policy) => names?.some(({ text }) => text === policy)));
}

/** The family said in words, in a list of at most one; undefined when two were said. */
export function familyOf(bag: Bag): readonly string[] | undefined {
  const said = [...new Set(bag.families)];
  return said.length > 1 ? undefined : said;
}

export function familySlot([family]: readonly string[]): { family?: string } {
  return family === undefined ? {} : { family };
}

export function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
