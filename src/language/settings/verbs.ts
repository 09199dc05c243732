import type { Item } from '../line/items';
import type { Meaning, Polarity } from '../words/lexicon';
import { freeVerb, govern, openNouns } from './binding';
import { replaceSwitch } from './correct';
import type { Draft } from './draft';
import { bindDenied, bindSwitch, flip, switchValues } from './switch';
import { breaks, preps, takeFiller } from './small-words';

export function takeVerb(d: Draft, items: readonly Item[], i: number, m: Meaning): boolean {
  const { verb } = m;
  const item = items[i];
  if (!verb || !item) return false;
  // «should get blocked», «get printing blocked»: the participle says which way.
  if (verb.id === 'get' && items.slice(i + 1).some(({ meaning }) => meaning?.verb?.form === 'ed')) return true;
  if (m.fills && verb.polarity === undefined && d.act === 'set') {
    const { negation } = d.binding;
    // «shall not run on rooted devices»: what is denied is still to come.
    return (
      (!negation || (negation === 'modal' && (bindDenied(d.binding) || openNouns(d.binding).length === 0))) &&
      takeFiller(d, m.fills)
    );
  }
  // «drop the threat level to low»
  if (verb.id === 'drop' && d.act === 'set' && items.slice(i).some(({ meaning }) => meaning?.word === 'to'))
    return takeSetting(d, 'set', item);
  if (verb.id === 'use' && verb.form === 'ed') return takeUsed(d) || (m.fills !== undefined && takeFiller(d, m.fills));
  if (d.removing === d.binding.segment && takeLiftedVerb(d, verb.polarity)) return true;
  if (verb.id === 'exclude' && isBesides(d, items, i)) {
    d.besides = true;
    return true;
  }
  if (verb.polarity === undefined) return takeAct(d, verb.id);
  // What disables must be typed right.
  if (item.mended && ['off', 'free', 'block'].includes(verb.polarity)) return false;
  if (verb.polarity === 'set') return takeSetting(d, verb.id, item);
  return takeSwitching(d, items, i, m);
}

/** «set», «change», «turn»: what follows says which way. */
function takeSetting(d: Draft, id: string, item: Item): boolean {
  const b = d.binding;
  // «people may not use simple PINs»: what they may not use is denied.
  if (b.negation) return id === 'use';
  d.turning = id === 'turn';
  d.slipped = d.slipped || item.mended !== undefined;
  // «let people use …», «must use …»: the verb before it has said which way.
  const waits = freeVerb(b) ?? (b.verb?.modal && !b.verb.used && b.verb.segment === b.segment);
  if (!waits) govern(b, 'set');
  d.prep = undefined;
  return true;
}

function takeSwitching(d: Draft, items: readonly Item[], i: number, { verb }: Meaning): boolean {
  const b = d.binding;
  if (!verb?.polarity) return false;
  const participle = verb.form === 'ed';
  if (participle || isValuePlace(d, items, i)) {
    if (bindSwitch(b, verb.polarity)) return true;
    // «threat level medium or lower required»
    if (participle && verb.polarity === 'require' && b.bound.length > 0 && !b.negation) return true;
  }
  if (b.correcting && replaceSwitch(b, verb.polarity)) return true;
  const polarity = b.negation ? flip(verb.polarity, b.negation, participle) : verb.polarity;
  const free = freeVerb(b);
  const both = free && verb.form === 'ing' ? together(free.polarity, polarity) : undefined;
  if (!polarity || (free && !both)) return false;
  b.negation = undefined;
  govern(b, both ?? polarity);
  return true;
}

/** «turn on blocking of …» blocks, «disable blocking of …» allows. */
function together(outer: Polarity, inner: Polarity | undefined): Polarity | undefined {
  if (outer === 'on' || outer === 'require') return inner;
  return outer === 'off' && inner ? flip(inner, 'stop', false) : undefined;
}

/** A base verb after a waiting noun is its value («inbound block»), unless another noun follows («block inbound allow …»). */
export function isValuePlace(d: Draft, items: readonly Item[], i: number): boolean {
  const open = openNouns(d.binding).at(-1);
  if (!open) return false;
  if (items[i]?.meaning?.verb?.form === 'ed') return true;
  if (open.verb && !open.verb.modal && switchValues(d.binding, open, open.verb.polarity)) return false;
  const next = items.slice(i + 1).find(({ meaning }) => !meaning?.noise || meaning.settings || meaning.sets)?.meaning;
  return next?.settings || next?.sets ? d.prep === 'to' || d.prep === '=' || d.prep === ':' : true;
}

