import { markerOf, type Change } from '../core/change';
import { makerOf, waitsFor, withIds } from '../core/made-group';
import type { PlanPart } from '../core/plan';
import { plannedOperations } from '../operations';
import type { Graph } from '../ports';

/** A part of a change with the ids of the groups that its other parts have made; the id of one that is not there stays open. */
export async function withMadeGroups(graph: Graph, change: Change, part: PlanPart): Promise<PlanPart> {
  const ids = await Promise.all(
    waitsFor(part).map(async (id) => {
      const made = await readMade(graph, change, id);
      return made ? [[id, made] as const] : [];
    }),
  );
  return withIds(part, new Map(ids.flat()));
}

async function readMade(graph: Graph, change: Change, id: string): Promise<string | undefined> {
  const maker = makerOf(change.plan.parts, id);
  const hand = maker && plannedOperations.get(maker.family)?.hand(graph, maker, markerOf(change.id));
  return (await hand?.read())?.id;
}
