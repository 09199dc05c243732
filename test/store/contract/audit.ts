import type { AuditEntry } from '../../../src/core/audit';
import type { AuditFilter, Store } from '../../../src/ports';
import { verifyAudit } from '../../../src/store/audit-chain';
import { ana, omar } from '../../support/builders';
import { auditKey, longName, type Opened } from '../engines';

export function auditContract(at: () => Opened): void {
  describe('audit', () => {
    test('gives each entry a sequence and a hash, and keeps it as it was', async () => {
      const { store } = at();
      const odd = {
        facts: { from: null, to: ['ö', '\u0000', '\ud83d\ude00', '\ud800'], nested: { b: 1, a: -0.5e-7 } },
      };

      const first = await store.audit.append(anEntry({}));
      const second = await store.audit.append(anEntry(odd));

      expect(first).toMatchObject({ ...anEntry({}), sequence: 1, previous: '' });
      expect(second).toMatchObject({ ...anEntry(odd), sequence: 2, previous: first.hash });
      expect(await store.audit.list({ limit: 10 })).toEqual([second, first]);
    });

    test('is one chain, whoever appends at the same time', async () => {
      const { store, other } = at();

      await Promise.all([...Array(30).keys()].map((n) => (n % 2 ? store : other).audit.append(anEntry({ change: n }))));

      const records = (await store.audit.list({ limit: 100 })).toReversed();
      expect(records).toHaveLength(30);
      expect(verifyAudit(records, auditKey)).toMatchObject({ ok: true, last: { sequence: 30 } });
    });

    test('keeps nothing of a transaction that was rolled back, and has no gap there', async () => {
      const { store } = at();
      const work = store.transaction(async (records) => {
        await records.audit.append(anEntry({}));
        throw new Error('rolled back');
      });
      await expect(work).rejects.toThrow('rolled back');

      const record = await store.audit.append(anEntry({}));

      expect(record.sequence).toBe(1);
    });

    test('is filtered by time, policy, actor and change, newest first', async () => {
      const { store } = at();
      const long = longName();
      await store.audit.append(
        anEntry({ at: '2026-03-01T09:00:00Z', change: 1, policies: ['iOS Baseline', 'iOS Baseline'] }),
      );
      await store.audit.append(
        anEntry({ at: '2026-03-01T09:00:00.500Z', actor: omar, policies: ['Windows baseline', long] }),
      );
      await store.audit.append(
        anEntry({ at: '2026-03-02T09:00:00Z', change: 1, policies: ['windows baseline', 'ios baseline'] }),
      );

      expect(await sequences(store, {})).toEqual([3, 2, 1]);
      expect(await sequences(store, { limit: 1 })).toEqual([3]);
      expect(await sequences(store, { since: '2026-03-01T09:00:00.400Z' })).toEqual([3, 2]);
      expect(await sequences(store, { policy: 'IOS baseline' })).toEqual([3, 1]);
      expect(await sequences(store, { policy: 'baseline' })).toEqual([]);
      expect(await sequences(store, { policy: long })).toEqual([2]);
      expect(await sequences(store, { actor: omar.objectId.toUpperCase() })).toEqual([2]);
      expect(await sequences(store, { change: 1 })).toEqual([3, 1]);
      expect(await sequences(store, { change: 1, policy: 'windows baseline' })).toEqual([3]);
    });
  });
}

function anEntry(changes: Partial<AuditEntry>): AuditEntry {
  return {
    at: '2026-03-02T09:00:00.000Z',
    kind: 'change.proposed',
    actor: { objectId: ana.objectId, name: ana.name },
    facts: {},
    ...changes,
  };
}

async function sequences(store: Store, filter: Partial<AuditFilter>): Promise<number[]> {
  return (await store.audit.list({ limit: 10, ...filter })).map(({ sequence }) => sequence);
}
