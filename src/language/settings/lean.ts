import { itemsOf, type Item } from '../line/items';
import type { Part, Read } from '../sentence';
import { settingsOf } from './axes';
import type { Noun } from './binding';
import type { Draft } from './draft';
import { requestOf } from './request';
import { walk } from './walk';

/**
 * «set … low for Outlook and medium for Teams»: a part with no setting of its own takes those of the part before,
 * with its own values or, when it has none, the same ones. What it does not say of whom stays as it was.
 */
export function readLeaning(part: Part): Read | undefined {
  const before = part.previous?.draft;
  if (!before || before.act !== 'set' || before.binding.bound.length === 0) return undefined;
  const items = isRestriction(part) ? undefined : itemsOf(part, before.family.id);
  if (!items?.some(isTarget)) return undefined;
  const { draft, stuck } = walk(part.sentence.line, before.family, items, 'set', { before });
  if (stuck) return undefined;
  const { nouns, bound } = draft.binding;
  const same = bound.length === 0;
  for (const noun of nouns) {
    if (same) carry(draft, before, noun);
    noun.done = true;
  }
  inheritAxes(draft, before);
  const resolved = settingsOf(draft);
  if (!resolved || resolved.settings.size === 0) return undefined;
  inheritTargets(draft, before);
  return { requests: [requestOf(draft, resolved.settings)], question: null, reader: 'set', leans: true, items, draft };
}

/** «… but only to OneDrive» narrows what was said; it is not the same again. */
function isRestriction({ sentence: { line }, from }: Part): boolean {
  return line.tokens[from - 1]?.key === 'but' || line.tokens[from]?.key === 'only';
}

function isTarget({ meaning, name }: Item): boolean {
  return (meaning?.apps ?? meaning?.platforms ?? meaning?.axis ?? name) !== undefined;
}

function carry(draft: Draft, before: Draft, noun: Noun): void {
  const said = before.binding.bound.find((one) => one.noun.keys === noun.keys);
  if (said) draft.binding.bound.push({ noun, values: new Map(said.values) });
}

/** «… for compliance and for app protection»: what the part does not say on an axis stays. */
function inheritAxes(draft: Draft, before: Draft): void {
  const said = new Set([...draft.axes.values()].flatMap((axes) => [...axes.keys()]));
  const here = draft.axes.get(Math.min(...draft.axes.keys()));
  if (!here) return;
  for (const axes of before.axes.values())
    for (const [axis, values] of axes) if (!said.has(axis)) here.set(axis, values);
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
