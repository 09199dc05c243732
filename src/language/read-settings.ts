import type { Platform } from '../core/family';
import type { Value } from '../core/setting';
import {
  bindFamily,
  bindKeys,
  bindNoun,
  bindPhrase,
  bindSwitch,
  bindValue,
  canSwitch,
  flip,
  openNouns,
  settleNouns,
  startBinding,
  switchOn,
  type Binding,
  type Governing,
  type Noun,
} from './bind';
import type { ReadFamily } from './family-words';
import { looksLikeDevice } from './acts';
import { itemText, type Item } from './items';
import type { Line } from './line';
import type { Meaning } from './lexicon';

/** What one part of a sentence asks of one family: settings and whom they are for. */
export interface Draft {
  readonly family: ReadFamily;
  readonly line: Line;
  readonly binding: Binding;
  act: 'set' | 'create';
  familySaid: boolean;
  apps: string[] | undefined;
  platforms: Platform[] | undefined;
  policy: string | undefined;
  name: string | undefined;
  groups: string[] | undefined;
  excludeGroups: string[] | undefined;
  for: string | undefined;
  until: string | undefined;
  /** Segment → what was said there on each axis. */
  readonly axes: Map<number, Map<string, readonly string[]>>;
  readonly familyIn: Set<number>;
  readonly fills: (readonly string[])[];
  /** The slot filled last: what a correction replaces. */
  last: 'apps' | 'platforms' | 'policy' | 'name' | 'groups' | 'excludeGroups' | 'for' | 'until' | undefined;
  /** Segment in which apps (platforms) were said last; settings said after it close the slot. */
  closed: Set<string>;
  prep: string | undefined;
  grouping: 'groups' | 'excludeGroups' | undefined;
  /** «when», «if» were said and wait for what they are about. */
  conditional: boolean;
  notApps: boolean;
  /** «turn» and «switch» need an «on» or «off». */
  turning: boolean;
  /** The verb was mended; then nothing is switched off. */
  slipped: boolean;
  /** Part in which something is to be removed or lifted; it must say that it is a requirement or a restriction. */
  removing: number | undefined;
  lifted: 'requirement' | 'restriction' | undefined;
}

export interface Walked {
  readonly draft: Draft;
  /** Why it cannot be read so; undefined when it can. */
  readonly stuck?: Item;
}

/** Walks the items once. */
export function walk(
  line: Line,
  family: ReadFamily,
  items: readonly Item[],
  act: 'set' | 'create',
  leaning: { readonly before?: Draft; readonly verb?: Governing } = {},
): Walked {
  const { before, verb } = leaning;
  const draft = startDraft(line, family, act);
  if (verb) draft.binding.verb = { ...verb, used: true };
  if (before) draft.binding.nouns.push(...before.binding.bound.map(({ noun }) => waiting(noun)));
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (item && !step(draft, items, i)) return { draft, stuck: item };
  }
  const last = items.at(-1);
  endSegment(draft);
  if (last && (isDangling(items) || !finish(draft, before !== undefined))) return { draft, stuck: last };
  return { draft };
}

/** A setting of the part before, open again for a value of this one. */
function waiting({ keys, property }: Noun): Noun {
  return { keys, property, segment: 0, verb: undefined, done: false };
}

/** «… for» with nothing after it. */
function isDangling(items: readonly Item[]): boolean {
  const last = items.findLast(
    ({ meaning }) => !meaning?.noise && !(meaning?.word !== undefined && breaks.has(meaning.word)),
  );
  const word = last?.meaning?.word;
  return word !== undefined && preps.has(word);
}

