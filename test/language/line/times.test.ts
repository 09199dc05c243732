import { lengthAt, momentAt } from '../../../src/language/line/times';
import { lineFor } from '../support';

describe('lengthAt', () => {
  test.each([
    ['2 hours', 'PT2H'],
    ['90 minutes', 'PT90M'],
    ['24 hours', 'PT24H'],
    ['24h', 'PT24H'],
    ['30 mins', 'PT30M'],
    ['one day', 'P1D'],
    ['a day', 'P1D'],
    ['an hour', 'PT1H'],
    ['half an hour', 'PT30M'],
    ['1.5 hours', 'PT90M'],
    ['two weeks', 'P14D'],
    ['the next 3 days', 'P3D'],
  ])('%s is %s', (text, iso) => {
    expect(lengthAt(lineFor(text), 0)?.iso).toBe(iso);
  });

  test.each(['2 Outlook', 'a while', 'a PIN', '2', 'some days'])('«%s» is none', (text) => {
    expect(lengthAt(lineFor(text), 0)).toBeUndefined();
  });

  test('mends the unit, and says so', () => {
    const length = lengthAt(lineFor('30 mintues'), 0);

    expect(length?.iso).toBe('PT30M');
    expect([...(length?.mended?.values() ?? [])]).toEqual(['minutes']);
  });
});

describe('momentAt', () => {
  test.each([
    ['Friday 18:00', 'Friday 18:00'],
    ['tomorrow 09:00 set the level', 'tomorrow 09:00'],
    ['31 December, reason: rollout', '31 December'],
    ['the end of the week', 'the end of the week'],
    ['2026-05-01 for Outlook', '2026-05-01'],
    ['5pm', '5pm'],
    ['next Monday at noon', 'next Monday at noon'],
  ])('%s', (text, moment) => {
    expect(momentAt(lineFor(text), 0)?.text).toBe(moment);
  });

  test('is none where no time is said', () => {
    expect(momentAt(lineFor('the vendor calls'), 0)).toBeUndefined();
  });
});
