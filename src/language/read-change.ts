import type { CreateRequest, Request, SetRequest } from '../core/request';
import type { Value } from '../core/setting';
import { bagOf, only } from './bag';
import type { ReadFamily } from './family-words';
import { itemsOf, type Item } from './items';
import type { Governing, Noun } from './bind';
import { settingsOf, walk, type Draft } from './read-settings';
import type { Part, Question, Read } from './sentence';

/** Reads «set …» and «create …»: each family that has a word in the part tries; one meaning wins, or none. */
export function readChange(part: Part): Read | undefined {
  const act = isCreate(part) || continuesCreate(part) ? 'create' : 'set';
  const readings = candidates(part).flatMap((family) => {
    const items = itemsOf(part, family.id);
    const read = items && readAs(part, family, items, act);
    return read ? [read] : [];
  });
  return best(readings) ?? (act === 'create' ? createWithoutFamily(part) : undefined);
}

/** «block screenshots in Outlook and printing in Word»: a setting without a verb takes the one of the part before. */
function verbBefore({ previous }: Part, family: ReadFamily, items: readonly Item[]): Governing | undefined {
  const before = previous?.draft;
  if (!before || before.family.id !== family.id || items.some(({ meaning }) => meaning?.verb !== undefined))
    return undefined;
  return before.binding.verb;
}

/**
 * «set … low for Outlook and medium for Teams»: a part with no setting of its own takes those of the part before,
 * with its own values or, when it has none, the same ones. What it does not say of whom stays as it was.
 */
export function readElliptic(part: Part): Read | undefined {
  const before = part.previous?.draft;
  if (!before || before.act !== 'set' || before.binding.bound.length === 0) return undefined;
  const { family } = before;
  const items = itemsOf(part, family.id);
  if (!items || !items.some(isTarget)) return undefined;
  const { draft, stuck } = walk(part.sentence.line, family, items, 'set', { before });
  if (stuck) return undefined;
  const { nouns, bound } = draft.binding;
  if (bound.length === 0) for (const noun of nouns) carry(draft, before, noun);
  else for (const noun of nouns) noun.done = true;
  inheritAxes(draft, before);
  const resolved = settingsOf(draft);
  if (!resolved || resolved.settings.size === 0) return undefined;
  inheritTargets(draft, before);
  const request = setOf(draft, resolved.settings);
  return { requests: [request], question: null, reader: 'set', items, draft };
}

function isTarget({ meaning, name }: Item): boolean {
  return (
    meaning?.apps !== undefined || meaning?.platforms !== undefined || meaning?.axis !== undefined || name !== undefined
  );
}

function carry(draft: Draft, before: Draft, noun: Draft['binding']['nouns'][number]): void {
  const same = before.binding.bound.find((one) => one.noun.keys === noun.keys);
  if (!same) return;
  noun.done = true;
  draft.binding.bound.push({ noun, values: new Map(same.values) });
}

/** «… low for Outlook on Android and medium on iOS»: still Outlook. Another app says nothing of the platform. */
function inheritTargets(draft: Draft, before: Draft): void {
  if (!draft.apps && !draft.policy && !draft.groups) {
    draft.apps = before.apps;
    draft.policy = before.policy;
    draft.groups = before.groups;
  }
  draft.for ??= before.for;
  draft.until ??= before.until;
}

/** «… for compliance and for app protection»: what the part does not say on an axis stays. */
function inheritAxes(draft: Draft, before: Draft): void {
  const said = new Set([...draft.axes.values()].flatMap((axes) => [...axes.keys()]));
  const first = Math.min(...draft.axes.keys());
  const here = draft.axes.get(first);
  if (!here) return;
  for (const axes of before.axes.values()) {
    for (const [axis, values] of axes) if (!said.has(axis)) here.set(axis, values);
  }
}

/** «create … "FW"; also turn on stealth mode»: what follows for nobody else is about the new policy. */
function joinCreate(a: CreateRequest, b: SetRequest): Request | undefined {
  const { kind, family, settings, ...rest } = b;
  if (kind !== 'set' || family !== a.family || !settings || Object.keys(rest).length > 0) return undefined;
  if (Object.keys(settings).some((key) => Object.hasOwn(a.settings ?? {}, key))) return undefined;
  return { ...a, settings: { ...a.settings, ...settings } };
}

/** Settings said in several parts for the same target are one request. */
export function joinSets(requests: readonly Request[]): readonly Request[] {
  const out: Request[] = [];
  for (const request of requests) {
    const last = out.at(-1);
    const joined = last && joinTwo(last, request);
    if (joined) out[out.length - 1] = joined;
    else out.push(request);
  }
  return out;
}

