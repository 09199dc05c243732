import { approvalsOf, isUndecided } from '../core/approval';
import { warden } from '../core/audit';
import type { Change, Hold, Status } from '../core/change';
import { missingOf } from '../core/thresholds';
import type { Clock, Store } from '../ports';
import { auditOf, redraw, redrawOthers, tellDeciders, tellRequestor } from './records';

interface Ports {
  readonly store: Store;
  readonly clock: Clock;
}

/**
 * Ends a change that nobody decided on in time, or that was approved and could not be written. One that waits for a
 * known hour is asked about again an hour after it: `again`, in seconds.
 */
export async function expireChange(
  ports: Ports & { readonly holdOn: (change: Change) => Promise<Hold | undefined> },
  id: number,
): Promise<{ readonly again: number } | undefined> {
  const now = ports.clock.now();
  const at = now.toISOString();
  const found = await ports.store.changes.get(id);
  // What waits for Intune has the deadline that Intune gave it.
  if (found?.status.kind === 'waitingForIntune') return undefined;
  if (!found || !isUndecided(found, 'reject') || Date.parse(found.expiresAt) > now.getTime()) return undefined;
  const again = found.status.kind === 'approved' ? goesOnIn(found.status, await ports.holdOn(found), now) : undefined;
  if (again !== undefined) return { again };
  return ports.store.transaction(async (records) => {
    const saved = await records.changes.save({ ...found, status: { kind: 'expired', at } });
    if (!saved) return { again: 1 };
    await records.audit.append(
      auditOf(saved, { at, kind: 'change.expired', actor: warden, facts: { expiresAt: saved.expiresAt } }),
    );
    await redraw(records, id, at);
    await redrawOthers(records, saved, at);
    await tellRequestor(records, saved, `Change #${id} expired: ${whyExpired(found.status)} Nothing was written.`, at);
    return undefined;
  });
}

/** Seconds until an approved change will have gone on by itself; undefined when nobody knows when that will be. */
function goesOnIn({ waits }: Approved, hold: Hold | undefined, now: Date): number | undefined {
  if (hold) return hold.until === undefined ? undefined : (Date.parse(hold.until) - now.getTime()) / 1000 + 3600;
  return waits === undefined || waits.for === 'gate' ? 600 : undefined;
}

type Approved = Extract<Status, { kind: 'approved' }>;

function whyExpired(status: Status): string {
  if (status.kind !== 'approved') return 'nobody decided on it in time.';
  return `it was approved, but could not be written in time.${status.waits ? ` ${status.waits.why}` : ''}`;
}

/** Says once, before the end, that a change still waits: to the requestor and where approvers see it. */
export async function remindOfChange(ports: Ports, id: number): Promise<void> {
  const at = ports.clock.now().toISOString();
  await ports.store.transaction(async (records) => {
    const change = await records.changes.get(id);
    if (change?.status.kind !== 'needsApproval') return;
    const missing = missingOf(change.needs, approvalsOf(change)).approvals;
    const text = `Change #${id} still needs ${missing === 1 ? '1 approval' : `${missing} approvals`} and expires at ${sayTime(change.expiresAt)}.`;
    await tellRequestor(records, change, text, at);
    await tellDeciders(records, change, text, at);
  });
}

/** «5 Mar 09:00 UTC». */
function sayTime(iso: string): string {
  const date = new Date(iso);
  const month = date.toLocaleString('en-GB', { month: 'short', timeZone: 'UTC' });
  return `${date.getUTCDate()} ${month} ${iso.slice(11, 16)} UTC`;
}
