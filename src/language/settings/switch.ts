import type { Value } from '../../core/setting';
import type { SpokenSetting } from '../vocabulary';
import type { Negation, Polarity } from '../words/lexicon';
import { chainOf, nounOf, openNouns, settle, type Binding, type Governing, type Noun } from './binding';

/** What «block», «allow», «require», «turn on» and «turn off» make of a setting. */

/** «PIN required», «inbound: block», «script scanning on»: a switching word as the value of what waits. */
export function bindSwitch(b: Binding, polarity: Polarity): boolean {
  const noun = openNouns(b).at(-1);
  // «no PIN needed»: the participle goes with the negation before the noun.
  const negation = b.negation ?? (noun?.verb?.denies ? 'no' : undefined);
  const meant = negation ? flip(polarity, negation, true) : polarity;
  const values = noun && meant && switchValues(b, noun, meant);
  if (!noun || !meant || !values) return false;
  for (const other of chainOf(b, noun)) {
    const same = switchValues(b, other, meant);
    if (same) settle(b, other, same);
  }
  settle(b, noun, values);
  b.negation = undefined;
  return true;
}

/** «screenshots must not be taken»: the thing that waits is what must not be. */
export function bindDenied(b: Binding): boolean {
  const noun = openNouns(b).at(-1);
  const values = noun && switchValues(b, noun, 'block');
  if (!noun || !values) return false;
  settle(b, noun, values);
  b.negation = undefined;
  return true;
}

/** The family itself is switched: «turn on the firewall». */
export function bindFamily(b: Binding, keys: readonly string[], verb: Governing): void {
  const noun = nounOf(b, keys, { verb });
  b.nouns.push(noun);
  const values = switchValues(b, noun, verb.polarity);
  if (values) settle(b, noun, values);
}

/** Settings that wait without a verb are wanted: «web protection without VPN». */
export function switchOn(b: Binding): void {
  for (const noun of openNouns(b)) {
    const neutral = !noun.verb || noun.verb.polarity === 'set';
    const values = neutral ? switchValues(b, noun, 'require') : undefined;
    if (values) settle(b, noun, values);
  }
}

/** At the end: settings that still wait take what their verb says. False when a verb was said for nothing. */
export function settleNouns(b: Binding): boolean {
  for (const noun of openNouns(b)) {
    const { verb } = noun;
    const values = (verb && switchedBy(b, noun, verb)) ?? noun.fallback ?? bareValues(b, noun);
    if (values) settle(b, noun, values);
    else if (verb && said.has(verb.polarity)) return false;
  }
  return true;
}

const said: ReadonlySet<Polarity> = new Set(['block', 'allow', 'off', 'free']);

/** «stop people from copying»: what has no «off» is blocked. */
function switchedBy(b: Binding, noun: Noun, { polarity, denies }: Governing): ReadonlyMap<string, Value> | undefined {
  return switchValues(b, noun, polarity) ?? (denies && polarity === 'off' ? switchValues(b, noun, 'block') : undefined);
}

/** The values a switching word gives a noun's settings; undefined when it gives none. */
export function switchValues(b: Binding, noun: Noun, polarity: Polarity): ReadonlyMap<string, Value> | undefined {
  const values = new Map<string, Value>();
  for (const key of noun.keys) {
    const setting = b.family.settings[key];
    const value = setting && switchValue(b, key, setting, polarity, noun.property);
    if (value !== undefined) values.set(key, value);
  }
  return values.size > 0 ? values : undefined;
}

function switchValue(
  b: Binding,
  key: string,
  setting: SpokenSetting,
  polarity: Polarity,
  property: boolean,
): Value | undefined {
  if (setting.kind === 'choice') return choiceValue(b, key, polarity);
  if (setting.kind !== 'toggle') return undefined;
  if (property && (polarity === 'on' || polarity === 'off')) return polarity === 'on';
  return senses[setting.sense].get(polarity);
}

function choiceValue(b: Binding, key: string, polarity: Polarity): Value | undefined {
  const polar = b.family.polar.get(key);
  return polar?.get(polarity) ?? (polarity === 'free' ? polar?.get('off') : undefined);
}

const senses: Readonly<Record<'blocks' | 'requires' | 'enables', ReadonlyMap<Polarity, boolean>>> = {
  blocks: new Map([
    ['block', true],
    ['off', true],
    ['allow', false],
    ['on', false],
  ]),
  requires: new Map([
    ['require', true],
    ['on', true],
    ['off', false],
    ['free', false],
  ]),
  enables: new Map([
    ['on', true],
    ['require', true],
    ['allow', true],
    ['off', false],
    ['block', false],
  ]),
};

function bareValues(b: Binding, noun: Noun): ReadonlyMap<string, Value> | undefined {
  const values = new Map<string, Value>();
  for (const key of noun.keys) {
    const bare = b.family.settings[key]?.bare;
    if (bare !== undefined) values.set(key, bare);
  }
  return values.size > 0 ? values : undefined;
}

/** What a denied verb asks for; undefined when it asks for nothing («don't turn on …»). */
export function flip(polarity: Polarity, negation: Negation, participle: boolean): Polarity | undefined {
  const opposite = opposites.get(polarity);
  if (participle || (negation !== 'not' && negation !== 'modal')) return opposite;
  // «we must not block printing» is talk.
  if (negation === 'modal') return undefined;
  return polarity === 'block' || polarity === 'allow' || polarity === 'require' ? opposite : undefined;
}

const opposites = new Map<Polarity, Polarity>([
  ['block', 'allow'],
  ['allow', 'block'],
  ['require', 'off'],
  ['on', 'off'],
  ['off', 'on'],
  ['free', 'require'],
]);
