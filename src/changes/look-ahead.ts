import { markerOf, type Change } from '../core/change';
import type { Families } from '../core/family';
import type { Moved } from '../core/drift';
import type { Hand } from '../core/hand';
import type { PlanPart } from '../core/plan';
import { GraphRefused, GraphUnreachable, type Graph, type Store } from '../ports';
import { handOf } from './hands';

interface Ports {
  readonly store: Pick<Store, 'steps'>;
  readonly graph: Graph;
  readonly families: Families;
}

/**
 * What moved in any part of a plan, looked up before its first write: so that a plan is not done by half because the
 * tenant has moved under its second half. Each part is read again right before its own write.
 */
export async function lookAhead(ports: Ports, change: Change): Promise<readonly Moved[]> {
  const { parts } = change.plan;
  // A single part is read right now anyway; and what is begun is gone on with, part by part.
  if (parts.length < 2 || (await isBegun(ports, change))) return [];
  const moved = await Promise.all(parts.map((part) => movedIn(ports, change, part)));
  return moved.flat();
}

async function isBegun({ store }: Ports, { id, version }: Change): Promise<boolean> {
  return (await store.steps.list(id)).some((step) => step.version === version);
}

async function movedIn(ports: Ports, change: Change, part: PlanPart): Promise<readonly Moved[]> {
  const hand = handOf(ports, part, markerOf(change.id));
  if (!hand || part.target.kind !== 'existing') return [];
  const { name } = part.target;
  try {
    return hand.drift(await hand.read()).touched.map((one) => ({
      ...inWords(one, hand),
      // Where it is the policy itself that is gone or changed, its name stands already.
      ...(one.what === name ? {} : { of: name }),
    }));
  } catch (error) {
    // What cannot be read now is told when its turn comes.
    if (error instanceof GraphRefused || error instanceof GraphUnreachable) return [];
    throw error;
  }
}

export function inWords(moved: Moved, hand: Hand): Moved {
  return { ...moved, what: hand.titleOf(moved.what) };
}
