import { knownRows } from '../../src/alerts/known-rows';

const markOf = (n: number, version = 0) => ({
  low: (Math.imul(n + version * 7919, 0x9e3779b1) | 1) >>> 0,
  high: Math.imul(n + version * 104729, 0x85ebca6b) >>> 0,
});

describe('knownRows', () => {
  test('finds a hundred thousand devices by their marks, and none that it was not told', () => {
    const known = knownRows();
    for (let n = 1; n <= 100_000; n++) known.keep(n, markOf(n), 1);

    let found = 0;
    for (let n = 1; n <= 100_000; n++) if (known.find(markOf(n).low, markOf(n).high) === n) found++;

    expect(found).toBe(100_000);
    expect(known.find(markOf(5, 1).low, markOf(5, 1).high)).toBeUndefined();
    expect(known.find(0, 0)).toBeUndefined();
  });

  test('knows a device by its newest mark only, also where one comes back', () => {
    const known = knownRows();
    const [first, second] = [markOf(1), markOf(1, 1)];
    known.keep(1, first, 1);
    known.keep(1, second, 2);
    const old = known.find(first.low, first.high);
    known.keep(1, first, 3);

    expect(old).toBeUndefined();
    expect(known.find(first.low, first.high)).toBe(1);
    expect(known.find(second.low, second.high)).toBeUndefined();
  });

  test('what changed in a sweep is not kept again in the same one, whatever a page says that was asked for before', () => {
    const known = knownRows();
    const mark = markOf(2000);
    known.forget(2000, 4);
    known.keep(2000, mark, 4);
    const inTheSame = known.find(mark.low, mark.high);
    known.keep(2000, mark, 5);

    expect(inTheSame).toBeUndefined();
    expect(known.find(mark.low, mark.high)).toBe(2000);
  });

  test('stays small however often marks change', () => {
    const known = knownRows();
    for (let version = 0; version < 300; version++)
      for (let n = 1; n <= 50; n++) known.keep(n, markOf(n, version), version);

    for (let n = 1; n <= 50; n++) expect(known.find(markOf(n, 299).low, markOf(n, 299).high)).toBe(n);
    known.clear();
    expect(known.find(markOf(1, 299).low, markOf(1, 299).high)).toBeUndefined();
  });
});