function joinTwo(a: Request, b: Request): Request | undefined {
  if (a.kind === 'create' && b.kind === 'set') return joinCreate(a, b);
  if (a.kind !== 'set' || b.kind !== 'set' || a.family !== b.family || !a.settings || !b.settings) return undefined;
  const { settings: one, ...whom } = a;
  const { settings: other, ...sameWhom } = b;
  if (JSON.stringify(whom) !== JSON.stringify(sameWhom)) return undefined;
  if (Object.keys(other).some((key) => Object.hasOwn(one, key))) return undefined;
  return { ...a, settings: { ...one, ...other } };
}

interface Reading {
  readonly read: Read;
  readonly score: number;
}

function readAs(part: Part, family: ReadFamily, items: readonly Item[], act: 'set' | 'create'): Reading | undefined {
  const verb = verbBefore(part, family, items);
  const { draft, stuck } = walk(part.sentence.line, family, items, act, verb ? { verb } : {});
  if (stuck) return undefined;
  const resolved = settingsOf(draft);
  if (!resolved) return undefined;
  const { settings } = resolved;
  const nothing = settings.size === 0 && !resolved.open && draft.binding.nouns.length === 0;
  if (act === 'set' && nothing && !(draft.familySaid && hasVerb(items) && family.spoken.itself)) return undefined;
  if (act === 'create' && !draft.familySaid && settings.size === 0) return undefined;
  if (act === 'set' && !(isAboutFamily(draft) && isAsked(draft, items))) return undefined;
  const request = act === 'create' ? createOf(draft, settings) : setOf(draft, settings);
  return {
    read: { requests: [request], question: questionFor(draft, settings, resolved.open), reader: act, items, draft },
    score: (draft.familySaid ? 100 : 0) + ownTokens(items),
  };
}

/**
 * Values that need no noun («app protection», «MFA») and phrases such as «wipe data» are everyday words, too: by
 * themselves they set something only where the family, a policy or another setting is named.
 */
function isAboutFamily(d: Draft): boolean {
  const { bound, nouns, verb } = d.binding;
  const loose = bound.filter(({ noun, values }) => noun.unnamed === true || isLeaning(d, noun, values));
  if (loose.length === 0 || loose.length < nouns.length || d.familySaid || d.policy !== undefined) return true;
  const leaning = loose.some(({ noun }) => noun.unnamed !== true);
  return !leaning && (d.apps !== undefined || (loose.length > 1 && verb !== undefined));
}

function isLeaning(d: Draft, noun: Noun, values: ReadonlyMap<string, Value>): boolean {
  return noun.phrase === true && [...values.keys()].every((key) => d.family.settings[key]?.leans === true);
}

/** «the risk is low» tells, «set the risk to low» asks: without a verb there has to be somebody it is for. */
function isAsked(d: Draft, items: readonly Item[]): boolean {
  const verb = items.some(
    ({ meaning }) => meaning?.verb !== undefined || meaning?.negates !== undefined || meaning?.word === 'must',
  );
  const whom = d.apps ?? d.platforms ?? d.policy ?? d.groups;
  if (verb || whom !== undefined || d.familySaid || d.axes.size > 0) return true;
  const told = items.some(({ meaning }) => meaning?.word === 'is' || meaning?.word === 'are');
  return !told && d.binding.bound.length > 0;
}

function setOf(d: Draft, settings: ReadonlyMap<string, Value>): SetRequest {
  return {
    kind: 'set',
    family: d.family.id,
    ...(settings.size > 0 ? { settings: Object.fromEntries(settings) as SetRequest['settings'] } : {}),
    ...targetsOf(d),
    ...(d.policy !== undefined ? { policy: d.policy } : {}),
    ...(d.for !== undefined ? { for: d.for } : {}),
    ...(d.until !== undefined ? { until: d.until } : {}),
  };
}

function createOf(d: Draft, settings: ReadonlyMap<string, Value>): CreateRequest {
  return {
    kind: 'create',
    family: d.family.id,
    ...(d.name !== undefined ? { name: d.name } : {}),
    ...(settings.size > 0 ? { settings: Object.fromEntries(settings) as CreateRequest['settings'] } : {}),
    ...targetsOf(d),
  };
}

