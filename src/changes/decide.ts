import { approvalsOf, cancel, decide, type Role } from '../core/approval';
import { isOpen, type Change, type Person } from '../core/change';
import { accept, refuse, type Outcome } from '../core/problem';
import type { Clock, Records, Store } from '../ports';
import { auditOf, redraw, redrawOthers, saying, tellRequestor } from './records';

export interface Verdict {
  readonly change: number;
  /** The plan version the pressed card showed. */
  readonly version: number;
  readonly verdict: 'approve' | 'reject' | 'cancel' | 'breakGlass';
  readonly by: Person;
  readonly roles: ReadonlySet<Role>;
  /** The groups of thresholds the person is in. */
  readonly groups: readonly string[];
  readonly justification: string | undefined;
  /** Conversations that are told at once when the glass is broken. */
  readonly tell: readonly string[];
}

interface Ports {
  readonly store: Store;
  readonly clock: Clock;
}

/** Counts one decision. Of two at the same instant one is counted first and the other is judged on what it left. */
export async function decideChange(ports: Ports, verdict: Verdict): Promise<Outcome<Change>> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const outcome = await tryDecide(ports, verdict);
    if (outcome !== 'overtaken') return outcome;
  }
  return refuse('busy', 'Several people are deciding on this change right now. Press again.');
}

async function tryDecide(ports: Ports, verdict: Verdict): Promise<Outcome<Change> | 'overtaken'> {
  const at = ports.clock.now().toISOString();
  const change = await ports.store.changes.get(verdict.change);
  if (!change) return refuse('no-such-change', `There is no change #${verdict.change}.`);
  const decided = judge(change, verdict, at);
  if (!decided.ok) {
    await ports.store.audit.append(refusalEntry(change, verdict, decided.problem.code, at));
    return decided;
  }
  return ports.store.transaction(async (records) => {
    const saved = await records.changes.save(decided.value);
    if (!saved) return 'overtaken' as const;
    await record(records, saved, verdict, at);
    return accept(saved);
  });
}

function judge(change: Change, verdict: Verdict, at: string): Outcome<Change> {
  if (Date.parse(change.expiresAt) <= Date.parse(at) && change.status.kind === 'needsApproval') {
    return refuse('expired', `Change #${change.id} has expired. Ask for it again if it is still wanted.`);
  }
  if (verdict.verdict === 'cancel') return cancel(change, verdict.by, at);
  const because = verdict.justification === undefined ? {} : { justification: verdict.justification };
  const what =
    verdict.verdict === 'breakGlass'
      ? { verdict: 'approve' as const, breakGlass: true as const }
      : { verdict: verdict.verdict };
  const decision = { by: verdict.by, ...what, at, groups: verdict.groups, ...because };
  return decide(change, decision, { roles: verdict.roles, version: verdict.version });
}

async function record(records: Records, change: Change, verdict: Verdict, at: string): Promise<void> {
  const actor = { objectId: verdict.by.objectId, name: verdict.by.name };
  const facts = {
    verdict: verdict.verdict,
    justification: verdict.justification,
    effect: change.plan.effect,
    version: change.version,
    approvals: `${approvalsOf(change).length} of ${change.needs.approvals}`,
  };
  const kind = auditKinds[verdict.verdict];
  await records.audit.append(auditOf(change, { at, kind, actor, facts }));
  if (verdict.verdict === 'breakGlass') await tellOfGlass(records, change, verdict, at);
  if (change.status.kind === 'approved') {
    const { notBefore } = change.status;
    await records.due.set({ key: `apply:${change.id}`, at: notBefore ?? at, job: 'apply', about: String(change.id) });
    // The apply that begins now redraws the card; two updates within a second would only use up Teams' budget.
    if (notBefore === undefined) return;
  }
  await redraw(records, change.id, at);
  if (!isOpen(change)) await redrawOthers(records, change, at);
  if (change.status.kind === 'rejected') {
    const because = verdict.justification === undefined ? '' : ` (${verdict.justification})`;
    const sentence = (by: string) => `Change #${change.id} was rejected${by}. Nothing was written.`;
    await tellRequestor(
      records,
      change,
      { named: sentence(` by ${verdict.by.name}${because}`), unnamed: sentence('') },
      at,
    );
  }
}

const auditKinds = {
  approve: 'change.decided',
  reject: 'change.decided',
  cancel: 'change.cancelled',
  breakGlass: 'change.glassBroken',
} as const;

/** Nobody breaks the glass unnoticed. */
async function tellOfGlass(records: Records, change: Change, verdict: Verdict, at: string): Promise<void> {
  const { approvals, from } = change.needs;
  const needed = [
    `${approvals} approval${approvals === 1 ? '' : 's'}`,
    ...from.map(({ count, title }) => `${count} of ${title}`),
  ];
  const instead = `is approved alone instead of with ${needed.join(', ')}.`;
  const told = {
    named: `${verdict.by.name} broke the glass: change #${change.id} by ${change.requestor.name} ${instead} Reason: ${verdict.justification ?? ''}`,
    unnamed: `An owner broke the glass: change #${change.id} ${instead}`,
  };
  for (const conversation of new Set(verdict.tell))
    await records.outbox.add({ conversation, what: { kind: 'say', ...saying(told) }, dueAt: at });
}

function refusalEntry(change: Change, verdict: Verdict, code: string, at: string) {
  const actor = { objectId: verdict.by.objectId, name: verdict.by.name };
  return auditOf(change, {
    at,
    kind: 'change.refused',
    actor,
    facts: { verdict: verdict.verdict, code, status: change.status.kind },
  });
}
