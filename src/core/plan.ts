import type { Difference } from './difference';
import type { Act, Family, Variant } from './family';
import type { Direction } from './setting';
import type { References } from './shapes/catalog';
import { type Entity, fingerprintOf, hashOf, keepable, type Snapshot } from './snapshot';

/** A plan: wanted × live → the exact list of changes. Pure; computed at propose and again right before each write. */

export type PlanAct = Act | 'restore' | 'wipe';

/** `new`: the object does not exist yet; `marker` is put into its description so that a repeat finds it. */
export type Target =
  | { readonly kind: 'existing'; readonly id: string; readonly name: string }
  | { readonly kind: 'new'; readonly name: string };

/** What a part does that is no policy's settings: in words for the card, in values for its operation. */
export interface Doing {
  /** «Security group», «Company app data». */
  readonly title: string;
  /** What happens, above the rows: «A new group:». */
  readonly lead: string;
  readonly rows: readonly {
    readonly name: string;
    readonly values: readonly string[];
    readonly grave?: true;
    /** Its values are names of people or devices. */
    readonly personal?: true;
  }[];
  /** What it is called where nobody may be named: it is done to a person or a device. */
  readonly unnamed?: string;
  /** Whether a revert takes it back; said before anybody approves. */
  readonly undo: string;
  /** Nothing takes it back from here. */
  readonly final?: true;
  /** The writes it comes to, by the keys of its steps. */
  readonly steps: readonly string[];
  readonly intent: Readonly<Record<string, unknown>>;
  readonly permissions: readonly string[];
  readonly direction: Direction;
  /** Hard to take back, so that a second person approves. */
  readonly severe?: true;
  /** It makes a group, with so many devices at first. */
  readonly makes?: { readonly devices: number };
  /** Applied is only begun: what it waits for, what is said when it is done, and of what things it is counted. */
  readonly follows?: { readonly pending: string; readonly done: string; readonly unit: string };
  /** Where an admin sees it; `{id}` stands for its id. */
  readonly portal?: string;
}

export interface PlanPart {
  /** Stable within a plan; buttons and steps name a part by it. */
  readonly key: string;
  readonly act: PlanAct;
  readonly family: string;
  readonly variant: string;
  readonly target: Target;
  readonly changes: readonly Difference[];
  /** What was there when the plan was made; what a revert goes back to. Null for something new. */
  readonly before: Snapshot | null;
  /** What an approver should know about this part besides its changes. */
  readonly warnings?: readonly string[];
  /** For `restore` the image of what was deleted; else what a revert takes back with the settings it names. */
  readonly image?: Snapshot;
  /** What a new one names of the tenant: the object of the app it is for. */
  readonly found?: Entity;
  /** Where it is no policy: what is done. `family` is then the kind of operation, and there are no `changes`. */
  readonly operation?: Doing;
  /** Ids that the tenant's templates give to the settings of this part. */
  readonly references?: References;
}

export interface Plan {
  readonly parts: readonly PlanPart[];
  /** Hash of targets and changes, not of rendered text or bodies: what an approval is bound to. */
  readonly effect: string;
  /** Part → hash of everything that was read; tells drift, voids nothing by itself. */
  readonly fingerprint: Readonly<Record<string, string>>;
  readonly direction: 'tightens' | 'loosens' | 'mixed' | 'changes';
  readonly warnings: readonly string[];
}

export function planOf(all: readonly PlanPart[]): Plan {
  const parts = all.map(keepablePart);
  return {
    parts,
    effect: hashOf(
      parts.map(({ act, family, variant, target, changes, image, operation }) => ({
        act,
        family,
        variant,
        target,
        changes,
        image,
        ...(operation ? { intent: operation.intent } : {}),
      })),
    ),
    fingerprint: Object.fromEntries(
      parts.flatMap((part) => (part.before ? [[part.key, fingerprintOf(part.before)]] : [])),
    ),
    direction: directionOfAll(parts),
    warnings: [...new Set(parts.flatMap((part) => part.warnings ?? []))],
  };
}

function keepablePart(part: PlanPart): PlanPart {
  return {
    ...part,
    before: part.before && keepable(part.before),
    ...(part.image ? { image: keepable(part.image) } : {}),
  };
}

/** The Graph object a part writes to; two changes with one object are told of each other and locked against each other. */
export function objectOf(part: PlanPart): string {
  const which = part.target.kind === 'existing' ? part.target.id : `new:${part.target.name}`;
  return `${part.family}/${part.variant}/${which}`;
}

/** True for a part that makes a group which is not there yet; others of the same plan may be assigned to it. */
export function makesGroup({ act, operation, target }: PlanPart): boolean {
  return act === 'create' && operation?.makes !== undefined && target.kind === 'new';
}

export function variantOf(family: Family, id: string): Variant {
  const variant = family.variants[id];
  if (!variant) throw new Error(`${family.id} has no variant ${id}`);
  return variant;
}

/** What neither tightens nor loosens, such as a new group, says nothing beside what does. */
function directionOfAll(parts: readonly PlanPart[]): Plan['direction'] {
  const all = new Set<Direction>(
    parts.flatMap((part): Direction[] => {
      if (part.operation) return [part.operation.direction];
      if (part.act === 'delete') return ['loosens'];
      if (part.act === 'create' || part.act === 'restore') return ['tightens'];
      return part.changes.map((change) => change.direction);
    }),
  );
  if (all.has('tightens')) return all.has('loosens') ? 'mixed' : 'tightens';
  return all.has('loosens') ? 'loosens' : 'changes';
}
