import type { Item } from '../line/items';
import { bindPhrase } from './bind';
import { isActionMeant, isBarred, pickEnforced, settleEnforced } from './bars';
import { openNouns, settle } from './binding';
import type { Draft } from './draft';
import { breaks, preps } from './small-words';
import { settleNouns, switchValues } from './switch';
import { appGroups } from './targets';

/** True when everything said has found its place: nothing waits, and nothing was said for nothing. */
export function isComplete(d: Draft, items: readonly Item[], leans: boolean): boolean {
  const b = d.binding;
  takeCondition(d);
  const enforced = pickEnforced(b);
  if (enforced === 'picked') d.conditional = false;
  if (isDangling(items) || enforced === 'unclear' || (!leans && !settleNouns(b))) return false;
  if (b.nouns.length === 0 && d.familySaid) settleItself(d);
  if (b.correcting || b.negation || b.loose.length > 0 || d.conditional || d.exceeded || d.besides || d.lifting)
    return false;
  if (!isComparisonUsed(d) || !isBarred(b) || !settleEnforced(b) || !isActionMeant(b)) return false;
  // «wipe data after 10 failed PIN attempts»: what wipes has no value, and what has one does not wipe.
  if (d.wiping && !d.wiping.done && b.bound.length > 0) return false;
  if (d.turning && openNouns(b).length > 0) return false;
  return isVerbUsed(d) && areAppsMeant(d) && (d.removing === undefined || d.lifted) && areWordsUsed(d);
}

/** «block access if the device is rooted»: what the condition names is what is barred, by its own action. */
function takeCondition(d: Draft): void {
  const b = d.binding;
  const noun = openNouns(b).at(-1);
  if (!d.conditional || !noun) return;
  const own = noun.keys.map((key) => b.family.settings[key]?.enforcedBy);
  const action = b.bound.find(
    ({ noun: { phrase }, values }) =>
      phrase && values.size === 1 && own.every((one) => one && values.get(one.key) === one.value),
  );
  const values = action && switchValues(b, noun, 'block');
  if (!values) return;
  b.bound.splice(b.bound.indexOf(action), 1);
  settle(b, noun, values);
  d.conditional = false;
}

/** «low at most»: said behind its value. */
function isComparisonUsed({ binding: { compares, bound }, family }: Draft): boolean {
  if (compares === undefined) return true;
  const keys = [...(bound.at(-1)?.values.keys() ?? [])];
  return keys.some((key) => family.settings[key]?.limit === compares);
}

/** «… for» with nothing after it. */
function isDangling(items: readonly Item[]): boolean {
  const last = items.findLast(({ meaning: m }) => !m?.noise && !(m?.word !== undefined && breaks.has(m.word)));
  const word = last?.meaning?.word;
  return word !== undefined && preps.has(word);
}

/** Asking for a family whose own switch means one thing alone: «supervised mode for Defender». */
function settleItself(d: Draft): void {
  const keys = d.family.spoken.itself ?? [];
  const sets = keys.flatMap((key) => {
    const value = d.family.settings[key]?.only;
    return value === undefined ? [] : [{ key, value }];
  });
  if (keys.length > 0 && sets.length === keys.length) bindPhrase(d.binding, sets);
}

/** A verb that says which way has to have a setting, or values that need no noun: «require … for Exchange». */
function isVerbUsed({ binding: { verb, bound, family } }: Draft): boolean {
  if (!verb || verb.used || verb.modal || verb.polarity === 'set') return true;
  if (verb.polarity !== 'require' && verb.polarity !== 'on') return false;
  return bound.some(
    ({ noun, values }) =>
      noun.segment === verb.segment && [...values.keys()].some((key) => family.settings[key]?.alone),
  );
}

/** «not Teams but Outlook» is Outlook; «all apps but not Outlook» has no slot. */
function areAppsMeant({ notApps, apps }: Draft): boolean {
  return !notApps || (apps !== undefined && !apps.some((app) => appGroups.has(app)));
}

/** Fillers stand beside their setting, and a value that was denied has another in its place. */
function areWordsUsed(d: Draft): boolean {
  const b = d.binding;
  const settled = new Set(b.bound.flatMap(({ values }) => [...values.keys()]));
  const named = new Set(b.nouns.flatMap(({ keys }) => keys));
  if (b.denied.length > 0 && !b.denied.some(({ key }) => settled.has(key))) return false;
  return d.fills.every((keys) => keys.some((key) => settled.has(key) || named.has(key)));
}
