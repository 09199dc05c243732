import { rateOf } from '../../src/bot/rate';
import type { Store } from '../../src/ports';
import { openStore } from '../../src/store/open';

const now = new Date('2026-03-02T09:00:10Z');
const later = new Date('2026-03-02T09:01:00Z');

let store: Store;
beforeEach(async () => {
  store = await openStore({ kind: 'sqlite', file: ':memory:' }, {});
});
afterEach(() => store.close());

describe('rateOf', () => {
  test('lets a person ask 30 times a minute, whichever of two instances they reach', async () => {
    const [one, two] = [rateOf(store.inbox), rateOf(store.inbox)];

    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => (i % 2 ? one : two).takes(i % 3 ? 'ana' : 'ANA', now)),
    );

    expect(answers.filter(Boolean)).toHaveLength(30);
    expect(await one.takes('ana', now)).toBe(false);
    expect(await two.takes('ana', now)).toBe(false);
  });

  test('counts each person by themselves, and each minute anew', async () => {
    const rate = rateOf(store.inbox);
    for (let i = 0; i < 31; i++) await rate.takes('ana', now);

    expect(await rate.takes('ana', now)).toBe(false);
    expect(await rate.takes('omar', now)).toBe(true);
    expect(await rate.takes('ana', later)).toBe(true);
  });
});