function startDraft(line: Line, family: ReadFamily, act: 'set' | 'create'): Draft {
  return {
    family,
    line,
    act,
    binding: startBinding(family),
    familySaid: false,
    apps: undefined,
    platforms: undefined,
    policy: undefined,
    name: undefined,
    groups: undefined,
    excludeGroups: undefined,
    for: undefined,
    until: undefined,
    axes: new Map(),
    familyIn: new Set(),
    fills: [],
    last: undefined,
    closed: new Set(),
    prep: undefined,
    grouping: undefined,
    conditional: false,
    notApps: false,
    turning: false,
    slipped: false,
    removing: undefined,
    lifted: undefined,
  };
}

function step(d: Draft, items: readonly Item[], i: number): boolean {
  const item = items[i];
  if (!item || item.unread) return false;
  if (item.name) return takeName(d, item, items[i + 1]);
  if (item.until) return takeTime(d, 'until', item.until);
  if (item.since || item.change !== undefined) return false;
  if (item.length || item.number !== undefined || item.version || item.clock || item.literal)
    return takeValue(d, items, i);
  const m = item.meaning;
  if (!m) return false;
  if (m.corrects) return takeCorrection(d);
  if (m.settings || m.sets || m.axis || m.values) {
    const taken = takeOwn(d, items, i, m);
    if (taken !== undefined) return taken;
  }
  return takeShared(d, items, i, m);
}

/** Words that mean something in this family. Undefined: read them as plain English after all. */
function takeOwn(d: Draft, items: readonly Item[], i: number, m: Meaning): boolean | undefined {
  const b = d.binding;
  const item = items[i];
  if (!item) return false;
  if (m.sets && !m.settings) {
    if (!takePlatforms(d, m)) return false;
    closeTargets(d);
    return bindPhrase(b, m.sets);
  }
  if (m.settings) {
    // «device administrator compliance»: a noun that is also a value waits for what the sentence needs.
    if (m.values && openNouns(b).some((noun) => takes(b, noun, item))) return bindValue(b, item);
    if (!takePlatforms(d, m)) return false;
    closeTargets(d);
    if (d.removing === b.segment && /(?:check|requirement)s?$/i.test(itemText(d.line, item))) d.lifted = 'requirement';
    const wanted = d.act === 'create' && d.prep === 'with';
    return bindNoun(b, m.settings, { property: m.property === true, wanted, sets: m.sets });
  }
  if (m.axis) return takeAxis(d, m.axis.name, m.axis.values);
  if (!m.values) return undefined;
  const wanted = openNouns(b).some((noun) => takes(b, noun, item)) || b.correcting;
  if (m.verb && !wanted) {
    if (b.negation && !m.verb.polarity) return denyValue(d, m);
    return undefined;
  }
  if (m.verb && wanted && b.negation) return denyValue(d, m);
  if (m.verb?.polarity && wanted && !isValuePlace(d, items, i)) return undefined;
  if ((m.apps || m.platforms || m.families) && !wanted && !standsInList(d, item)) return undefined;
  return takeValue(d, items, i);
}

function takes(b: Binding, noun: Noun, item: Item): boolean {
  return noun.keys.some((key) => item.meaning?.values?.some((one) => one.key === key) === true);
}

function denyValue(d: Draft, m: Meaning): boolean {
  d.binding.negation = undefined;
  d.binding.denied.push(...(m.values ?? []));
  return true;
}

/** True when an app or a platform word goes on with a list of values, or is a value that needs no noun. */
function standsInList(d: Draft, item: Item): boolean {
  const last = d.binding.bound.at(-1);
  const inList =
    last !== undefined &&
    item.meaning?.values?.some(({ key }) => last.values.has(key) && d.family.settings[key]?.kind === 'several');
  const alone = item.meaning?.values?.some(({ key }) => d.family.settings[key]?.alone === true);
  return inList === true || alone === true;
}

