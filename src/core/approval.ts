import type { Change, Decision, Person, Status, StatusKind } from './change';
import { accept, refuse, type Outcome } from './problem';
import type { Needs } from './needs';
import { isMet } from './thresholds';

/** Who may decide, how many are needed, and what a decision does. Pure: the caller saves what it returns. */

export const roles = ['reader', 'requestor', 'approver', 'owner'] as const;
export type Role = (typeof roles)[number];

/** A revert is quick within this time after the change was applied: undo is never slower than the mistake. */
export const quickRevertHours = 72;

export function decide(
  change: Change,
  decision: Omit<Decision, 'version'>,
  rights: { readonly roles: ReadonlySet<Role>; readonly version: number },
): Outcome<Change> {
  if (!isUndecided(change, decision.verdict)) return refuse('already-decided', sayStatus(change));
  if (rights.version !== change.version) {
    return refuse(
      'superseded-card',
      'The plan has changed since this card was drawn. Look at the current card and decide on that.',
    );
  }
  if (isSame(decision.by, change.requestor)) {
    return refuse(
      'own-change',
      decision.verdict === 'approve'
        ? 'You asked for this change, so someone else has to approve it.'
        : 'You asked for this change. Use Cancel to withdraw it.',
    );
  }
  if (decision.breakGlass) {
    if (!rights.roles.has('owner'))
      return refuse('not-owner', 'Only owners break the glass, and you are not one of them.');
    if (decision.justification === undefined)
      return refuse('no-reason', 'Breaking the glass needs a reason. Type it on the card.');
  } else if (!rights.roles.has('approver')) {
    return refuse(
      'not-approver',
      'Only approvers decide on changes, and you are not one of them. An owner can add you.',
    );
  }
  const current = change.decisions.filter((one) => one.version === change.version);
  if (current.some((one) => isSame(one.by, decision.by))) {
    return refuse('already-yours', 'You have already decided on this change. Each person decides once.');
  }
  const decisions = [...change.decisions, { ...decision, version: change.version }];
  if (decision.verdict === 'reject') {
    const because = decision.justification === undefined ? {} : { justification: decision.justification };
    return accept({ ...change, decisions, status: { kind: 'rejected', at: decision.at, by: decision.by, ...because } });
  }
  if (!isApproved(change.needs, approvalsOf({ ...change, decisions }))) return accept({ ...change, decisions });
  const wait = decision.breakGlass ? {} : waiting(change, decision.at);
  return accept({ ...change, decisions, status: { kind: 'approved', at: decision.at, ...wait } });
}

/** Enough approvals of the right people; or one of an owner who broke the glass. */
export function isApproved(needs: Needs, approvals: readonly Decision[]): boolean {
  return approvals.some(({ breakGlass }) => breakGlass) || isMet(needs, approvals);
}

/** The rules may want time between the last approval and the first write. */
function waiting({ needs }: Change, at: string): { readonly notBefore?: string } {
  if (needs.waitHours === 0) return {};
  return { notBefore: new Date(Date.parse(at) + needs.waitHours * 3_600_000).toISOString() };
}

/** Until it is written, what is approved can still be rejected or withdrawn: it may wait for long. */
export function isUndecided({ status }: Pick<Change, 'status'>, verdict: Decision['verdict'] | 'cancel'): boolean {
  if (status.kind === 'waitingForIntune') return verdict !== 'approve' && !status.written;
  return status.kind === 'needsApproval' || (status.kind === 'approved' && verdict !== 'approve');
}

/** Only the requestor cancels, and only before anything is written. */
export function cancel(change: Change, by: Person, at: string): Outcome<Change> {
  if (!isSame(by, change.requestor)) {
    return refuse('not-requestor', 'Only the person who asked for a change can cancel it. An approver can reject it.');
  }
  if (!isUndecided(change, 'cancel')) return refuse('already-decided', sayStatus(change));
  return accept({ ...change, status: { kind: 'cancelled', at, by } });
}

/** An own change that waits for approval gives way to a newer own one; what is approved already is cancelled instead. */
export function giveWay(change: Change, to: Change, by: Person, at: string): Outcome<Change> {
  if (!isSame(by, change.requestor) || !isSame(by, to.requestor))
    return refuse('not-requestor', 'Only the person who asked for both changes can replace one by the other.');
  if (to.status.kind !== 'needsApproval') return refuse('already-decided', sayStatus(to));
  if (change.status.kind !== 'needsApproval' || change.id === to.id)
    return refuse('already-decided', sayStatus(change));
  return accept({ ...change, status: { kind: 'superseded', at, by: to.id } });
}

/** The approvals that count for the plan as it is now. */
export function approvalsOf(change: Change): readonly Decision[] {
  return change.decisions.filter((one) => one.version === change.version && one.verdict === 'approve');
}

export function isSame(a: Person, b: Person): boolean {
  return a.objectId.toLowerCase() === b.objectId.toLowerCase();
}

/** Why nothing can be decided any more, as a sentence. */
export function sayStatus(change: Pick<Change, 'id' | 'status'>): string {
  return `Change #${change.id} ${statusSentences[change.status.kind](change.status)}`;
}

const statusSentences: Readonly<Record<StatusKind, (status: Status) => string>> = {
  needsApproval: () => 'is still waiting for approval.',
  approved: () => 'is already approved.',
  applying: () => 'is being applied right now.',
  waitingForIntune: () => "waits for Intune's own approval.",
  applied: () => 'is already applied.',
  partiallyApplied: () => 'was applied in part; its card says what was done.',
  rejected: (status) => `was rejected${status.kind === 'rejected' ? ` by ${status.by.name}` : ''}.`,
  cancelled: () => 'was cancelled by the person who asked for it.',
  expired: () => 'has expired. Ask for it again if it is still wanted.',
  superseded: (status) => `was replaced${status.kind === 'superseded' ? ` by change #${status.by}` : ''}.`,
  stale: () => 'is stale: the tenant changed before it could be applied. Ask for it again.',
  failed: () => 'failed; its card says why.',
  unknown: () => 'has an unclear outcome; its card says what was found.',
};
