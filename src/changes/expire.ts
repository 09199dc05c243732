import { approvalsOf } from '../core/approval';
import { missingOf } from '../core/thresholds';
import { warden } from '../core/audit';
import type { Clock, Store } from '../ports';
import { auditOf, redraw, tellRequestor } from './records';

interface Ports {
  readonly store: Store;
  readonly clock: Clock;
}

/** Ends a change that nobody decided on in time. */
export async function expireChange(ports: Ports, id: number): Promise<void> {
  const now = ports.clock.now();
  const at = now.toISOString();
  await ports.store.transaction(async (records) => {
    const change = await records.changes.get(id);
    if (change?.status.kind !== 'needsApproval' || Date.parse(change.expiresAt) > now.getTime()) return;
    const saved = await records.changes.save({ ...change, status: { kind: 'expired', at } });
    if (!saved) return;
    await records.audit.append(
      auditOf(saved, { at, kind: 'change.expired', actor: warden, facts: { expiresAt: change.expiresAt } }),
    );
    await redraw(records, id, at);
    await tellRequestor(
      records,
      saved,
      `Change #${id} expired: nobody decided on it in time. Nothing was written.`,
      at,
    );
  });
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
    const cards = await records.cards.list(`change:${id}`);
    for (const card of cards) {
      if (card.conversation === change.conversation || card.state !== 'posted') continue;
      const thread = card.posted?.threadId ?? card.thread;
      const message = { text, summary: text };
      await records.outbox.add({
        conversation: card.conversation,
        what: { kind: 'say', message, ...(thread === undefined ? {} : { thread }) },
        dueAt: at,
      });
    }
  });
}

/** «5 Mar 09:00 UTC». */
function sayTime(iso: string): string {
  const date = new Date(iso);
  const month = date.toLocaleString('en-GB', { month: 'short', timeZone: 'UTC' });
  return `${date.getUTCDate()} ${month} ${iso.slice(11, 16)} UTC`;
}
