import type { Value } from '../../core/setting';
import type { Item } from '../line/items';
import type { Resolved } from './axes';
import type { Noun } from './binding';
import type { Draft } from './draft';

/** True when the words, all in their places, ask this family for something; many are everyday words, too. */
export function isMeant(d: Draft, items: readonly Item[], { settings, open }: Resolved): boolean {
  if (d.act === 'create') return d.familySaid || settings.size > 0;
  const named = settings.size > 0 || open || d.binding.nouns.length > 0;
  // «turn off antivirus»: of the family, but not which setting.
  if (!named && !(d.familySaid && d.family.spoken.itself && switches(items))) return false;
  if (d.binding.nouns.some(({ weak }) => weak) && !isSpoken(d) && !hasVerb(items) && !hasAction(d)) return false;
  return isAboutFamily(d) && isAsked(d, items);
}

/** The family, a policy or an app is named. */
function isSpoken({ familySaid, policy, apps }: Draft): boolean {
  return familySaid || policy !== undefined || apps !== undefined;
}

function hasVerb(items: readonly Item[]): boolean {
  return items.some(({ meaning: m }) => m?.verb !== undefined || m?.negates !== undefined || modals.has(m?.word ?? ''));
}

/** «block access», «wipe data» ask as a verb does. */
function hasAction({ binding: { nouns, family } }: Draft): boolean {
  return nouns.some(({ phrase, keys }) => phrase && keys.some((key) => family.settings[key]?.bars));
}

const modals = new Set(['must', 'should', 'shall', 'may', 'can', 'ensure']);

function switches(items: readonly Item[]): boolean {
  return items.some(({ meaning }) => meaning?.verb?.polarity !== undefined && meaning.verb.polarity !== 'set');
}

/**
 * Values that need no noun («app protection», «MFA») and phrases such as «wipe data» set something by themselves only
 * where the family, a policy or another setting is named.
 */
function isAboutFamily(d: Draft): boolean {
  const { bound, nouns, verb } = d.binding;
  if (bound.some(({ noun, values }) => isAside(d, noun, values))) return false;
  const loose = bound.filter(({ noun, values }) => noun.unnamed === true || isLeaning(d, noun, values));
  if (loose.length === 0 || loose.length < nouns.length || d.familySaid || d.policy !== undefined) return true;
  const leaning = loose.some(({ noun }) => noun.unnamed !== true);
  return !leaning && (d.apps !== undefined || (loose.length > 1 && verb !== undefined));
}

/** «require a PIN on unmanaged devices» says where, not that the policy is to be for unmanaged devices from now on. */
function isAside(d: Draft, noun: Noun, values: ReadonlyMap<string, Value>): boolean {
  const aside = [...values.keys()].find((key) => d.family.settings[key]?.leans);
  if (noun.unnamed !== true || aside === undefined || d.binding.bound.length === 1) return false;
  // «policy "X": any management state; …» is a part of its own.
  if (noun.apart) return false;
  return !d.fills.some((keys) => keys.includes(aside));
}

/** «screenshots are blocked in Teams» is how it is; «must be blocked», «are not allowed» is how it should be. */
function isTold(items: readonly Item[]): boolean {
  const meanings = items.flatMap(({ meaning }) => meaning ?? []);
  const wanted = meanings.some(
    ({ verb, negates, word }) => (verb && verb.form !== 'ed') ?? (negates !== undefined || modals.has(word ?? '')),
  );
  return tellsHow(items) && !wanted;
}

/** «the risk is low», but not «if the device is rooted». */
function tellsHow(items: readonly Item[]): boolean {
  const at = (...words: readonly string[]): number =>
    items.findIndex(({ meaning: m }) => m?.word !== undefined && words.includes(m.word));
  const [is, supposed] = [at('is', 'are'), at('if', 'when')];
  return is >= 0 && (supposed < 0 || is < supposed);
}

function isLeaning(d: Draft, noun: Noun, values: ReadonlyMap<string, Value>): boolean {
  return noun.phrase === true && [...values.keys()].every((key) => d.family.settings[key]?.leans === true);
}

/** «the risk is low» tells, «set the risk to low» asks: without a verb there has to be somebody it is for. */
function isAsked(d: Draft, items: readonly Item[]): boolean {
  if (isTold(items)) return false;
  const verb = hasVerb(items);
  const whom = d.apps ?? d.platforms ?? d.policy ?? d.groups;
  if (verb || whom !== undefined || d.familySaid || d.axes.size > 0) return true;
  return !tellsHow(items) && d.binding.bound.length > 0;
}
