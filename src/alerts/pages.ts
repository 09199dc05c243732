import { phasesOf, type AlertRules, type Phases } from '../core/alert';
import { readDevice } from '../core/device';
import type { Graph, KnownDevice, Page, Records, StoredDevice } from '../ports';
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
  { rules, now }: AskedPage,
): Promise<Pick<ComparedPage, 'same' | 'different'>> {
  const known = await devices.find(rows.flatMap(({ id }) => (typeof id === 'string' ? [id] : [])));
  const at = Date.parse(now);
  const met = new Set<string>();
  const same: number[] = [];
  const different: DifferentDevice[] = [];
  for (const row of rows) {
    const device = readDevice(row);
    // Graph gives a device twice at times: the first copy counts.
    if (!device || met.has(device.id)) continue;
    met.add(device.id);
    const before = known.get(device.id) ?? unknown;
    const phases = phasesOf(device, before.phases, rules, at);
    const hash = describedHash(device);
    if (before.n !== undefined && before.hash === hash && samePhases(before.phases, phases)) same.push(before.n);
    else
      different.push({
        device,
        phases,
        hash,
        before: before.phases,
        ...(before.n === undefined ? {} : { n: before.n }),
      });
  }
  return { same: Uint32Array.from(same), different };
}

const unknown: Partial<KnownDevice> & Pick<KnownDevice, 'phases'> = { phases: {} };

function samePhases(a: Phases, b: Phases): boolean {
  return a.compliance === b.compliance && a.threat === b.threat && a.unseen === b.unseen && a.flagged === b.flagged;
}
