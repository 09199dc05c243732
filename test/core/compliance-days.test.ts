import { readDays, shareOf, withDay } from '../../src/core/compliance-days';

const now = new Date('2026-03-31T06:00:00Z');

describe('withDay', () => {
  test('keeps the last count of a day and thirty days', () => {
    const old = ['2026-02-28', '2026-03-01', '2026-03-02', '2026-03-31'].map((day) => ({ day, compliant: 1, all: 2 }));

    const { days } = withDay(old, [{ state: 'compliant', devices: 7 }], now);

    expect(days).toEqual([
      { day: '2026-03-02', compliant: 1, all: 2 },
      { day: '2026-03-31', compliant: 7, all: 7 },
    ]);
  });

  test('counts over platforms, and leaves out what is not judged', () => {
    const tally = [
      { state: 'compliant', devices: 7 },
      { state: 'compliant', devices: 2 },
      { state: 'noncompliant', devices: 3 },
      { state: 'inGracePeriod', devices: 1 },
      { state: 'unknown', devices: 50 },
    ];

    expect(withDay([], tally, now).days).toEqual([{ day: '2026-03-31', compliant: 9, all: 13 }]);
  });
});

describe('readDays', () => {
  test.each([undefined, {}, { days: 'x' }, { days: [{ day: 'yesterday', compliant: 1, all: 1 }] }])(
    'is empty for what is no list of days: %j',
    (mark) => {
      expect(readDays(mark)).toEqual([]);
    },
  );
});

describe('shareOf', () => {
  test.each([
    [0, 0, 100],
    [999, 1000, 99],
    [1000, 1000, 100],
    [0, 3, 0],
  ])('%i of %i are %i per cent', (compliant, all, share) => {
    expect(shareOf({ compliant, all })).toBe(share);
  });
});
