import { isDeepStrictEqual } from 'node:util';
import type { Difference } from '../core/difference';
import { objectOf, type PlanAct, type PlanPart } from '../core/plan';
import type { SeveralRequest } from '../core/request';
import { Detour, problem, type Choice, type PlanContext } from './planned';
import type { Parts } from './wanted';

/** Several requests of one sentence: one plan with the parts of all, the safest first. */
export async function planSeveral(
  request: SeveralRequest,
  context: PlanContext,
  planOne: (one: SeveralRequest['requests'][number], context: PlanContext) => Promise<Parts>,
): Promise<Parts> {
  const all: Parts[] = [];
  // One after the other: a question about the first is asked before one about the second.
  for (const [i, one] of request.requests.entries()) {
    const chosen = chosenFor(context.chosen, i);
    all.push(
      await planOne(one, { ...context, chosen }).catch((error: unknown) => askForAll(error, request, i, context)),
    );
  }
  const parts = joined(all.flatMap((one) => one.parts));
  const ordered = [...parts].sort((a, b) => danger(a) - danger(b));
  return {
    parts: ordered.map((part, i) => ({ ...part, key: `p${i + 1}` })),
    notes: [...new Set(all.flatMap(({ notes }) => notes))],
  };
}

/** What was picked for the request of this place: two requests may each ask about policies of one platform. */
function chosenFor(chosen: PlanContext['chosen'], place: number): PlanContext['chosen'] {
  const own = `${place}|`;
  return Object.fromEntries(
    Object.entries(chosen).flatMap(([key, id]) => (key.startsWith(own) ? [[key.slice(own.length), id]] : [])),
  );
}

/** A question about one of them becomes a question about all: what it is answered with stands in its place. */
function askForAll(error: unknown, request: SeveralRequest, place: number, { chosen }: PlanContext): never {
  if (!(error instanceof Detour) || error.planned.kind !== 'ask') throw error;
  const { text, choices } = error.planned;
  const others = Object.fromEntries(Object.entries(chosen).filter(([key]) => !key.startsWith(`${place}|`)));
  throw new Detour({ kind: 'ask', text, choices: choices.map((one) => inPlace(one, request, place, others)) });
}

function inPlace(choice: Choice, request: SeveralRequest, place: number, others: PlanContext['chosen']): Choice {
  const { request: one, chosen } = choice;
  if (one.kind === 'several' || one.kind === 'revert') return choice;
  const own = Object.fromEntries(Object.entries(chosen).map(([key, id]) => [`${place}|${key}`, id]));
  const requests = request.requests.map((old, i) => (i === place ? one : old));
  return { ...choice, request: { ...request, requests }, chosen: { ...others, ...own } };
}

/** What two requests change in one object is one part: it is read, written and read back once. */
function joined(parts: readonly PlanPart[]): readonly PlanPart[] {
  const byObject = new Map<string, PlanPart>();
  for (const part of parts) {
    const there = byObject.get(objectOf(part));
    byObject.set(objectOf(part), there ? joinTwo(there, part) : part);
  }
  return [...byObject.values()];
}

function joinTwo(a: PlanPart, b: PlanPart): PlanPart {
  const name = a.target.name;
  if (a.operation || a.target.kind === 'new' || a.act === 'delete' || b.act === 'delete') {
    if (isDeepStrictEqual({ ...a, key: '' }, { ...b, key: '' })) return a;
    throw problem(
      'contradiction',
      `Two things are asked for «${name}» that do not go together. Ask for them one after the other.`,
    );
  }
  const added = b.changes.filter((one) => !a.changes.some((other) => isDeepStrictEqual(one, other)));
  const clash = added.find((one) => a.changes.some((other) => keyOf(other) === keyOf(one)));
  if (clash) throw problem('contradiction', `One thing of «${name}» is asked for in two ways at once. Say which.`);
  const act: PlanAct = a.act === b.act ? a.act : 'set';
  return { ...a, act, changes: [...a.changes, ...added] };
}

/** What a difference is about, whichever way it goes. */
function keyOf(one: Difference): string {
  switch (one.kind) {
    case 'setting':
      return `setting ${one.setting}`;
    case 'group':
      return `group ${one.id} ${one.exclude}`;
    case 'app':
      return `app ${one.name}`;
    case 'appGroup':
      return 'appGroup';
  }
}

/** What is easily taken back comes first, what cannot be last: what stops half-way has then done the least harm. */
function danger(part: PlanPart): number {
  if (part.act === 'wipe') return 5;
  if (part.act === 'delete') return 4;
  if (part.act === 'create' || part.act === 'restore') return 0;
  const directions = part.changes.map(({ direction }) => direction);
  if (directions.includes('loosens')) return 3;
  return directions.includes('changes') ? 2 : 1;
}
