import { phasesOf, type AlertRules, type Phases } from '../core/alert';
import { readDevice, reportsThreat, type Device } from '../core/device';
import type { Entity } from '../core/snapshot';
import type { Graph, Page, Records, StoredDevice } from '../ports';
import { describedHash } from './described';

/** Pages of devices, each already compared with what is known of them: all of a sweep that need not decide anything. */
export interface DevicePages {
  read(asked: AskedPage): Promise<ComparedPage>;
  /** Nothing more is read; what was fetched ahead is forgotten. */
  close(): Promise<void>;
}

/** It may be asked for from another thread, and its answer be sent back: so there is nothing in it but data. */
export interface AskedPage {
  /** Of the chain, which is also its name. */
  readonly path: string;
  /** Where the page before pointed to; undefined for the first. */
  readonly link: string | undefined;
  readonly rules: AlertRules;
  readonly now: string;
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
  readonly graph: Pick<Graph, 'page'>;
  readonly store: { readonly devices: Pick<Records['devices'], 'find'> };
}

/** The next page of a chain is fetched while the last is compared. */
export function pagesIn({ graph, store }: Ports): DevicePages {
  const ahead = new Map<string, { readonly link: string; readonly page: Promise<Page> }>();

  function fetch(path: string, link: string | undefined): Promise<Page> {
    const fetched = ahead.get(path);
    ahead.delete(path);
    return fetched && fetched.link === link ? fetched.page : graph.page({ version: 'v1.0', path }, link);
  }

  function fetchAhead(path: string, link: string): void {
    const page = graph.page({ version: 'v1.0', path }, link);
    // Its failure is met when it is asked for; until then somebody has to hold it.
    page.catch(() => undefined);
    ahead.set(path, { link, page });
  }

  return {
    async read(asked) {
      const { rows, next } = await fetch(asked.path, asked.link);
      if (next !== undefined) fetchAhead(asked.path, next);
      const compared = await compare(rows, store, asked);
      return { ...compared, ...(next === undefined ? {} : { next }) };
    },
    close() {
      ahead.clear();
      return Promise.resolve();
    },
  };
}

async function compare(
  rows: Page['rows'],
  { devices }: Ports['store'],
  asked: AskedPage,
): Promise<Pick<ComparedPage, 'same' | 'different'>> {
  const known = await devices.find(rows.map(({ id }) => (typeof id === 'string' ? id : '')));
  const judge = judgeBy(asked);
  const same: number[] = [];
  const different = new Map<string, DifferentDevice>();
  for (const [place, row] of rows.entries()) {
    const before = known[place];
    const hash = describedHash(row);
    if (before?.hash === hash && judge.isStillWell(row, before.phases)) {
      same.push(before.n);
      continue;
    }
    const device = readDevice(row);
    // Graph gives a device twice at times: the first copy counts.
    if (!device || different.has(device.id)) continue;
    const phases = judge.phasesOf(device, before?.phases ?? nothing);
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
    /** Told from the row alone, since nearly all are: it was well, is so, and has checked in lately. */
    isStillWell(row: Entity, before: Phases): boolean {
      const { complianceState, lastSyncDateTime } = row;
      return (
        complianceState === 'compliant' &&
        !reportsThreat(row) &&
        before.compliance === undefined &&
        before.threat === undefined &&
        before.unseen === undefined &&
        typeof lastSyncDateTime === 'string' &&
        lastSyncDateTime.endsWith('Z') &&
        lastSyncDateTime > seenAfter
      );
    },
  };
}

const dayMilliseconds = 86_400_000;

function samePhases(a: Phases, b: Phases): boolean {
  return a.compliance === b.compliance && a.threat === b.threat && a.unseen === b.unseen && a.flagged === b.flagged;
}
