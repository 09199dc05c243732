import { z } from 'zod';
import { warden, type AuditRecord } from '../core/audit';
import type { Change, Step } from '../core/change';
import type { PlanPart } from '../core/plan';
import { editsIn, type PortalEdit } from '../core/portal';
import { GraphRefused, GraphUnreachable, type Clock, type Graph, type Log, type Records, type Store } from '../ports';
import { auditOf } from './records';

/**
 * Objects Warden has managed, changed by somebody else: noticed in Microsoft's own logs, which come minutes late. And
 * writes of our own app that no change explains: then somebody else has its credential.
 */

export interface WatchPorts {
  readonly store: Store;
  readonly graph: Graph;
  readonly clock: Clock;
  readonly log: Log;
}

/** An edit of an object of ours, and the change that wrote to it last. */
export interface Noticed {
  readonly edit: PortalEdit;
  readonly change: Change;
  readonly part: PlanPart;
}

export interface News {
  readonly noticed: readonly Noticed[];
  /** Writes under our app id that nothing here explains. */
  readonly alarms: readonly PortalEdit[];
}

/** Says it where it belongs, in the transaction that remembers that it was said. */
export type Tell = (records: Records, news: News, at: string) => Promise<void>;

const Mark = z.object({ begun: z.string(), seen: z.array(z.string()) });

const name = 'watch';
const everySeconds = 120;
/** Entries come late, and not in order. */
const lateMinutes = 60;

export async function beginWatch({ store, clock }: Pick<WatchPorts, 'store' | 'clock'>): Promise<void> {
  const at = clock.now().toISOString();
  await store.transaction(async (records) => {
    if (await records.marks.get(name)) return;
    await records.marks.put(name, { begun: at, seen: [] });
    const first = new Date(clock.now().getTime() + everySeconds * 1000).toISOString();
    await records.due.set({ key: name, at: first, job: 'watch', about: '' });
  });
}

export async function watchPortal(ports: WatchPorts, tell: Tell): Promise<{ readonly again: number }> {
  const mark = Mark.parse((await ports.store.marks.get(name)) ?? { begun: ports.clock.now().toISOString(), seen: [] });
  const seen = new Set(mark.seen);
  const own = await ports.graph.application();
  // What we are writing at this moment is explained in a moment.
  const settled = new Date(ports.clock.now().getTime() - everySeconds * 1000).toISOString();
  const edits = (await entriesSince(ports, mark.begun)).filter(
    ({ id, at, by }) => !seen.has(id) && (by.appId !== own || at <= settled),
  );
  if (edits.length === 0) return { again: everySeconds };
  const news = await newsOf(ports, edits, own);
  const at = ports.clock.now().toISOString();
  await ports.store.transaction(async (records) => {
    await tell(records, news, at);
    for (const { edit, change } of news.noticed)
      await records.audit.append(auditOf(change, { at, kind: 'portal.changed', actor: warden, facts: { edit } }));
    for (const edit of news.alarms)
      await records.audit.append({ at, kind: 'portal.alarm', actor: warden, facts: { edit } });
    const ids = [...mark.seen, ...edits.map(({ id }) => id)];
    await records.marks.put(name, { begun: mark.begun, seen: ids.slice(-mostRemembered) });
  });
  return { again: everySeconds };
}

/** More than an hour of any tenant. */
const mostRemembered = 5000;

async function entriesSince(ports: WatchPorts, begun: string): Promise<readonly PortalEdit[]> {
  const late = ports.clock.now().getTime() - lateMinutes * 60_000;
  // The logs know seconds only.
  const since = new Date(Math.max(late, Date.parse(begun) - 1000)).toISOString();
  const logs = [
    `/deviceManagement/auditEvents?$filter=activityDateTime gt ${since}`,
    `/auditLogs/directoryAudits?$filter=activityDateTime ge ${since}`,
  ];
  const rows = await Promise.all(logs.map((path) => readLog(ports, encodeURI(path))));
  const edits = rows.flat().flatMap(editsIn);
  return edits.filter(({ at }) => at >= since).sort((a, b) => (a.at < b.at ? -1 : 1));
}

/** A log that may not be read leaves the other one. */
async function readLog({ graph, log }: WatchPorts, path: string): Promise<readonly unknown[]> {
  try {
    return await graph.list({ version: 'v1.0', path });
  } catch (error) {
    if (!(error instanceof GraphRefused || error instanceof GraphUnreachable)) throw error;
    log.info('a log of the tenant is not watched', { path: path.split('?')[0], why: error.say });
    return [];
  }
}

async function newsOf(ports: WatchPorts, edits: readonly PortalEdit[], own: string): Promise<News> {
  const foreign = edits.filter(({ by }) => by.appId !== own);
  // What is only asked of a thing, such as a device to check in, is no change of it.
  const ours = edits.filter(({ by, act }) => by.appId === own && act !== 'acted');
  const [managed, explained] = await Promise.all([
    foreign.length > 0 ? managedBy(ports.store) : new Map<string, Pick<Noticed, 'change' | 'part'>>(),
    ours.length > 0 ? writesIn(ports) : [],
  ]);
  return {
    noticed: foreign.flatMap((edit) => {
      const known = managed.get(edit.objectId.toLowerCase());
      return known ? [{ edit, ...known }] : [];
    }),
    alarms: ours.filter((edit) => !explained.some((record) => explains(record, edit))),
  };
}

/** Object id → the change that wrote to it last. */
async function managedBy(store: Store): Promise<ReadonlyMap<string, Pick<Noticed, 'change' | 'part'>>> {
  const managed = new Map<string, Pick<Noticed, 'change' | 'part'>>();
  const changes = await store.changes.list({ status: ['applied', 'partiallyApplied'], limit: 1000 });
  for (const change of changes) {
    const steps = await store.steps.list(change.id);
    for (const part of change.plan.parts) {
      const own = steps.filter((step) => step.part === part.key && mayHaveWritten.has(step.state));
      // A part that stopped before its turn, or had nothing left to write, wrote nothing.
      if (own.length === 0) continue;
      const made = own.find((step) => step.answer?.createdId !== undefined);
      const id = part.target.kind === 'existing' ? part.target.id : made?.answer?.createdId;
      if (id !== undefined && !managed.has(id.toLowerCase())) managed.set(id.toLowerCase(), { change, part });
    }
  }
  return managed;
}

const mayHaveWritten: ReadonlySet<Step['state']> = new Set(['sent', 'confirmed', 'unknown']);

function writesIn({ store, clock }: WatchPorts): Promise<readonly AuditRecord[]> {
  const since = new Date(clock.now().getTime() - 2 * lateMinutes * 60_000).toISOString();
  return store.audit.list({ since, limit: 10_000 });
}

/** What the audit says was sent to that object, or made. After a crash only its confirmation may be there. */
function explains({ kind, facts, objects }: AuditRecord, { objectId, act }: PortalEdit): boolean {
  const id = objectId.toLowerCase();
  const says = (fact: unknown) => typeof fact === 'string' && fact.toLowerCase().includes(id);
  if (kind === 'step.sent') return says(facts['path']) || says(facts['createdId']);
  if (kind !== 'step.confirmed') return false;
  return act === 'created' || (objects ?? []).some((object) => object.toLowerCase().endsWith(`/${id}`));
}
