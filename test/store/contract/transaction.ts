import { openStore } from '../../../src/store/open';
import type { Records, Store } from '../../../src/ports';
import { aChange, ana } from '../../support/builders';
import { auditKey, openOn, type Engine, type Opened } from '../engines';

export function transactionContract(at: () => Opened): void {
  describe('transaction', () => {
    test('keeps everything, and gives what its work gives', async () => {
      const { store, other } = at();

      const id = await store.transaction(async (records) => {
        const change = await records.changes.add(aChange());
        await records.audit.append(entry);
        await records.outbox.add({ conversation: 'a', what: { kind: 'draw', thing: 'change:1' }, dueAt: nine });
        expect(await records.changes.get(change.id)).toEqual(change);
        return change.id;
      });

      expect(id).toBe(1);
      expect(await counts(other)).toEqual({ changes: 1, audit: 1, outbox: 1 });
    });

    test('keeps nothing when its work throws', async () => {
      const { store, other } = at();

      const work = store.transaction(async (records) => {
        await records.changes.add(aChange());
        await records.audit.append(entry);
        await records.outbox.add({ conversation: 'a', what: { kind: 'draw', thing: 'change:1' }, dueAt: nine });
        throw new Error('thought better of it');
      });

      await expect(work).rejects.toThrow('thought better of it');
      expect(await counts(other)).toEqual({ changes: 0, audit: 0, outbox: 0 });
    });

    test('keeps nothing when a statement failed, even if its work hid that', async () => {
      const { store } = at();

      const work = store.transaction(async (records) => {
        await records.audit.append(entry);
        // No key at all: something only the database refuses.
        const key = null as unknown as string;
        await records.due.set({ key, at: nine, job: 'forget', about: '' }).catch(() => undefined);
      });

      await expect(work).rejects.toMatchObject({ name: 'StoreFailed', code: 'refused', retryable: false });
      expect(await counts(store)).toEqual({ changes: 0, audit: 0, outbox: 0 });
      expect(await store.inbox.claim('works again', nine)).toBe(true);
    });

    test.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])(
      'keeps nothing of what goes on after its end (%d turns before it throws)',
      async (turns) => {
        const { store } = at();
        let leftOver: Promise<unknown> = Promise.resolve();

        const work = store.transaction(async (records) => {
          leftOver = claimMany(records);
          for (let n = 0; n < turns; n++) await Promise.resolve();
          throw new Error('one of two failed');
        });

        await expect(work).rejects.toThrow('one of two failed');
        await expect(leftOver).rejects.toThrow();
        const kept = await Promise.all(keys.map((key) => store.inbox.claim(key, nine)));
        expect(kept.filter((free) => !free)).toEqual([]);
      },
    );

    test('is not seen from outside before its end', async () => {
      const { store } = at();
      let ended = false;

      const work = store.transaction(async (records) => {
        await records.changes.add(aChange());
        await new Promise((resolve) => setTimeout(resolve, 30));
        ended = true;
      });
      const seen = store.changes.get(1).then((change) => ({ change, ended }));

      await work;
      const { change, ended: after } = await seen;
      expect(change === undefined || after).toBe(true);
    });

    test('tells the time of all who share the database', async () => {
      const { store, other } = at();

      const [here, there] = await Promise.all([store.now(), other.now()]);

      expect(Math.abs(here.getTime() - there.getTime())).toBeLessThan(1000);
      expect(Math.abs(here.getTime() - Date.now())).toBeLessThan(60_000);
    });

    test('waits its turn among many', async () => {
      const { store, other } = at();

      await Promise.all(
        [...Array(20).keys()].map((n) =>
          (n % 2 ? store : other).transaction(async (records) => {
            const change = await records.changes.add(aChange());
            await records.audit.append({ ...entry, change: change.id });
            await records.changes.save({ ...change, notes: ['saved'] });
          }),
        ),
      );

      expect(await counts(store)).toEqual({ changes: 20, audit: 20, outbox: 0 });
      expect((await store.changes.list({ limit: 20 })).every(({ revision }) => revision === 2)).toBe(true);
    });
  });

  describe('instants', () => {
    test('that are none are refused', async () => {
      const { store } = at();

      await expect(store.inbox.claim('key', 'soon')).rejects.toThrow('not an instant: "soon"');
      await expect(store.outbox.take('soon', nine, 1)).rejects.toThrow('not an instant');
    });
  });
}

/** What only a database that outlives the store can show. */
export function lastingContract(at: () => Opened, engine: Engine): void {
  describe('database', () => {
    test('is opened by several at once when it is empty', async () => {
      const where = await engine.empty();

      const stores = await Promise.all([...Array(4).keys()].map(() => openStore(where, { auditKey })));

      const claimed = await Promise.all(stores.map((store) => store.inbox.claim('one', nine)));
      await Promise.all(stores.map((store) => store.close()));
      expect(claimed.filter(Boolean)).toHaveLength(1);
    });

    test('is as it was when it is opened again', async () => {
      const first = await openOn(engine);
      const change = await first.store.changes.add(aChange());
      await first.close();

      const again = await openStore(first.where, { auditKey });

      expect(await again.changes.get(change.id)).toEqual(change);
      await again.close();
    });

    test('made by a newer version is not touched', async () => {
      const newer = await openOn(engine);
      await newer.sql(`insert into migration (name) values ('9999-from-the-future')`);
      await newer.close();

      await expect(openStore(newer.where, {})).rejects.toThrow('newer Warden (9999-from-the-future)');
    });

    test('refuses to change or remove audit records', async () => {
      const { store, sql } = at();
      await store.audit.append(entry);

      await expect(sql(`update audit set entry = '{}'`)).rejects.toThrow('append-only');
      await expect(sql('delete from audit')).rejects.toThrow('append-only');

      expect(await store.audit.list({ limit: 10 })).toMatchObject([{ ...entry, sequence: 1 }]);
    });

    test('names table and id of a record that cannot be read', async () => {
      const { store, sql } = at();
      await store.changes.add(aChange());
      await store.changes.add(aChange());
      await store.conversations.put({ id: 'a:ana', kind: 'personal', tenantId: 't', serviceUrl: 'u', reference: 1 });
      await sql(`update change set record = '{"request":' where id = 2`);
      await sql(`update conversation set record = '7'`);

      await expect(store.changes.get(2)).rejects.toMatchObject({ name: 'StoreCorrupt', table: 'change', id: '2' });
      await expect(store.changes.list({ limit: 5 })).rejects.toThrow('change 2');
      await expect(store.conversations.any()).rejects.toThrow('conversation a:ana');
      expect((await store.changes.get(1))?.id).toBe(1);
    });
  });
}

const nine = '2026-03-02T09:00:00.000Z';
const entry = {
  at: nine,
  kind: 'change.proposed',
  actor: { objectId: ana.objectId, name: ana.name },
  facts: {},
} as const;

const keys = [...Array(30).keys()].map((n) => `key ${n}`);

async function claimMany(records: Records): Promise<void> {
  for (const key of keys) await records.inbox.claim(key, nine);
}

async function counts(store: Store): Promise<{ changes: number; audit: number; outbox: number }> {
  return {
    changes: (await store.changes.list({ limit: 100 })).length,
    audit: (await store.audit.list({ limit: 100 })).length,
    outbox: await store.outbox.size(),
  };
}
