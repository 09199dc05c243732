import type { Moved } from './drift';
import type { Plan } from './plan';
import { objectOf } from './plan';
import type { ChangeRequest, Reading } from './request';
import type { Snapshot } from './snapshot';
import type { Needs } from './needs';

/** The record that lives from plan to end, and its statuses. */

/** Who acts: the Entra object id is the identity, the name is only shown. `teamsId` (29:…) is for mentions and refresh. */
export interface Person {
  readonly objectId: string;
  readonly name: string;
  readonly teamsId: string;
}

export interface Decision {
  readonly by: Person;
  readonly verdict: 'approve' | 'reject';
  readonly justification?: string;
  readonly at: string;
  /** The plan version it was given for; a decision for an older version does not count. */
  readonly version: number;
  /** Which of the groups that thresholds name the person was in, looked up with the roles. */
  readonly groups?: readonly string[];
  /** An owner's approval in an emergency: it is enough alone, and no waiting time or freeze holds it. */
  readonly breakGlass?: true;
}

export type Status =
  | { readonly kind: 'needsApproval' }
  | { readonly kind: 'approved'; readonly at: string; readonly notBefore?: string; readonly waits?: Waits }
  | { readonly kind: 'applying'; readonly since: string; readonly fence: number }
  /** Intune wants a second admin of its own (multi admin approval). `left`: how many such requests the change still needs. */
  | {
      readonly kind: 'waitingForIntune';
      readonly since: string;
      readonly until: string;
      readonly code: string;
      readonly left: number;
      readonly written: boolean;
    }
  /** `unwritten`: everything was already as planned, so nothing was sent. */
  | {
      readonly kind: 'applied';
      readonly at: string;
      readonly otherDrift: readonly string[];
      readonly unwritten?: true;
    }
  | { readonly kind: 'partiallyApplied'; readonly at: string; readonly why: string }
  | { readonly kind: 'rejected'; readonly at: string; readonly by: Person; readonly justification?: string }
  | { readonly kind: 'cancelled'; readonly at: string; readonly by: Person }
  | { readonly kind: 'expired'; readonly at: string }
  | { readonly kind: 'superseded'; readonly at: string; readonly by: number }
  | { readonly kind: 'stale'; readonly at: string; readonly moved: readonly Moved[] }
  | { readonly kind: 'failed'; readonly at: string; readonly why: string }
  | { readonly kind: 'unknown'; readonly at: string; readonly why: string };

export type StatusKind = Status['kind'];

/** What an approved change was found to wait for when it was last taken up, as a sentence. */
export interface Waits {
  /** `gate`: rules, which drawing knows better; `lock`: another change; `roles`: those who approved are not looked up yet. */
  readonly for: 'gate' | 'lock' | 'roles';
  readonly why: string;
  readonly since: string;
}

/** When a borrowed change ends: a length (ISO 8601) counts from the apply; a moment was understood in a zone. */
export type Ending =
  | { readonly kind: 'after'; readonly length: string }
  | { readonly kind: 'at'; readonly at: string; readonly zone: string };

/** A change that is put back by itself. `endsAt` is there once it is applied, `ended` once nothing is put back any more. */
export interface Borrowed {
  readonly ending: Ending;
  readonly endsAt?: string;
  readonly ended?:
    | { readonly kind: 'returned' | 'extended'; readonly by: number }
    | { readonly kind: 'nothing' }
    | { readonly kind: 'kept'; readonly why: string };
}

/** Why an approved change is not written now, as a sentence, and until when, where that is known. */
export interface Hold {
  readonly why: string;
  /** The same where nobody may be named. */
  readonly unnamed?: string;
  readonly until?: string;
}

/** Whom a change hits; counted after the plan and completed on the card. Numbers are people or devices. */
export interface Reach {
  /** Per part: the other apps the policy covers besides those that were named. */
  readonly alsoApps: Readonly<Record<string, readonly string[]>>;
  readonly groups: readonly {
    readonly id: string;
    readonly name: string;
    readonly people: number | null;
    /** Where the policy follows devices: how many there are, instead of the people. */
    readonly devices?: number | null;
    readonly exclude: boolean;
  }[];
  readonly people: Counted | null;
  /** Enrolled devices that report a higher threat level than the new one allows. */
  readonly devicesAbove: Counted | null;
  /** Registrations of unenrolled devices, whose threat level Graph does not tell. */
  readonly unknownRegistrations: Counted | null;
  /** Names of approvers or break-glass accounts among the people hit. */
  readonly watched: readonly string[];
  /** False while counting goes on or was cut off. */
  readonly complete: boolean;
}

