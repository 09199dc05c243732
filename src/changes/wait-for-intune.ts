import { warden } from '../core/audit';
import type { Change, Status } from '../core/change';
import type { Clock, Graph, Records, Store } from '../ports';
import { askIntune } from './intune-approval';
import { auditOf, redraw, redrawOthers, tellDeciders, tellRequestor } from './records';

/** A change whose next write Intune wants approved by an admin of its own. */

interface Ports {
  readonly store: Store;
  readonly clock: Clock;
  readonly graph: Graph;
}

export interface Filing {
  readonly code: string;
  /** How many requests the change still needs in Intune, with this one. */
  readonly left: number;
  readonly written: boolean;
}

/** Kept and told once; seconds until Intune is asked. */
export async function waitForIntune(ports: Ports, change: Change, filing: Filing): Promise<{ again: number }> {
  const asked = await askIntune(ports.graph, filing.code);
  const now = ports.clock.now();
  const at = now.toISOString();
  const until =
    (asked.kind === 'waiting' ? asked.until : undefined) ??
    new Date(now.getTime() + usualHours * 3_600_000).toISOString();
  await ports.store.transaction(async (records) => {
    const saved = await records.changes.save({
      ...change,
      status: { kind: 'waitingForIntune', since: at, until, ...filing },
    });
    if (!saved) return;
    await records.audit.append(
      auditOf(saved, { at, kind: 'change.waitingForIntune', actor: warden, facts: { code: filing.code, until } }),
    );
    await redraw(records, change.id, at);
    await redrawOthers(records, saved, at);
    const text = `Change #${change.id} waits for Intune: its multi admin approval wants ${count(filing.left)} of one of its own approvers. Intune tells nobody; they find it under Tenant administration › Multi Admin Approval.`;
    await tellRequestor(records, saved, text, at);
    await tellDeciders(records, saved, text, at);
  });
  return { again: firstSeconds };
}

/** https://learn.microsoft.com/intune/intune-service/fundamentals/multi-admin-approval: after three days it expires. */
const usualHours = 72;
const firstSeconds = 30;
const longestSeconds = 300;

function count(left: number): string {
  return left === 1 ? 'an approval' : `${left} approvals, one after the other,`;
}

export type Waited =
  | { readonly kind: 'goOn' }
  | { readonly kind: 'again'; readonly again: number }
  | { readonly kind: 'over'; readonly status: Status };

/** Asks Intune whether somebody has decided there. */
export async function lookAtIntune(
  ports: Ports,
  status: Extract<Status, { kind: 'waitingForIntune' }>,
): Promise<Waited> {
  const answer = await askIntune(ports.graph, status.code);
  const now = ports.clock.now();
  const at = now.toISOString();
  switch (answer.kind) {
    case 'approved':
      return { kind: 'goOn' };
    case 'refused':
      return { kind: 'over', status: { kind: status.written ? 'partiallyApplied' : 'failed', at, why: answer.why } };
    case 'expired':
      return { kind: 'over', status: expired(status, at) };
    case 'waiting':
    case 'unsure':
      // What cannot be looked up any more has expired as well.
      if (status.until <= at && answer.kind === 'unsure') return { kind: 'over', status: expired(status, at) };
      return { kind: 'again', again: growing(status.since, now) };
  }
}

/** What Intune has refused or let expire is filed there no more. */
export async function closeFiled(records: Records, change: Change, at: string): Promise<void> {
  for (const step of await records.steps.list(change.id)) {
    if (step.version !== change.version || step.state !== 'waiting') continue;
    await records.steps.put({ ...step, state: 'failed', at });
    const facts = { part: step.part, step: step.key, code: 'not-approved-in-intune' };
    await records.audit.append(auditOf(change, { at, kind: 'step.failed', actor: warden, facts }));
  }
}

function expired({ written }: { readonly written: boolean }, at: string): Status {
  const why = 'Nobody approved it in Intune in time.';
  return written ? { kind: 'partiallyApplied', at, why } : { kind: 'expired', at };
}

/** A tenth of the time it has waited already: soon at first, every five minutes in the end. */
function growing(since: string, now: Date): number {
  const waited = (now.getTime() - Date.parse(since)) / 1000;
  return Math.min(longestSeconds, Math.max(firstSeconds, waited / 10));
}
