import { beating, heldUntil } from '../alive';
import type { Clock, Store } from '../ports';

/** The leases of one apply: prolonged while this instance lives, lost at once when it cannot. */
export interface Held {
  readonly fence: (name: string) => number;
  /** Whether all of them are ours at this moment; they are prolonged by asking. */
  stillMine(): Promise<boolean>;
  /** Aborts when they are not ours any more: what waits to be sent then is not sent. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

interface Ports {
  readonly store: Pick<Store, 'leases'>;
  readonly clock: Clock;
}

/** All of them or none. In one order, so that two who want the same do not each get half. */
export async function hold(ports: Ports, holder: string, names: readonly string[]): Promise<Held | undefined> {
  const fences = new Map<string, number>();
  const lost = new AbortController();
  let runsUntil = heldUntil(ports.clock);

  async function release(): Promise<void> {
    stop();
    for (const [name, fence] of fences) await ports.store.leases.release(name, holder, fence);
  }

  async function renew(): Promise<boolean> {
    const until = heldUntil(ports.clock);
    for (const [name, fence] of fences) {
      const now = ports.clock.now().toISOString();
      // Taking what ran out would give a new fence: it was nobody's for a while, so it is lost.
      if (!(await ports.store.leases.holds(name, holder, fence, now))) return false;
      if ((await ports.store.leases.take(name, holder, now, until)) !== fence) return false;
    }
    runsUntil = until;
    return true;
  }

  async function stillMine(): Promise<boolean> {
    const mine = !lost.signal.aborted && (await renew());
    if (!mine) lost.abort();
    return mine;
  }

  const stop = beating(async () => {
    try {
      await stillMine();
    } catch {
      // The database does not answer. Others may take over when what it last knew has run out, so we end there too.
      if (runsUntil <= ports.clock.now().toISOString()) lost.abort();
    }
    if (lost.signal.aborted) stop();
  });

  for (const name of [...names].sort()) {
    const fence = await ports.store.leases.take(name, holder, ports.clock.now().toISOString(), runsUntil);
    if (fence === undefined) {
      await release();
      return undefined;
    }
    fences.set(name, fence);
  }
  return { fence: (name) => fences.get(name) ?? 0, stillMine, lost: lost.signal, release };
}