/** A base verb after a waiting noun is its value («inbound block»), unless another noun follows («block inbound allow …»). */
function isValuePlace(d: Draft, items: readonly Item[], i: number): boolean {
  const open = openNouns(d.binding).at(-1);
  if (!open) return false;
  if (items[i]?.meaning?.verb?.form === 'ed') return true;
  if (open.verb && !open.verb.modal && canSwitch(d.binding, open, open.verb.polarity)) return false;
  for (let k = i + 1; k < items.length; k++) {
    const m = items[k]?.meaning;
    if (!m) return true;
    if (m.settings || m.sets) return d.prep === 'to' || d.prep === '=' || d.prep === ':';
    if (m.joins || m.word === ',' || m.word === ';') return true;
    if (!m.noise) return true;
  }
  return true;
}

function takeShared(d: Draft, items: readonly Item[], i: number, m: Meaning): boolean {
  const b = d.binding;
  const item = items[i];
  if (!item) return false;
  if (m.joins || (m.word !== undefined && breaks.has(m.word))) return takeBreak(d, m);
  if (m.negates) {
    if (b.negation) return false;
    // «web protection without VPN»: what the exception is made from is on.
    if (m.negates === 'without') switchOn(b);
    b.negation = m.negates;
    return true;
  }
  if (m.compares) return takeComparison(d, m.compares);
  if (m.verb) return takeVerb(d, items, i, m);
  if (m.families) {
    if (!m.families.includes(d.family.id)) return false;
    d.familySaid = true;
    d.familyIn.add(b.segment);
    return true;
  }
  if (m.platforms) return takePlatforms(d, m);
  if (m.apps && (d.family.namesApps || !m.fills)) return takeApps(d, item, m);
  if (m.everyone)
    return takeGroups(d, [
      itemText(d.line, item).toLowerCase() === 'everyone' ? itemText(d.line, item) : itemText(d.line, item),
    ]);
  if (m.noise) return true;
  if (m.marks && takeMark(d, items, i, m.marks)) return true;
  if (m.word !== undefined && takeWord(d, items, i, m.word)) return true;
  return m.fills !== undefined && takeFiller(d, m.fills);
}

/** Words that belong to a setting or to the family: the end checks that the setting was meant at all. */
function takeFiller(d: Draft, keys: readonly string[]): boolean {
  if (!keys.includes('')) d.fills.push(keys);
  return true;
}

const breaks = new Set([',', ';', ':', '.', '-', '(', ')', '...']);

function takeBreak(d: Draft, m: Meaning): boolean {
  if (m.joins === 'then') d.binding.correcting = false;
  d.prep = m.word === ':' ? ':' : undefined;
  if (m.word !== ':') endSegment(d);
  return true;
}

/** «turn on the firewall»: a verb that no setting of its part took is about the family itself. */
function endSegment(d: Draft): void {
  const b = d.binding;
  const { verb } = b;
  const about = d.familyIn.has(b.segment) || d.axes.has(b.segment);
  if (
    verb &&
    !verb.used &&
    !verb.modal &&
    verb.polarity !== 'set' &&
    verb.segment === b.segment &&
    about &&
    d.family.spoken.itself
  ) {
    verb.used = true;
    bindFamily(b, d.family.spoken.itself, verb);
  }
  b.segment += 1;
}

function takeCorrection(d: Draft): boolean {
  d.binding.correcting =
    d.binding.bound.length > 0 || d.binding.nouns.length > 0 || d.last !== undefined || d.axes.size > 0;
  d.prep = undefined;
  d.binding.negation = undefined;
  return true;
}

function takeComparison(d: Draft, compares: NonNullable<Meaning['compares']>): boolean {
  const b = d.binding;
  if (compares === 'exceeded') {
    const noun = openNouns(b).at(-1);
    const limited = b.bound.some(({ values }) =>
      [...values.keys()].some((key) => d.family.settings[key]?.limit === 'atMost'),
    );
    if (!d.conditional || !(noun || limited)) return false;
    if (noun) noun.done = true;
    d.conditional = false;
    return true;
  }
  if (compares === 'over') {
    if (!d.conditional) return false;
    d.conditional = false;
  }
  if (compares === 'orLess' || compares === 'orMore') {
    const last = b.bound.at(-1);
    const limit = compares === 'orLess' ? 'atMost' : 'atLeast';
    return last !== undefined && [...last.values.keys()].some((key) => d.family.settings[key]?.limit === limit);
  }
  b.compares = compares;
  return true;
}

