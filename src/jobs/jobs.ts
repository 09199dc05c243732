import type { Clock, Due, Log, Store } from '../ports';

/** Whatever has a due time: one table, claimed row by row, so that a dead instance's jobs are taken up by another. */

export interface Jobs {
  /** Looks now rather than at the next tick. */
  readonly kick: () => void;
  /** Runs all that is due, once; for tests and for an orderly end. */
  runDue(): Promise<void>;
  close(): Promise<void>;
}

/** `again`: seconds after which it is tried once more; undefined when it is done. */
export type Handler = (about: string) => Promise<{ readonly again: number } | undefined>;

/** A job that dies with its instance is due again after this; longer than any one job without news. */
const claimSeconds = 30;
const tickMilliseconds = 1000;
const atOnce = 10;

export function startJobs(
  ports: { readonly store: Store; readonly clock: Clock; readonly log: Log },
  handlers: Readonly<Record<Due['job'], Handler>>,
  options: { readonly tick: boolean },
): Jobs {
  const inHand = new Map<string, Promise<void>>();
  let taking: Promise<void> = Promise.resolve();
  let closed = false;

  function kick(): void {
    if (closed) return;
    taking = taking.then(takeDue).then(
      () => undefined,
      (error: unknown) => ports.log.error('jobs could not be read', { why: String(error) }),
    );
  }

  async function takeDue(): Promise<number> {
    const now = ports.clock.now();
    const until = new Date(now.getTime() + claimSeconds * 1000).toISOString();
    const due = await ports.store.due.take(now.toISOString(), until, atOnce);
    for (const one of due) {
      // A long job's claim runs out while it still works here; it must not be begun a second time.
      if (!inHand.has(one.key))
        inHand.set(
          one.key,
          runOne(one).finally(() => inHand.delete(one.key)),
        );
    }
    return due.length;
  }

  async function runDue(): Promise<void> {
    await taking;
    for (let taken = await takeDue(); taken > 0 || inHand.size > 0; taken = await takeDue()) {
      await Promise.all(inHand.values());
    }
  }

  async function runOne(due: Due): Promise<void> {
    try {
      const end = await handlers[due.job](due.about);
      if (!end) return await ports.store.due.done(due);
      const at = new Date(ports.clock.now().getTime() + end.again * 1000).toISOString();
      await ports.store.due.set({ ...due, at });
    } catch (error) {
      // The claim runs out by itself, and then the job is tried again.
      ports.log.error('job failed', { job: due.job, about: due.about, why: String(error) });
    }
  }

  const timer = options.tick ? setInterval(kick, tickMilliseconds) : undefined;
  timer?.unref();
  return {
    kick,
    runDue,
    async close() {
      closed = true;
      clearInterval(timer);
      await taking;
      await Promise.all(inHand.values());
    },
  };
}
