import { paceOf } from '../../src/delivery/pace';

describe('pace', () => {
  test('lets seven messages through in a second and holds the eighth until the first is a second old', () => {
    const pace = paceOf();

    const waits = Array.from({ length: 8 }, (_, i) => pace.waitFor('a', i * 10));

    expect(waits.slice(0, 7)).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(waits[7]).toBe(930);
  });

  test('lets sixty through in half a minute', () => {
    const pace = paceOf();
    let sent = 0;

    for (let now = 0; now < 30_000; now += 100) if (pace.waitFor('a', now) === 0) sent++;

    expect(sent).toBe(60);
  });

  test('lets 1800 through in an hour', () => {
    const pace = paceOf();
    let sent = 0;

    for (let now = 0; now < 3_600_000; now += 250) if (pace.waitFor('a', now) === 0) sent++;

    expect(sent).toBe(1800);
    expect(pace.waitFor('a', 3_600_000)).toBe(0);
  });

  test('lets fifty through in a second, whoever they are for', () => {
    const pace = paceOf();
    const waits = Array.from({ length: 51 }, (_, i) => pace.waitFor(`c${i}`, 0));

    expect(waits.filter((wait) => wait === 0)).toHaveLength(50);
    expect(waits[50]).toBe(1000);
  });

  test('keeps conversations apart', () => {
    const pace = paceOf();
    for (let i = 0; i < 7; i++) pace.waitFor('a', 0);

    expect(pace.waitFor('a', 0)).toBeGreaterThan(0);
    expect(pace.waitFor('b', 0)).toBe(0);
  });
});