function takeVerb(d: Draft, items: readonly Item[], i: number, m: Meaning): boolean {
  const b = d.binding;
  const { verb } = m;
  const item = items[i];
  if (!verb) return false;
  if (m.fills?.length && verb.polarity === undefined && d.act === 'set') return !b.negation && takeFiller(d, m.fills);
  if (verb.polarity === undefined || verb.id === 'make') return takeActVerb(d, verb.id);
  if (item?.mended && (verb.polarity === 'off' || verb.polarity === 'block')) return false;
  if (verb.polarity === 'set') {
    if (b.negation) return false;
    d.turning = verb.id === 'turn';
    d.slipped = d.slipped || item?.mended !== undefined;
    // «let people use …»: the verb before it says which way.
    const before = b.verb && !b.verb.used && b.verb.segment === b.segment && b.verb.polarity !== 'set';
    if (!before) b.verb = { polarity: 'set', segment: b.segment, modal: false, used: false };
    d.prep = undefined;
    return true;
  }
  if (verb.form === 'ed' || isValuePlace(d, items, i)) {
    if (bindSwitch(b, verb.polarity)) return true;
    if (verb.form === 'ed' && verb.polarity === 'require' && b.bound.length > 0 && !b.negation) return true;
  }
  if (b.correcting && rebindSwitch(d, verb.polarity)) return true;
  const polarity = b.negation ? flip(verb.polarity, b.negation, verb.form === 'ed') : verb.polarity;
  if (!polarity) return false;
  if (b.verb && !b.verb.used && !b.verb.modal && b.verb.polarity !== 'set' && b.verb.segment === b.segment)
    return false;
  b.negation = undefined;
  b.verb = { polarity, segment: b.segment, modal: false, used: false };
  return true;
}

/** «turn it on, no, off»: the switch of the last setting. */
function rebindSwitch(d: Draft, polarity: 'on' | 'off' | 'block' | 'allow' | 'require' | 'set'): boolean {
  const b = d.binding;
  settleNouns(b);
  const last = b.bound.pop();
  if (!last) return false;
  last.noun.done = false;
  b.correcting = false;
  return bindSwitch(b, polarity);
}

function takeActVerb(d: Draft, id: string): boolean {
  if (d.binding.negation) return false;
  switch (id) {
    case 'create':
    case 'deploy':
    case 'add':
    case 'make':
    case 'name':
    case 'cover':
    case 'include':
      if (id === 'make' && d.act === 'set')
        d.binding.verb = { polarity: 'set', segment: d.binding.segment, modal: false, used: false };
      return d.act === 'create' || id === 'make';
    case 'remove':
    case 'drop':
    case 'unsilence':
      d.binding.verb = { polarity: 'off', segment: d.binding.segment, modal: false, used: false };
      d.removing = d.binding.segment;
      return d.act === 'set';
    case 'assign':
    case 'apply':
      d.grouping = 'groups';
      return d.act === 'create';
    case 'exclude':
      d.grouping = 'excludeGroups';
      return d.act === 'create' || d.family.id === 'conditionalAccess';
    default:
      return false;
  }
}

