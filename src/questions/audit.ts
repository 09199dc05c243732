import * as chrono from 'chrono-node/en';
import { covers, type Apps, type CatalogApp } from '../core/app';
import type { AuditRecord } from '../core/audit';
import type { Change } from '../core/change';
import type { Families } from '../core/family';
import type { PlanPart } from '../core/plan';
import type { PortalEdit } from '../core/portal';
import { findActors, type Actor } from './actors';
import { offerPolicies } from './find-policy';
import type { Again } from './naming';
import { questionKind, type QuestionPorts } from './question-kind';
import { sayWhen } from './when';

const shown = 15;

export const audit = questionKind({
  kind: 'audit',
  topic: 'record',
  examples: [
    'who changed policy "iOS Office baseline"?',
    'who changed the Outlook policy since Monday?',
    'show the audit since yesterday',
  ],
  families: [],
  async answer(ports, request) {
    const since = request.since === undefined ? undefined : sinceWhen(request.since, ports.clock.now());
    if (since === null)
      return {
        title: 'Audit',
        lead: `I do not understand the time «${request.since ?? ''}». Say a day, for example «since Monday».`,
      };
    const typed = request.users ?? [];
    const all = await ports.store.audit.list({
      ...(since ? { since } : {}),
      ...(request.policy === undefined ? {} : { policy: request.policy }),
      limit: 500,
    });
    const kinds = all.filter(({ kind }) => tells.has(kind));
    const actorOf = actorsOf(kinds);
    const there = kinds.map(actorOf);
    const found = await findActors(ports, typed, there, (users) => ({
      request: { ...request, users: [...users] },
      at: {},
    }));
    if (found.kind === 'which') return found.answer;
    const people = new Set(found.one.map(({ id }) => id.toLowerCase()));
    const told = kinds.filter((entry) => typed.length === 0 || people.has(actorOf(entry).id.toLowerCase()));
    const fit = request.apps === undefined ? told : await aboutApps(ports, told, request.apps);
    if (fit.length === 0) {
      const again: Again = ({ name }) => ({ request: { ...request, policy: name }, at: {} });
      const near = request.policy === undefined ? undefined : await offerPolicies(ports, request.policy, again);
      return (
        near ?? {
          title: 'Audit',
          lead: 'Nothing of that kind was asked for or done here. What was edited in the portals stands in Intune’s and Entra’s own audit logs.',
        }
      );
    }
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

/** Entries of changes to policies that cover one of the apps, as the plan saw them. */
async function aboutApps(
  ports: QuestionPorts,
  entries: readonly AuditRecord[],
  ids: readonly string[],
): Promise<readonly AuditRecord[]> {
  const numbers = [...new Set(entries.flatMap(({ change }) => change ?? []))];
  const changes = await Promise.all(numbers.map((id) => ports.store.changes.get(id)));
  const about = new Set(
    changes.flatMap((change) =>
      change && concerns(change, appsNamed(ports.apps, ids), ports.families) ? change.id : [],
    ),
  );
  return entries.filter(({ change }) => change !== undefined && about.has(change));
}

/** A group of apps stands for each of its apps. */
function appsNamed(apps: Apps, ids: readonly string[]): Apps {
  return apps.filter(
    (app) =>
      ids.includes(app.id) ||
      ids.includes('allApps') ||
      (ids.includes('allMicrosoftApps') && app.protected) ||
      (ids.includes('coreMicrosoftApps') && app.core),
  );
}

function concerns({ plan }: Change, apps: Apps, families: Families): boolean {
  return plan.parts.some((part) => apps.some((app) => isAbout(part, app, families)));
}

function isAbout(part: PlanPart, app: CatalogApp, families: Families): boolean {
  const platform = families.get(part.family)?.variants[part.variant]?.platform;
  const known = part.before?.apps ?? part.image?.apps;
  const moved = part.changes.flatMap((one) => (one.kind === 'app' ? one.ids.map((id) => id.toLowerCase()) : []));
  return (
    (known !== undefined && covers(known, app, platform)) ||
    covers({ group: 'selectedPublicApps', ids: moved }, app, platform)
  );
}

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
  const { requestor, approvers, edit } = entry.facts;
  if (isEdit(edit)) return edit.by.name;
  if (entry.kind !== 'change.applied') return entry.actor.name;
  const approvedBy = Array.isArray(approvers) ? approvers.join(', ') : '';
  return `asked by ${String(requestor)}${approvedBy ? `, approved by ${approvedBy}` : ''}`;
}

/** Who did it. Microsoft's log tells of somebody outside of Warden by name only: the one person here of that name. */
function actorsOf(entries: readonly AuditRecord[]): (entry: AuditRecord) => Actor {
  const here = entries.filter(({ facts: { edit } }) => !isEdit(edit)).map(({ actor }) => actor);
  const idOf = (name: string) => {
    const [id = name, ...others] = new Set(here.filter((one) => one.name === name).map(({ objectId }) => objectId));
    return others.length === 0 ? id : name;
  };
  return ({ actor, facts: { edit } }) =>
    isEdit(edit) ? { id: idOf(edit.by.name), name: edit.by.name } : { id: actor.objectId, name: actor.name };
}

/** What `portal.changed` and `portal.alarm` keep of an entry of Microsoft's log. */
function isEdit(edit: unknown): edit is Pick<PortalEdit, 'by'> {
  return typeof edit === 'object' && edit !== null && 'by' in edit;
}

/** The instant a person means; a day means its beginning (UTC). Null when it is no time. */
function sinceWhen(typed: string, now: Date): string | null {
  const [found] = chrono.GB.parse(typed, { instant: now, timezone: 0 });
  if (!found) return null;
  let date = found.start.isCertain('hour') ? found.start.date() : new Date(found.start.date().setUTCHours(0, 0, 0, 0));
  // «since Monday» on a Saturday means the Monday that was.
  while (date.getTime() > now.getTime()) date = new Date(date.getTime() - 7 * 86_400_000);
  return date.toISOString();
}
