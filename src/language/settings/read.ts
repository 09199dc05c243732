import { itemsOf, type Item } from '../line/items';
import type { Part, Question, Read } from '../sentence';
import type { ReadFamily } from '../words/families';
import { keysMeant, settingsOf, type Resolved } from './axes';
import { followsLimit } from './bars';
import type { Governing } from './binding';
import { continuesCreate, createWithoutFamily, isCreate } from './create';
import type { Draft } from './draft';
import { isMeant } from './meant';
import { requestOf } from './request';
import { walk } from './walk';

/** Reads «set …» and «create …»: each family that has a word in the part tries; one meaning wins, or none. */
export function readChange(part: Part): Read | undefined {
  const act = isCreate(part) || continuesCreate(part) ? 'create' : 'set';
  const readings = familiesIn(part).flatMap((family) => readAs(part, family, act) ?? []);
  return best(readings) ?? (act === 'create' ? createWithoutFamily(part) : undefined);
}

/** Families with a word of their own in the part, or named in it. */
export function familiesIn({ sentence: { line, families }, from, to }: Part): readonly ReadFamily[] {
  const found = new Set<string>();
  for (let i = from; i < to; i = line.at(i)?.to ?? i + 1) {
    const match = line.at(i);
    for (const family of match?.meaning.families ?? []) found.add(family);
    for (const family of match?.owners ?? []) found.add(family);
  }
  return [...families.values()].filter(({ id }) => found.has(id));
}

interface Reading {
  readonly read: Read;
  readonly score: number;
}

function readAs(part: Part, family: ReadFamily, act: 'set' | 'create'): Reading | undefined {
  const items = itemsOf(part, family.id);
  if (!items) return undefined;
  const verb = verbBefore(part, family, items);
  const { draft, stuck } = walk(part.sentence.line, family, items, act, verb ? { verb } : {});
  staysWith(draft, items, part.previous?.draft);
  const apart = !followsLimit(draft.binding, part.previous?.draft?.binding);
  const resolved = stuck || apart ? undefined : settingsOf(draft);
  if (!resolved || !isMeant(draft, items, resolved)) return undefined;
  const request = requestOf(draft, resolved.settings);
  const read: Read = { requests: [request], question: questionFor(draft, resolved), reader: act, items, draft };
  return { read, score: (draft.familySaid ? 100 : 0) + ownTokens(items) };
}

/** «policy "X": PIN 6 digits; printing blocked»: what has no verb and no target of its own goes on with the part before. */
function staysWith(draft: Draft, items: readonly Item[], before: Draft | undefined): void {
  const own = draft.apps ?? draft.policy ?? draft.groups ?? draft.platforms;
  if (before?.policy === undefined || before.family.id !== draft.family.id || own !== undefined) return;
  if (draft.act === 'set' && before.act === 'set' && !items.some(({ meaning }) => meaning?.verb?.form === 'base'))
    draft.policy = before.policy;
}

/** «block screenshots in Outlook and printing in Word»: a setting without a verb takes the one of the part before. */
function verbBefore({ previous }: Part, family: ReadFamily, items: readonly Item[]): Governing | undefined {
  const before = previous?.draft;
  if (before?.family.id !== family.id || items.some(({ meaning }) => meaning?.verb !== undefined)) return undefined;
  return before.binding.verb;
}

function questionFor(d: Draft, { settings, open, axis }: Resolved): Question | null {
  if (d.act === 'create' ? !open : settings.size > 0 && !open) return null;
  const family = d.family.id;
  const noun = d.binding.nouns.find(({ done }) => !done);
  const waiting = noun ? keysMeant(d, noun) : [];
  const [named] = waiting;
  if (named === undefined && axis !== undefined) {
    const text = d.family.spoken.axes?.[axis]?.ask ?? `Which ${axis}?`;
    return { about: 'settings', text, open: { family, settings: [], axis } };
  }
  const title = named === undefined ? d.family.spoken.title : (d.family.settings[named]?.title ?? named);
  return { about: 'settings', text: `What should «${title}» be?`, open: { family, settings: waiting } };
}

/** The family that was named, else the one that knows the longer phrases; two alike are none. */
function best(readings: readonly Reading[]): Read | undefined {
  const [first, second] = [...readings].sort((a, b) => b.score - a.score);
  return first && first.score !== second?.score ? first.read : undefined;
}

function ownTokens(items: readonly Item[]): number {
  const own = items.filter(({ meaning: m }) => m?.settings ?? m?.sets ?? m?.axis);
  return own.reduce((sum, { from, to }) => sum + to - from, 0);
}
