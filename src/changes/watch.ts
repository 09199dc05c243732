import { z } from 'zod';
import { warden, type AuditRecord } from '../core/audit';
import type { Apps } from '../core/app';
import type { Families } from '../core/family';
import type { Outside } from '../core/outside';
import { editsIn, type PortalEdit } from '../core/portal';
import { fingerprintOf, hashOf, type Snapshot } from '../core/snapshot';
import { GraphRefused, GraphUnreachable, type Clock, type Graph, type Log, type Records, type Store } from '../ports';
import { isBeingWritten, managedObjects, managedSince, type Managed } from './managed';
import { outsideOf, readNow } from './plan-outside';
import { auditOf } from './records';

/**
 * Objects Warden has managed, changed by somebody else: noticed in Microsoft's own logs, which come minutes late; where a
 * log may not be read, by reading the objects. And writes of our own app that no change explains: then somebody else has
 * its credential.
 */

export interface WatchPorts {
  readonly store: Store;
  readonly graph: Graph;
  readonly clock: Clock;
  readonly log: Log;
  readonly families: Families;
  readonly apps: Apps;
}

/** Edits of one object of ours, and the change that wrote to it last before them. */
export interface Noticed {
  /** The oldest first. None where no log told, and reading showed it. */
  readonly edits: readonly PortalEdit[];
  readonly managed: Managed;
  /** What is there now that Warden did not leave so; unknown where it cannot be compared. */
  readonly found: Outside | 'gone' | 'unknown';
}

export interface News {
  readonly noticed: readonly Noticed[];
  /** Writes under our app id that nothing here explains. */
  readonly alarms: readonly PortalEdit[];
}

/** Says it where it belongs, in the transaction that remembers that it was said. */
export type Tell = (records: Records, news: News, at: string) => Promise<void>;

const Mark = z.object({ begun: z.string(), seen: z.array(z.string()), turn: z.int().catch(0) });
type Mark = z.infer<typeof Mark>;

const name = 'watch';
const everySeconds = 120;
/** Entries come late, and not in order. */
const lateMinutes = 60;

export async function beginWatch({ store, clock }: Pick<WatchPorts, 'store' | 'clock'>): Promise<void> {
  const at = clock.now().toISOString();
  await store.transaction(async (records) => {
    if (await records.marks.get(name)) return;
    await records.marks.put(name, { begun: at, seen: [], turn: 0 });
    const first = new Date(clock.now().getTime() + everySeconds * 1000).toISOString();
    await records.due.set({ key: name, at: first, job: 'watch', about: '' });
  });
}

export async function watchPortal(ports: WatchPorts, tell: Tell): Promise<{ readonly again: number }> {
  const mark = Mark.parse((await ports.store.marks.get(name)) ?? { begun: ports.clock.now().toISOString(), seen: [] });
  const { edits, own, unread } = await entriesSince(ports, mark);
  const [told, looked] = await Promise.all([
    newsOf(ports, edits, own),
    unread.length > 0 ? lookAtObjects(ports, mark, unread) : { noticed: [], keys: [], turn: mark.turn },
  ]);
  const news = { ...told, noticed: [...told.noticed, ...looked.noticed] };
  if (edits.length === 0 && looked.turn === mark.turn && looked.keys.length === 0) return { again: everySeconds };
  const at = ports.clock.now().toISOString();
  await ports.store.transaction(async (records) => {
    await tell(records, news, at);
    for (const one of news.noticed) await keepNoticed(records, one, at);
    for (const edit of news.alarms)
      await records.audit.append({ at, kind: 'portal.alarm', actor: warden, facts: { edit } });
    const seen = [...mark.seen, ...edits.map(({ id }) => id), ...looked.keys].slice(-mostRemembered);
    await records.marks.put(name, { begun: mark.begun, seen, turn: looked.turn });
  });
  return { again: everySeconds };
}

async function keepNoticed(records: Records, { edits, managed, found }: Noticed, at: string): Promise<void> {
  const entry = (facts: Record<string, unknown>) =>
    records.audit.append(auditOf(managed.change, { at, kind: 'portal.changed', actor: warden, facts }));
  for (const edit of edits) await entry({ edit });
  if (edits.length === 0) await entry({ found });
}

/** More than an hour of any tenant. */
const mostRemembered = 5000;

interface Entries {
  /** Those not told yet, the oldest first. */
  readonly edits: readonly PortalEdit[];
  /** The id of our own application. */
  readonly own: string;
  readonly unread: readonly LogName[];
}

type LogName = 'intune' | 'directory';

async function entriesSince(ports: WatchPorts, mark: Mark): Promise<Entries> {
  const late = ports.clock.now().getTime() - lateMinutes * 60_000;
  // The logs know seconds only.
  const since = new Date(Math.max(late, Date.parse(mark.begun) - 1000)).toISOString();
  const own = await ports.graph.application();
  const [intune, directory] = await Promise.all([
    readLog(ports, encodeURI(`/deviceManagement/auditEvents?$filter=activityDateTime gt ${since}`)),
    readLog(ports, encodeURI(`/auditLogs/directoryAudits?$filter=activityDateTime ge ${since}`)),
  ]);
  const seen = new Set(mark.seen);
  // What we are writing at this moment is explained in a moment.
  const settled = new Date(ports.clock.now().getTime() - everySeconds * 1000).toISOString();
  const edits = [...(intune ?? []), ...(directory ?? [])]
    .flatMap(editsIn)
    .filter(({ id, at, by }) => at >= since && !seen.has(id) && (by.appId !== own || at <= settled))
    .sort((a, b) => (a.at < b.at ? -1 : 1));
  return { edits, own, unread: [...(intune ? [] : ['intune' as const]), ...(directory ? [] : ['directory' as const])] };
}