/** `atLeast`: the count was cut off by time or number of calls. */
export interface Counted {
  readonly number: number;
  readonly atLeast: boolean;
}

/** How far what an applied change began has come, part by part. `over`: nobody looks any more. */
export interface Progress {
  readonly at: string;
  readonly parts: readonly { readonly key: string; readonly left: number; readonly of: number }[];
  readonly over?: true;
}

/** What a sentence left open and the plan took, and what it could have been instead. */
export interface Assumed {
  readonly say: string;
  readonly what: 'policy' | 'platform' | 'kind' | 'value' | 'groups';
  /** Ids of the policies it is about: when one is left out, it was something else that was meant. */
  readonly policies?: readonly string[];
  /** The setting, where it is a value. */
  readonly of?: string;
  /** None: only a person knows, and types it. */
  readonly instead: readonly Alternative[];
}

/** Another request for the same sentence, and the policies that were picked (variant → id). */
export interface Alternative {
  readonly label: string;
  readonly detail?: string;
  readonly request: ChangeRequest;
  readonly chosen: Readonly<Record<string, string>>;
}

export interface Change {
  /** The number people use: «change 142». */
  readonly id: number;
  /** Counts every saved state; a save names the one it read (compare-and-swap). */
  readonly revision: number;
  /** Of the plan: an amended plan has a new one, and decisions on the old one are void. */
  readonly version: number;
  readonly request: ChangeRequest;
  readonly utterance: string;
  readonly readings: readonly Reading[];
  /** What was settled on the way to the plan, in sentences for the card. */
  readonly notes: readonly string[];
  readonly assumed?: readonly Assumed[];
  /** What was picked when the plan was asked back about: it stays picked when the change is amended. */
  readonly chosen?: Readonly<Record<string, string>>;
  readonly requestor: Person;
  /** Where it was asked, and the activity it answers. */
  readonly conversation: string;
  readonly askedIn: string;
  readonly plan: Plan;
  /** What the rules ask for before it is applied; counted anew when its plan is amended or its reach is known. */
  readonly needs: Needs;
  readonly decisions: readonly Decision[];
  readonly status: Status;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly revertOf?: number;
  /** A revert soon after the change: whoever approved the change may approve it too, and no wait or freeze holds it. */
  readonly quickRevert?: true;
  readonly revertedBy?: number;
  readonly progress?: Progress;
  readonly borrowed?: Borrowed;
  /** Puts back what was borrowed with that change, and was approved with it. */
  readonly returns?: number;
  /** Keeps what was borrowed with that change for longer. */
  readonly extends?: number;
  /** Takes what was changed outside of Warden as it is: it writes nothing. */
  readonly adopts?: true;
}

/** One write of a change, recorded as intended before it is sent and confirmed after it was read back. */
export interface Step {
  readonly change: number;
  readonly version: number;
  readonly part: string;
  readonly key: string;
  readonly state: 'intended' | 'sent' | 'confirmed' | 'failed' | 'unknown' | 'waiting';
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  /** Graph's answer: status, request id, and the id of what was created. */
  readonly answer?: { readonly status: number; readonly requestId: string | null; readonly createdId?: string };
  readonly at: string;
  /** Under which code Intune filed the request, and the hash of that very request. */
  readonly filed?: { readonly code: string; readonly request: string };
  /** Hashes of the object as it was read right before the write, and as it was read back. */
  readonly before?: string;
  readonly after?: string;
  /** The object as it was read back: what differs from it later was changed by somebody else. */
  readonly seen?: Snapshot;
}

export const openStatuses: readonly StatusKind[] = ['needsApproval', 'approved', 'applying', 'waitingForIntune'];

/** It is over, and the tenant may be another than before. */
export function mayHaveWritten({ status }: Pick<Change, 'status'>): boolean {
  if (status.kind === 'applied') return status.unwritten !== true;
  return status.kind === 'partiallyApplied' || status.kind === 'unknown';
}

export function isOpen(change: Change): boolean {
  return openStatuses.includes(change.status.kind);
}

/** The Graph objects a change writes to. */
export function objectsOf(change: Pick<Change, 'plan'>): readonly string[] {
  return [...new Set(change.plan.parts.map(objectOf))];
}

/** What is put into the description of everything a change creates, and shown on its card. */
export function markerOf(changeId: number): string {
  return `(Warden #${changeId})`;
}
