import fc from 'fast-check';
import { changesOf, reader } from './support';

const requests = [
  'set max threat level medium for Outlook, block access',
  'require a PIN for Outlook and Teams on iOS',
  'turn on the Android connector for compliance',
  'assign "BYOD iOS" to the Sales group',
  'delete policy "Old BYOD"',
  'add Loop to policy "MAM-Baseline"',
  'wipe company data for adelev@contoso.com',
  'create a compliance policy for Windows with machine risk score medium',
  'exclude C:\\Build from antivirus scanning in "Dev Boxes"',
  'block inbound on the public firewall profile',
  'revert change 142',
  'sync device DESKTOP-42',
];

describe('parse', () => {
  test('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ unit: 'grapheme', maxLength: 400 })),
        (text) => {
          const parsed = reader.parse(text);
          expect(parsed.text).toBe(text);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('never throws on requests with pieces cut out, doubled and swapped', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...requests),
        fc.nat(80),
        fc.nat(20),
        fc.string({ maxLength: 6 }),
        (text, at, length, piece) => {
          expect(() => reader.parse(text.slice(0, at) + piece + text.slice(at + length))).not.toThrow();
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('gives no change when a word is left that nobody knows', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...requests),
        fc.nat(12),
        fc.constantFrom('frobnicate', 'zorp', 'plumbus', 'gizmos'),
        (text, place, word) => {
          const words = text.split(' ');
          const at = gapsOutsideQuotes(words)[place % gapsOutsideQuotes(words).length] ?? 0;
          const changed = [...words.slice(0, at), word, ...words.slice(at)].join(' ');

          expect({ changed, requests: changesOf(reader.parse(changed)) }).toEqual({ changed, requests: [] });
        },
      ),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['letters', 'a'.repeat(100_000)],
    ['requests', 'block printing for Word and '.repeat(4000)],
    ['open quotes', '"'.repeat(100_000)],
    ['open tags', '<a'.repeat(50_000)],
    ['numbers', '1.'.repeat(50_000)],
    ['hyphens', 'A-'.repeat(50_000)],
    ['emoji', '😀'.repeat(25_000)],
    ['just as much as is still read', 'block printing for Word and '.repeat(285)],
    ['hyphens, as many as are still read', 'A-'.repeat(3_990)],
    ['quotes, as many as are still read', "'a ".repeat(2_660)],
  ])('takes less than 100 ms for a great many %s', (_what, text) => {
    reader.parse(text);
    const before = performance.now();

    reader.parse(text);

    expect(performance.now() - before).toBeLessThan(100);
  });
});

/** Places between words where no name can stand: not inside quotes, and not next to what says that a name follows. */
function gapsOutsideQuotes(words: readonly string[]): readonly number[] {
  const gaps: number[] = [];
  let quotes = 0;
  words.forEach((word, i) => {
    const beside = [words[i - 2], words[i - 1], word].some((one) => /^(?:policy|group|device)$/.test(one ?? ''));
    if (quotes % 2 === 0 && !beside) gaps.push(i);
    quotes += word.split('"').length - 1;
  });
  return gaps;
}
