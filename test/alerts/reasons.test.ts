import type { Alert, Reason } from '../../src/core/alert';
import type { Entity } from '../../src/core/snapshot';
import { addReasons } from '../../src/alerts/reasons';
import { completeReasons } from '../../src/alerts/reasons-report';
import type { AlertPorts } from '../../src/alerts/ports';
import { GraphRefused, GraphUnreachable, type Graph, type Store } from '../../src/ports';
import { openStore } from '../../src/store/open';
import { channel } from '../support/world';
import { aFleet, graphOf } from './acceptance/fleet';

const start = Date.parse('2026-03-02T09:00:00Z');
const columns = ['DeviceId', 'PolicyName', 'SettingName', 'SettingStatus', 'UPN'];

interface Scene {
  readonly store: Store;
  readonly warned: string[];
  /** Rows of the report, as cells of `columns`; or what becomes of whoever asks for it. */
  report: readonly (readonly (string | number)[])[] | Error;
  asked: number;
  later(minutes: number): void;
  /** `number` devices have become noncompliant, and one open card tells of them. */
  fire(number: number): Promise<void>;
  complete(): ReturnType<typeof completeReasons>;
  reasons(device: string): Promise<readonly Reason[] | undefined>;
}

async function aScene(): Promise<Scene> {
  const store = await openStore({ kind: 'sqlite', file: ':memory:' }, {});
  const fleet = aFleet(100, new Date(start));
  const warned: string[] = [];
  const quiet = () => undefined;
  let now = start;
  const plain = graphOf(fleet);
  const graph: Graph = {
    ...plain,
    ask(_, { skip, top }) {
      scene.asked++;
      return scene.report instanceof Error
        ? Promise.reject(scene.report)
        : Promise.resolve(pageOf(scene.report, Number(skip), Number(top)));
    },
  };
  const ports: AlertPorts = {
    store,
    graph,
    log: { debug: quiet, info: quiet, error: quiet, warn: (message) => void warned.push(message) },
    clock: { now: () => new Date(now), token: () => 't' },
    settings: () => {
      throw new Error('no setting is asked for');
    },
    membersOf: () => Promise.resolve([]),
    instance: 'one',
  };
  const scene: Scene = {
    store,
    warned,
    report: [],
    asked: 0,
    later: (minutes) => void (now += minutes * 60_000),
    async fire(number) {
      fleet.become(1, number, 'fail', new Date(start));
      const alerts = Array.from({ length: number }, (_, i) => anAlert(i + 1));
      await store.alerts.put(alerts);
      const group = await store.groups.add(openGroup);
      await store.groups.join(
        group.id,
        alerts.map(({ device }) => device),
      );
      await addReasons(
        ports,
        alerts.map((alert) => ({ alert, what: 'fires' })),
        [],
      );
    },
    complete: () => completeReasons(ports),
    reasons: async (device) => (await store.alerts.find([device]))[0]?.reasons,
  };
  return scene;
}

function pageOf(rows: readonly (readonly (string | number)[])[], skip: number, top: number): Entity {
  return {
    TotalRowCount: rows.length,
    Schema: columns.map((Column) => ({ Column })),
    Values: rows.slice(skip, skip + top),
  };
}

/** The worst come first: those with a threat, and these are the first fifty. */
function anAlert(number: number): Alert {
  return {
    device: `d${number}`,
    condition: 'compliance',
    phase: 'noncompliant',
    state: 'firing',
    platform: 'windows',
    name: `DEVICE-${number}`,
    ...(number <= 50 ? { threat: 'high' } : {}),
    startedAt: new Date(start).toISOString(),
  };
}

const openGroup = {
  key: 'k',
  conversation: channel.id,
  condition: 'compliance',
  platform: 'windows',
  state: 'open',
  openedAt: new Date(start).toISOString(),
  trend: [],
} as const;

const encryption = 'Windows10CompliancePolicy.BitLockerEnabled';
const screenLock = 'Windows10CompliancePolicy.PasswordRequired';

describe('completeReasons', () => {
  test('gives those beyond the worst fifty their reasons, from a report of as many pages as it has', async () => {
    const scene = await aScene();
    await scene.fire(52);
    const others = Array.from({ length: 600 }, (_, i) => [`other${i}`, 'Other', encryption, 4, '']);
    scene.report = [
      ['d51', 'Baseline', encryption, 4, 'a@contoso.example'],
      ...others,
      ['d51', 'Baseline', encryption, 4, 'b@contoso.example'],
      ['d51', 'Baseline', screenLock, 5, ''],
      ['d51', 'Kiosk', screenLock, 2, ''],
      ['d52', 'Kiosk', screenLock, 4, ''],
    ];
    const before = await scene.reasons('d51');

    const end = await scene.complete();

    expect(await scene.reasons('d50')).toEqual([{ policy: 'Baseline', settings: [] }]);
    expect(before).toBeUndefined();
    expect(await scene.reasons('d51')).toEqual([{ policy: 'Baseline', settings: [encryption, screenLock] }]);
    expect(await scene.reasons('d52')).toEqual([{ policy: 'Kiosk', settings: [screenLock] }]);
    expect(scene.asked).toBe(2);
    expect(end).toBeUndefined();
    await scene.store.close();
  });

  test('is due at once, and has the card drawn anew that tells of them', async () => {
    const scene = await aScene();
    await scene.fire(51);
    const now = new Date(start).toISOString();
    const due = await scene.store.due.take(now, now, 10);
    const rows = await scene.store.outbox.take(now, now, 10);
    for (const { id } of rows) await scene.store.outbox.done(id);
    scene.report = [['d51', 'Baseline', encryption, 4, '']];

    await scene.complete();

    expect(due.map(({ job }) => job)).toEqual(['reasons']);
    const drawn = await scene.store.outbox.take(now, now, 10);
    expect(drawn.map(({ what }) => what)).toEqual([{ kind: 'draw', thing: 'alert:1' }]);
    await scene.store.close();
  });

  test('looks again every five minutes while the report lags behind, for an hour', async () => {
    const scene = await aScene();
    await scene.fire(52);

    const early = await scene.complete();
    scene.report = [['d51', 'Baseline', encryption, 4, '']];
    scene.later(30);
    const half = await scene.complete();
    scene.later(31);
    const late = await scene.complete();

    expect([early, half, late]).toEqual([{ again: 300 }, { again: 300 }, undefined]);
    expect(await scene.reasons('d51')).toEqual([{ policy: 'Baseline', settings: [encryption] }]);
    expect(await scene.complete()).toBeUndefined();
    expect(scene.asked).toBe(3);
    await scene.store.close();
  });

  test('asks no more once Graph has refused, and waits where it was not reached', async () => {
    const scene = await aScene();
    await scene.fire(52);

    scene.report = new GraphUnreachable('Graph is not available at the moment (503).', false);
    const away = await scene.complete();
    scene.report = new GraphRefused(403, 'Forbidden', 'The app may not read this.');
    const refused = await scene.complete();

    expect([away, refused]).toEqual([{ again: 300 }, undefined]);
    expect(await scene.complete()).toBeUndefined();
    expect(scene.asked).toBe(2);
    expect(scene.warned).toHaveLength(2);
    await scene.store.close();
  });

  test('is not asked for where fifty are all', async () => {
    const scene = await aScene();
    await scene.fire(50);

    expect(await scene.complete()).toBeUndefined();
    expect(scene.asked).toBe(0);
    await scene.store.close();
  });
});
