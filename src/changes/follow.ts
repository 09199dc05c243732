import { warden } from '../core/audit';
import type { Change, Progress } from '../core/change';
import { plannedOperations } from '../operations';
import { GraphRefused, GraphUnreachable, type Clock, type Graph, type Log, type Records, type Store } from '../ports';
import { auditOf, redraw, tellRequestor } from './records';

/** What an applied change has only begun is followed until it is done: a wipe waits for each app to be opened. */

interface Ports {
  readonly store: Store;
  readonly graph: Graph;
  readonly clock: Clock;
  readonly log: Log;
}

const minute = 60_000;
/** Looked at ever less often: most people open their apps within the hour. */
const looksAfter = [15 * minute, 60 * minute, 4 * 60 * minute];
const thenEvery = 12 * 60 * minute;
const givenUpAfterDays = 30;

/** Sets the first look, in the transaction in which the change is applied. */
export async function beginFollowing(records: Records, change: Change, at: string): Promise<void> {
  const { kind } = change.status;
  if ((kind !== 'applied' && kind !== 'partiallyApplied') || !change.plan.parts.some((part) => part.operation?.follows))
    return;
  await records.due.set({
    key: `follow:${change.id}`,
    at: after(at, looksAfter[0] ?? thenEvery),
    job: 'follow',
    about: String(change.id),
  });
}

/** Looks how far it has come, and tells when it is done or given up. */
export async function followChange(ports: Ports, id: number): Promise<{ readonly again: number } | undefined> {
  const change = await ports.store.changes.get(id);
  if (!change || !('at' in change.status)) return undefined;
  const now = ports.clock.now();
  const parts = await progressOf(ports, change).catch(orUnread);
  if (parts instanceof Error) {
    ports.log.warn('progress could not be read', { change: id, why: parts.message });
    return { again: 3600 };
  }
  const passed = now.getTime() - Date.parse(change.status.at);
  const done = parts.every(({ left }) => left === 0);
  const over = done || passed > givenUpAfterDays * 24 * 60 * minute;
  await keep(ports, id, { at: now.toISOString(), parts, ...(over ? { over: true } : {}) }, done);
  if (over) return undefined;
  const next = looksAfter.find((milliseconds) => milliseconds > passed);
  return { again: (next === undefined ? thenEvery : next - passed) / 1000 };
}

/** What Graph does not tell now it tells later; everything else stays an error. */
function orUnread(error: unknown): GraphRefused | GraphUnreachable {
  if (error instanceof GraphRefused || error instanceof GraphUnreachable) return error;
  throw error;
}

/** Only parts that were written are waited for. */
async function progressOf({ store, graph }: Ports, change: Change): Promise<Progress['parts']> {
  const steps = await store.steps.list(change.id);
  const written = change.plan.parts.filter(
    (part) => part.operation?.follows && steps.some((step) => step.part === part.key && step.state === 'confirmed'),
  );
  return Promise.all(
    written.map(async (part) => {
      const told = await plannedOperations.get(part.family)?.follow?.(graph, part);
      return { key: part.key, left: told?.left ?? 0, of: told?.of ?? 0 };
    }),
  );
}

async function keep(ports: Ports, id: number, progress: Progress, done: boolean): Promise<void> {
  await ports.store.transaction(async (records) => {
    const change = await records.changes.get(id);
    const isNews = JSON.stringify(change?.progress?.parts) !== JSON.stringify(progress.parts);
    if (!change || (!isNews && !progress.over)) return;
    const saved = await records.changes.save({ ...change, progress });
    // Somebody acts on it right now: the next look keeps it.
    if (!saved) throw new Error(`change ${id} is being acted on; its progress is kept at the next look`);
    await redraw(records, id, progress.at);
    if (!progress.over) return;
    const facts = { done, parts: progress.parts };
    await records.audit.append(auditOf(saved, { at: progress.at, kind: 'change.followed', actor: warden, facts }));
    await tellRequestor(records, saved, sentenceFor(saved, done), progress.at);
  });
}

function sentenceFor(change: Change, done: boolean): string {
  if (!done)
    return `Change #${change.id} is not done after ${givenUpAfterDays} days: some of it still waits. Its card shows what.`;
  const said = change.plan.parts.flatMap((part) => part.operation?.follows?.done ?? []);
  return `Change #${change.id} is done. ${said.join(' ')}`;
}

function after(at: string, milliseconds: number): string {
  return new Date(Date.parse(at) + milliseconds).toISOString();
}
