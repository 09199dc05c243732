import * as chrono from 'chrono-node';
import type { AuditRecord } from '../core/audit';
import { questionKind } from './question-kind';
import { sayWhen } from './when';

const shown = 15;

export const audit = questionKind({
  kind: 'audit',
  topic: 'record',
  examples: ['who changed policy "iOS Office baseline"?', 'show the audit since yesterday'],
  families: [],
  async answer(ports, request) {
    const since = request.since === undefined ? undefined : sinceWhen(request.since, ports.clock.now());
    if (since === null)
      return {
        title: 'Audit',
        lead: `I do not understand the time «${request.since ?? ''}». Say a day, for example «since Monday».`,
      };
    const people = (request.users ?? []).map((name) => name.toLowerCase());
    const all = await ports.store.audit.list({
      ...(since ? { since } : {}),
      ...(request.policy === undefined ? {} : { policy: request.policy }),
      limit: 500,
    });
    const fit = all.filter(
      (entry) => tells.has(entry.kind) && (people.length === 0 || people.includes(entry.actor.name.toLowerCase())),
    );
    if (fit.length === 0) return { title: 'Audit', lead: 'Nothing of that kind is in the audit.' };
    const rows = fit
      .slice(0, shown)
      .map((entry) => [
        sayWhen(entry.at, ports.timezone()),
        words[entry.kind] ?? entry.kind,
        entry.change === undefined ? '' : `#${entry.change}`,
        (entry.policies ?? []).join(', '),
        sayActors(entry),
      ]);
    return {
      title: 'Audit',
      table: { columns: ['When', 'What', 'Change', 'Policy', 'Who'], rows },
      ...(fit.length > shown ? { note: `The newest ${shown} of ${fit.length} entries.` } : {}),
    };
  },
});

/** Entries a person asking who did what wants to read; single writes and refusals are in the export. */
const words: Readonly<Record<string, string>> = {
  'change.proposed': 'Asked for',
  'change.amended': 'Amended',
  'change.decided': 'Decided',
  'change.cancelled': 'Cancelled',
  'change.expired': 'Expired',
  'change.glassBroken': 'Glass broken',
  'change.waitingForIntune': 'Waits for Intune',
  'change.applied': 'Applied',
  'change.stale': 'Not applied: stale',
  'change.failed': 'Failed',
  'change.partiallyApplied': 'Applied in part',
  'change.unknown': 'Outcome unclear',
  'change.kept': 'Not put back',
  'changes.stopped': 'All changes stopped',
  'changes.resumed': 'Stop lifted',
  'portal.changed': 'Changed outside of Warden',
  'portal.alarm': 'Alarm: a write nobody here made',
};
const tells = new Set(Object.keys(words));

function sayActors(entry: AuditRecord): string {
  const { requestor, approvers } = entry.facts;
  if (entry.kind !== 'change.applied') return entry.actor.name;
  const approvedBy = Array.isArray(approvers) ? approvers.join(', ') : '';
  return `asked by ${String(requestor)}${approvedBy ? `, approved by ${approvedBy}` : ''}`;
}

/** The instant a person means; a day means its beginning (UTC). Null when it is no time. */
function sinceWhen(typed: string, now: Date): string | null {
  const [found] = chrono.en.GB.parse(typed, { instant: now, timezone: 0 });
  if (!found) return null;
  let date = found.start.isCertain('hour') ? found.start.date() : new Date(found.start.date().setUTCHours(0, 0, 0, 0));
  // «since Monday» on a Saturday means the Monday that was.
  while (date.getTime() > now.getTime()) date = new Date(date.getTime() - 7 * 86_400_000);
  return date.toISOString();
}
