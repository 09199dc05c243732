import * as fc from 'fast-check';
import { counted, escapeMarkdown, isShown, listed, say, shown, unbroken } from '../../src/views/shown';

describe('shown', () => {
  test.each([
    ['a name as it is', 'iOS Office baseline', 'iOS Office baseline'],
    ['accents and other scripts', 'Ñandú 日本 Ωμέγα', 'Ñandú 日本 Ωμέγα'],
    ['a family emoji, which needs its joiners', '👩‍👧', '👩‍👧'],
    ['lines as one', 'a\nb\r\n\tc', 'a b c'],
    ['no direction marks', 'a\u202eb\u2066c\u200fd', 'abcd'],
    ['nothing invisible', 'a\u200bb\u00adc\ufeffd', 'abcd'],
    ['no half letters', 'a\ud800b', 'ab'],
    ['something for nothing', ' \u200b ', '(blank)'],
    ['at most four marks on a letter', `a${'\u0301'.repeat(9)}`, `a${'\u0301'.repeat(4)}`],
    ['right-to-left writing in an isolate', 'שלום', '\u2068שלום\u2069'],
  ])('shows %s', (_, text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  test('breaks every pair of braces, also of three', () => {
    expect(shown('{{DATE(x)}} {{{')).toBe('{\u2060{DATE(x)}} {\u2060{\u2060{');
  });

  test('cuts by letters, not by halves of them', () => {
    expect(shown('👍👍👍👍', 3)).toBe('👍👍…');
  });

  test('gives harmless text for whatever is put in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.integer({ min: 1, max: 80 }), (text, limit) => {
        const result = shown(text, limit);

        expect(isShown(result)).toBe(true);
        expect([...result].filter((one) => !'\u2060\u2068\u2069'.includes(one)).length).toBeLessThanOrEqual(
          Math.max(limit, '(blank)'.length),
        );
      }),
      { seed: 7, numRuns: 1000 },
    );
  });
});

describe('isShown', () => {
  test.each(['a{{b', 'a\u202eb', 'a\nb', 'a\u2028b', 7, null, { type: 'TextBlock' }])('refuses %j', (text) => {
    expect(isShown(text)).toBe(false);
  });
});

test('say puts numbers with separators and keeps its own spaces', () => {
  expect(say` ${1234567} of ${shown(' a ')}`).toBe(' 1,234,567 of a');
});

test('listed counts what is beyond the limit', () => {
  const names = ['A', 'B', 'C', 'D'].map((name) => shown(name));

  expect([listed([]), listed(names.slice(0, 1)), listed(names.slice(0, 2)), listed(names), listed(names, 2)]).toEqual([
    '',
    'A',
    'A and B',
    'A, B, C and D',
    'A, B and 2 more',
  ]);
});

test('counted takes the plural for everything but one', () => {
  expect([counted(0, 'policy', 'policies'), counted(1, 'policy', 'policies'), counted(1200, 'device')]).toEqual([
    '0 policies',
    '1 policy',
    '1,200 devices',
  ]);
});

test('escapeMarkdown leaves no sign of markdown unescaped', () => {
  expect(escapeMarkdown(shown('[a](b) *c* #1'))).toBe('\\[a\\]\\(b\\) \\*c\\* \\#1');
});

test('unbroken takes the joiners out again', () => {
  expect(unbroken(shown('{{x}}'))).toBe('{{x}}');
});
