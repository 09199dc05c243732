import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { AlertSettings } from '../src/alerts/ports';
import { sweepDevices } from '../src/alerts/sweep';
import type { Entity } from '../src/core/snapshot';
import type * as PagesThread from '../src/pages-thread';
import type { Store } from '../src/ports';
import { openStore } from '../src/store/open';
import { aFleet, graphOf, type Fleet } from './alerts/acceptance/fleet';
import { buildProgram, type Program } from './support/program';
import { channel } from './support/world';

/** Sweeps as in production: a thread of its own fetches gzip pages over HTTP and compares them over its own connection. */

const start = Date.parse('2026-03-02T09:00:00Z');
const minute = 60_000;
const pageSize = 100;

let program: Program;
let folder: string;
let server: Server;
let store: Store;
let fleet: Fleet;
let thread: PagesThread.PagesThread;
let now: number;
let spaced: boolean;
/** What Graph answers in place of a page; how often it was asked meanwhile. */
let refused: { readonly status: number; readonly headers: Readonly<Record<string, string>>; asked: number } | undefined;

beforeAll(() => {
  program = buildProgram();
}, 60_000);
afterAll(() => program.close());

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'warden-pages-'));
  fleet = aFleet(450, new Date(start));
  now = start;
  spaced = false;
  refused = undefined;
  server = createServer((request, response) => {
    if (refused) {
      refused.asked++;
      response.statusCode = refused.status;
      for (const [name, value] of Object.entries(refused.headers)) response.setHeader(name, value);
      response.end('{}');
      return;
    }
    const body = gzipSync(textOf(pageAt(new URL(request.url ?? '', rootOf(server)))));
    response.setHeader('content-encoding', 'gzip');
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const where = { kind: 'sqlite', file: join(folder, 'warden.sqlite') } as const;
  store = await openStore(where, {});
  const { pagesThread } = program.module('pages-thread') as typeof PagesThread;
  thread = pagesThread({ where, root: rootOf(server), token: () => Promise.resolve('t'), log });
});
afterEach(async () => {
  await thread.close();
  await store.close();
  server.close().closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

const settings: AlertSettings = {
  sweep: '* * * * *',
  summary: 'off',
  tellPeople: false,
  partitions: 2,
  groupWaitSeconds: 30,
  groupIntervalSeconds: 300,
  repeatHours: 24,
  newCardHours: 24,
  unseenDays: 30,
  settleHours: 24,
  timezone: 'UTC',
  subscriptions: [{ conversation: channel.id, by: { objectId: 'x', name: 'x' }, at: '' }],
};

/** A minute later every device has checked in, and is swept; by another instance without this thread. */
function sweep(by: 'this' | 'another' = 'this') {
  now += minute;
  for (const [id, row] of fleet.rows)
    if (row['stays'] !== true) fleet.rows.set(id, { ...row, lastSyncDateTime: new Date(now).toISOString() });
  const clock = { now: () => new Date(now), token: () => 't' };
  const graph = graphOf(fleet);
  const membersOf = () => Promise.resolve([]);
  const pages = by === 'this' ? thread.pages : undefined;
  return sweepDevices({ store, graph, log, clock, settings: () => settings, membersOf, instance: by, pages });
}

const firing = async () => (await store.alerts.firing(500)).map(({ device }) => device).sort();

describe('a sweep in a thread of its own', () => {
  test('finds what changed, what came and what is gone, again and again', async () => {
    await sweep();
    const still = [await sweep(), await sweep()];
    fleet.become(3, 4, 'fail', new Date(now));
    fleet.rows.set('d10', { ...fleet.rows.get('d10'), deviceName: 'RENAMED' });
    fleet.become(20, 20, 'vanish', new Date(now));
    fleet.rows.set('new', { ...fleet.rows.get('d30'), id: 'new' });
    const changed = await sweep();
    const after = await sweep();

    expect(still).toMatchObject([
      { devices: 450, changed: 0 },
      { devices: 450, changed: 0 },
    ]);
    expect(changed).toMatchObject({ devices: 450, changed: 4, news: 2 });
    expect(await firing()).toEqual(['d3', 'd4']);
    expect((await store.devices.get('d10'))?.name).toBe('RENAMED');
    expect(await store.devices.get('d20')).toBeUndefined();
    expect(after).toMatchObject({ devices: 450, changed: 0 });
  });

  test('notices a device that becomes again what it was, once by itself and once after another instance', async () => {
    await sweep();
    await sweep();
    const well = fleet.rows.get('d5') ?? {};
    const become = (row: Entity) => fleet.rows.set('d5', row);
    const told: (readonly string[])[] = [];

    for (const by of ['this', 'another'] as const) {
      become({ ...well, complianceState: 'noncompliant' });
      await sweep(by);
      told.push(await firing());
      become(well);
      await sweep();
      told.push(await firing());
      // By now nothing of it is news, and its row is known.
      await sweep();
    }

    expect(told).toEqual([['d5'], [], ['d5'], []]);
  });

  test('takes in a device anew that was gone and is as it was', async () => {
    await sweep();
    await sweep();
    const row = fleet.rows.get('d7') ?? {};
    fleet.rows.delete('d7');
    await sweep();
    const gone = await store.devices.get('d7');
    fleet.rows.set('d7', row);

    const back = await sweep();

    expect(gone).toBeUndefined();
    expect(back).toMatchObject({ devices: 450, changed: 1 });
    expect(await store.devices.get('d7')).toMatchObject({ id: 'd7' });
  });

  test('tells of a device that says the same but has not been seen for days', async () => {
    fleet.rows.set('d9', { ...fleet.rows.get('d9'), stays: true });
    await sweep();
    await sweep();

    now += 31 * 24 * 60 * minute;
    await sweep();

    expect(await firing()).toEqual(['d9']);
  });

  test('reads pages that are written otherwise, and names that look like the end of a row', async () => {
    await sweep();
    fleet.rows.set('d11', { ...fleet.rows.get('d11'), deviceName: 'odd},{' });
    const odd = [await sweep(), await sweep()];
    spaced = true;
    fleet.become(12, 12, 'fail', new Date(now));
    const otherwise = await sweep();

    expect(odd).toMatchObject([
      { devices: 450, changed: 1 },
      { devices: 450, changed: 0 },
    ]);
    expect(otherwise).toMatchObject({ devices: 450, changed: 1 });
    expect(await firing()).toEqual(['d12']);
  });

  test('says what Graph answers instead: how long it wants to be left alone, or that it refuses', async () => {
    await sweep();
    await sweep();
    refused = { status: 429, headers: { 'retry-after': '300' }, asked: 0 };

    const [throttled, still] = [await failureOf(sweep()), await failureOf(sweep())];
    const { asked } = refused;
    await thread.close();
    refused = { status: 400, headers: {}, asked: 0 };
    const no = await failureOf(sweep());

    expect(throttled).toMatchObject({ name: 'GraphUnreachable', retryAfterSeconds: 300 });
    expect(still).toMatchObject({ retryAfterSeconds: expect.closeTo(300, -1) });
    // Both parts at once, and none after that.
    expect(asked).toBeLessThanOrEqual(2);
    expect(no).toMatchObject({ name: 'GraphRefused', status: 400 });
  });
});

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

function pageAt(url: URL): object {
  const filter = url.searchParams.get('$filter') ?? '';
  const bound = (word: string) => Date.parse(new RegExp(`enrolledDateTime ${word} (\\S+)`).exec(filter)?.[1] ?? '');
  const [after, before] = [bound('gt'), bound('lt')];
  const rows = [...fleet.rows.values()].filter(({ enrolledDateTime }) => {
    const at = Date.parse(String(enrolledDateTime));
    return !(at <= after) && !(at >= before);
  });
  const from = Number(url.searchParams.get('from') ?? 0);
  url.searchParams.set('from', String(from + pageSize));
  const next = from + pageSize < rows.length ? { '@odata.nextLink': url.href } : {};
  return { '@odata.context': 'managedDevices', ...next, value: rows.slice(from, from + pageSize) };
}

function textOf(page: object): string {
  return JSON.stringify(page, undefined, spaced ? 2 : undefined);
}

function rootOf(one: Server): string {
  return `http://127.0.0.1:${(one.address() as AddressInfo).port}`;
}
