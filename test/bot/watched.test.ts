import { watched } from '../../src/bot/watched';
import type { Due, Store } from '../../src/ports';
import { openStore } from '../../src/store/open';
import { fixedClock } from '../support/world';

const at = '2026-03-02T09:00:00.000Z';
const clock = fixedClock(new Date(at));
const row = { conversation: 'a:ana', what: { kind: 'draw', thing: 'change:1' }, dueAt: at } as const;
const job: Due = { key: 'expire:1', at, job: 'expire', about: '1' };

let real: Store;
beforeEach(async () => (real = await openStore({ kind: 'sqlite', file: ':memory:' }, {})));
afterEach(() => real.close());

describe('watched', () => {
  test.each([
    ['message to send', 'message', (store: Store) => store.outbox.add(row)],
    ['job', 'job', (store: Store) => store.due.set(job)],
    ['message in a transaction', 'message', (store: Store) => store.transaction((records) => records.outbox.add(row))],
    ['job in a transaction', 'job', (store: Store) => store.transaction((records) => records.due.set(job))],
  ])('tells of a %s, once it is kept', async (_, news, keep) => {
    const told: string[] = [];
    const store = watched(real, clock, (one) => void told.push(one));

    await keep(store);

    expect(told).toEqual([news]);
  });

  test('does not tell of a job that is due later, which is found in time', async () => {
    let told = false;
    const store = watched(real, clock, () => (told = true));

    await store.due.set({ ...job, at: '2026-03-02T09:00:01.000Z' });

    expect(told).toBe(false);
  });

  test('does not tell before the commit', async () => {
    let told = false;
    const store = watched(real, clock, () => (told = true));

    const inside = await store.transaction(async (records) => {
      await records.outbox.add(row);
      return told;
    });

    expect([inside, told]).toEqual([false, true]);
  });

  test('tells nothing of what was given up, nor of what was only read', async () => {
    let told = false;
    const store = watched(real, clock, () => (told = true));

    await store.changes.list({ limit: 1 });
    const givenUp = store.transaction(async (records) => {
      await records.outbox.add(row);
      throw new Error('given up');
    });

    await expect(givenUp).rejects.toThrow('given up');
    expect(told).toBe(false);
  });
});
