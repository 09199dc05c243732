import type { Store } from '../../src/ports';
import { openStore, type Where } from '../../src/store/open';
import { postgresEngines, runSql } from './engines';

const nine = '2026-03-02T09:00:00.000Z';

test('a server that does not answer is said to be unreachable, without the password', async () => {
  const opening = openStore({ kind: 'postgres', url: 'postgres://warden:hidden@127.0.0.1:1/warden' }, {});

  await expect(opening).rejects.toMatchObject({ name: 'StoreFailed', code: 'unreachable', retryable: true });
  await expect(opening).rejects.toThrow(/^connecting to PostgreSQL: .*ECONNREFUSED(?!.*hidden)/);
});

describe.each(postgresEngines())('$name', (engine) => {
  let where: Where;
  let store: Store;

  beforeAll(() => engine.start());
  afterAll(() => engine.stop());
  beforeEach(async () => {
    where = await engine.empty();
    store = await openStore(where, {});
  });
  afterEach(() => store.close());

  test('a connection that dies in a transaction fails that one, and the next has a new one', async () => {
    const work = store.transaction(async (records) => {
      await records.inbox.claim('key', nine);
      await runSql(where, endOthers);
      await records.inbox.claim('another key', nine);
    });

    await expect(work).rejects.toMatchObject({ name: 'StoreFailed', code: 'unreachable', retryable: true });
    expect(await store.inbox.claim('key', nine)).toBe(true);
  });

  test('connections that die while nobody uses them do not end the process', async () => {
    await Promise.all([1, 2, 3].map((n) => store.inbox.claim(String(n), nine)));

    await runSql(where, endOthers);
    await new Promise((resolve) => setTimeout(resolve, 50));

    expect(await store.inbox.claim('4', nine)).toBe(true);
  });

  test('of two transactions that wait for each other, one is run once more, and both are kept', async () => {
    const runs: string[] = [];
    const bothWrote = meeting(2);
    const crossing = (name: string, [first, second]: readonly [string, string]) =>
      store.transaction(async (records) => {
        runs.push(name);
        await records.due.set({ key: first, at: nine, job: 'expire', about: name });
        await bothWrote();
        await records.due.set({ key: second, at: nine, job: 'expire', about: name });
      });

    await Promise.all([crossing('one', ['a', 'b']), crossing('two', ['b', 'a'])]);

    const due = await store.due.take(nine, '2026-03-02T10:00:00.000Z', 10);
    expect(runs).toHaveLength(3);
    expect(due.map(({ key }) => key)).toEqual(['a', 'b']);
    expect(due[0]?.about).toBe(due[1]?.about);
  });

  test('a lease that is checked in a transaction is not taken over before its end', async () => {
    const fence = (await store.leases.take('sweep', 'one', nine, '2026-03-02T09:00:30.000Z')) ?? 0;
    let ended = false;

    const work = store.transaction(async (records) => {
      expect(await records.leases.holds('sweep', 'one', fence, nine)).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, 100));
      ended = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    const later = await store.leases.take('sweep', 'two', '2026-03-02T09:01:00.000Z', '2026-03-02T09:02:00.000Z');

    expect([later, ended]).toEqual([2, true]);
    await work;
  });
});

const endOthers = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`;

/** Lets the first so many wait for each other; whoever comes later goes through. */
function meeting(size: number): () => Promise<void> {
  let arrived = 0;
  let open = (): void => undefined;
  const all = new Promise<void>((resolve) => (open = resolve));
  return () => {
    if (++arrived >= size) open();
    return all;
  };
}
