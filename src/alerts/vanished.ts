import { GraphRefused, GraphUnreachable } from '../ports';
import type { Bits } from './bits';
import { ended } from './detect';
import { keepDetected, type Gathering } from './gather';
import type { AlertPorts } from './ports';
import { readAsOneChain, type Progress } from './progress';

/** Vanished devices asked for one by one in a sweep; the others are asked for in the next. */
const mostAsked = 50;
const atOnce = 4;

interface Swept {
  readonly seen: Bits;
  /** How many those are. */
  readonly devices: number;
  readonly progress: Progress;
  readonly gathering: Gathering;
}

/** What was not seen is asked for by its id: only a «not found» means gone, else the parts have lost it. True when any is. */
export async function findVanished(ports: AlertPorts, { seen, devices, progress, gathering }: Swept): Promise<boolean> {
  // To count them is quick; to go through them is not.
  if ((await ports.store.devices.count()) === devices) return false;
  const missing = await ports.store.devices.unseen((n) => seen.has(n), mostAsked);
  const gone: string[] = [];
  let lost = 0;
  for (let at = 0; at < missing.length; at += atOnce) {
    const some = missing.slice(at, at + atOnce);
    const found = await Promise.all(some.map((id) => lookFor(ports, id)));
    gone.push(...some.filter((_, i) => found[i] === 'gone'));
    lost += found.filter((one) => one === 'there').length;
  }
  if (lost > 0 && progress.parts.length > 1) {
    ports.log.warn('partitions lose devices; for a week they are read as one chain', { lost });
    await readAsOneChain(ports.store, progress);
  }
  if (gone.length === 0) return false;
  await ports.store.transaction(async (records) => {
    await keepDetected(records, ended(await records.alerts.find(gone), gathering.now.toISOString()), gathering);
    await records.devices.remove(gone);
  });
  return true;
}

/** `unknown`: Graph does not say, so it is asked for again in the next sweep. */
async function lookFor({ graph }: AlertPorts, id: string): Promise<'there' | 'gone' | 'unknown'> {
  try {
    const path = `/deviceManagement/managedDevices/${encodeURIComponent(id)}?$select=id`;
    await graph.get({ version: 'v1.0', path });
    return 'there';
  } catch (error) {
    if (error instanceof GraphRefused && error.status === 404) return 'gone';
    if (error instanceof GraphRefused || error instanceof GraphUnreachable) return 'unknown';
    throw error;
  }
}
