import { z } from 'zod';
import type { Role } from '../core/approval';
import type { AuditEntry } from '../core/audit';
import type { Person } from '../core/change';
import { accept, refuse, type Outcome } from '../core/problem';
import type { Clock, Records, Store } from '../ports';

/** The stop switch: while it is thrown nothing is approved or written. It lies in the store, so every instance obeys it. */

const Stop = z.object({
  at: z.string(),
  by: z.object({ objectId: z.string(), name: z.string() }),
  why: z.string().optional(),
});
export type Stop = z.infer<typeof Stop>;

const mark = 'stop';

/** Who stopped all changes, and when. A record that cannot be read counts as a stop. */
export async function stopOf(records: Pick<Records, 'marks'>): Promise<Stop | undefined> {
  const kept = await records.marks.get(mark);
  if (!kept) return undefined;
  const stop = Stop.safeParse(kept);
  return stop.success ? stop.data : { at: '', by: { objectId: '', name: 'somebody' } };
}

interface Ports {
  readonly store: Store;
  readonly clock: Clock;
}

interface Asked {
  readonly by: Person;
  readonly roles: ReadonlySet<Role>;
  readonly why: string | undefined;
}

/** Stopping does no harm, so approvers may as well as owners. */
export async function stopAll(ports: Ports, { by, roles, why }: Asked): Promise<Outcome<Stop>> {
  if (!roles.has('owner') && !roles.has('approver'))
    return refuse('not-owner', 'Only owners and approvers stop all changes, and you are neither.');
  const at = ports.clock.now().toISOString();
  return ports.store.transaction(async (records) => {
    const already = await stopOf(records);
    if (already) return refuse('already-stopped', `All changes are already stopped, by ${already.by.name}.`);
    const stop: Stop = { at, by: { objectId: by.objectId, name: by.name }, ...(why === undefined ? {} : { why }) };
    await records.marks.put(mark, stop);
    await records.audit.append(entry('changes.stopped', stop.by, at, why));
    return accept(stop);
  });
}

/** Gives the stop that was lifted. What waits goes on by itself. */
export async function liftStop(ports: Ports, { by, roles, why }: Asked): Promise<Outcome<Stop>> {
  if (!roles.has('owner')) return refuse('not-owner', 'Only owners lift the stop, and you are not one of them.');
  const at = ports.clock.now().toISOString();
  return ports.store.transaction(async (records) => {
    const stop = await stopOf(records);
    if (!stop) return refuse('not-stopped', 'Changes are not stopped.');
    await records.marks.remove(mark);
    await records.audit.append(entry('changes.resumed', { objectId: by.objectId, name: by.name }, at, why));
    return accept(stop);
  });
}

function entry(kind: AuditEntry['kind'], actor: AuditEntry['actor'], at: string, why: string | undefined): AuditEntry {
  return { at, kind, actor, facts: why === undefined ? {} : { why } };
}
