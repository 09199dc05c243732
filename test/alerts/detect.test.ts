import { detect } from '../../src/alerts/detect';
import { partitionsOf } from '../../src/alerts/partitions';
import { quietUntil } from '../../src/alerts/quiet';
import { phasesOf, type Alert, type Phases } from '../../src/core/alert';
import { readDevice, type Device } from '../../src/core/device';

const now = Date.parse('2026-03-02T09:00:00Z');
const rules = { unseenDays: 14, settleHours: 4 };

describe('phasesOf', () => {
  test.each<[string, Partial<Device>, Phases, Phases]>([
    ['noncompliant', { state: 'noncompliant' }, {}, { compliance: 'noncompliant' }],
    ['in grace', { state: 'inGracePeriod', graceUntil: '2026-03-05T09:00:00Z' }, {}, { compliance: 'inGracePeriod' }],
    [
      'the last day of grace',
      { state: 'inGracePeriod', graceUntil: '2026-03-03T08:00:00Z' },
      {},
      { compliance: 'graceEnding' },
    ],
    [
      'an unknown state says nothing new',
      { state: 'unknown' },
      { compliance: 'noncompliant' },
      { compliance: 'noncompliant' },
    ],
    ['an unknown state is no alarm', { state: 'unknown' }, {}, {}],
    ['an unknown threat says nothing new', {}, { threat: 'high' }, { threat: 'high' }],
    ['a secured device is well', { threat: 'secured' }, { threat: 'high' }, {}],
    ['not seen for long', { lastSeenAt: '2026-02-01T09:00:00Z' }, {}, { unseen: 'unseen' }],
    ['just enrolled', { state: 'noncompliant', enrolledAt: '2026-03-02T08:00:00Z' }, {}, {}],
  ])('%s', (_, changes, before, phases) => {
    expect(phasesOf(aDevice(changes), before, rules, now)).toEqual(phases);
  });
});

describe('readDevice', () => {
  test('takes an unknown word of Graph for nothing known, and never for a date of year 9999', () => {
    const row = {
      id: 'd',
      complianceState: 'brandNew',
      partnerReportedThreatState: 'unresponsive',
      complianceGracePeriodExpirationDateTime: '9999-12-31T23:59:59Z',
    };

    expect(readDevice(row)).toEqual({ id: 'd', name: 'd', platform: 'other', state: 'unknown' });
    expect(readDevice({ deviceName: 'no id' })).toBeUndefined();
  });
});

describe('detect', () => {
  const seen = (before: Phases, after: Phases, alerts: readonly Alert[] = []) =>
    detect({ device: aDevice({}), before, now: after, alerts, at: '2026-03-02T09:00:00.000Z' });

  test('fires when it begins or gets worse, and not for what was so when the tenant was first seen', () => {
    expect(seen({}, { compliance: 'noncompliant' }).map(({ what }) => what)).toEqual(['fires']);
    expect(seen({ compliance: 'inGracePeriod' }, { compliance: 'noncompliant' }).map(({ what }) => what)).toEqual([
      'fires',
    ]);
    expect(seen({ compliance: 'noncompliant' }, { compliance: 'noncompliant' })).toEqual([]);
    expect(seen({ threat: 'high' }, { threat: 'low' })).toEqual([]);
  });

  test('resolves only what fires', () => {
    const [fired] = seen({}, { compliance: 'noncompliant' });

    expect(seen({ compliance: 'noncompliant' }, {}, fired ? [fired.alert] : [])).toMatchObject([
      { what: 'resolves', alert: { state: 'resolved', resolvedAt: '2026-03-02T09:00:00.000Z' } },
    ]);
    expect(seen({ compliance: 'noncompliant' }, {})).toEqual([]);
  });
});

describe('partitionsOf', () => {
  test('covers every instant: open ends, and neighbours that overlap by a second', () => {
    expect(partitionsOf(['2025-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'])).toEqual([
      'enrolledDateTime lt 2025-01-01T00:00:00.000Z',
      'enrolledDateTime gt 2024-12-31T23:59:59.000Z and enrolledDateTime lt 2026-01-01T00:00:00.000Z',
      'enrolledDateTime gt 2025-12-31T23:59:59.000Z',
    ]);
    expect(partitionsOf([])).toEqual(['']);
  });
});

describe('quietUntil', () => {
  const night = { from: '22:00', until: '06:00', zone: 'Europe/Berlin' };

  test.each([
    ['2026-03-02T21:30:00.000Z', '2026-03-03T05:00:00.000Z'],
    ['2026-03-03T04:59:00.000Z', '2026-03-03T05:00:00.000Z'],
    ['2026-03-03T05:00:00.000Z', undefined],
    ['2026-03-02T20:59:00.000Z', undefined],
  ])('at %s gives %s', (at, until) => {
    expect(quietUntil(night, new Date(at))).toBe(until);
  });
});

function aDevice(changes: Partial<Device>): Device {
  return { id: 'd', name: 'LAPTOP-7', platform: 'windows', state: 'compliant', ...changes };
}
