import { comesOf } from '../../src/alerts/connector';
import { isJustChanged } from '../../src/alerts/cause';
import type { Alert } from '../../src/core/alert';

const source: Alert = {
  device: 'mtd',
  name: 'connector',
  condition: 'connector',
  phase: 'connector',
  state: 'firing',
  platform: 'other',
  startedAt: '2026-03-02T09:00:00.000Z',
};
const alert: Alert = {
  ...source,
  device: 'd1',
  condition: 'compliance',
  phase: 'noncompliant',
  startedAt: '2026-03-02T09:10:00.000Z',
};
const because = (...settings: readonly string[]): Alert => ({ ...alert, reasons: [{ policy: 'Baseline', settings }] });

describe('comesOf', () => {
  test.each<[string, Alert, boolean]>([
    ['a device of which nothing else is known', alert, true],
    ['a device that fails the level of threat', because('Android.DeviceThreatProtectionRequiredSecurityLevel'), true],
    [
      'a device that fails something else too',
      because('DeviceThreatProtectionRequired', 'StorageRequireEncryption'),
      false,
    ],
    ['a device that reports its level', { ...alert, threat: 'secured' }, false],
    ['a device that failed before', { ...alert, startedAt: '2026-03-02T08:59:59.000Z' }, false],
  ])('%s', (_, alert, is) => {
    expect(comesOf(source, alert)).toBe(is);
  });
});

describe('isJustChanged', () => {
  test.each([
    ['a card without a cause', undefined, '2026-03-02T09:01:00Z', false],
    ['within the hour of the change', { change: 1, minutes: 20 }, '2026-03-02T09:40:00Z', true],
    ['later', { change: 1, minutes: 20 }, '2026-03-02T09:41:00Z', false],
  ] as const)('%s', (_, cause, now, is) => {
    expect(isJustChanged({ openedAt: '2026-03-02T09:00:00Z' }, cause, new Date(now))).toBe(is);
  });
});
