import type { ManagedDevice } from '../../src/operations/finding';
import { hasCheckedIn } from '../../src/operations/sync-device';

const seen = (seenAt: string) => ({ seenAt }) as ManagedDevice; // only when it was seen is looked at

describe('hasCheckedIn', () => {
  test.each([
    ['before it was asked', '2026-03-02T08:59:59Z', false],
    ['in the second it was asked: Graph tells no fractions', '2026-03-02T09:00:00Z', true],
    ['after it was asked', '2026-03-02T09:04:00Z', true],
    ['never', '', false],
  ])('%s', (_, at, answer) => {
    expect(hasCheckedIn(seen(at), '2026-03-02T09:00:00.500Z')).toBe(answer);
  });
});
