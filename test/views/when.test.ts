import { sayWhen } from '../../src/views/when';

const now = '2026-03-02T09:00:00Z';

describe('sayWhen', () => {
  test.each([
    ['2026-03-05T09:00:00.000Z', 'UTC', '5 Mar 09:00 UTC'],
    ['2026-03-05T00:05:00.000Z', 'UTC', '5 Mar 00:05 UTC'],
    ['2026-03-05T23:30:00.000Z', 'Europe/Madrid', '6 Mar 00:30 CET'],
    ['2026-07-05T12:00:00.000Z', 'Europe/Madrid', '5 Jul 14:00 CEST'],
    ['2026-03-05T09:00:00.000Z', 'America/New_York', '5 Mar 04:00 GMT-5'],
    ['2027-01-05T09:00:00.000Z', 'UTC', '5 Jan 2027 09:00 UTC'],
    ['2026-12-31T23:30:00.000Z', 'Europe/Madrid', '1 Jan 2027 00:30 CET'],
  ])('says %s in %s as «%s»', (iso, timezone, said) => {
    expect(sayWhen(iso, now, timezone)).toBe(said);
  });

  test('takes UTC for a zone that does not exist, and says so', () => {
    expect(sayWhen('2026-03-05T09:00:00Z', now, 'Mars/Olympus')).toBe('5 Mar 09:00 UTC');
  });

  test('shows what is no time as it is', () => {
    expect(sayWhen('soon', now, 'UTC')).toBe('soon');
  });
});