function takeWord(d: Draft, items: readonly Item[], i: number, word: string): boolean {
  const b = d.binding;
  switch (word) {
    case 'on':
    case 'off':
      return takeOnOff(d, items, i, word);
    case 'must':
      if (b.negation) return false;
      b.verb = { polarity: 'require', segment: b.segment, modal: true, used: false };
      return true;
    case 'when':
    case 'if':
      d.conditional = true;
      return true;
    case 'but':
      return takeBut(d, items[i + 1]);
    case 'noun:platform':
    case 'apps':
      // «platform: iOS» names the slot.
      return /^[:=]$/.test(items[i + 1]?.meaning?.word ?? '') || items[i + 1]?.meaning?.word === 'is';
    case '=':
      d.prep = '=';
      return true;
    case 'new':
    case 'me':
    case 'another':
      return d.act === 'create';
    case 'it':
      return d.act === 'create' || d.binding.bound.length > 0 || d.binding.nouns.length > 0;
    case 'otherwise':
      return b.bound.length > 0;
    case 'noun:setting':
      return true;
    case 'noun:requirement':
    case 'noun:restriction':
      return takeLifted(d, word === 'noun:requirement' ? 'requirement' : 'restriction');
  }
  if (preps.has(word)) {
    d.prep = word;
    return true;
  }
  return idle.has(word);
}

/** «not Teams but Outlook», «don't wipe but block»; before a verb it is an «and». */
function takeBut(d: Draft, next: Item | undefined): boolean {
  if (d.notApps || d.binding.denied.length > 0) return true;
  const m = next?.meaning;
  if (!m?.verb && !m?.settings && !m?.sets) return false;
  endSegment(d);
  d.prep = undefined;
  return true;
}

/** «remove the PIN requirement», «lift the printing restriction». */
function takeLifted(d: Draft, what: 'requirement' | 'restriction'): boolean {
  const sense = what === 'requirement' ? 'requires' : 'blocks';
  const noun = openNouns(d.binding).at(-1);
  const fits = noun?.keys.every((key) => {
    const setting = d.family.settings[key];
    return setting?.kind === 'toggle' && setting.sense === sense;
  });
  if (d.removing === undefined || !noun || !fits) return false;
  d.lifted = what;
  const lifting = what === 'restriction';
  noun.done = true;
  d.binding.bound.push({ noun, values: new Map(noun.keys.map((key) => [key, lifting ? false : false])) });
  return true;
}

const preps = new Set([
  'to',
  'for',
  'in',
  'at',
  'of',
  'from',
  'with',
  'by',
  'as',
  'into',
  'onto',
  'under',
  'per',
  'within',
  'via',
  'through',
]);
const idle = new Set([
  'may',
  'is',
  'are',
  'be',
  'been',
  'being',
  'should',
  'shall',
  'will',
  'both',
  'only',
  'each',
  'every',
  'any',
  'has',
  'have',
  'there',
  'we',
  'i',
  'you',
  'here',
  '?',
  'some',
  'such',
  'all',
  'currently',
  'already',
  'still',
  'goes',
]);

function takeOnOff(d: Draft, items: readonly Item[], i: number, word: 'on' | 'off'): boolean {
  const b = d.binding;
  if (word === 'on' && !isSwitchedOn(items, i)) {
    d.prep = 'on';
    return true;
  }
  if (word === 'off' && d.slipped) return false;
  if (bindSwitch(b, word)) return true;
  if (b.correcting && rebindSwitch(d, word)) return true;
  if (b.negation) return false;
  if (b.verb && b.verb.polarity !== 'set' && !b.verb.used) return false;
  // «all profiles on»: the family itself, where the end of the part finds it.
  b.verb = { polarity: word, segment: b.segment, modal: false, used: false };
  return true;
}

/** «on» is a switch at the end of its part, after «turn … » or «is», and before «for …»; else it says where. */
function isSwitchedOn(items: readonly Item[], i: number): boolean {
  const next = items[i + 1];
  if (!next) return true;
  const m = next.meaning;
  if (!m) return false;
  if (m.joins || m.noise === true || m.corrects)
    return m.joins !== undefined || m.corrects === true || isEnd(items, i + 1);
  return (
    m.word !== undefined &&
    (breaks.has(m.word) || (preps.has(m.word) && m.word !== 'to') || m.word === '?' || m.word === 'until')
  );
}

function isEnd(items: readonly Item[], i: number): boolean {
  return (
    items.slice(i).every(({ meaning }) => meaning?.noise === true || meaning?.word === ',' || meaning?.word === '.') &&
    !articleNext(items[i])
  );
}