/** «for Teams and Word but not for Outlook»: an app that was not listed anyway. */
function isBesides(d: Draft, items: readonly Item[], i: number): boolean {
  const next = items.slice(i + 1).find(({ meaning: m }) => !m?.noise && !preps.has(m?.word ?? ''));
  return d.apps !== undefined && next?.meaning?.apps !== undefined && d.act === 'set';
}

/** «may be used», «must not be used»: what waits is allowed, wanted or denied. */
function takeUsed({ binding: b }: Draft): boolean {
  if (b.negation) return bindDenied(b);
  return b.verb?.modal === true && b.verb.segment === b.segment && bindSwitch(b, b.verb.polarity);
}

/** «lift the block on printing»: the verb is the noun of what is lifted. */
function takeLiftedVerb(d: Draft, polarity: Polarity | undefined): boolean {
  if (polarity !== 'block' && polarity !== 'require') return false;
  d.lifting = polarity === 'block' ? 'blocks' : 'requires';
  return true;
}

/** Verbs of other acts: a few of them have a place beside settings. */
function takeAct(d: Draft, id: string): boolean {
  if (d.binding.negation) return false;
  switch (id) {
    case 'create':
    case 'deploy':
    case 'add':
    case 'name':
    case 'cover':
    case 'include':
      return d.act === 'create';
    case 'remove':
    case 'drop':
    case 'delete':
    case 'unsilence':
      govern(d.binding, 'off');
      d.removing = d.binding.segment;
      return d.act === 'set';
    case 'assign':
    case 'apply':
      d.grouping = 'groups';
      return d.act === 'create';
    case 'exclude':
      d.grouping = 'excludeGroups';
      return d.act === 'create' || d.family.spoken.ownsGroups === true;
    default:
      return false;
  }
}

/** «turn … on», «PIN off», «on Android». */
export function takeOnOff(d: Draft, items: readonly Item[], i: number, word: 'on' | 'off'): boolean {
  const b = d.binding;
  if (word === 'on' && !isSwitchedOn(items, i)) {
    d.prep = 'on';
    return true;
  }
  if (word === 'off' && d.slipped) return false;
  if (bindSwitch(b, word) || switchPhrase(d, word) || (b.correcting && replaceSwitch(b, word))) return true;
  // «the firewall should not be on»
  const denied = b.negation === 'modal';
  if ((b.negation && !denied) || (b.verb && b.verb.polarity !== 'set' && !b.verb.modal && !b.verb.used)) return false;
  b.negation = undefined;
  // «all profiles on»: the family itself, where the end of the part finds it.
  govern(b, denied ? opposite[word] : word);
  return true;
}

const opposite = { on: 'off', off: 'on' } as const;

/** «Allow … to enforce endpoint security configurations: Off»: a phrase typed as its label, with a value behind it. */
function switchPhrase(d: Draft, word: 'on' | 'off'): boolean {
  const last = d.binding.bound.at(-1);
  const labelled = d.prep === ':' || d.prep === '=' || d.prep === 'to';
  if (!last?.noun.phrase || !labelled || last.noun.segment !== d.binding.segment) return false;
  const entries = [...last.values];
  if (!entries.every(([, value]) => value === true)) return false;
  for (const [key] of entries) last.values.set(key, word === 'on');
  d.prep = undefined;
  return true;
}

/** «on» is a switch at the end of its part and before «for …»; else it says where. */
function isSwitchedOn(items: readonly Item[], i: number): boolean {
  const next = items[i + 1];
  if (!next) return true;
  const m = next.meaning;
  if (!m) return false;
  if (m.joins !== undefined || m.corrects) return true;
  if (m.noise)
    return items.slice(i + 1).every(({ meaning }) => meaning?.noise || meaning?.word === ',' || meaning?.word === '.');
  return m.word !== undefined && (breaks.has(m.word) || (preps.has(m.word) && m.word !== 'to') || m.word === '?');
}
