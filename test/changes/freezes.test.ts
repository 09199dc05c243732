import { frozenBy, type Window } from '../../src/changes/freezes';

const yearEnd: Window = {
  name: 'Year end',
  kind: 'deny',
  zone: 'Europe/Berlin',
  from: '2026-12-18T18:00',
  until: '2027-01-04T06:00',
};
const nights: Window = {
  name: 'Nights',
  kind: 'deny',
  zone: 'Europe/Berlin',
  days: ['monday', 'tuesday'],
  from: '22:00',
  until: '05:00',
};
const office: Window = {
  name: 'Office hours',
  kind: 'allow',
  zone: 'UTC',
  days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
  from: '09:00',
  until: '17:00',
};

describe('frozenBy', () => {
  test.each<[string, readonly Window[], string, string | undefined, string | undefined]>([
    ['no window freezes nothing', [], '2026-12-24T12:00:00Z', undefined, undefined],
    ['before a window begins, in its own zone', [yearEnd], '2026-12-18T16:59:00Z', undefined, undefined],
    ['as it begins', [yearEnd], '2026-12-18T17:00:00Z', 'Year end', '2027-01-04T05:00:00.000Z'],
    ['as it ends', [yearEnd], '2027-01-04T05:00:00Z', undefined, undefined],
    [
      'after midnight of a window that began the day before',
      [nights],
      '2026-11-24T02:00:00Z',
      'Nights',
      '2026-11-24T04:00:00.000Z',
    ],
    ['on a day that is not named', [nights], '2026-11-25T22:30:00Z', undefined, undefined],
    ['inside an allowed window', [office], '2026-11-23T10:00:00Z', undefined, undefined],
    [
      'outside of every allowed window',
      [office],
      '2026-11-21T10:00:00Z',
      'outside of Office hours',
      '2026-11-23T09:00:00.000Z',
    ],
    [
      'deny wins over allow, and the end is when nothing blocks any more',
      [office, { ...yearEnd, from: '2026-11-23T09:00', until: '2026-11-23T20:00' }],
      '2026-11-23T10:00:00Z',
      'Year end',
      '2026-11-24T09:00:00.000Z',
    ],
    [
      'the hour that summer time skips ends the night',
      [{ ...nights, days: ['sunday'], from: '01:00', until: '03:00' }],
      '2027-03-28T00:30:00Z',
      'Nights',
      '2027-03-28T01:00:00.000Z',
    ],
  ])('%s', (_, windows, now, name, until) => {
    const freeze = frozenBy(windows, ['appProtection'], new Date(now));

    expect(freeze?.name).toBe(name);
    expect(freeze?.until).toBe(until);
  });

  test('a window for other families freezes nothing', () => {
    const freeze = frozenBy(
      [{ ...yearEnd, families: ['firewall'] }],
      ['appProtection'],
      new Date('2026-12-24T12:00:00Z'),
    );

    expect(freeze).toBeUndefined();
  });

  test('an end that never comes is unknown', () => {
    const always: Window = { ...office, days: [] };

    const freeze = frozenBy([always], ['appProtection'], new Date('2026-12-24T12:00:00Z'));

    expect(freeze).toEqual({ name: 'outside of Office hours', until: undefined });
  });
});
