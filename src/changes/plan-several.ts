import { isDeepStrictEqual } from 'node:util';
import type { Assumed } from '../core/change';
import type { Difference } from '../core/difference';
import { idToBe } from '../core/made-group';
import { objectOf, type PlanAct, type PlanPart } from '../core/plan';
import type { SeveralRequest } from '../core/request';
import { Detour, problem, type Choice, type Group, type PlanContext } from './planned';
import type { Parts } from './wanted';

/** Several requests of one sentence: one plan with the parts of all, the safest first. */
export async function planSeveral(
  request: SeveralRequest,
  context: PlanContext,
  planOne: (one: One, context: PlanContext) => Promise<Parts>,
): Promise<Parts> {
  const all: Parts[] = [];
  const assumed: Assumed[] = [];
  const made: Group[] = [];
  // One after the other: a question about the first is asked before one about the second.
  for (const [i, one] of groupsFirst(request)) {
    const own = { ...context, made, chosen: chosenFor(context.chosen, i) };
    const planned = await planOne(one, own).catch((error: unknown) => askForAll(error, request, i, context));
    all.push(planned);
    assumed.push(...(planned.assumed ?? []).map((each) => assumedInPlace(each, request, i, context)));
    made.push(...planned.parts.flatMap(madeBy));
  }
  const parts = joined(all.flatMap((one) => one.parts));
  const ordered = [...parts].sort((a, b) => danger(a) - danger(b));
  return {
    parts: ordered.map((part, i) => ({ ...part, key: `p${i + 1}` })),
    notes: [...new Set(all.flatMap(({ notes }) => notes))],
    assumed,
  };
}

type One = SeveralRequest['requests'][number];

/** Each with its place in the sentence; a group is there before anything is assigned to it. */
function groupsFirst({ requests }: SeveralRequest): readonly (readonly [place: number, request: One])[] {
  const all = [...requests.entries()];
  const isGroup = ([, { kind }]: (typeof all)[number]) => kind === 'createGroup';
  return [...all.filter(isGroup), ...all.filter((one) => !isGroup(one))];
}

/** The group that a part makes, or goes on making. */
function madeBy({ operation, target }: PlanPart): readonly Group[] {
  if (!operation?.makes) return [];
  return [{ id: target.kind === 'new' ? idToBe(target.name) : target.id, name: target.name }];
}

function assumedInPlace(one: Assumed, request: SeveralRequest, place: number, { chosen }: PlanContext): Assumed {
  const others = othersChosen(chosen, place);
  return { ...one, instead: one.instead.map((choice) => inPlace(choice, request, place, others)) };
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
  const others = othersChosen(chosen, place);
  throw new Detour({ kind: 'ask', text, choices: choices.map((one) => inPlace(one, request, place, others)) });
}

function othersChosen(chosen: PlanContext['chosen'], place: number): PlanContext['chosen'] {
  return Object.fromEntries(Object.entries(chosen).filter(([key]) => !key.startsWith(`${place}|`)));
}

function inPlace(choice: Choice, request: SeveralRequest, place: number, others: PlanContext['chosen']): Choice {
  const { request: one, chosen } = choice;
  if (one.kind === 'several' || one.kind === 'revert' || one.kind === 'putBack' || one.kind === 'adopt') return choice;
  const own = Object.fromEntries(Object.entries(chosen).map(([key, id]) => [`${place}|${key}`, id]));
  const requests = request.requests.map((old, i) => (i === place ? one : renamed(old, request.requests[place], one)));
  return { ...choice, request: { ...request, requests }, chosen: { ...others, ...own } };
}

/** A group that is made under another name than was said is meant under that name in the whole sentence. */
function renamed(other: One, said: One | undefined, now: One): One {
  if (said?.kind !== 'createGroup' || now.kind !== 'createGroup' || said.group === now.group) return other;
  const rename = (names: readonly string[] | undefined) =>
    names?.map((name) => (name.toLowerCase() === said.group?.toLowerCase() ? (now.group ?? name) : name));
  const groups = 'groups' in other ? { groups: rename(other.groups) } : {};
  const excludeGroups = 'excludeGroups' in other ? { excludeGroups: rename(other.excludeGroups) } : {};
  return { ...other, ...groups, ...excludeGroups };
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
    case 'property':
      return `property ${one.at}`;
  }
}

/** What is easily taken back comes first, what cannot be last: what stops half-way has then done the least harm. */
function danger(part: PlanPart): number {
  // A group by itself does nothing, and others wait for it.
  if (part.operation?.makes) return 0;
  if (part.act === 'wipe') return 6;
  if (part.act === 'delete') return 5;
  if (part.act === 'create' || part.act === 'restore') return 1;
  const directions = part.changes.map(({ direction }) => direction);
  if (directions.includes('loosens')) return 4;
  return directions.includes('changes') ? 3 : 2;
}
