import type { Meaning } from '../words/lexicon';
import type { Item } from './items';

/** Puts lists of the same kind together: «Word, Excel and PowerPoint». */
export function gatherLists(items: readonly Item[]): readonly Item[] {
  const out: Item[] = [];
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (!item) continue;
    const last = out.at(-1);
    const joined = last && isJoint(item) ? listStep(items, i) : undefined;
    const merged =
      last && joined && !startsAnew(out.at(-2), joined.item, items[joined.at + 1])
        ? together(last, joined.item)
        : undefined;
    if (merged && joined) {
      out[out.length - 1] = merged;
      i = joined.at;
    } else out.push(item);
  }
  return out;
}

/** «assign "A" to Sales and "B" to HR»: a name that goes somewhere itself does not end a list of goals. */
function startsAnew(before: Item | undefined, b: Item, after: Item | undefined): boolean {
  return b.name !== undefined && goesOn(before) && goesOn(after);
}

function goesOn(item: Item | undefined): boolean {
  return item?.meaning?.word === 'to' || item?.meaning?.word === 'from';
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

/** Two things of one kind as one; undefined when they are of two kinds, or say more than a list can hold. */
function together(a: Item, b: Item): Item | undefined {
  const meaning = a.meaning && b.meaning ? bothMeanings(a.meaning, b.meaning) : undefined;
  const name = a.name && b.name && mayList(a, b) ? a.name : undefined;
  if (!meaning && !name) return undefined;
  const span = { from: a.from, to: b.to, owners: union(a.owners ?? [], b.owners ?? []), ...mendedBoth(a, b) };
  if (meaning) return { ...span, meaning };
  const mark = a.name?.mark ?? b.name?.mark;
  const names = [...(a.names ?? [a.name]), ...(b.names ?? [b.name])].flatMap((one) => one ?? []);
  return name && { ...span, name: { ...name, ...(mark ? { mark } : {}) }, names };
}

function bothMeanings(a: Meaning, b: Meaning): Meaning | undefined {
  if (a.settings || b.settings) return undefined;
  const axis =
    a.axis && b.axis?.name === a.axis.name
      ? { axis: { name: a.axis.name, values: union(a.axis.values, b.axis.values) } }
      : {};
  if (a.apps && b.apps) {
    const values = a.values && b.values ? { values: union(a.values, b.values) } : {};
    // In a list of apps an everyday word is an app: «Word, Lists and Planner».
    return { apps: union(a.apps, b.apps), ...(a.weak && b.weak ? { weak: true } : {}), ...values };
  }
  if (a.platforms && b.platforms) return { platforms: union(a.platforms, b.platforms), ...axis };
  return axis.axis ? axis : undefined;
}

function union<T>(a: readonly T[], b: readonly T[]): readonly T[] {
  return [...new Set([...a, ...b])];
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