function articleNext(item: Item | undefined): boolean {
  return item === undefined;
}

function takeMark(d: Draft, items: readonly Item[], i: number, mark: string): boolean {
  if ((mark === 'device' || mark === 'devices') && items[i - 1]?.meaning?.platforms) return true;
  const near = (item: Item | undefined): boolean => item?.name?.mark?.replace(/s$/, '') === mark.replace(/s$/, '');
  if (near(items[i + 1]) || near(items[i - 1]) || near(items[i + 2]) || items[i + 1]?.name?.mark === 'name')
    return true;
  if (mark === 'policy') return d.act === 'create';
  return mark === 'name' && items[i + 1]?.name !== undefined;
}

function takeValue(d: Draft, items: readonly Item[], i: number): boolean {
  const b = d.binding;
  const item = items[i];
  if (!item) return false;
  const open = openNouns(b).some((noun) => noun.keys.length > 0 && bindable(d, noun, item));
  if (item.length && d.prep === 'for' && !open) return takeTime(d, 'for', item.length.iso);
  if (item.length && b.correcting && d.for !== undefined && !open) return takeTime(d, 'for', item.length.iso);
  if (b.negation) return false;
  closeTargets(d);
  if (!open && isOsVersion(d, items, i)) return bindOsVersion(d, item);
  const taken = bindValue(b, item);
  d.prep = undefined;
  return taken;
}

/** «require iOS 16», «Android 13 or later»: a version right after a platform, asked for as a minimum. */
function isOsVersion(d: Draft, items: readonly Item[], i: number): boolean {
  const item = items[i];
  const b = d.binding;
  if (
    !items[i - 1]?.meaning?.platforms ||
    !item ||
    (item.version === undefined && item.number === undefined) ||
    item.unit
  )
    return false;
  const asked = (b.verb?.polarity === 'require' && b.verb.segment === b.segment) || b.compares === 'atLeast';
  return asked || items[i + 1]?.meaning?.compares === 'orMore';
}

function bindOsVersion(d: Draft, item: Item): boolean {
  const key = Object.keys(d.family.settings).find(
    (one) => d.family.settings[one]?.kind === 'version' && d.family.settings[one]?.alone,
  );
  return key !== undefined && bindKeys(d.binding, [key], item);
}

function bindable(d: Draft, noun: Noun, item: Item): boolean {
  return noun.keys.some((key) => {
    const kind = d.family.settings[key]?.kind;
    return item.length ? kind === 'duration' || kind === 'count' : true;
  });
}

function takeTime(d: Draft, slot: 'for' | 'until', value: string): boolean {
  if ((d.for !== undefined || d.until !== undefined) && !d.binding.correcting) return false;
  if (d.binding.correcting) {
    d.for = undefined;
    d.until = undefined;
    d.binding.correcting = false;
  }
  d[slot] = value;
  d.last = slot;
  d.prep = undefined;
  return true;
}

function takePlatforms(d: Draft, m: Meaning): boolean {
  if (!m.platforms) return true;
  if (m.platforms.length === 0) return true;
  if (d.family.spoken.axes?.['platform']) return takeAxis(d, 'platform', m.platforms);
  if (d.family.onlyPlatform) return m.platforms.every((platform) => platform === d.family.onlyPlatform);
  if (!d.family.namesPlatforms || d.binding.negation) return false;
  const corrected = d.binding.correcting;
  if (d.platforms && !corrected) {
    if (d.closed.has('platforms') && m.platforms.some((platform) => !d.platforms?.includes(platform))) return false;
    d.platforms = [...new Set([...d.platforms, ...m.platforms])];
  } else d.platforms = [...m.platforms];
  if (corrected) d.binding.correcting = false;
  d.last = 'platforms';
  d.prep = undefined;
  return true;
}

