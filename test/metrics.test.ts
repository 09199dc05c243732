import 'restify'; // changes responses for the whole process, and in the program it is there, too
import { openMetrics } from '../src/metrics';
import type { Store } from '../src/ports';
import { openStore } from '../src/store/open';
import { aChange } from './support/builders';

const quiet = () => undefined;
const silent = { debug: quiet, info: quiet, warn: quiet, error: quiet };
let store: Store;
let close: () => Promise<void>;
let url: string;
const metrics = openMetrics();

beforeAll(async () => {
  store = await openStore({ kind: 'sqlite', file: ':memory:' }, {});
  ({ url, close } = await metrics.serve({ host: '127.0.0.1', port: 0 }, store));
});
afterAll(async () => {
  await close();
  await store.close();
});

async function figures(): Promise<readonly string[]> {
  return (await (await fetch(url)).text()).split('\n');
}

describe('GET /metrics', () => {
  test('counts what is logged, by its line and without its facts', async () => {
    const log = metrics.counting(silent);
    log.warn('a card may stand twice: the answer to its post was lost', { thing: 'alert:7' });
    log.warn('a card may stand twice: the answer to its post was lost', { thing: 'alert:8' });
    log.debug('no roster', { conversation: 'x' });

    const told = await figures();

    expect(told).toContain(
      'warden_events_total{level="warn",event="a card may stand twice: the answer to its post was lost"} 2',
    );
    expect(told.join('\n')).not.toMatch(/alert:7|no roster/);
  });

  test('hands on what it counts', () => {
    const written: unknown[] = [];
    metrics
      .counting({ ...silent, error: (...line) => void written.push(line) })
      .error('outbox could not be read', { why: 'busy' });

    expect(written).toEqual([['outbox could not be read', { why: 'busy' }]]);
  });

  test('looks up what waits', async () => {
    const { id: _, revision: __, ...change } = aChange();
    await store.transaction(async (records) => {
      await records.changes.add(change);
      const message = { text: 'x', summary: 'x' };
      await records.outbox.add({ conversation: 'c', what: { kind: 'say', message }, dueAt: change.createdAt });
    });

    const told = await figures();

    expect(told).toContain('warden_outbox_waiting 1');
    expect(told).toContain('warden_changes_open 1');
    expect(told).toContain('warden_alert_groups_open 0');
  });

  test('answers nothing else', async () => {
    expect((await fetch(url.replace('/metrics', '/'))).status).toBe(404);
    expect((await fetch(url, { method: 'POST' })).status).toBe(404);
  });

  test('says so when it cannot look', async () => {
    const gone = await openStore({ kind: 'sqlite', file: ':memory:' }, {});
    const served = await openMetrics().serve({ host: '127.0.0.1', port: 0 }, gone);
    await gone.close();

    expect((await fetch(served.url)).status).toBe(503);
    await served.close();
  });
});
