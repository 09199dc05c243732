import type { Change, Step } from '../core/change';
import type { Moved } from '../core/drift';
import type { Hand } from '../core/hand';
import type { PlanPart } from '../core/plan';
import type { Clock, Graph, Store } from '../ports';

/** What a part of a change is applied with, and how it may end. */

export interface PartPorts {
  readonly store: Store;
  readonly graph: Graph;
  readonly clock: Clock;
  readonly readBackAfter: readonly number[];
  /** Asked before each write: false when the lease was lost or writing was stopped. */
  readonly stillMine: () => Promise<boolean>;
  /** Aborts when the leases are lost: what is not sent yet is then not sent. */
  readonly lost: AbortSignal;
}

export interface PartWork {
  readonly change: Change;
  readonly part: PlanPart;
  readonly hand: Hand;
  readonly marker: string;
}

/** `wrote`: something of this part has reached the tenant. */
export type PartEnd =
  | { readonly kind: 'done'; readonly wrote: boolean; readonly otherDrift: readonly string[] }
  | { readonly kind: 'stale'; readonly wrote: boolean; readonly moved: readonly Moved[] }
  | { readonly kind: 'failed'; readonly wrote: boolean; readonly why: string }
  | { readonly kind: 'unknown'; readonly wrote: boolean; readonly why: string }
  /** Intune wants an admin of its own; `left` counts what of this part has to be approved there. */
  | { readonly kind: 'filed'; readonly wrote: boolean; readonly code: string; readonly left: number }
  | { readonly kind: 'lost' };

export function isOf(step: Step, { change, part }: Pick<PartWork, 'change' | 'part'>): boolean {
  return step.part === part.key && step.version === change.version;
}

/** It may have reached the tenant, and that was not seen yet. */
export function isUnsettled({ state }: Step): boolean {
  return state === 'intended' || state === 'sent' || state === 'unknown';
}
