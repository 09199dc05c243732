import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Entity } from '../../../src/core/snapshot';
import { openGraph } from '../../../src/graph/graph';
import type { Graph } from '../../../src/ports';
import { graphOf, type Fleet } from './fleet';
import { readScript } from './script';
import { play } from './stage';
import { faultsOf } from './verdict';

/** Graph answers badly for two minutes: the sweep neither stops nor tells what is not so. */
const script = readScript(`
settings: { sweep: '*/20 * * * * *', partitions: 1 }
devices: 20
at 10s   devices 1-2 fail
want     card of 2 between 40s and 4m
at 6m    devices 1-2 recover
want     reply «All is well again: 2 devices» between 6m and 12m
until    13m
want     nothing else
`);
const badUntil = Date.parse('2026-03-02T09:02:00Z');
const pageSize = 5;

interface Page {
  readonly number: number;
  readonly value: readonly Entity[];
  readonly '@odata.nextLink'?: string;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

const ok = (body: object): Answer => ({ status: 200, text: JSON.stringify(body) });
const second = (page: Page, answer: (page: Page) => Answer) => (page.number === 2 ? answer(page) : ok(page));

const badly: Readonly<Record<string, (page: Page, all: readonly Entity[]) => Answer>> = {
  'with 500': (page) => second(page, () => ({ status: 500, text: '{"error":{"code":"InternalServerError"}}' })),
  'with JSON that is cut': (page) => second(page, (one) => ({ status: 200, text: JSON.stringify(one).slice(0, 300) })),
  'with a page that is no list': (page) => second(page, () => ok({ value: null })),
  'with a page twice': (page, all) => second(page, (one) => ok({ ...one, value: all.slice(0, pageSize) })),
  'with a device twice': (page) => ok({ ...page, value: [...page.value, ...page.value.slice(0, 1)] }),
  'with an end too early': (page) => second(page, ({ value }) => ok({ value })),
  'with a link in a circle': (page) => second(page, (one) => ok({ ...one, '@odata.nextLink': 'PAGE2' })),
  'with a link back to the beginning': (page) =>
    page.number === 4 ? ok({ ...page, '@odata.nextLink': 'PAGE2' }) : ok(page),
  'with a page of nothing in between': (page) => second(page, (one) => ok({ ...one, value: [] })),
  'with states nobody knows': (page) =>
    second(page, (one) =>
      ok({
        ...one,
        value: one.value.map((row) => ({
          ...row,
          complianceState: 'quarantined',
          partnerReportedThreatState: 'catastrophic',
        })),
      }),
    ),
  'with rows that are no devices': (page) =>
    second(page, (one) => ok({ ...one, value: [...one.value, { odd: true }] })),
  'with throttling': (page) => second(page, () => ({ status: 429, text: '{}' })),
};

describe('while Graph answers', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  test.each(Object.entries(badly))('%s, nothing false is told', async (_, bad) => {
    const served = await serve(bad, servers);

    const played = await play(script, { graph: (fleet, now) => served.graph(fleet, now) });
    await played.close();

    expect(served.bad()).toBeGreaterThan(0);
    expect(faultsOf(script, played.told)).toEqual([]);
  });
});

async function serve(bad: (page: Page, all: readonly Entity[]) => Answer, servers: Server[]) {
  const served: { seen: number; fleet?: Fleet; now?: () => Date } = { seen: 0 };
  const server = createServer((request, response) => {
    const all = [...(served.fleet?.rows.values() ?? [])];
    const page = pageOf(all, new URL(request.url ?? '', 'http://x'), rootOf(server));
    const now = served.now?.().getTime() ?? 0;
    const isBad = now > Date.parse('2026-03-02T09:00:00Z') && now < badUntil;
    if (isBad) served.seen++;
    const { status, text } = isBad ? bad(page, all) : ok(page);
    response.statusCode = status;
    response.setHeader('content-type', 'application/json');
    if (status === 429) response.setHeader('retry-after', '0');
    response.end(text.replace('PAGE2', linkTo(rootOf(server), 2)));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    bad: () => served.seen,
    /** Pages come from the server; all else from the fleet. */
    graph(fleet: Fleet, now: () => Date): Graph {
      Object.assign(served, { fleet, now });
      const open = openGraph({ root: rootOf(server), token, log: quiet, backoffMs: 1, patienceMs: 50, paceMs: 0 });
      return { ...graphOf(fleet), page: (at, link) => open.page(at, link) };
    },
  };
}

const token = () => Promise.resolve('t');
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

function pageOf(all: readonly Entity[], url: URL, root: string): Page {
  const number = Number(url.searchParams.get('page') ?? 1);
  const value = all.slice((number - 1) * pageSize, number * pageSize);
  const more = number * pageSize < all.length;
  return { number, value, ...(more ? { '@odata.nextLink': linkTo(root, number + 1) } : {}) };
}

const linkTo = (root: string, page: number) => `${root}/v1.0/deviceManagement/managedDevices?page=${page}`;
const rootOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
