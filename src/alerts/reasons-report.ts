import { z } from 'zod';
import type { Reason } from '../core/alert';
import { GraphRefused, GraphUnreachable, type Graph, type Records } from '../ports';
import { patientGraph } from '../questions/patience';
import { cellOf, reportPages, type Row } from '../questions/report';
import { drawGroupsOf, keepReasons } from './keep-reasons';
import type { AlertPorts } from './ports';

/**
 * Why the many are not compliant that were not asked for one by one. Intune tells it of all devices in one report, which
 * may lag behind the devices: so their cards are completed when it comes, and it is looked at again while it lacks some.
 * https://learn.microsoft.com/graph/api/intune-reporting-devicemanagementreports-getnoncompliantdevicesandsettingsreport
 */
const report = {
  version: 'v1.0',
  path: '/deviceManagement/reports/getNoncompliantDevicesAndSettingsReport',
} as const;

/** More than so many wait for nothing: their cards tell counts, and «why» asks for one device. */
const mostDevices = 20_000;
const mostSeconds = 60;
const againSeconds = 300;
/** The report is looked at for so long after the last device that wants it. */
const patienceMilliseconds = 3_600_000;
const keptAtOnce = 200;

const mark = 'reasons.wanted';
const Wanted = z.object({ until: z.string(), devices: z.array(z.string()) });
type Wanted = z.infer<typeof Wanted>;

/** Has the report looked at for these devices. In the transaction of what was found out without it. */
export async function askReport(records: Records, devices: readonly string[], now: Date): Promise<void> {
  if (devices.length === 0) return;
  const before = (await wantedIn(records))?.devices ?? [];
  const until = new Date(now.getTime() + patienceMilliseconds).toISOString();
  const all = [...new Set([...devices, ...before])].slice(0, mostDevices);
  await records.marks.put(mark, { until, devices: all } satisfies Wanted);
  await records.due.set({ key: 'reasons', at: now.toISOString(), job: 'reasons', about: '' });
}

/** Completes alerts and cards as far as the report tells; `again` while it does not tell of all. */
export async function completeReasons(ports: AlertPorts): Promise<{ readonly again: number } | undefined> {
  const wanted = await wantedIn(ports.store);
  if (!wanted) return undefined;
  const { found, refused } = await readReasons(ports, new Set(wanted.devices));
  const known = [...found];
  for (let at = 0; at < known.length; at += keptAtOnce)
    await ports.store.transaction((records) => keepReasons(records, new Map(known.slice(at, at + keptAtOnce))));
  const now = ports.clock.now();
  const left = await ports.store.transaction(async (records) => {
    // All of them and not only what is news: an instance that died here has kept some already.
    await drawGroupsOf(records, [...found.keys()], ports);
    return takeOff(records, (device, until) => refused || found.has(device) || until <= now.toISOString());
  });
  if (found.size > 0) ports.log.info('reasons came by report', { devices: found.size, left });
  return left > 0 ? { again: againSeconds } : undefined;
}

interface Told {
  readonly found: ReadonlyMap<string, readonly Reason[]>;
  /** Warden may not read it, so it is no use to ask again. */
  readonly refused: boolean;
}

/** As far as it comes in time: what is missing then is read the next time. */
async function readReasons({ graph, log }: AlertPorts, wanted: ReadonlySet<string>): Promise<Told> {
  const found = new Map<string, readonly Reason[]>();
  try {
    const patient = patientGraph(graph, AbortSignal.timeout(mostSeconds * 1000));
    for await (const rows of rowsOf(patient)) for (const row of rows) if (wanted.has(deviceOf(row))) add(found, row);
    return { found, refused: false };
  } catch (error) {
    if (!(error instanceof GraphRefused || error instanceof GraphUnreachable)) throw error;
    log.warn('the report of noncompliant devices could not be read', { why: error.message, read: found.size });
    return { found, refused: error instanceof GraphRefused };
  }
}

/** Columns are not chosen: the service refuses some of its own where they are named. */
async function* rowsOf(graph: Graph): AsyncIterable<readonly Row[]> {
  for await (const { rows } of reportPages(graph, report, {})) yield rows.filter(isBad);
}

/** https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-compliancestatus */
const well = ['1', '2', '3'];

function isBad(row: Row): boolean {
  return !well.includes(cellOf(row, 'SettingStatus'));
}

function deviceOf(row: Row): string {
  return cellOf(row, 'DeviceId');
}

/** A row is one setting; it comes again for each user of the device. */
function add(found: Map<string, readonly Reason[]>, row: Row): void {
  const [policy, setting] = [cellOf(row, 'PolicyName') || 'a policy without a name', cellOf(row, 'SettingName')];
  const reasons = found.get(deviceOf(row)) ?? [];
  const settings = reasons.find((one) => one.policy === policy)?.settings ?? [];
  const more = { policy, settings: setting === '' ? settings : [...new Set([...settings, setting])] };
  found.set(deviceOf(row), [...reasons.filter((one) => one.policy !== policy), more]);
}

/** More may have come meanwhile. Gives how many are left. */
async function takeOff(records: Records, isDone: (device: string, until: string) => boolean): Promise<number> {
  const wanted = await wantedIn(records);
  if (!wanted) return 0;
  const devices = wanted.devices.filter((device) => !isDone(device, wanted.until));
  if (devices.length === 0) await records.marks.remove(mark);
  else await records.marks.put(mark, { ...wanted, devices } satisfies Wanted);
  return devices.length;
}

async function wantedIn({ marks }: Pick<Records, 'marks'>): Promise<Wanted | undefined> {
  return Wanted.safeParse(await marks.get(mark)).data;
}