function takeAxis(d: Draft, name: string, values: readonly string[]): boolean {
  const b = d.binding;
  if (b.correcting) {
    for (const said of d.axes.values()) said.delete(name);
    b.correcting = false;
  }
  const here = d.axes.get(b.segment) ?? new Map<string, readonly string[]>();
  const known = Object.keys(d.family.spoken.axes?.[name]?.values ?? {});
  if (name === 'platform' && values.some((value) => !known.includes(value))) return false;
  here.set(name, [...new Set([...(here.get(name) ?? []), ...values])]);
  d.axes.set(b.segment, here);
  d.prep = undefined;
  return true;
}

function takeApps(d: Draft, item: Item, m: Meaning): boolean {
  if (!d.family.namesApps || !m.apps || m.weak) return false;
  const b = d.binding;
  if (b.negation) {
    if (b.negation !== 'not') return false;
    b.negation = undefined;
    d.notApps = true;
    return true;
  }
  if (d.apps && !b.correcting) {
    if (d.closed.has('apps') || d.last === 'platforms') return false;
    d.apps = [...new Set([...d.apps, ...m.apps])];
  } else d.apps = [...new Set(m.apps)];
  b.correcting = false;
  d.last = 'apps';
  d.prep = undefined;
  return item.to > item.from;
}

/** Settings said after a target: another target of the sort would be another request. */
function closeTargets(d: Draft): void {
  if (d.apps) d.closed.add('apps');
  if (d.platforms) d.closed.add('platforms');
  if (d.groups) d.closed.add('groups');
}

function takeName(d: Draft, item: Item, next: Item | undefined): boolean {
  const { name } = item;
  if (!name || d.binding.negation) return false;
  const texts = (item.names ?? [name]).map(({ text }) => text);
  const { mark } = name;
  if (mark === 'group' || mark === 'groups') return takeGroups(d, texts);
  if (mark === 'device' || mark === 'devices' || mark === 'user' || mark === 'users') return false;
  const towards = d.grouping === 'excludeGroups' || d.prep === 'to' || d.prep === 'for' || d.prep === 'at';
  if (mark === undefined && d.grouping) return towards && takeGroups(d, texts);
  if (texts.length > 1) return false;
  const [text] = texts;
  if (text === undefined) return false;
  if (d.act === 'create') return (mark !== undefined || name.sure || next === undefined) && takeText(d, 'name', text);
  // «… on LAPTOP-0231» is about a device.
  if (mark === undefined && !name.quoted && looksLikeDevice(text)) return false;
  return (mark !== undefined || name.sure) && d.family.hasPolicies && takeText(d, 'policy', text);
}

function takeText(d: Draft, slot: 'name' | 'policy', text: string): boolean {
  if (d[slot] !== undefined && !d.binding.correcting) return false;
  d.binding.correcting = false;
  d[slot] = text;
  d.last = slot;
  d.prep = undefined;
  return true;
}

function takeGroups(d: Draft, texts: readonly string[]): boolean {
  if (!d.family.hasPolicies || d.binding.negation) return false;
  const slot = d.grouping === 'excludeGroups' ? 'excludeGroups' : 'groups';
  if (d[slot] && !d.binding.correcting) {
    if (d.closed.has(slot)) return false;
    d[slot] = [...new Set([...(d[slot] ?? []), ...texts])];
  } else d[slot] = [...texts];
  d.binding.correcting = false;
  d.last = slot;
  d.prep = undefined;
  return true;
}

const groupTokens = new Set(['allApps', 'allMicrosoftApps', 'coreMicrosoftApps']);

