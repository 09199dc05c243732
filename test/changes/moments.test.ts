import { endingOf, endOf, sayLength } from '../../src/changes/moments';

/** A Monday. */
const now = new Date('2026-03-02T09:00:00Z');

describe('endingOf', () => {
  test.each<[string, string, string]>([
    ['Friday 18:00', 'UTC', '2026-03-06T18:00:00.000Z'],
    ['Friday 18:00', 'Europe/Berlin', '2026-03-06T17:00:00.000Z'],
    ['Monday 08:00', 'UTC', '2026-03-09T08:00:00.000Z'],
    ['Monday 10:00', 'UTC', '2026-03-02T10:00:00.000Z'],
    ['tomorrow 17:00', 'America/New_York', '2026-03-03T22:00:00.000Z'],
    ['Friday', 'UTC', '2026-03-06T23:59:00.000Z'],
    ['31 December', 'UTC', '2026-12-31T23:59:00.000Z'],
    ['1 February', 'UTC', '2027-02-01T23:59:00.000Z'],
    // Summer time begins in between: 18:00 in Berlin is then 16:00 UTC.
    ['30 March 18:00', 'Europe/Berlin', '2026-03-30T16:00:00.000Z'],
    ['tonight', 'UTC', '2026-03-02T23:59:00.000Z'],
    ['noon', 'UTC', '2026-03-02T12:00:00.000Z'],
    ['5 pm UTC', 'Europe/Berlin', '2026-03-02T17:00:00.000Z'],
  ])('until %s in %s', (until, zone, at) => {
    expect(endingOf({ until }, now, zone)).toEqual({ ok: true, value: { kind: 'at', at, zone } });
  });

  test.each<[{ readonly for?: string; readonly until?: string }, string]>([
    [{ until: 'EOD' }, 'bad-moment'],
    [{ until: 'the cows come home' }, 'bad-moment'],
    [{ until: 'Friday 18:00 unless Bob says so' }, 'bad-moment'],
    [{ until: '1 March 2026' }, 'past-moment'],
    [{ until: '1 June 2029' }, 'too-long'],
    [{ for: 'P400D' }, 'too-long'],
    [{ for: 'soon' }, 'bad-length'],
    [{ for: 'PT0M' }, 'bad-length'],
  ])('refuses %j', (said, code) => {
    expect(endingOf(said, now, 'UTC')).toMatchObject({ ok: false, problem: { code } });
  });

  test('nothing said is no end', () => {
    expect(endingOf({}, now, 'UTC')).toEqual({ ok: true, value: undefined });
  });
});

describe('endOf', () => {
  const applied = new Date('2026-03-02T10:30:00Z');

  test('a length counts from the apply', () => {
    expect(endOf({ kind: 'after', length: 'PT2H' }, applied).toISOString()).toBe('2026-03-02T12:30:00.000Z');
  });

  test('a moment is when it was said', () => {
    expect(endOf({ kind: 'at', at: '2026-03-06T18:00:00.000Z', zone: 'UTC' }, applied).toISOString()).toBe(
      '2026-03-06T18:00:00.000Z',
    );
  });
});

test.each([
  ['PT2H', '2 hours'],
  ['PT90M', '90 minutes'],
  ['P1D', '1 day'],
])('sayLength %s', (length, said) => {
  expect(sayLength(length)).toBe(said);
});
