import { phasesOf, type AlertRules, type Phases } from '../core/alert';
import { readDevice, reportsThreat, type Device } from '../core/device';
import type { Entity } from '../core/snapshot';
import type { Graph, GraphPath, Mark, Records, StoredDevice, UnreadPage, UnreadRows } from '../ports';
import { describedHash } from './described';
import { knownRows, type KnownRows } from './known-rows';

/** Pages of devices, each already compared with what is known of them: all of a sweep that need not decide anything. */
export interface DevicePages {
  read(asked: AskedPage): Promise<ComparedPage>;
  /** Nothing more is read; what was fetched ahead is forgotten. */
  close(): Promise<void>;
  /** Devices were taken out of the store, so what is known of rows is so no more. */
  forget(): void;
}

/** It may be asked for from another thread, and its answer be sent back: so there is nothing in it but data. */
export interface AskedPage {
  /** Of the chain, which is also its name. */
  readonly path: string;
  /** Where the page before pointed to; undefined for the first. */
  readonly link: string | undefined;
  readonly rules: AlertRules;
  readonly now: string;
  /** Of the sweep's lease: the next number means that nobody else swept in between. */
  readonly fence: number;
}

export interface ComparedPage {
  readonly next?: string;
  /** Numbers of the devices that are as they were. */
  readonly same: Uint32Array;
  readonly different: readonly DifferentDevice[];
}

export interface DifferentDevice extends StoredDevice {
  /** Missing when it was never seen. */
  readonly n?: number;
  readonly before: Phases;
}

interface Ports {
  readonly page: (at: GraphPath, link?: string) => Promise<UnreadPage>;
  readonly store: { readonly devices: Pick<Records['devices'], 'find'> };
}

/** Nearly every device changes it between two sweeps. */
export const checkedIn = 'lastSyncDateTime';

/** Pages of a Graph that reads them whole. */
export function readPages(graph: Pick<Graph, 'page'>): Ports['page'] {
  return async (at, link) => {
    const { rows, next } = await graph.page(at, link);
    return { whole: () => rows, ...(next === undefined ? {} : { next }) };
  };
}

/** The next page of a chain is fetched while the last is compared. */
export function pagesIn({ page, store }: Ports): DevicePages {
  const ahead = new Map<string, { readonly link: string; readonly page: Promise<UnreadPage> }>();
  const known = knownRows();
  let fence = 0;

  function fetch(path: string, link: string | undefined): Promise<UnreadPage> {
    const fetched = ahead.get(path);
    ahead.delete(path);
    return fetched && fetched.link === link ? fetched.page : page({ version: 'v1.0', path }, link);
  }

  function fetchAhead(path: string, link: string): void {
    const next = page({ version: 'v1.0', path }, link);
    // Its failure is met when it is asked for; until then somebody has to hold it.
    next.catch(() => undefined);
    ahead.set(path, { link, page: next });
  }

  return {
    async read(asked) {
      const fetched = await fetch(asked.path, asked.link);
      const { next } = fetched;
      if (next !== undefined) fetchAhead(asked.path, next);
      // Whoever swept in between may have written something else.
      if (asked.fence !== fence && asked.fence !== fence + 1) known.clear();
      fence = asked.fence;
      const compared = await compare(fetched, { known, store, asked });
      return { ...compared, ...(next === undefined ? {} : { next }) };
    },
    close() {
      ahead.clear();
      return Promise.resolve();
    },
    forget() {
      known.clear();
    },
  };
}

interface Comparing {
  readonly known: KnownRows;
  readonly store: Ports['store'];
  readonly asked: AskedPage;
}

type Compared = Pick<ComparedPage, 'same' | 'different'>;

/** Most rows are as they were and well, which their mark tells; the others are read and looked up. */
async function compare(page: UnreadPage, comparing: Comparing): Promise<Compared> {
  const { rows } = page;
  const same: number[] = [];
  const others: number[] = [];
  const { seenAfter } = judgeBy(comparing.asked);
  for (let row = 0; row < (rows?.length ?? 0); row++) {
    const n = comparing.known.find(rows?.lows[row] ?? 0, rows?.highs[row] ?? 0);
    if (n !== undefined && rows?.isLater(row, seenAfter)) same.push(n);
    else others.push(row);
  }
  const read = (rows && readEach(rows, others)) ?? page.whole().map((entity) => ({ entity, mark: none }));
  return compareRead(read, same, comparing);
}

interface ReadRow {
  readonly entity: Entity;
  readonly mark: Mark;
}

const none: Mark = { low: 0, high: 0 };

/** Undefined when one of them turns out to be no row. */
function readEach(rows: UnreadRows, which: readonly number[]): readonly ReadRow[] | undefined {
  try {
    return which.map((row) => ({
      entity: rows.read(row),
      mark: { low: rows.lows[row] ?? 0, high: rows.highs[row] ?? 0 },
    }));
  } catch {
    return undefined;
  }
}

/** `same`: numbers of devices that are as they were, to which others are added. */
async function compareRead(
  rows: readonly ReadRow[],
  same: number[],
  { known, store, asked }: Comparing,
): Promise<Compared> {
  const judge = judgeBy(asked);
  const ids = rows.map(({ entity: { id } }) => (typeof id === 'string' ? id : ''));
  const stored = ids.length === 0 ? [] : await store.devices.find(ids);
  const different = new Map<string, DifferentDevice>();
  for (const [place, { entity, mark }] of rows.entries()) {
    const before = stored[place];
    const hash = describedHash(entity);
    if (before?.hash === hash && judge.isStillWell(entity, before.phases)) {
      same.push(before.n);
      known.keep(before.n, mark, asked.fence);
      continue;
    }
    const device = readDevice(entity);
    // Graph gives a device twice at times: the first copy counts.
    if (!device || different.has(device.id)) continue;
    const phases = judge.phasesOf(device, before?.phases ?? nothing);
    if (before) known.forget(before.n, asked.fence);
    if (before?.hash === hash && samePhases(before.phases, phases)) same.push(before.n);
    else if (before) different.set(device.id, { device, phases, hash, before: before.phases, n: before.n });
    else different.set(device.id, { device, phases, hash, before: nothing });
  }
  return { same: Uint32Array.from(same), different: [...different.values()] };
}

const nothing: Phases = {};

function judgeBy({ rules, now }: AskedPage) {
  const at = Date.parse(now);
  const seenAfter = new Date(at - rules.unseenDays * dayMilliseconds).toISOString();
  return {
    phasesOf: (device: Device, before: Phases) => phasesOf(device, before, rules, at),
    seenAfter,
    /** Told from the row alone, since nearly all are: it was well, is so, and has checked in lately. */
    isStillWell(row: Entity, before: Phases): boolean {
      const lastSync = row[checkedIn];
      return (
        row['complianceState'] === 'compliant' &&
        !reportsThreat(row) &&
        before.compliance === undefined &&
        before.threat === undefined &&
        before.unseen === undefined &&
        typeof lastSync === 'string' &&
        lastSync.endsWith('Z') &&
        lastSync > seenAfter
      );
    },
  };
}

const dayMilliseconds = 86_400_000;

function samePhases(a: Phases, b: Phases): boolean {
  return a.compliance === b.compliance && a.threat === b.threat && a.unseen === b.unseen && a.flagged === b.flagged;
}