/** A log that may not be read leaves the other one, and the objects themselves. */
async function readLog({ graph, log }: WatchPorts, path: string): Promise<readonly unknown[] | undefined> {
  try {
    return await graph.list({ version: 'v1.0', path });
  } catch (error) {
    if (!(error instanceof GraphRefused || error instanceof GraphUnreachable)) throw error;
    log.info('a log of the tenant is not watched', { path: path.split('?')[0], why: error.say });
    return undefined;
  }
}

async function newsOf(ports: WatchPorts, edits: readonly PortalEdit[], own: string): Promise<News> {
  const foreign = edits.filter(({ by }) => by.appId !== own);
  const ours = edits.filter((edit) => edit.by.appId === own && !isAskedOfDevice(edit));
  const [managed, explained] = await Promise.all([
    foreign.length > 0 ? managedObjects(ports.store) : new Map<string, readonly Managed[]>(),
    ours.length > 0 ? writesIn(ports) : [],
  ]);
  const objects = [...new Set(foreign.map(({ objectId }) => objectId.toLowerCase()))];
  const noticed = objects.flatMap((id) => {
    const its = foreign.filter(({ objectId }) => objectId.toLowerCase() === id);
    const last = lastBefore(managed.get(id) ?? [], its[0]?.at ?? '');
    return last ? [{ edits: its, managed: last }] : [];
  });
  return {
    noticed: await Promise.all(
      noticed.map(async (one) => ({ ...one, found: (await compare(ports, one.managed)).found })),
    ),
    alarms: ours.filter((edit) => !explained.some((record) => explains(record, edit))),
  };
}

/** A device that is asked to check in is not changed by that. */
function isAskedOfDevice({ act, sort }: PortalEdit): boolean {
  return act === 'acted' && /managedDevice|managedAppRegistration/i.test(sort ?? '');
}

/** How the object was left when it was changed elsewhere: what Warden wrote afterwards is no news. */
function lastBefore(all: readonly Managed[], at: string): Managed | undefined {
  return all.findLast((one) => one.at <= at) ?? all[0];
}

interface Compared {
  readonly found: Noticed['found'];
  readonly now: Snapshot | null;
}

async function compare(ports: WatchPorts, managed: Managed): Promise<Compared> {
  const family = ports.families.get(managed.part.family);
  if (!managed.seen || !family) return notKnown;
  try {
    const now = await readNow(ports, family, managed);
    // What Warden was at while this was read is either not at its end yet or, from here on, among what it has done.
    if (await isBeingWritten(ports.store, managed)) return notKnown;
    if (!now) return (await managedSince(ports.store, managed)).some(deletes) ? notKnown : { found: 'gone', now };
    return { found: await outsideOf(ports, managed, family, { was: managed.seen, now }), now };
  } catch (error) {
    if (!(error instanceof GraphRefused || error instanceof GraphUnreachable)) throw error;
    return notKnown;
  }
}

const notKnown: Compared = { found: 'unknown', now: null };

function deletes({ part }: Managed): boolean {
  return part.act === 'delete';
}

interface Looked {
  readonly noticed: readonly Noticed[];
  /** By which the same finding is known when it is made again. */
  readonly keys: readonly string[];
  readonly turn: number;
}

/** Without a log of theirs the objects themselves are read, some at a time, and compared with how they were left. */
async function lookAtObjects(ports: WatchPorts, mark: Mark, unread: readonly LogName[]): Promise<Looked> {
  const all = [...(await managedObjects(ports.store)).values()].flatMap((its) => its.at(-1) ?? []);
  const without = all.filter(({ part, seen }) => seen && unread.includes(logOf(ports, part.family)));
  if (without.length === 0) return { noticed: [], keys: [], turn: mark.turn };
  const begin = (mark.turn * mostReadAtOnce) % without.length;
  const compared = await Promise.all(
    [...without, ...without]
      .slice(begin, begin + Math.min(mostReadAtOnce, without.length))
      .map(async (managed) => ({ managed, ...(await compare(ports, managed)) })),
  );
  const moved = compared.flatMap(({ managed, found, now }) => {
    const key = `read:${hashOf([managed.id, managed.change.id, now && fingerprintOf(now)])}`;
    const differs = found === 'gone' || (found !== 'unknown' && found.changes.length + found.others.length > 0);
    return differs && !mark.seen.includes(key) ? [{ key, noticed: { edits: [], managed, found } }] : [];
  });
  return { noticed: moved.map((one) => one.noticed), keys: moved.map(({ key }) => key), turn: mark.turn + 1 };
}

const mostReadAtOnce = 20;

/** Conditional Access is in the directory's log, everything else a family manages in Intune's. */
function logOf({ families }: WatchPorts, family: string): LogName {
  const variants = Object.values(families.get(family)?.variants ?? {});
  return variants.some(({ at }) => 'collection' in at && at.collection.startsWith('/identity/'))
    ? 'directory'
    : 'intune';
}

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
