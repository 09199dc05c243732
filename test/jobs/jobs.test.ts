import { startJobs, type Handler } from '../../src/jobs/jobs';
import type { Due, Store } from '../../src/ports';
import { openStore } from '../../src/store/open';
import { fixedClock, type FixedClock } from '../support/world';

const start = '2026-03-02T09:00:00.000Z';
const soon: Due = { key: 'expire:1', at: start, job: 'expire', about: '1' };

let store: Store;
let clock: FixedClock;
beforeEach(async () => {
  clock = fixedClock(new Date(start));
  store = await openStore({ kind: 'sqlite', file: ':memory:' }, {});
});
afterEach(() => store.close());

const log = { debug: jest.fn(), info: jest.fn(), warn: jest.fn(), error: jest.fn() };

/** Jobs of which only `expire` does something. */
function jobsWith(expire: Handler) {
  const nothing: Handler = () => Promise.reject(new Error('not this job'));
  const handlers: Record<Due['job'], Handler> = {
    apply: nothing,
    resume: nothing,
    expire,
    remind: nothing,
    reach: nothing,
    forget: nothing,
    return: nothing,
    anchor: nothing,
    lookBack: nothing,
    synced: nothing,
    follow: nothing,
    guide: nothing,
    returnSoon: nothing,
    sweep: nothing,
    watch: nothing,
    group: nothing,
    reasons: nothing,
    note: nothing,
    summary: nothing,
    readers: nothing,
  };
  return startJobs({ store, clock, log }, handlers, { tick: false });
}

describe('startJobs', () => {
  test('does what is due, once, and leaves what is due later', async () => {
    const done: string[] = [];
    await store.due.set(soon);
    await store.due.set({ ...soon, key: 'expire:2', about: '2', at: '2026-03-02T09:01:00.000Z' });
    const jobs = jobsWith((about) => Promise.resolve(void done.push(about)));

    await jobs.runDue();
    await jobs.runDue();

    expect(done).toEqual(['1']);
    expect(await store.due.next()).toBe('2026-03-02T09:01:00.000Z');
  });

  test('does again what asks for it, after the time it asks for', async () => {
    let times = 0;
    await store.due.set(soon);
    const jobs = jobsWith(() => Promise.resolve(++times === 1 ? { again: 90 } : undefined));

    await jobs.runDue();
    clock.move(89_000);
    await jobs.runDue();
    const early = times;
    clock.move(1000);
    await jobs.runDue();

    expect([early, times]).toEqual([1, 2]);
    expect(await store.due.next()).toBeUndefined();
  });

  test('tries a job that failed again when its claim has run out', async () => {
    let times = 0;
    await store.due.set(soon);
    const jobs = jobsWith(() => (++times === 1 ? Promise.reject(new Error('weather')) : Promise.resolve(undefined)));

    await jobs.runDue();
    clock.move(31_000);
    await jobs.runDue();

    expect(times).toBe(2);
    expect(log.error).toHaveBeenCalledWith('job failed', expect.objectContaining({ why: 'Error: weather' }));
  });

  test('does not begin a second time what still runs here, though its claim has run out', async () => {
    let times = 0;
    let end: () => void = () => undefined;
    await store.due.set(soon);
    const jobs = jobsWith(() => {
      times++;
      return new Promise((resolve) => (end = () => resolve(undefined)));
    });

    jobs.kick();
    await until(() => times === 1);
    clock.move(60_000);
    jobs.kick();
    await new Promise((resolve) => setTimeout(resolve, 20));
    end();
    await jobs.runDue();

    expect(times).toBe(1);
  });

  test('of two instances one does it', async () => {
    const done: string[] = [];
    await store.due.set(soon);
    const [one, two] = ['one', 'two'].map((name) => jobsWith(() => Promise.resolve(void done.push(name))));

    await Promise.all([one?.runDue(), two?.runDue()]);

    expect(done).toHaveLength(1);
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
