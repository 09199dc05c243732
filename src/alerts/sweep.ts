import { z } from 'zod';
import type { Alert, Phases } from '../core/alert';
import { phasesOf } from '../core/alert';
import { deviceProperties, readDevice, type Device } from '../core/device';
import { GraphRefused, GraphUnreachable, type KnownDevice, type StoredDevice } from '../ports';
import { detect, ended, type Detected } from './detect';
import { gather, type Gathering } from './gather';
import { bits, type Bits } from './bits';
import { describedHash } from './described';
import type { AlertPorts } from './ports';
import { addReasons } from './reasons';
import { partitionsOf, type Partition } from './partitions';
import { subscriptionsOf } from './subscriptions';

/** Reads all managed devices and keeps what changed, a page at a time; Graph has neither push nor delta for them. */

export interface Swept {
  readonly devices: number;
  readonly changed: number;
  readonly news: number;
  /** The first of this tenant: everything was only written down. */
  readonly first: boolean;
}

/** How far a sweep has come; a restart goes on from here. */
const Progress = z.object({
  startedAt: z.string(),
  parts: z.array(z.object({ filter: z.string(), next: z.string().optional(), done: z.boolean() })),
});
type Progress = z.infer<typeof Progress>;

interface Sweep {
  readonly fence: number;
  readonly first: boolean;
  readonly seen: Bits;
  readonly progress: { parts: { filter: string; next?: string | undefined; done: boolean }[]; startedAt: string };
  readonly gathering: Gathering;
  readonly news: Detected[];
  devices: number;
  changed: number;
}

const leaseSeconds = 60;
/** A stop of this length means that the sweep is begun anew: its links are stale. */
const staleMinutes = 30;
/** The whole set is read as one chain this often, to see whether the parts lose devices. */
const wholeHours = 24;
/** Vanished devices asked for one by one in a sweep; the others are asked for in the next. */
const mostVanished = 50;

/** Undefined when another instance sweeps. Throws when Graph could not be read to the end; then nothing counts as gone. */
export async function sweepDevices(ports: AlertPorts): Promise<Swept | undefined> {
  const lease = await takeLease(ports);
  if (lease === undefined) return undefined;
  try {
    const { sweep, resumed } = await beginSweep(ports, lease);
    await Promise.all(sweep.progress.parts.map((_, part) => readPart(ports, sweep, part)));
    // What was seen before a restart is not known any more, so only a sweep in one go can tell what is gone.
    if (!resumed && !sweep.first) await findVanished(ports, sweep);
    await endSweep(ports, sweep);
    await addReasons(ports, sweep.news);
    const { devices, changed, first } = sweep;
    return { devices, changed, first, news: sweep.news.length };
  } finally {
    await ports.store.leases.release('sweep', ports.instance, lease);
  }
}

function takeLease({ store, clock, instance }: AlertPorts): Promise<number | undefined> {
  const now = clock.now();
  const until = new Date(now.getTime() + leaseSeconds * 1000).toISOString();
  return store.leases.take('sweep', instance, now.toISOString(), until);
}

async function beginSweep(ports: AlertPorts, fence: number) {
  const now = ports.clock.now();
  const kept = Progress.safeParse(await ports.store.marks.get('sweep.progress'));
  const resumed = kept.success && now.getTime() - Date.parse(kept.data.startedAt) < staleMinutes * 60_000;
  const first = (await ports.store.marks.get('sweep.first')) === undefined;
  const progress: Progress = resumed
    ? kept.data
    : { startedAt: now.toISOString(), parts: (await choosePartitions(ports, first)).map(toPart) };
  const sweep: Sweep = {
    fence,
    first,
    progress,
    seen: bits(),
    gathering: await prepareGathering(ports, now),
    news: [],
    devices: 0,
    changed: 0,
  };
  return { sweep, resumed };
}

function toPart(filter: Partition) {
  return { filter, done: false };
}

async function choosePartitions({ store, clock, settings }: AlertPorts, first: boolean): Promise<readonly Partition[]> {
  const whole = await store.marks.get('sweep.whole');
  const age = clock.now().getTime() - Date.parse(String(whole?.['at']));
  if (first || whole?.['plain'] === true || !(age < wholeHours * 3_600_000)) return [''];
  return partitionsOf(await store.devices.cuts(settings().partitions));
}

async function prepareGathering(ports: AlertPorts, now: Date): Promise<Gathering> {
  const settings = ports.settings();
  const subscriptions = await subscriptionsOf(ports.store, settings);
  const groups = new Set(subscriptions.flatMap(({ groups = [] }) => groups.map(({ id }) => id)));
  const members = new Map<string, ReadonlySet<string>>();
  for (const group of groups) members.set(group, new Set(await ports.membersOf(group)));
  return {
    settings,
    subscriptions,
    now,
    isIn: (group, person) => person !== undefined && members.get(group)?.has(person) === true,
  };
}

/** One chain of pages; the next one is fetched while the last is compared. */
async function readPart(ports: AlertPorts, sweep: Sweep, index: number): Promise<void> {
  const part = sweep.progress.parts[index];
  if (!part || part.done) return;
  const at = { version: 'v1.0', path: pathOf(part.filter) } as const;
  let fetching = ports.graph.page(at, part.next);
  for (;;) {
    const { rows, next } = await fetching;
    if (next !== undefined) {
      fetching = ports.graph.page(at, next);
      // Its failure is met when it is awaited; until then somebody has to hold it.
      fetching.catch(() => undefined);
    }
    await takePage(
      ports,
      sweep,
      rows.flatMap((row) => readDevice(row) ?? []),
    );
    part.next = next;
    part.done = next === undefined;
    await checkpoint(ports, sweep);
    if (next === undefined) return;
  }
}

