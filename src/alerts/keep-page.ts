import type { Alert } from '../core/alert';
import type { Records } from '../ports';
import type { Bits } from './bits';
import { detect, type Detected } from './detect';
import { keepDetected, type Gathering } from './gather';
import type { ComparedPage, DifferentDevice } from './pages';
import type { AlertPorts } from './ports';

/** A sweep as it goes on: what was seen so far, and what of it is news. */
export interface Sweep {
  readonly fence: number;
  readonly first: boolean;
  readonly seen: Bits;
  readonly gathering: Gathering;
  readonly news: Detected[];
  /** Changed devices that are not kept yet: those of many pages share a transaction. */
  readonly pending: DifferentDevice[];
  devices: number;
  changed: number;
}

export class SweptByAnother extends Error {
  override readonly name = 'SweptByAnother';
  override readonly message = 'another instance sweeps now';
}

/** So many changed devices in one transaction, so that turns of people come between. */
const atOnce = 200;

/** Takes in what a page has of change, and keeps it with what came before when that is enough. */
export async function keepPage(ports: AlertPorts, sweep: Sweep, { same, different }: ComparedPage): Promise<void> {
  for (const n of same) see(sweep, n);
  sweep.pending.push(...different);
  while (sweep.pending.length >= atOnce) await keepSome(ports, sweep);
}

/** Keeps all that was taken in, with the alerts that come of it. Throws SweptByAnother. */
export async function keepPending(ports: AlertPorts, sweep: Sweep): Promise<void> {
  while (sweep.pending.length > 0) await keepSome(ports, sweep);
}

function keepSome(ports: AlertPorts, sweep: Sweep): Promise<void> {
  const some = sweep.pending.splice(0, atOnce).reverse();
  // A device that came twice counts as it came first.
  return keepDifferent(ports, sweep, [...new Map(some.map((one) => [one.device.id, one])).values()].reverse());
}

function see(sweep: Sweep, n: number): void {
  if (sweep.seen.has(n)) return;
  sweep.seen.add(n);
  sweep.devices++;
}

async function keepDifferent(ports: AlertPorts, sweep: Sweep, different: readonly DifferentDevice[]): Promise<void> {
  const { numbers, detected } = await ports.store.transaction(async (records) => {
    const now = ports.clock.now().toISOString();
    if (!(await records.leases.holds('sweep', ports.instance, sweep.fence, now))) throw new SweptByAnother();
    const changed = await notSeen(records, sweep, different);
    const numbers = await records.devices.put(changed);
    const detected = sweep.first ? [] : await detectIn(records, changed, sweep.gathering.now.toISOString());
    await keepDetected(records, detected, sweep.gathering);
    return { numbers, detected };
  });
  for (const n of numbers.values()) see(sweep, n);
  sweep.changed += numbers.size;
  sweep.news.push(...detected.filter(({ what }) => what !== 'resolves'));
}

/** Neighbours overlap, and Graph gives a page twice at times: the first copy counts. */
async function notSeen(
  { devices }: Pick<Records, 'devices'>,
  { seen }: Sweep,
  different: readonly DifferentDevice[],
): Promise<readonly DifferentDevice[]> {
  const strangers = different.some(({ n }) => n === undefined);
  const known = strangers ? await devices.find(different.map(({ device }) => device.id)) : [];
  return different.filter(({ n }, place) => {
    const number = n ?? known[place]?.n;
    return number === undefined || !seen.has(number);
  });
}

async function detectIn(
  records: Pick<Records, 'alerts'>,
  changed: readonly DifferentDevice[],
  at: string,
): Promise<readonly Detected[]> {
  const alerts = byDevice(await records.alerts.find(changed.map(({ device }) => device.id)));
  return changed.flatMap(({ device, before, phases }) =>
    detect({ device, before, now: phases, alerts: alerts.get(device.id) ?? [], at }),
  );
}

function byDevice(alerts: readonly Alert[]): ReadonlyMap<string, readonly Alert[]> {
  const found = new Map<string, Alert[]>();
  for (const alert of alerts) found.set(alert.device, [...(found.get(alert.device) ?? []), alert]);
  return found;
}
