import { approvalsOf, sayStatus } from '../core/approval';
import type { Change, Decision } from '../core/change';

/** Who asked for a change and who decided on it. */
export function sayWho(change: Change): string {
  const decided = change.decisions.filter(({ version }) => version === change.version).map(sayDecision);
  const by = decided.length > 0 ? decided.join(', ') : 'nobody has decided on it yet';
  const missing = change.status.kind === 'needsApproval' ? change.needs.approvals - approvalsOf(change).length : 0;
  const more = decided.length > 0 && missing > 0 ? `; ${missing} more ${missing === 1 ? 'is' : 'are'} needed` : '';
  return `Change #${change.id} was asked for by ${change.requestor.name}: ${by}${more}.`;
}

function sayDecision({ by, verdict, justification }: Decision): string {
  const because = justification === undefined ? '' : ` («${justification}»)`;
  return `${verdict === 'approve' ? 'approved' : 'rejected'} by ${by.name}${because}`;
}

/** What a change was asked for, and what it waits for or ended with. */
export function sayWhy(change: Change): string {
  const { status, request, needs } = change;
  const reason = request.justification === undefined ? '' : ` Reason given: «${request.justification}».`;
  const askedFor = `${change.requestor.name} asked for change #${change.id}: «${change.utterance}».${reason}`;
  switch (status.kind) {
    case 'needsApproval': {
      const given = approvalsOf(change).length;
      const rules = needs.because.length > 0 ? ` (${needs.because.join(', ')})` : '';
      return `${askedFor} It waits for approval: ${given} of ${needs.approvals} so far${rules}.`;
    }
    case 'approved':
      return `${askedFor} It is approved and not written yet.${status.waits ? ` ${status.waits.why}` : ''}`;
    case 'rejected':
      return `${askedFor} It was rejected by ${status.by.name}${status.justification === undefined ? ', who gave no reason' : `: «${status.justification}»`}.`;
    case 'failed':
    case 'partiallyApplied':
    case 'unknown':
      return `${askedFor} ${status.why}`;
    default:
      return `${askedFor} ${sayStatus(change)}`;
  }
}
