import type { Change } from '../core/change';
import { questionKind } from './question-kind';
import { sayWhen } from './when';

const shown = 15;

export const listChanges = questionKind({
  kind: 'listChanges',
  topic: 'record',
  examples: ['list changes', 'which changes are waiting for approval?'],
  families: [],
  async answer(ports, request) {
    const status =
      request.status === 'failed'
        ? (['failed', 'partiallyApplied', 'unknown', 'stale'] as const)
        : request.status
          ? [request.status]
          : undefined;
    const people = (request.users ?? []).map((name) => name.toLowerCase());
    const all = await ports.store.changes.list({
      ...(status ? { status } : {}),
      limit: people.length > 0 ? 500 : shown + 1,
    });
    const fit = all.filter((change) => people.length === 0 || people.some((name) => isBy(change, name)));
    if (fit.length === 0) return { title: 'Changes', lead: 'There are no such changes.' };
    const rows = fit
      .slice(0, shown)
      .map((change) => [
        `#${change.id}`,
        change.plan.parts.map((part) => part.target.name).join(', '),
        statusWords[change.status.kind],
        change.requestor.name,
        sayWhen(change.createdAt, ports.timezone()),
      ]);
    return {
      title: request.status ? `Changes: ${statusWords[request.status].toLowerCase()}` : 'Changes',
      table: { columns: ['Change', 'Policy', 'Status', 'Asked by', 'When'], rows },
      actions: fit
        .slice(0, 3)
        .map((change) => ({ kind: 'showChange', title: `Show #${change.id}`, change: change.id })),
      ...(fit.length > shown ? { note: 'There are more; ask by status or by person.' } : {}),
    };
  },
});

const statusWords: Readonly<Record<Change['status']['kind'], string>> = {
  needsApproval: 'Waiting for approval',
  approved: 'Approved',
  applying: 'Being applied',
  waitingForIntune: 'Waiting for Intune',
  applied: 'Applied',
  partiallyApplied: 'Applied in part',
  rejected: 'Rejected',
  cancelled: 'Cancelled',
  expired: 'Expired',
  superseded: 'Replaced',
  stale: 'Stale',
  failed: 'Failed',
  unknown: 'Unclear',
};

/** By object id, or by a part of the name: mail addresses are matched by their local part's words. */
function isBy(change: Change, typed: string): boolean {
  const name = change.requestor.name.toLowerCase();
  return (
    change.requestor.objectId.toLowerCase() === typed ||
    name === typed ||
    name.split(' ').some((word) => word === typed)
  );
}
