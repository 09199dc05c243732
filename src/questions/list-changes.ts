import type { Change } from '../core/change';
import { findActors } from './actors';
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
    const typed = request.users ?? [];
    const all = await ports.store.changes.list({
      ...(status ? { status } : {}),
      limit: typed.length > 0 ? 500 : shown + 1,
    });
    const there = all.map(({ requestor: { objectId, name } }) => ({ id: objectId, name }));
    const found = await findActors(ports, typed, there, (users) => ({
      request: { ...request, users: [...users] },
      at: {},
    }));
    if (found.kind === 'which') return found.answer;
    const people = new Set(found.one.map(({ id }) => id.toLowerCase()));
    const fit = all.filter(({ requestor }) => typed.length === 0 || people.has(requestor.objectId.toLowerCase()));
    const by = found.one.length > 0 ? ` by ${found.one.map(({ name }) => name).join(' or ')}` : '';
    if (fit.length === 0) return { title: 'Changes', lead: `There are no such changes${by}.` };
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
