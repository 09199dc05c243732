import { markerOf } from '../core/change';
import type { Difference } from '../core/difference';
import type { Family } from '../core/family';
import { differencesBetween, isOfTheSame, type Outside } from '../core/outside';
import { planOf, type PlanPart } from '../core/plan';
import type { OutsideRequest } from '../core/request';
import type { Snapshot } from '../core/snapshot';
import type { Graph } from '../ports';
import { completed } from './completed';
import { groupNamesOf } from './group-names';
import { managedBy, managedSince, type Managed } from './managed';
import { needPermissions } from './permissions';
import { problem, type Planned, type PlanningPorts } from './planned';
import { restored } from './plan-revert';
import { readTarget } from './read';

/** What somebody changed outside of Warden, as a plan: put back, or taken as it is and nothing written. */

export async function planOutside(ports: PlanningPorts, request: OutsideRequest): Promise<Planned> {
  const managed = await managedBy(ports.store, request.change, request.part);
  const family = managed && ports.families.get(managed.part.family);
  if (!managed?.seen || !family)
    throw problem('not-known', `How change #${request.change} left this is not known here. Its card says what it did.`);
  const was = managed.seen;
  const now = await readNow(ports, family, managed);
  const outside = now ? await outsideOf(ports, managed, family, { was, now }) : { changes: [], others: [] };
  const about = { managed, family, was, outside };
  const parts = now ? changed(ports, request, { ...about, now }) : gone(ports, request, about);
  if (parts.length === 0)
    return { kind: 'nothing', say: `Nothing to do: «${was.name}» is as change #${request.change} left it.` };
  if (request.kind === 'putBack') await needPermissions(ports, parts);
  return {
    kind: 'plan',
    plan: planOf(await completed(ports, parts)),
    notes: notesOf(request, outside),
    quickRevert: false,
    ...(request.kind === 'adopt' ? { adopts: true as const } : {}),
  };
}

interface About {
  readonly managed: Managed;
  readonly family: Family;
  readonly was: Snapshot;
  readonly outside: Outside;
}

function changed(
  { apps }: PlanningPorts,
  { kind }: OutsideRequest,
  { managed, family, was, outside, now }: About & { readonly now: Snapshot },
): readonly PlanPart[] {
  if (outside.changes.length === 0) return [];
  const { variant } = managed.part;
  const target = { kind: 'existing', id: now.id, name: now.name } as const;
  const part = { key: 'p1', act: 'set', family: family.id, variant, target, before: now } as const;
  if (kind === 'adopt') return [{ ...part, changes: outside.changes }];
  const back = differencesBetween({ family, variant, apps }, now, was).changes;
  const changes = back.flatMap((one) => {
    const other = outside.changes.find((its) => isOfTheSame(one, its));
    if (!other) return [];
    return [one.kind === 'group' && other.kind === 'group' ? { ...one, name: other.name } : one];
  });
  return [{ ...part, changes, image: was }];
}

/** Deleted elsewhere: made again as it was left, or taken as deleted. */
function gone({ apps }: PlanningPorts, { kind }: OutsideRequest, { managed, family, was }: About): readonly PlanPart[] {
  const part = { ...managed.part, key: 'p1' };
  if (kind === 'putBack') return [restored(part, was, apps, family)];
  const target = { kind: 'existing', id: managed.id, name: was.name } as const;
  return [{ ...part, act: 'delete', target, changes: [], before: was }];
}

function notesOf({ kind, change }: OutsideRequest, { others }: Outside): readonly string[] {
  const since = `what was changed outside of Warden since change #${change}`;
  if (kind === 'adopt') return [`Takes ${since} as it is. Nothing is written.`];
  const left =
    others.length > 0
      ? [`Not put back, since Warden cannot write it by itself: ${others.join(', ')}. Put it back in the admin center.`]
      : [];
  return [`Puts back ${since}.`, ...left];
}

export function readNow(
  { graph }: Pick<PlanningPorts, 'graph'>,
  family: Family,
  { part, id, change }: Managed,
): Promise<Snapshot | null> {
  const target = { kind: 'existing', id, name: part.target.name } as const;
  return readTarget(graph, family, { ...part, target }, markerOf(change.id));
}

/** What leads from how a change left it to how it is, without what Warden itself has written since. */
export async function outsideOf(
  ports: Pick<PlanningPorts, 'store' | 'apps' | 'graph'>,
  managed: Managed,
  family: Family,
  { was, now }: { readonly was: Snapshot; readonly now: Snapshot },
): Promise<Outside> {
  const all = differencesBetween({ family, variant: managed.part.variant, apps: ports.apps }, was, now);
  const since = await managedSince(ports.store, managed);
  const own = since.filter(({ change }) => change.adopts === undefined).flatMap(({ part }) => part.changes);
  const changes = all.changes.filter((one) => !own.some((other) => isOfTheSame(one, other)));
  return { ...all, changes: await named(ports.graph, changes) };
}

/** An assignment knows its group by id; cards name it. */
async function named(graph: Graph, changes: readonly Difference[]): Promise<readonly Difference[]> {
  const ids = changes.flatMap((one) => (one.kind === 'group' && one.name === one.id ? [one.id] : []));
  const names = await groupNamesOf(graph, ids);
  return changes.map((one) => (one.kind === 'group' ? { ...one, name: names.get(one.id) ?? one.name } : one));
}
