import { z } from 'zod';
import type { Store } from '../ports';
import { partitionsOf } from './partitions';
import type { AlertPorts } from './ports';

/** Which parts a sweep reads and how far it has come in each, written down so that a restart goes on from there. */

const Progress = z.object({
  startedAt: z.string(),
  parts: z.array(z.object({ filter: z.string(), next: z.string().optional(), done: z.boolean() })),
});
export type Progress = z.infer<typeof Progress>;

export interface Begun {
  readonly progress: Progress;
  /** It goes on where another one ended. */
  readonly resumed: boolean;
  /** The first of this tenant. */
  readonly first: boolean;
}

/** A stop of this length means that the sweep is begun anew: its links are stale. */
const staleMinutes = 30;
/** The whole set is read as one chain this often, to see whether the parts lose devices. */
const wholeHours = 24;
/** Parts that lost a device are tried again after so long: often it was only a moment of Graph's. */
const oneChainDays = 7;

export async function beginProgress(ports: AlertPorts): Promise<Begun> {
  const now = ports.clock.now();
  const first = (await ports.store.marks.get('sweep.first')) === undefined;
  const kept = Progress.safeParse(await ports.store.marks.get('sweep.progress'));
  if (kept.success && now.getTime() - Date.parse(kept.data.startedAt) < staleMinutes * 60_000)
    return { progress: kept.data, resumed: true, first };
  const filters = await chooseParts(ports, first);
  const parts = filters.map((filter) => ({ filter, done: false }));
  return { progress: { startedAt: now.toISOString(), parts }, resumed: false, first };
}

async function chooseParts({ store, clock, settings }: AlertPorts, first: boolean): Promise<readonly string[]> {
  const whole = await store.marks.get('sweep.whole');
  const now = clock.now();
  const age = now.getTime() - Date.parse(String(whole?.['at']));
  const oneChain = now.getTime() < Date.parse(String(whole?.['oneChainUntil']));
  if (first || oneChain || !(age < wholeHours * 3_600_000)) return [''];
  return partitionsOf(await store.devices.cuts(settings().partitions));
}

export function keepProgress({ marks }: Pick<Store, 'marks'>, progress: Progress): Promise<void> {
  return marks.put('sweep.progress', progress);
}

/** The next sweep begins at the beginning. */
export function forgetProgress({ marks }: Pick<Store, 'marks'>): Promise<void> {
  return marks.remove('sweep.progress');
}

export async function endProgress(store: Store, { progress, first }: Begun): Promise<void> {
  const at = progress.startedAt;
  await store.transaction(async (records) => {
    await records.marks.remove('sweep.progress');
    if (first) await records.marks.put('sweep.first', { at });
    if (progress.parts.length === 1 && progress.parts[0]?.filter === '') {
      const before = await records.marks.get('sweep.whole');
      await records.marks.put('sweep.whole', { ...before, at });
    }
  });
}

/** The parts lose devices: for a week all of them are read as one chain. */
export function readAsOneChain({ marks }: Pick<Store, 'marks'>, { startedAt }: Progress): Promise<void> {
  const oneChainUntil = new Date(Date.parse(startedAt) + oneChainDays * 24 * 3_600_000).toISOString();
  return marks.put('sweep.whole', { at: startedAt, oneChainUntil });
}
