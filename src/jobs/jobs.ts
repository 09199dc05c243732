import { heldUntil, keeping, lookMilliseconds } from '../alive';
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

const atOnce = 10;
/** A job that failed is tried again after this. */
const failedSeconds = 10;
/** Less than this is how clocks are put right all the time. */
const backMilliseconds = 30_000;

export function startJobs(
  ports: { readonly store: Store; readonly clock: Clock; readonly log: Log },
  handlers: Readonly<Record<Due['job'], Handler>>,
  options: { readonly tick: boolean; readonly clockWentBack?: () => Promise<void> },
): Jobs {
  const inHand = new Map<string, Promise<void>>();
  let looked = ports.clock.now().getTime();
  let taking: Promise<void> = Promise.resolve();
  let closed = false;

  function kick(): void {
    if (closed) return;
    taking = taking.then(takeDue).then(
      () => undefined,
      (error: unknown) => ports.log.error('jobs could not be read', { why: String(error) }),
    );
  }

  async function noticeClock(): Promise<void> {
    const before = looked;
    looked = ports.clock.now().getTime();
    if (before - looked < backMilliseconds) return;
    ports.log.warn('the clock was set back', { seconds: Math.round((before - looked) / 1000) });
    await options.clockWentBack?.();
  }

  async function takeDue(): Promise<number> {
    await noticeClock();
    const until = heldUntil(ports.clock);
    const due = await ports.store.due.take(ports.clock.now().toISOString(), until, atOnce);
    for (const one of due) {
      // When this instance stood still, a claim ran out while its job goes on here: that is not begun a second time.
      if (!inHand.has(one.key))
        inHand.set(
          one.key,
          runOne(one, until).finally(() => inHand.delete(one.key)),
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

  async function runOne(due: Due, claimed: string): Promise<void> {
    const stop = keeping(ports.clock, claimed, (held, until) => ports.store.due.renew(due.key, held, until));
    try {
      const end = await handlers[due.job](due.about);
      if (!end) return await ports.store.due.done(due);
      await later(due, end.again);
    } catch (error) {
      ports.log.error('job failed', { job: due.job, about: due.about, why: String(error) });
      // Should this fail too, the claim runs out by itself.
      await later(due, failedSeconds).catch(() => undefined);
    } finally {
      stop();
    }
  }

  function later(due: Due, seconds: number): Promise<void> {
    const at = new Date(ports.clock.now().getTime() + seconds * 1000).toISOString();
    return ports.store.due.set({ ...due, at });
  }

  const timer = options.tick ? setInterval(kick, lookMilliseconds) : undefined;
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
