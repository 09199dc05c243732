import type { Change, Status, Step } from '../core/change';
import { objectOf, type PlanPart } from '../core/plan';
import type { Snapshot } from '../core/snapshot';
import type { Store } from '../ports';

/** The objects Warden has written to, and how it left them. */

/** One change's hand in an object. */
export interface Managed {
  readonly change: Change;
  readonly part: PlanPart;
  readonly id: string;
  /** When its last write was seen to be done. */
  readonly at: string;
  /** How it left the object; nothing when it deleted it, or never saw its write. */
  readonly seen?: Snapshot;
}

type Reads = Pick<Store, 'changes' | 'steps'>;

/** Object id, in small letters → what was done to it, the oldest first. */
export async function managedObjects(store: Reads): Promise<ReadonlyMap<string, readonly Managed[]>> {
  const all = new Map<string, Managed[]>();
  const changes = await store.changes.list({ status: havingWritten, limit: mostLookedAt });
  for (const change of changes) {
    const steps = await store.steps.list(change.id);
    for (const part of change.plan.parts) {
      const managed = change.adopts ? adopted(change, part) : written(change, part, steps);
      if (managed) all.set(managed.id.toLowerCase(), [...(all.get(managed.id.toLowerCase()) ?? []), managed]);
    }
  }
  for (const its of all.values()) its.sort((a, b) => (isLater(a, b) ? 1 : -1));
  return all;
}

/** One that is not at its end may have written some of its parts, and wait for days with the others. */
const havingWritten: readonly Status['kind'][] = [
  'applied',
  'partiallyApplied',
  'unknown',
  'applying',
  'waitingForIntune',
];

const mostLookedAt = 1000;

/** By when it was written: what was asked for first may have been approved last. */
function isLater(one: Managed, other: Managed): boolean {
  return one.at === other.at ? one.change.id > other.change.id : one.at > other.at;
}

/** What Warden has done to the object since. */
export async function managedSince(store: Reads, managed: Managed): Promise<readonly Managed[]> {
  const all = (await managedObjects(store)).get(managed.id.toLowerCase()) ?? [];
  return all.filter((one) => isLater(one, managed));
}

/** Whether Warden is at the object right now: then nobody can say what others did. */
export async function isBeingWritten({ changes }: Reads, { part, id }: Managed): Promise<boolean> {
  const object = objectOf({ ...part, target: { kind: 'existing', id, name: part.target.name } });
  return (await changes.openOn([object])).some(({ status }) => status.kind === 'applying');
}

/** What a part of a change has come to; nothing when it wrote nothing. */
export async function managedBy(store: Reads, id: number, key: string): Promise<Managed | undefined> {
  const change = await store.changes.get(id);
  const part = change?.plan.parts.find((one) => one.key === key);
  if (!change || !part) return undefined;
  return change.adopts ? adopted(change, part) : written(change, part, await store.steps.list(id));
}

/** A part that stopped before its turn, or had nothing left to write, wrote nothing. */
function written(change: Change, part: PlanPart, steps: readonly Step[]): Managed | undefined {
  const own = steps.filter(
    (step) => step.version === change.version && step.part === part.key && mayHaveWritten.has(step.state),
  );
  const last = own.at(-1);
  if (!last) return undefined;
  const made = own.find((step) => step.answer?.createdId !== undefined)?.answer?.createdId;
  const seen = own.findLast((step) => step.seen !== undefined)?.seen;
  const id = part.target.kind === 'existing' ? part.target.id : (made ?? seen?.id);
  return id === undefined ? undefined : { change, part, id, at: last.at, ...(seen ? { seen } : {}) };
}

const mayHaveWritten: ReadonlySet<Step['state']> = new Set(['sent', 'confirmed', 'unknown']);

function adopted(change: Change, part: PlanPart): Managed | undefined {
  if (change.status.kind !== 'applied' || part.target.kind !== 'existing') return undefined;
  const seen = part.act === 'delete' ? null : part.before;
  return { change, part, id: part.target.id, at: change.status.at, ...(seen ? { seen } : {}) };
}
