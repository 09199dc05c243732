import type { Failure, Why } from '../../src/graph/attempt';
import { patience, waitBefore } from '../../src/graph/retry';
import { retryAfterSeconds } from '../../src/graph/retry-after';
import { GraphUnreachable } from '../../src/ports';

function after(why: Why, told?: number): Failure {
  return { kind: 'failure', why, status: 0, error: new GraphUnreachable('no', false), retryAfterSeconds: told };
}

describe('waitBefore', () => {
  const limits = { ...patience, backoffMs: 500, tries: 4, patienceMs: 60_000 };
  const first = { tries: 1, elapsedMs: 0 };

  test.each<[Why, boolean, boolean]>([
    ['throttled', true, true],
    ['throttled', false, true],
    ['notSent', true, true],
    ['notSent', false, true],
    ['unavailable', true, true],
    ['unavailable', false, false],
    ['noAnswer', true, true],
    ['noAnswer', false, false],
    ['refused', true, false],
    ['refused', false, false],
    ['signIn', true, false],
    ['stopped', true, false],
  ])('after %s, reading %s: again %s', (why, reads, again) => {
    const wait = waitBefore({ failure: after(why), reads, ...first }, limits, 0.5);

    expect(wait !== undefined).toBe(again);
  });

  test('waits as long as it was told, and a little more so that not all come at once', () => {
    const tried = { failure: after('throttled', 7.5), reads: true, ...first };

    expect(waitBefore(tried, limits, 0)).toBe(7500);
    expect(waitBefore(tried, limits, 1)).toBe(7600);
  });

  test('doubles its own waits, by chance up to twice apart', () => {
    const waits = (chance: number) =>
      [1, 2, 3].map((tries) =>
        waitBefore({ failure: after('noAnswer'), reads: true, tries, elapsedMs: 0 }, limits, chance),
      );

    expect(waits(0)).toEqual([250, 500, 1000]);
    expect(waits(1)).toEqual([500, 1000, 2000]);
  });

  test('gives up after its tries, and when the wait would outlast its patience', () => {
    const failure = after('throttled', 10);

    expect(waitBefore({ failure, reads: true, tries: 4, elapsedMs: 0 }, limits, 0)).toBeUndefined();
    expect(waitBefore({ failure, reads: true, tries: 1, elapsedMs: 50_001 }, limits, 0)).toBeUndefined();
    expect(waitBefore({ failure, reads: true, tries: 1, elapsedMs: 50_000 }, limits, 0)).toBe(10_000);
  });

  test('stays within the lease under which a change is applied', () => {
    expect(patience.patienceMs + patience.timeoutMs).toBeLessThan(120_000);
  });
});

describe('retryAfterSeconds', () => {
  const now = new Date('2026-03-02T09:00:00Z');

  test.each([
    ['3', 3],
    [' 0.25 ', 0.25],
    ['0', 0],
    ['Mon, 02 Mar 2026 09:00:30 GMT', 30],
    ['Mon, 02 Mar 2026 08:59:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
    ['', undefined],
    [null, undefined],
  ])('reads %j as %j', (header, seconds) => {
    expect(retryAfterSeconds(header, now)).toBe(seconds);
  });
});
