import { setTimeout as sleep } from 'node:timers/promises';
import type { Outgoing, Store } from '../../src/ports';
import { openStore, type Where } from '../../src/store/open';
import { aGate, postgresEngines, runSql } from './engines';

const nine = '2026-03-02T09:00:00.000Z';
const ten = '2026-03-02T10:00:00.000Z';

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
    await sleep(50);

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

    const due = await store.due.take(nine, ten, 10);
    expect(runs).toHaveLength(3);
    expect(due.map(({ key }) => key)).toEqual(['a', 'b']);
    expect(due[0]?.about).toBe(due[1]?.about);
  });

  test('of one conversation no second row goes out, even one that was added before and kept later', async () => {
    const gate = aGate();
    const slow = store.transaction(async (records) => {
      await records.outbox.add({ conversation: 'a', what: say('added first'), dueAt: nine });
      await gate.opened;
    });
    await sleep(50);
    await store.outbox.add({ conversation: 'a', what: say('kept first'), dueAt: nine });
    const taker = aGate();
    const taking = store.transaction(async (records) => {
      const rows = await records.outbox.take(nine, ten, 10);
      await taker.opened;
      return rows;
    });
    await sleep(50);
    gate.open();
    await slow;

    const besides = store.outbox.take(nine, ten, 10);
    await Promise.race([besides, sleep(50)]);
    taker.open();
    const [taken] = await taking;
    const meanwhile = [...(await besides), ...(await store.outbox.take(nine, ten, 10))];
    await store.outbox.done(taken?.id ?? 0);
    const then = await store.outbox.take(nine, ten, 10);

    expect(taken?.what).toEqual(say('kept first'));
    expect(meanwhile).toEqual([]);
    expect(then.map(({ what }) => what)).toEqual([say('added first')]);
  });

  test('a transaction that holds one conversation does not hold up the others', async () => {
    const gate = aGate();
    await store.outbox.add({ conversation: 'a', what: { kind: 'draw', thing: 'change:1' }, dueAt: nine });
    await store.outbox.add({ conversation: 'b', what: say('free'), dueAt: nine });
    const slow = store.transaction(async (records) => {
      await records.outbox.add({ conversation: 'a', what: { kind: 'draw', thing: 'change:1' }, dueAt: nine });
      await gate.opened;
    });
    await sleep(50);

    const taken = await Promise.race([store.outbox.take(nine, ten, 10), sleep(2000)]);
    gate.open();
    await slow;

    expect(taken).toMatchObject([{ conversation: 'b' }]);
  });

  test('the audit cannot be emptied', async () => {
    await store.audit.append({ at: nine, kind: 'change.applied', actor: { objectId: 'a', name: 'A' }, facts: {} });

    await expect(runSql(where, 'truncate audit cascade')).rejects.toThrow('append-only');
    expect(await store.audit.list({ limit: 5 })).toHaveLength(1);
  });

  test('a lease that is checked in a transaction is not taken over before its end', async () => {
    const fence = (await store.leases.take('sweep', 'one', nine, '2026-03-02T09:00:30.000Z')) ?? 0;
    let ended = false;

    const work = store.transaction(async (records) => {
      expect(await records.leases.holds('sweep', 'one', fence, nine)).toBe(true);
      await sleep(100);
      ended = true;
    });
    await sleep(30);
    const later = await store.leases.take('sweep', 'two', '2026-03-02T09:01:00.000Z', '2026-03-02T09:02:00.000Z');

    expect([later, ended]).toEqual([2, true]);
    await work;
  });
});

const endOthers = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`;

function say(text: string): Outgoing {
  return { kind: 'say', message: { text, summary: text } };
}

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
