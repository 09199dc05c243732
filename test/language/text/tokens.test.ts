import { tokenize } from '../../../src/language/text/tokens';

function kinds(text: string): string {
  return tokenize(text)
    .map(({ kind, text: typed, joined }) => `${joined ? '-' : ''}${kind}:${typed}`)
    .join(' ');
}

describe('tokenize', () => {
  test.each([
    ['block printing', 'word:block word:printing'],
    ['MAM-Baseline', 'word:MAM -word:Baseline'],
    ['set to 6', 'word:set word:to number:6'],
    ['6-digit', 'number:6 -word:digit'],
    ['24h', 'number:24 word:h'],
    ['version 16.4', 'word:version version:16.4'],
    ['4.2312.0', 'version:4.2312.0'],
    ['at 06:00', 'word:at time:06:00'],
    ['at 7pm', 'word:at time:7pm'],
    ['on 2026-05-01', 'word:on date:2026-05-01'],
    ['#142', 'change:142'],
    ['adelev@contoso.com', 'email:adelev@contoso.com'],
    ['C:\\Build', 'path:C:\\Build'],
    ['%ProgramData%\\App', 'path:%ProgramData%\\App'],
    ['\\\\server\\share', 'path:\\\\server\\share'],
    ['sqlservr.exe', 'file:sqlservr.exe'],
    ['.iso', 'extension:.iso'],
    ['"BYOD iOS"', 'quoted:BYOD iOS'],
    ['“BYOD iOS”', 'quoted:BYOD iOS'],
    ['«BYOD iOS»', 'quoted:BYOD iOS'],
    ["'BYOD iOS'", 'quoted:BYOD iOS'],
    ["'Bob's policy'", "quoted:Bob's policy"],
    ["don't", "word:don't"],
    ['R&D', 'word:R&D'],
    ['high... low', 'word:high mark:... word:low'],
    ['Android/iOS', 'word:Android mark:/ word:iOS'],
  ])('reads %s', (text, tokens) => {
    expect(kinds(text)).toBe(tokens);
  });

  test('gives dashes, pluses and arrows one meaning each', () => {
    expect(tokenize('a — b – c + d → e').map(({ key }) => key)).toEqual([
      'a',
      '-',
      'b',
      '-',
      'c',
      'and',
      'd',
      'to',
      'e',
    ]);
  });

  test('takes an open quote for a mark', () => {
    expect(kinds('policy "BYOD iOS')).toBe('word:policy mark:" word:BYOD word:iOS');
  });

  test('knows where each token stood', () => {
    const text = 'policy "BYOD iOS" now';

    expect(tokenize(text).map(({ at, end }) => text.slice(at, end))).toEqual(['policy', '"BYOD iOS"', 'now']);
  });

  test.each([
    ['could u', 'could you'],
    ['pl0x', 'please'],
    ['thx', 'thanks'],
    ['how r they', 'how are they'],
    ['drive R', 'drive r'],
  ])('knows «%s» as «%s»', (text, keys) => {
    expect(
      tokenize(text)
        .map(({ key }) => key)
        .join(' '),
    ).toBe(keys);
  });
});