function pathOf(filter: Partition): string {
  const chosen = filter === '' ? '' : `&$filter=${encodeURIComponent(filter)}`;
  return `/deviceManagement/managedDevices?$select=${deviceProperties.join(',')}&$top=1000${chosen}`;
}

/** Keeps the lease, and in long sweeps how far it has come. */
async function checkpoint(ports: AlertPorts, sweep: Sweep): Promise<void> {
  const fence = await takeLease(ports);
  if (fence !== sweep.fence) throw new Error('another instance sweeps now');
  if (sweep.progress.parts.some(({ done }) => !done)) await ports.store.marks.put('sweep.progress', sweep.progress);
}

async function takePage(ports: AlertPorts, sweep: Sweep, page: readonly Device[]): Promise<void> {
  const devices = new Map(page.map((device) => [device.id, device]));
  const known = await ports.store.devices.find([...devices.keys()]);
  const changed: Changed[] = [];
  for (const device of devices.values()) {
    const one = known.get(device.id);
    // Neighbours overlap, and Graph gives a page twice at times: the first copy counts.
    if (one && sweep.seen.has(one.n)) continue;
    sweep.devices++;
    const compared = compare(device, one, sweep);
    if (compared) changed.push(compared);
    else if (one) sweep.seen.add(one.n);
  }
  if (changed.length > 0) await keepChanged(ports, sweep, changed);
}

interface Changed extends StoredDevice {
  readonly before: Phases;
}

const nothing: Phases = {};

function compare(device: Device, known: KnownDevice | undefined, { gathering }: Sweep): Changed | undefined {
  const before = known?.phases ?? nothing;
  const phases = phasesOf(device, before, gathering.settings, gathering.now.getTime());
  const hash = describedHash(device);
  return known?.hash === hash && samePhases(before, phases) ? undefined : { device, phases, hash, before };
}

function samePhases(a: Phases, b: Phases): boolean {
  return a.compliance === b.compliance && a.threat === b.threat && a.unseen === b.unseen && a.flagged === b.flagged;
}

async function keepChanged(ports: AlertPorts, sweep: Sweep, changed: readonly Changed[]): Promise<void> {
  const at = sweep.gathering.now.toISOString();
  const { numbers, detected } = await ports.store.transaction(async (records) => {
    const now = ports.clock.now().toISOString();
    if (!(await records.leases.holds('sweep', ports.instance, sweep.fence, now)))
      throw new Error('another instance sweeps now');
    const numbers = await records.devices.put(changed);
    if (sweep.first) return { numbers, detected: [] };
    const alerts = byDevice(await records.alerts.find(changed.map(({ device }) => device.id)));
    const detected = changed.flatMap(({ device, before, phases }) =>
      detect({ device, before, now: phases, alerts: alerts.get(device.id) ?? [], at }),
    );
    await keepDetected(records, detected, sweep.gathering);
    return { numbers, detected };
  });
  for (const n of numbers.values()) sweep.seen.add(n);
  sweep.changed += changed.length;
  sweep.news.push(...detected.filter(({ what }) => what !== 'resolves'));
}

async function keepDetected(
  records: Parameters<typeof gather>[0],
  detected: readonly Detected[],
  gathering: Gathering,
): Promise<void> {
  if (detected.length === 0) return;
  await records.alerts.put(detected.map(({ alert }) => alert));
  await gather(records, detected, gathering);
}

function byDevice(alerts: readonly Alert[]): ReadonlyMap<string, readonly Alert[]> {
  const found = new Map<string, Alert[]>();
  for (const alert of alerts) found.set(alert.device, [...(found.get(alert.device) ?? []), alert]);
  return found;
}

/** What was not seen is asked for by its id: only a «not found» means gone, else the parts have lost it. */
async function findVanished(ports: AlertPorts, sweep: Sweep): Promise<void> {
  const missing = await ports.store.devices.unseen((n) => sweep.seen.has(n), mostVanished);
  const gone: string[] = [];
  let lost = 0;
  for (const id of missing) {
    if (await isGone(ports, id)) gone.push(id);
    else lost++;
  }
  if (lost > 0 && sweep.progress.parts.length > 1) {
    ports.log.warn('partitions lose devices; from now on they are read as one chain', { lost });
    await ports.store.marks.put('sweep.whole', { at: sweep.progress.startedAt, plain: true });
  }
  if (gone.length === 0) return;
  await ports.store.transaction(async (records) => {
    const detected = ended(await records.alerts.find(gone), sweep.gathering.now.toISOString());
    await keepDetected(records, detected, sweep.gathering);
    await records.devices.remove(gone);
  });
}

async function isGone({ graph }: AlertPorts, id: string): Promise<boolean> {
  try {
    const path = `/deviceManagement/managedDevices/${encodeURIComponent(id)}?$select=id`;
    await graph.get({ version: 'v1.0', path });
    return false;
  } catch (error) {
    if (error instanceof GraphRefused && error.status === 404) return true;
    // Not known to be gone: it is asked for again in the next sweep.
    if (error instanceof GraphRefused || error instanceof GraphUnreachable) return false;
    throw error;
  }
}

async function endSweep({ store }: AlertPorts, { first, progress }: Sweep): Promise<void> {
  const at = progress.startedAt;
  await store.transaction(async (records) => {
    await records.marks.remove('sweep.progress');
    if (first) await records.marks.put('sweep.first', { at });
    if (progress.parts.length === 1 && progress.parts[0]?.filter === '') {
      const plain = (await records.marks.get('sweep.whole'))?.['plain'] === true;
      await records.marks.put('sweep.whole', { at, plain });
    }
  });
}
