import type { AlertPorts, AlertSettings } from '../../src/alerts/ports';
import { completeReasons } from '../../src/alerts/reasons-report';
import { sweepDevices } from '../../src/alerts/sweep';
import { GraphRefused, GraphUnreachable, type Graph, type Store } from '../../src/ports';
import { openStore } from '../../src/store/open';
import { channel } from '../support/world';
import { aFleet, graphOf, type Fleet } from './acceptance/fleet';

const start = Date.parse('2026-03-02T09:00:00Z');
const hour = 3_600_000;

interface Scene {
  readonly store: Store;
  readonly fleet: Fleet;
  readonly asked: string[];
  readonly warned: string[];
  /** What the instance `name` makes of its next sweep. */
  sweep(name?: string, some?: Partial<Graph & Pick<AlertPorts, 'membersOf'>>): ReturnType<typeof sweepDevices>;
  later(milliseconds: number): void;
  /** Of how many devices it is known why they are not compliant, once the report has told. */
  explained(): Promise<number>;
}

async function aScene(devices: number, changes: Partial<AlertSettings> = {}): Promise<Scene> {
  const store = await openStore({ kind: 'sqlite', file: ':memory:' }, {});
  const fleet = aFleet(devices, new Date(start));
  const asked: string[] = [];
  const warned: string[] = [];
  let now = start;
  const quiet = () => undefined;
  const log = { debug: quiet, info: quiet, error: quiet, warn: (message: string) => void warned.push(message) };
  const plain = graphOf(fleet);
  const graph: Graph = {
    ...plain,
    page(at, link) {
      asked.push(`${at.path.includes('$filter') ? 'part' : 'whole'} ${link ?? 0}`);
      return plain.page(at, link);
    },
  };
  const settings = { ...usual, ...changes };
  const ports = { store, log, clock: { now: () => new Date(now), token: () => 't' }, settings: () => settings };
  return {
    store,
    fleet,
    asked,
    warned,
    sweep: (instance = 'one', { membersOf = () => Promise.resolve([]), ...some } = {}) =>
      sweepDevices({ ...ports, graph: { ...graph, ...some }, instance, membersOf }),
    later: (milliseconds) => (now += milliseconds),
    async explained() {
      await completeReasons({ ...ports, graph, instance: 'one', membersOf: () => Promise.resolve([]) });
      return (await store.alerts.firing(10_000)).filter(({ reasons = [] }) => reasons.length > 0).length;
    },
  };
}

/** It dies at the second page, or when it asks for the reasons. */
function dying(graph: Graph): Readonly<Record<'page' | 'list', Partial<Graph>>> {
  const killed = () => Promise.reject(new Error('killed'));
  return {
    page: { page: (at, link) => (link === undefined ? graph.page(at, link) : killed()) },
    list: { list: (at) => (at.path.endsWith('deviceCompliancePolicyStates') ? killed() : graph.list(at)) },
  };
}

