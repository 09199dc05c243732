import { beating } from '../alive';
import type { AlertRules } from '../core/alert';
import { deviceProperties } from '../core/device';
import { lookBeside } from './beside';
import { bits } from './bits';
import { connector } from './connector';
import { flagged } from './flagged';
import { prepareGathering, tellBursts } from './gather';
import { keepPage, keepPending, SweptByAnother, type Sweep } from './keep-page';
import { GraphRefused } from '../ports';
import { pagesIn, readPages, type DevicePages } from './pages';
import type { Partition } from './partitions';
import type { AlertPorts } from './ports';
import { beginProgress, endProgress, forgetProgress, keepProgress, type Begun } from './progress';
import { addReasons, leftBehind } from './reasons';
import { findVanished } from './vanished';

/** Reads all managed devices and keeps what changed, a page at a time; Graph has neither push nor delta for them. */

export interface Swept {
  readonly devices: number;
  readonly changed: number;
  readonly news: number;
  /** The first of this tenant: everything was only written down. */
  readonly first: boolean;
}

interface Sweeping extends Sweep, Begun {
  readonly rules: AlertRules;
  keptAt: number;
  /** A part has failed, or another instance sweeps: the other parts end at their next page. */
  stopped: boolean;
}

/** Prolonged every second, so that another goes on soon after a death, and a slow disk does not end a sweep. */
const leaseSeconds = 30;
/** How far a sweep has come is written down this often; what was read since is read again after a restart. */
const keptEverySeconds = 2;

/** Undefined when another instance sweeps. Throws when Graph could not be read to the end; then nothing counts as gone. */
export async function sweepDevices(ports: AlertPorts): Promise<Swept | undefined> {
  const fence = await takeLease(ports);
  if (fence === undefined) return undefined;
  const left = await leftBehind(ports);
  const sweep = await beginSweep(ports, fence);
  const stop = keepLease(ports, sweep);
  try {
    await lookBeside(ports, sweep.gathering, connector);
    const pages = ports.pages?.() ?? pagesIn({ page: readPages(ports.graph), store: ports.store });
    await readParts(ports, sweep, pages);
    await lookBeside(ports, sweep.gathering, flagged);
    // What was seen before a restart is not known any more, so only a sweep in one go can tell what is gone.
    if (!sweep.resumed && !sweep.first && (await findVanished(ports, sweep))) pages.forget();
    await endProgress(ports.store, sweep);
    await ports.store.transaction((records) => tellBursts(records, sweep.gathering, ports.clock.now()));
    await addReasons(ports, sweep.news, left);
    const { devices, changed, first } = sweep;
    return { devices, changed, first, news: sweep.news.length };
  } catch (error) {
    // Who goes on from there would meet it again.
    if (error instanceof GraphRefused || error instanceof LedBack) await forgetProgress(ports.store);
    throw error;
  } finally {
    stop();
    await ports.store.leases.release('sweep', ports.instance, fence);
  }
}

function takeLease({ store, clock, instance }: AlertPorts): Promise<number | undefined> {
  const now = clock.now();
  const until = new Date(now.getTime() + leaseSeconds * 1000).toISOString();
  return store.leases.take('sweep', instance, now.toISOString(), until);
}

/** A lease that ran out is another's by now, or nobody's: then nothing more is written. */
function keepLease(ports: AlertPorts, sweep: Sweeping): () => void {
  return beating(async () => {
    const fence = await takeLease(ports).catch(() => sweep.fence);
    if (fence !== sweep.fence) sweep.stopped = true;
  });
}

async function beginSweep(ports: AlertPorts, fence: number): Promise<Sweeping> {
  const begun = await beginProgress(ports);
  const { unseenDays, settleHours } = ports.settings();
  const gathering = await prepareGathering(ports);
  return {
    ...begun,
    fence,
    gathering,
    rules: { unseenDays, settleHours },
    seen: bits(),
    news: [],
    pending: [],
    devices: 0,
    changed: 0,
    keptAt: gathering.now.getTime(),
    stopped: false,
  };
}

async function readParts(ports: AlertPorts, sweep: Sweeping, pages: DevicePages): Promise<void> {
  const stopAll = (why: unknown) => {
    sweep.stopped = true;
    return { why };
  };
  try {
    const parts = sweep.progress.parts.map((_, index) => readPart(ports, sweep, pages, index).catch(stopAll));
    const failed = (await Promise.all(parts)).find((end) => end !== undefined);
    if (failed) throw failed.why;
    if (sweep.stopped) throw new SweptByAnother();
    await keepPending(ports, sweep);
  } finally {
    await pages.close();
  }
}

/** Links in a circle have no end. */
class LedBack extends Error {
  override readonly name = 'LedBack';
  override readonly message = 'Graph led back to a page that was read already';
}

/** One chain of pages. */
async function readPart(ports: AlertPorts, sweep: Sweeping, pages: DevicePages, index: number): Promise<void> {
  const part = sweep.progress.parts[index];
  if (!part || part.done) return;
  const { rules, fence } = sweep;
  const now = sweep.gathering.now.toISOString();
  const read = (link: string | undefined) => pages.read({ path: pathOf(part.filter), link, rules, now, fence });
  const links = new Set<string>();
  let reading = read(part.next);
  while (!sweep.stopped) {
    const page = await reading;
    if (page.next !== undefined && links.has(page.next)) throw new LedBack();
    if (page.next !== undefined) links.add(page.next);
    // The next one is compared while this one is kept. Its failure is met when its turn comes.
    if (page.next !== undefined) reading = read(page.next);
    reading.catch(() => undefined);
    await keepPage(ports, sweep, page);
    part.next = page.next;
    part.done = page.next === undefined;
    await checkpoint(ports, sweep);
    if (part.done) return;
  }
}

function pathOf(filter: Partition): string {
  const chosen = filter === '' ? '' : `&$filter=${encodeURIComponent(filter)}`;
  return `/deviceManagement/managedDevices?$select=${deviceProperties.join(',')}&$top=1000${chosen}`;
}

async function checkpoint(ports: AlertPorts, sweep: Sweeping): Promise<void> {
  const now = ports.clock.now().getTime();
  const ended = sweep.progress.parts.every(({ done }) => done);
  if (ended || now - sweep.keptAt < keptEverySeconds * 1000) return;
  sweep.keptAt = now;
  await keepPending(ports, sweep);
  await keepProgress(ports.store, sweep.progress);
}
