import type { Item } from '../line/items';
import type { Polarity } from '../words/lexicon';
import { openNouns, type Binding } from './binding';
import { bindSwitch, settleNouns } from './switch';
import { valueOf } from './values';

/** What «no, wait», «I mean» and the like do to what was said before. */

/** «block printing, no wait, block screenshots»: the last setting was not meant. */
export function takeBack(b: Binding): void {
  b.correcting = false;
  if (b.bound.length === 0 && openNouns(b).length > 0) settleNouns(b);
  const last = b.bound.pop();
  if (last) b.nouns.splice(b.nouns.indexOf(last.noun), 1);
}

/** «low, no wait, medium»: the last value of this kind is replaced. */
export function replaceValue(b: Binding, item: Item): boolean {
  for (const { noun, values } of [...b.bound].reverse()) {
    const meant = noun.keys.flatMap((key) => {
      const value = valueOf(b.family.settings[key], key, item);
      return value === undefined ? [] : [[key, value] as const];
    });
    if (meant.length === 0) continue;
    b.correcting = false;
    values.clear();
    for (const [key, value] of meant) values.set(key, value);
    return true;
  }
  return false;
}

/** «turn it on, no, off»: the last setting is switched the other way. */
export function replaceSwitch(b: Binding, polarity: Polarity): boolean {
  settleNouns(b);
  const last = b.bound.pop();
  if (!last) return false;
  last.noun.done = false;
  b.correcting = false;
  return bindSwitch(b, polarity);
}