const usual: ReturnType<AlertPorts['settings']> = {
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

describe('sweepDevices', () => {
  test('reads the first time and once a day as one chain, else in parts, and no device twice', async () => {
    const { sweep, asked, later, store } = await aScene(1200);
    await sweep();
    asked.splice(0);

    const inParts = await sweep();
    const parts = asked.splice(0);
    later(25 * hour);
    const whole = await sweep();

    expect(inParts).toMatchObject({ devices: 1200, changed: 0, first: false });
    expect(parts.sort()).toEqual(['part 0', 'part 0', 'part 500', 'part 500']);
    expect(whole?.devices).toBe(1200);
    expect(asked).toEqual(['whole 0', 'whole 500', 'whole 1000']);
    await store.close();
  });

  test('tells nothing of what it finds the first time, nor of a device that has just enrolled', async () => {
    const { sweep, fleet, later, store } = await aScene(10);
    fleet.become(1, 3, 'fail', new Date(start));
    await sweep();
    const enrolled = new Date(start).toISOString();
    fleet.rows.set('new', { ...fleet.rows.get('d1'), id: 'new', enrolledDateTime: enrolled });
    fleet.become(4, 4, 'fail', new Date(start));

    const second = await sweep();
    const early = await store.alerts.firing(10);
    later(25 * hour);
    await sweep();
    const late = await store.alerts.firing(10);

    expect(second).toMatchObject({ devices: 11, news: 1 });
    expect(early.map(({ device }) => device)).toEqual(['d4']);
    expect(late.map(({ device }) => device).sort()).toEqual(['d4', 'new']);
    await store.close();
  });

  test('has a burst told as soon as it is over, and fewer wait for others', async () => {
    const { sweep, fleet, store } = await aScene(400);
    await sweep();
    const now = new Date(start).toISOString();
    const androids = { operatingSystem: 'Android' };
    for (let number = 1; number <= 90; number++)
      fleet.rows.set(`d${number}`, { ...fleet.rows.get(`d${number}`), ...androids });
    fleet.become(1, 300, 'fail', new Date(start));

    await sweep();

    const groups = await store.groups.living();
    const dueAt = Object.fromEntries(groups.map(({ platform, flushAt }) => [platform, flushAt]));
    expect(dueAt).toEqual({ windows: now, android: '2026-03-02T09:00:30.000Z' });
    await store.close();
  });

  test('reads one plain chain for a week when the parts lose a device', async () => {
    const { sweep, fleet, asked, warned, later, store } = await aScene(10);
    await sweep();
    const plain = graphOf(fleet);
    const loses: Partial<Graph> = {
      async page(at, link) {
        const page = await plain.page(at, link);
        return { ...page, rows: page.rows.filter(({ id }) => id !== 'd3') };
      },
    };

    await sweep('one', loses);
    asked.splice(0);
    const next = await sweep();
    later(6 * 24 * hour);
    await sweep();
    await sweep();
    const within = asked.splice(0);
    later(25 * hour);
    await sweep();
    await sweep();

    expect(warned).toEqual(['partitions lose devices; for a week they are read as one chain']);
    expect(within).toEqual(['whole 0', 'whole 0', 'whole 0']);
    expect(asked).toEqual(['whole 0', 'part 0', 'part 0']);
    expect(next?.devices).toBe(10);
    await store.close();
  });

  test('ends the alerts of a device only when Graph says that it is not there', async () => {
    const { sweep, fleet, store } = await aScene(10);
    await sweep();
    fleet.become(2, 3, 'fail', new Date(start));
    await sweep();
    fleet.become(2, 2, 'vanish', new Date(start));
    const plain = graphOf(fleet);

    await sweep('one', { page: () => Promise.reject(new Error('Graph fails')) }).catch(() => undefined);
    const afterFailure = await store.alerts.find(['d2']);
    await store.marks.remove('sweep.progress');
    await sweep('one', { page: async (at, link) => ({ ...(await plain.page(at, link)) }) });

    expect(afterFailure).toMatchObject([{ state: 'firing' }]);
    expect(await store.alerts.find(['d2'])).toMatchObject([{ state: 'resolved', gone: true }]);
    expect(await store.alerts.find(['d3'])).toMatchObject([{ state: 'firing' }]);
    await store.close();
  });

  test('goes on where it was stopped, from the links it wrote down', async () => {
    const { sweep, fleet, asked, later, store } = await aScene(2000);
    const plain = graphOf(fleet);
    const slow: Partial<Graph> = {
      page(at, link) {
        later(3000);
        return link === '1500' ? Promise.reject(new Error('Graph fails')) : plain.page(at, link);
      },
    };

    await expect(sweep('one', slow)).rejects.toThrow('Graph fails');
    const resumed = await sweep('two');

    expect(asked.map((one) => one.split(' ')[1])).not.toContain('0');
    expect(resumed).toMatchObject({ first: true });
    expect(await store.devices.count()).toBe(2000);
    await store.close();
  });

  test.each([
    ['before it was over', 'page' as const],
    ['after it, before it had asked why', 'list' as const],
  ])('finds out why devices are not compliant that a sweep found which died %s', async (_, dies) => {
    const { sweep, fleet, store, explained } = await aScene(1200);
    await sweep();
    fleet.become(1, 300, 'fail', new Date(start));
    await expect(sweep('one', dying(graphOf(fleet))[dies])).rejects.toThrow('killed');
    const found = await store.alerts.firing(1000);

    await sweep('two');

    expect(found.length).toBeGreaterThanOrEqual(200);
    expect(found.filter(({ reasons }) => reasons)).toEqual([]);
    expect(await explained()).toBe(300);
    await store.close();
  });

  test('begins anew where Graph refuses a link that was written down', async () => {
    const { sweep, fleet, later, store } = await aScene(2000);
    const plain = graphOf(fleet);
    const stopped: Partial<Graph> = {
      page(at, link) {
        later(3000);
        return link === '1500' ? Promise.reject(new GraphUnreachable('Graph fails', false)) : plain.page(at, link);
      },
    };
    const forgetful: Partial<Graph> = {
      page: (at, link) =>
        link === '1500' || link === '1000'
          ? Promise.reject(new GraphRefused(400, 'BadRequest', 'The skip token has expired.'))
          : plain.page(at, link),
    };
    await expect(sweep('one', stopped)).rejects.toThrow('Graph fails');

    await expect(sweep('one', forgetful)).rejects.toThrow('skip token');
    const anew = await sweep();

    expect(anew).toMatchObject({ devices: 2000, first: true });
    await store.close();
  });

  test('leaves a circle of links, and begins anew', async () => {
    const { sweep, fleet, asked, store } = await aScene(1500);
    const plain = graphOf(fleet);
    let pages = 0;
    const circle: Partial<Graph> = {
      async page(at, link) {
        if (++pages > 20) throw new Error('round and round');
        const page = await plain.page(at, link);
        return link === '1000' ? { ...page, next: '500' } : page;
      },
    };

    await expect(sweep('one', circle)).rejects.toThrow('led back to a page that was read already');
    const anew = await sweep();

    expect(pages).toBe(4);
    expect(asked).toEqual(['whole 0', 'whole 500', 'whole 1000']);
    expect(anew).toMatchObject({ devices: 1500 });
    await store.close();
  });

  test('does not take a device for lost by the parts of which Graph says nothing', async () => {
    const { sweep, fleet, asked, warned, store } = await aScene(10);
    await sweep();
    fleet.become(3, 3, 'vanish', new Date(start));
    const silent: Partial<Graph> = { get: () => Promise.reject(new GraphUnreachable('Graph fails', false)) };

    await sweep('one', silent);
    asked.splice(0);
    await sweep();

    expect(warned).toEqual([]);
    expect(asked).toEqual(['part 0', 'part 0']);
    expect(await store.devices.count()).toBe(9);
    await store.close();
  });

  test('goes on where a group of a subscription was deleted, and tells its channel once', async () => {
    const by = { objectId: 'x', name: 'x' };
    const groups = [{ id: 'sales', name: 'Sales' }];
    const subscriptions = [
      { conversation: 'of sales', groups, by, at: '' },
      { conversation: 'of all', by, at: '' },
    ];
    const { sweep, fleet, store } = await aScene(10, { subscriptions });
    const gone = new GraphRefused(404, 'Request_ResourceNotFound', 'It is not there.');
    const membersOf = () => Promise.reject(gone);
    await sweep('one', { membersOf });
    fleet.become(1, 1, 'fail', new Date(start));

    await sweep('one', { membersOf });

    const told = await store.outbox.take(new Date(start).toISOString(), new Date(start + hour).toISOString(), 10);
    expect((await store.groups.living()).map(({ conversation }) => conversation)).toEqual(['of all']);
    expect(told).toMatchObject([
      { conversation: 'of sales', what: { kind: 'say', message: { summary: expect.stringContaining('«Sales»') } } },
    ]);
    await store.close();
  });

  test('writes nothing once another instance holds the lease', async () => {
    const { sweep, fleet, later, store } = await aScene(10);
    await sweep();
    fleet.become(1, 1, 'fail', new Date(start));
    const plain = graphOf(fleet);
    let stolen = false;

    const late = sweep('one', {
      async page(at, link) {
        if (!stolen) {
          stolen = true;
          later(2 * 60_000);
          const now = new Date(start + 2 * 60_000);
          await store.leases.take('sweep', 'two', now.toISOString(), new Date(now.getTime() + hour).toISOString());
        }
        return plain.page(at, link);
      },
    });

    await expect(late).rejects.toThrow('another instance sweeps now');
    expect(await store.alerts.firing(10)).toEqual([]);
    await store.close();
  });
});
