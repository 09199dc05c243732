import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../ports';

/** Work that outlives its HTTP request. */
export interface InHand {
  add(work: Promise<void>): void;
  /** Waits for all of it, but not longer than this. */
  drain(withinMs: number): Promise<void>;
}

export function createInHand(log: Log): InHand {
  const works = new Set<Promise<void>>();
  return {
    add(work) {
      const watched = work
        .catch((error: unknown) =>
          log.error('background work failed', { error: error instanceof Error ? error.stack : String(error) }),
        )
        .finally(() => works.delete(watched));
      works.add(watched);
    },
    async drain(withinMs) {
      const over = new AbortController();
      const all = async () => {
        while (works.size > 0) await Promise.all(works);
      };
      await Promise.race([all(), sleep(withinMs, undefined, { signal: over.signal }).catch(() => undefined)]);
      over.abort();
      if (works.size > 0) log.warn('closed with work in hand', { works: works.size });
    },
  };
}
