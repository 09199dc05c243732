import type { Opened } from '../engines';

export function leasesContract(at: () => Opened): void {
  describe('leases', () => {
    test('belong to one holder until they run out, and the fence grows with the next', async () => {
      const { store } = at();

      expect(await store.leases.take('sweep', 'one', clock(0), clock(30))).toBe(1);
      expect(await store.leases.take('sweep', 'two', clock(29), clock(60))).toBeUndefined();
      expect(await store.leases.take('other', 'two', clock(29), clock(60))).toBe(1);
      expect(await store.leases.take('sweep', 'two', clock(30), clock(60))).toBe(2);
      expect(await store.leases.take('sweep', 'one', clock(31), clock(60))).toBeUndefined();
    });

    test('are renewed under the same fence while they run', async () => {
      const { store } = at();
      await store.leases.take('sweep', 'one', clock(0), clock(30));

      expect(await store.leases.take('sweep', 'one', clock(20), clock(50))).toBe(1);
      expect(await store.leases.holds('sweep', 'one', 1, clock(49))).toBe(true);
    });

    test('that ran out have a new fence, even for the same holder: for a while they were nobody’s', async () => {
      const { store } = at();
      await store.leases.take('sweep', 'one', clock(0), clock(30));

      expect(await store.leases.take('sweep', 'one', clock(31), clock(60))).toBe(2);
      expect(await store.leases.holds('sweep', 'one', 1, clock(32))).toBe(false);
    });

    test('are held by this holder with this fence, for as long as they run', async () => {
      const { store } = at();
      await store.leases.take('sweep', 'one', clock(0), clock(30));

      expect(await store.leases.holds('sweep', 'one', 1, clock(29))).toBe(true);
      expect(await store.leases.holds('sweep', 'one', 1, clock(30))).toBe(false);
      expect(await store.leases.holds('sweep', 'one', 2, clock(1))).toBe(false);
      expect(await store.leases.holds('sweep', 'two', 1, clock(1))).toBe(false);
      expect(await store.leases.holder('sweep', clock(29))).toBe('one');
      expect(await store.leases.holder('sweep', clock(30))).toBeUndefined();
      expect(await store.leases.holder('other', clock(1))).toBeUndefined();
    });

    test('are given back by their holder only, and never with an old fence', async () => {
      const { store } = at();
      await store.leases.take('sweep', 'one', clock(0), clock(30));

      await store.leases.release('sweep', 'two', 1);
      await store.leases.release('sweep', 'one', 7);
      expect(await store.leases.holder('sweep', clock(1))).toBe('one');

      await store.leases.release('sweep', 'one', 1);
      expect(await store.leases.holder('sweep', clock(1))).toBeUndefined();
      expect(await store.leases.take('sweep', 'one', clock(2), clock(30))).toBe(2);
    });

    test('that ran out, or were given back, are forgotten; one that runs is not', async () => {
      const { store } = at();
      await store.leases.take('old', 'one', clock(0), clock(10));
      await store.leases.take('given back', 'one', clock(0), clock(50));
      await store.leases.release('given back', 'one', 1);
      await store.leases.take('runs', 'one', clock(0), clock(50));
      await store.leases.take('runs', 'two', clock(51), clock(90));

      await store.leases.forgetBefore(clock(30));

      // A fence that begins anew shows that the row is gone.
      expect(await store.leases.take('old', 'two', clock(60), clock(90))).toBe(1);
      expect(await store.leases.take('given back', 'two', clock(60), clock(90))).toBe(1);
      expect(await store.leases.holds('runs', 'two', 2, clock(60))).toBe(true);
    });

    test('go to one of many who take them at once', async () => {
      const { store, other } = at();

      const fences = await Promise.all(
        [...Array(10).keys()].map((n) =>
          (n % 2 ? store : other).leases.take('sweep', `holder ${n}`, clock(0), clock(30)),
        ),
      );

      expect(fences.filter((fence) => fence !== undefined)).toEqual([1]);
    });
  });
}

/** So many seconds after nine. */
function clock(seconds: number): string {
  return new Date(Date.UTC(2026, 2, 2, 9, 0, seconds)).toISOString();
}