/** True when nothing was said for nothing. */
function finish(d: Draft, leans: boolean): boolean {
  const b = d.binding;
  if (!leans && !settleNouns(b)) return false;
  if (b.bound.length === 0 && b.nouns.length === 0 && d.familySaid) settleItself(b);
  if (b.correcting || b.negation || d.conditional || b.compares || b.loose.length > 0) return false;
  if (b.verb && !b.verb.used && !b.verb.modal && b.verb.polarity !== 'set') {
    const bare = b.bound.length > 0 && (b.verb.polarity === 'require' || b.verb.polarity === 'on');
    if (!bare || !b.bound.some(({ values }) => [...values.keys()].some((key) => d.family.settings[key]?.alone)))
      return false;
  }
  if (d.turning && openNouns(b).length > 0) return false;
  // «all apps but not Outlook» has no slot.
  if (d.notApps && d.apps?.some((app) => groupTokens.has(app))) return false;
  if ((d.notApps && !d.apps) || (d.removing !== undefined && !d.lifted)) return false;
  const settled = new Set(b.bound.flatMap(({ values }) => [...values.keys()]));
  const named = new Set(b.nouns.flatMap(({ keys }) => keys));
  if (b.denied.length > 0 && !b.denied.some(({ key }) => settled.has(key))) return false;
  return d.fills.every((keys) => keys.some((key) => settled.has(key) || named.has(key)));
}

/** Asking for a family whose own switch means one thing alone: «supervised mode for Defender». */
function settleItself(b: Binding): void {
  const keys = b.family.spoken.itself ?? [];
  if (keys.length > 0 && keys.every((key) => b.family.settings[key]?.bare !== undefined)) {
    bindPhrase(
      b,
      keys.flatMap((key) => {
        const value = b.family.settings[key]?.bare;
        return value === undefined ? [] : [{ key, value }];
      }),
    );
  }
}

/** Resolved settings; undefined when two values meet in one setting or an axis was said for nothing. */
export function settingsOf(
  d: Draft,
): { readonly settings: ReadonlyMap<string, Value>; readonly open: boolean } | undefined {
  const settings = new Map<string, Value>();
  const breadth = new Map<string, number>();
  const spoken = d.family.spoken;
  let open = openNouns(d.binding).length > 0;
  const usedAxes = new Set<string>();
  for (const { noun, values } of d.binding.bound) {
    const axes = axesFor(d, noun.segment);
    let matched = 0;
    let lacking = false;
    for (const [key, value] of values) {
      const picks = Object.entries(spoken.settings[key]?.picks ?? {});
      let fits = true;
      for (const [axis, want] of picks) {
        const said = axes.get(axis);
        if (said) usedAxes.add(`${said.segment} ${axis}`);
        if (said) fits = fits && said.values.includes(want);
        else if (spoken.axes?.[axis]?.unsaid === 'ask' && values.size > 1) lacking = true;
      }
      if (!fits) continue;
      matched += 1;
      if (lacking) continue;
      const before = settings.get(key);
      const narrower = (breadth.get(key) ?? 0) > values.size;
      if (before !== undefined && String(before) !== String(value) && !narrower) return undefined;
      settings.set(key, value);
      breadth.set(key, values.size);
    }
    if (matched === 0) return undefined;
    if (lacking) {
      open = true;
      for (const key of values.keys()) settings.delete(key);
    }
  }
  // What was said on an axis must be about some setting: «… for compliance and for app protection» are two.
  for (const [segment, said] of d.axes) {
    for (const axis of said.keys())
      if (d.binding.bound.length > 0 && !usedAxes.has(`${segment} ${axis}`)) return undefined;
  }
  return { settings, open };
}

interface Said {
  readonly segment: number;
  readonly values: readonly string[];
}

/** What was said on each axis in a part; else in the nearest part before it, else after it. */
function axesFor(d: Draft, segment: number): ReadonlyMap<string, Said> {
  const out = new Map<string, Said>();
  for (const axis of Object.keys(d.family.spoken.axes ?? {})) {
    const parts = [...d.axes].filter(([, said]) => said.has(axis));
    const here = parts.findLast(([at]) => at <= segment) ?? parts[0];
    const values = here?.[1].get(axis);
    if (here && values) out.set(axis, { segment: here[0], values });
  }
  return out;
}
