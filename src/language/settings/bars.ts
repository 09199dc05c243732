import type { Value } from '../../core/setting';
import { freeVerb, nounOf, settle, type Binding, type Bound } from './binding';

/**
 * «block Outlook above medium», «… low, block»: at the end of a part, a «block» that no setting took is what happens
 * beyond a limit; «block Android below 13» is a minimum and says no more.
 */
export function bar(b: Binding): void {
  const verb = freeVerb(b);
  if (verb?.polarity !== 'block') return;
  if (b.beyond === 'under') {
    verb.used = true;
    return;
  }
  const action = barringAction(b);
  const value = action === undefined ? undefined : b.family.polar.get(action)?.get('block');
  if (action === undefined || value === undefined || !isBeyond(b)) return;
  verb.used = true;
  takeAction(b, action, value);
}

/** Gives the family's action its value; it leans on the limit that was said. */
export function takeAction(b: Binding, action: string, value: Value): void {
  const noun = nounOf(b, [action], { phrase: true });
  b.nouns.push(noun);
  settle(b, noun, new Map([[action, value]]));
}

/** The family's setting that says what happens beyond a limit and can block. */
export function barringAction({ family }: Binding): string | undefined {
  return Object.keys(family.settings).find((key) => family.settings[key]?.bars && family.polar.has(key));
}

/** «above …» was said, or the limit is known and this part has nothing but the verb. */
function isBeyond(b: Binding): boolean {
  if (b.beyond === 'over') return true;
  const alone = b.nouns.every(({ segment }) => segment !== b.segment);
  return (
    alone && b.bound.some(({ values }) => [...values.keys()].some((key) => b.family.settings[key]?.limit === 'atMost'))
  );
}

/** «block access below Android 13»: the action is the minimum's own. False when it takes another one. */
export function settleEnforced(b: Binding): boolean {
  for (const action of b.bound.filter(({ noun }) => noun.phrase)) {
    const [[key, value] = [], ...others] = action.values;
    const enforcing = b.bound.flatMap((one) =>
      one.noun.segment === action.noun.segment
        ? [...one.values.keys()].flatMap((other) => b.family.settings[other]?.enforcedBy ?? [])
        : [],
    );
    const own = enforcing.filter((one) => one.key === key);
    if (own.length === 0 || others.length > 0 || isLimited(b)) continue;
    if (own.some((one) => one.value !== value)) return false;
    b.bound.splice(b.bound.indexOf(action), 1);
  }
  return true;
}

/**
 * «PIN attempts to 5 and then wipe» is about the attempts, for which there is no action: a phrase such as «wipe» or
 * «block access» means the family's action only beside the limit it bars, or with nothing else to be about.
 */
export function isActionMeant(b: Binding): boolean {
  const action = barringAction(b);
  const at = b.bound.findIndex(({ noun, values }) => !noun.property && action !== undefined && values.has(action));
  if (at < 0) return true;
  const isLimit = (keys: Iterable<string>) => [...keys].some((key) => limits(b, key));
  if (b.nouns.some(({ keys, done }) => !done && !isLimit(keys))) return false;
  const [before, after] = [b.bound[at - 1], b.bound[at + 1]];
  if (!before && !after) return true;
  if ([before, after].some((one) => one !== undefined && isLimit(one.values.keys()))) return true;
  // «threat level low, a PIN of 6 digits, block access»: a PIN's length has no action it could be.
  return (
    isPartOfItsOwn(b, at) &&
    isLimit(
      b.bound
        .slice(0, at)
        .findLast((one) => hasAction(b, one) || isLimit(one.values.keys()))
        ?.values.keys() ?? [],
    )
  );
}

function isPartOfItsOwn({ bound }: Binding, at: number): boolean {
  const segment = bound[at]?.noun.segment;
  return bound.every(({ noun }, i) => i === at || noun.segment !== segment);
}

/** What Intune does something about when it is not met. */
function hasAction({ family }: Binding, { values }: Bound): boolean {
  return [...values.keys()].some((key) => family.settings[key]?.enforcedBy ?? family.settings[key]?.endsIn);
}

/** «… PIN retries to 10 and action to wipe»: an action that is a part of its own is about the limit of the part before. */
export function followsLimit(b: Binding, before: Binding | undefined): boolean {
  const action = barringAction(b);
  const [only, ...others] = b.bound;
  const alone = only && others.length === 0 && !only.noun.property && action !== undefined && only.values.has(action);
  return !alone || !before || before.family.id !== b.family.id || isLimited(before);
}

/**
 * «block Outlook after 12 hours offline», «wipe data after 90 days offline»: of settings that share a word, the one
 * whose own action was said.
 */
export function pickEnforced(b: Binding): 'none' | 'picked' | 'unclear' {
  let picked: 'none' | 'picked' = 'none';
  for (const shared of b.bound) {
    const enforced = [...shared.values.keys()].map((key) => [key, b.family.settings[key]?.enforcedBy] as const);
    const [first, ...others] = enforced.flatMap(([, action]) => action ?? []);
    if (!first || others.length + 1 < enforced.length || others.every(({ value }) => value === first.value)) continue;
    const verb = b.verb?.segment === shared.noun.segment && !b.verb.used ? b.verb : undefined;
    const barred = verb?.polarity === 'block' ? b.family.polar.get(first.key)?.get('block') : undefined;
    const phrase = b.bound.find(({ noun, values }) => noun.phrase && values.size === 1 && values.has(first.key));
    const said = barred ?? phrase?.values.get(first.key);
    if (said === undefined || (barred !== undefined && phrase)) return 'unclear';
    for (const [key, action] of enforced) if (action?.value !== said) shared.values.delete(key);
    if (shared.values.size !== 1) return 'unclear';
    picked = 'picked';
    if (verb && barred !== undefined) verb.used = true;
    if (phrase) b.bound.splice(b.bound.indexOf(phrase), 1);
  }
  return picked;
}

/** A level that is the most that is allowed. */
function limits({ family }: Binding, key: string): boolean {
  return family.settings[key]?.kind === 'choice' && family.settings[key]?.limit === 'atMost';
}

function isLimited(b: Binding): boolean {
  return b.bound.some(({ values }) => [...values.keys()].some((key) => limits(b, key)));
}

/** What was said by what lies beyond it needs something that bars that; a minimum is barred by «block» alone. */
export function isBarred(b: Binding): boolean {
  if (b.beyond === undefined) return true;
  if (b.beyond === 'under' && b.verb?.polarity === 'block' && b.verb.used) return true;
  return b.bound.some(({ values }) => [...values.keys()].some((key) => b.family.settings[key]?.bars));
}
