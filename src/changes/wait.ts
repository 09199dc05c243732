import { lookMilliseconds } from '../alive';
import { objectsOf, type Change, type Waits } from '../core/change';
import { objectOf } from '../core/plan';
import type { Clock, Store } from '../ports';
import { redraw, redrawOthers } from './records';

/** A change that is approved and cannot be written yet: what it waits for stands on its card, and it is tried again. */

interface Ports {
  readonly store: Store;
  readonly clock: Clock;
}

/**
 * What it waits for is kept, and its card drawn, once; seconds until it is worth trying again. `until`: when it ends by
 * what the rules say, which is not slept through.
 */
export async function waitFor(
  ports: Ports,
  change: Change,
  { until, ...wait }: Omit<Waits, 'since'> & { readonly until?: string | undefined },
): Promise<{ again: number }> {
  const now = ports.clock.now();
  const { status } = change;
  // It is being applied already: should that instance have died, what it holds runs out within seconds.
  if (status.kind !== 'approved') return { again: lookMilliseconds / 1000 };
  if (status.waits?.why === wait.why) return { again: atMost(until, now, growing(status.waits.since, now)) };
  const at = now.toISOString();
  await ports.store.transaction(async (records) => {
    const saved = await records.changes.save({ ...change, status: { ...status, waits: { ...wait, since: at } } });
    if (!saved) return;
    await redraw(records, change.id, at);
    await redrawOthers(records, change, at);
  });
  return { again: shortestSeconds };
}

const shortestSeconds = 3;
const longestSeconds = 300;

/** As long again as it has waited already, so that a long wait is asked about ever less often. */
function growing(since: string, now: Date): number {
  const waited = (now.getTime() - Date.parse(since)) / 1000;
  return Math.min(longestSeconds, Math.max(shortestSeconds, waited));
}

function atMost(until: string | undefined, now: Date, seconds: number): number {
  const left = until === undefined ? Infinity : (Date.parse(until) - now.getTime()) / 1000;
  return left > 0 ? Math.min(seconds, left) : seconds;
}

/** Who holds an object of this change: «iOS Office baseline» is being changed by #141 of Ana Ruiz. */
export async function sayLock(ports: Ports, change: Change): Promise<string> {
  const now = ports.clock.now().toISOString();
  for (const object of objectsOf(change)) {
    const holder = await ports.store.leases.holder(object, now);
    const name = change.plan.parts.find((part) => objectOf(part) === object)?.target.name ?? object;
    if (holder !== undefined) return `«${name}» is being changed${await by(ports, holder)} right now.`;
  }
  return 'Another change is being written to the same object right now.';
}

async function by(ports: Ports, holder: string): Promise<string> {
  const id = numberIn(holder);
  const other = id === undefined ? undefined : await ports.store.changes.get(id);
  return other ? ` by #${other.id} of ${other.requestor.name}` : '';
}

/** The name under which a change takes its leases, and the change in such a name. */
export function holderOf(instance: string, change: number): string {
  return `${instance}/change:${change}`;
}

function numberIn(holder: string): number | undefined {
  const found = /\/change:(\d+)$/.exec(holder)?.[1];
  return found === undefined ? undefined : Number(found);
}
