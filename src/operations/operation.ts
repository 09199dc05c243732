import type { Apps } from '../core/app';
import type { Step } from '../core/change';
import type { Hand } from '../core/hand';
import type { PlanPart } from '../core/plan';
import type { Outcome } from '../core/problem';
import type { CreateGroupRequest, OperationRequest, SendGuideRequest, WipeAppDataRequest } from '../core/request';
import type { Snapshot } from '../core/snapshot';
import type { Graph } from '../ports';
import type { FindPorts, Found } from './finding';

/** What is done beside policies, and is no policy's settings. */

export type OperationKind = OperationRequest['kind'] | SendGuideRequest['kind'];

/** An application permission, what it is for here, and where Microsoft says so. */
export interface Need {
  readonly permission: string;
  readonly about: string;
  readonly docs: string;
}

/** What every operation says of itself: help, docs and rights are driven by it. */
export interface Operation {
  readonly kind: OperationKind;
  readonly title: string;
  /** What help finds it by. */
  readonly words: readonly string[];
  /** Who may ask for it. */
  readonly role: 'requestor';
  /** Shown by help and in the reference; tests hold the reader to them. */
  readonly examples: readonly string[];
  /** What happens to it, for the reference: «at once», «two approvals, cannot be reverted». */
  readonly does: string;
  /** Families without which it makes no sense; none: always. */
  readonly families: readonly string[];
  readonly reads: readonly Need[];
  readonly writes: readonly Need[];
}

/** A request that becomes a plan somebody approves. */
export type PlannedRequest = CreateGroupRequest | WipeAppDataRequest;

export interface OperationPorts extends FindPorts {
  readonly apps: Apps;
}

export interface DraftContext {
  /** What a person picked when asked, by what it was asked about. */
  readonly chosen: Readonly<Record<string, string>>;
  readonly now: Date;
  /** The change that stopped half-way and is gone on with. */
  readonly continues: number | undefined;
}

/** What planning gives: parts of a plan, a question, or a refusal. */
export type Drafted =
  | { readonly kind: 'parts'; readonly parts: readonly PlanPart[]; readonly notes: readonly string[] }
  | { readonly kind: 'ask'; readonly text: string; readonly choices: readonly Choice[] }
  | { readonly kind: 'problem'; readonly code: string; readonly say: string };

export interface Choice {
  readonly label: string;
  readonly detail?: string;
  readonly request: PlannedRequest;
  readonly chosen: Readonly<Record<string, string>>;
}

/** What is known when a change is to be taken back. */
export interface Done {
  readonly change: number;
  readonly fresh: Snapshot | null;
  readonly steps: readonly Step[];
}

/** An operation that lives the life of a change: planned, approved, written, read back. */
export interface PlannedOperation<R extends PlannedRequest = PlannedRequest> extends Operation {
  readonly kind: R['kind'];
  plan(ports: OperationPorts, request: R, context: DraftContext): Promise<Drafted>;
  hand(graph: Graph, part: PlanPart, marker: string): Hand;
  /** How far what was only begun has come. */
  follow?(graph: Graph, part: PlanPart): Promise<{ readonly left: number; readonly of: number }>;
  /** The part that takes it back; undefined when nothing is left to take back. */
  undo(part: PlanPart, done: Done): Outcome<PlanPart | undefined>;
}

/** Forgets which request an operation plans, for the registry; `plan` checks it again. */
export function plannedOperation<R extends PlannedRequest>(operation: PlannedOperation<R>): PlannedOperation {
  return {
    ...operation,
    plan(ports, request, context) {
      if (request.kind !== operation.kind) throw new Error(`${operation.kind} cannot plan ${request.kind}`);
      return operation.plan(ports, request as R, context); // the line above has just compared the kinds
    },
  };
}

export function refusal(code: string, say: string): Extract<Drafted, { kind: 'problem' }> {
  return { kind: 'problem', code, say };
}

/** The question which of several is meant, or that there is none; `key`: under which the answer is kept. */
export function whichOf(
  found: Extract<Found<{ readonly id: string; readonly name: string; readonly detail: string }>, { kind: 'which' }>,
  request: PlannedRequest,
  { key, chosen }: { readonly key: string; readonly chosen: DraftContext['chosen'] },
): Exclude<Drafted, { kind: 'parts' }> {
  if (found.some.length === 0) return refusal('not-found', found.say);
  const choices = found.some.map(({ id, name, detail }) => ({
    label: name,
    detail,
    request,
    chosen: { ...chosen, [key]: id },
  }));
  return { kind: 'ask', text: found.say, choices };
}
