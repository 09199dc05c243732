import { setTimeout as sleep } from 'node:timers/promises';
import { refusalAudit } from '../../src/bot/on-refused';
import { openStore } from '../../src/store/open';
import type { Store } from '../../src/ports';
import { fixedClock } from '../support/world';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

describe('refusalAudit', () => {
  let store: Store;
  beforeEach(async () => (store = await openStore({ kind: 'sqlite', file: ':memory:' }, {})));
  afterEach(() => store.close());

  test('writes who was turned away and why', async () => {
    const refused = refusalAudit({ store, clock: fixedClock(new Date('2026-03-02T09:00:00Z')), log: quiet });

    refused({ status: 403, code: 'foreign-tenant', facts: { tenant: 't-2' } });

    expect(await written(store, 1)).toMatchObject([
      { kind: 'person.refused', facts: { status: 403, code: 'foreign-tenant', tenant: 't-2' } },
    ]);
  });

  test('counts a flood instead of writing it out', async () => {
    const clock = fixedClock(new Date('2026-03-02T09:00:00Z'));
    const refused = refusalAudit({ store, clock, log: quiet });

    for (let i = 0; i < 1000; i++) refused({ status: 401, code: 'no-token', facts: {} });
    clock.move(60_000);
    refused({ status: 401, code: 'no-token', facts: {} });

    const entries = await written(store, 32);
    expect(entries).toHaveLength(32);
    expect(entries.map(({ facts }) => facts)).toContainEqual({ code: 'more-refused', number: 970 });
  });
});

/** What has been written, once `expected` entries are there and a moment for one too many has gone by. */
async function written(store: Store, expected: number) {
  for (let waited = 0; waited < 30_000; waited += 50) {
    if ((await store.audit.list({ limit: 2000 })).length >= expected) break;
    await sleep(50);
  }
  await sleep(100);
  return store.audit.list({ limit: 2000 });
}