function targetsOf(d: Draft): Pick<SetRequest, 'platforms' | 'apps' | 'groups' | 'excludeGroups'> {
  return {
    ...(d.platforms?.length ? { platforms: [...d.platforms].sort() } : {}),
    ...(d.apps ? { apps: [...d.apps].sort() } : {}),
    ...(d.groups ? { groups: [...d.groups].sort() } : {}),
    ...(d.excludeGroups ? { excludeGroups: [...d.excludeGroups].sort() } : {}),
  };
}

function questionFor(d: Draft, settings: ReadonlyMap<string, Value>, open: boolean): Question | null {
  if (d.act === 'create' || (settings.size > 0 && !open)) return null;
  const named = d.binding.nouns.find(({ done }) => !done)?.keys[0];
  const title = named === undefined ? d.family.spoken.title : (d.family.settings[named]?.title ?? named);
  return { about: 'settings', text: `What should «${title}» be?` };
}

/** Families with a word of their own in the part, or named in it. */
function candidates({ sentence, from, to }: Part): readonly ReadFamily[] {
  const { line, families } = sentence;
  const found = new Set<string>();
  for (let i = from; i < to;) {
    const match = line.at(i);
    if (!match) {
      i += 1;
      continue;
    }
    const m = match.meaning;
    for (const family of m.families ?? []) found.add(family);
    if (m.settings || m.sets || m.axis || m.values || m.fills) for (const family of match.owners) found.add(family);
    i = match.to;
  }
  return [...families.values()].filter(({ id }) => found.has(id));
}

function best(readings: readonly Reading[]): Read | undefined {
  const sorted = [...readings].sort((a, b) => b.score - a.score);
  const [first, second] = sorted;
  if (!first || (second && second.score === first.score)) return undefined;
  return first.read;
}

/** How many words a family had a meaning of its own for: the longer phrase knows better. */
function ownTokens(items: readonly Item[]): number {
  let own = 0;
  for (const { meaning, from, to } of items) if (meaning?.settings || meaning?.sets || meaning?.axis) own += to - from;
  return own;
}

function hasVerb(items: readonly Item[]): boolean {
  return items.some(({ meaning }) => meaning?.verb?.polarity !== undefined && meaning.verb.polarity !== 'set');
}

/** «create …», «deploy …», «make a … policy», «new … policy». */
function isCreate({ sentence, from, to }: Part): boolean {
  const { line } = sentence;
  let creates = false;
  let policy = false;
  for (let i = from; i < to; i = Math.max(i + 1, sentence.names.get(i)?.to ?? line.at(i)?.to ?? 0)) {
    if (sentence.names.has(i)) continue;
    const m = line.at(i)?.meaning;
    if (!m) continue;
    const next = line.tokens[line.at(i)?.to ?? i + 1]?.key;
    const id = m.verb?.id;
    if (id === 'create' || id === 'deploy') creates = true;
    if (
      (id === 'make' || id === 'add') &&
      (next === 'a' || next === 'an' || next === 'another' || next === 'new' || next === 'me')
    )
      creates = true;
    if (m.word === 'new') creates = true;
    if (m.families || m.marks === 'policy') policy = true;
  }
  return creates && policy;
}

/** «create policy "A" for iOS and policy "B" for Android»: the second one is new, too. */
function continuesCreate({ sentence, from, to, previous }: Part): boolean {
  if (previous?.draft?.act !== 'create') return false;
  const { line, names } = sentence;
  let named = false;
  for (let i = from; i < to; i = Math.max(i + 1, names.get(i)?.to ?? line.at(i)?.to ?? 0)) {
    if (names.get(i)?.mark === 'policy') named = true;
    if (!names.has(i) && line.at(i)?.meaning.verb) return false;
  }
  return named;
}

/** «create a policy named "Test 1"»: of which family is asked. */
function createWithoutFamily(part: Part): Read | undefined {
  const bag = bagOf(part, 'plain');
  if (!bag || bag.negations.length > 0 || !bag.kinds.has('mark:policy')) return undefined;
  if (
    !only(bag, 'verb:create|make|add|name|deploy title policies platforms word:new|for|it|on|another mark:policy|name')
  ) {
    return undefined;
  }
  const names = [bag.title, ...bag.policies].filter((name): name is string => name !== undefined);
  const [name, ...more] = names;
  if (more.length > 0) return undefined;
  const request = {
    kind: 'create',
    ...(name !== undefined ? { name } : {}),
    ...(bag.platforms.length > 0 ? { platforms: [...bag.platforms].sort() } : {}),
  };
  return {
    // The one request that may stand without its family, beside the question for it.
    requests: [request as CreateRequest],
    question: { about: 'family', text: 'What kind of policy: app protection, compliance, or which else?' },
    reader: 'create',
    items: bag.items,
  };
}
