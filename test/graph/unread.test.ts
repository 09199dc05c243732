import { unread } from '../../src/graph/unread';

const row = (more: object = {}) => ({ id: 'a', deviceName: 'PC-1', lastSyncDateTime: '2026-03-02T09:00:00Z', ...more });
const read = (body: unknown) =>
  unread(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), 'lastSyncDateTime');

function marksOf(...rows: readonly object[]): readonly string[] {
  const { lows = [], highs = [] } = read({ value: rows })?.rows ?? {};
  return [...lows].map((low, i) => `${low}/${highs[i]}`);
}

describe('unread', () => {
  test('cuts a page into its rows, wherever the link to the next one stands', () => {
    const rows = [row(), row({ id: 'b', deviceName: 'Ähm, "quoted" \\' }), { id: 'c' }];
    const before = read({ '@odata.nextLink': 'https://graph/next', value: rows });
    const after = read({ value: rows, '@odata.nextLink': 'https://graph/next' });

    for (const page of [before, after]) {
      expect(page?.envelope['@odata.nextLink']).toBe('https://graph/next');
      expect(rows.map((_, i) => page?.rows.read(i))).toEqual(rows);
    }
  });

  test('gives rows the same mark that differ in what is left out only', () => {
    const [one, later, renamed, moved, none] = marksOf(
      row(),
      row({ lastSyncDateTime: '2026-03-04T10:11:12.1234567Z' }),
      row({ deviceName: 'PC-2' }),
      row({ id: 'aP', deviceName: 'C-1' }),
      { id: 'a', deviceName: 'PC-1' },
    );

    expect(later).toBe(one);
    expect(new Set([one, renamed, moved]).size).toBe(3);
    expect(none).toBe('0/0');
  });

  test('every single letter of a row counts', () => {
    const device = row({ complianceState: 'compliant', userDisplayName: 'Ana Ruiz' });
    const text = JSON.stringify({ value: [device] });
    const [first, last] = [text.indexOf('{"id"'), text.lastIndexOf('}]')];
    const apart = text.indexOf('2026-03-02T09:00:00Z');
    const markWith = (at: number) => {
      const { lows, highs } =
        read(`${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`)?.rows ?? {};
      return `${lows?.[0]}/${highs?.[0]}`;
    };
    const places = Array.from({ length: last - first }, (_, i) => first + i).filter(
      (at) => /\w/.test(text[at] ?? '') && (at < apart - 20 || at > apart + 20),
    );

    const marks = places.map(markWith);

    expect(places.length).toBeGreaterThan(60);
    expect(new Set([...marks, ...marksOf(device)]).size).toBe(places.length + 1);
  });

  test('tells whether what is left out is later', () => {
    const page = read({ value: [row()] });

    expect(page?.rows.isLater(0, '2026-03-01T23:00:00.000Z')).toBe(true);
    expect(page?.rows.isLater(0, '2026-03-02T09:00:01.000Z')).toBe(false);
    expect(page?.rows.isLater(0, '2026-03-02T09:00:00Z')).toBe(false);
  });

  test('a text that looks like the end of a row cuts nothing that could be read', () => {
    const page = read({ value: [row({ deviceName: 'x},{' }), row({ id: 'b' })] });

    expect(page?.rows.length).toBe(3);
    expect(() => page?.rows.read(0)).toThrow();
    expect(() => page?.rows.read(1)).toThrow();
  });

  test.each(['', 'null', '{"value":null}', '{"value":[]}', '{ "value": [ { "id": "a" } ] }', '[{"id":"a"}]'])(
    'leaves %p to whoever parses',
    (text) => {
      expect(read(text)).toBeUndefined();
    },
  );

  test('a page that was cut on its way is no page', () => {
    const text = JSON.stringify({ value: [row(), row({ id: 'b', list: [{ x: 1 }] })] });

    expect(() => read(text.slice(0, -1))).toThrow();
    expect(read(text.slice(0, text.indexOf('}') + 1))).toBeUndefined();
  });
});
