import fc from 'fast-check';
import { changesOf, reader, spoken } from './support';

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

  test('gives no change for mutated examples that were not asked for', () => {
    const examples = [...spoken.values()].flatMap((family) => (family.examples ?? []).map(({ say }) => say));
    const strangers = ['frobnicate', 'zorp', 'plumbus', 'gizmos', 'квартал', '会議'];
    fc.assert(
      fc.property(fc.constantFrom(...examples), fc.nat(30), fc.constantFrom(...strangers), (text, place, word) => {
        const words = text.split(' ');
        const gaps = gapsOutsideQuotes(words);
        const at = gaps[place % gaps.length] ?? 0;
        const changed = [...words.slice(0, at), word, ...words.slice(at)].join(' ');

        expect({ changed, requests: changesOf(reader.parse(changed)) }).toEqual({ changed, requests: [] });
      }),
      { numRuns: 2000 },
    );
  });

  describe.each([
    ['letters', 'a'],
    ['requests', 'block printing for Word and '],
    ['open quotes', '"'],
    ['open tags', '<a'],
    ['numbers', '1.'],
    ['hyphens', 'A-'],
    ['apostrophes', "'a "],
    ['emoji', '😀'],
    ['slashes', '/a'],
    ['signs', '<=+-'],
  ])('a great many %s', (_what, piece) => {
    test('of 100 kB take less than 100 ms', () => {
      expect(quickest(piece.repeat(Math.ceil(100_000 / piece.length)))).toBeLessThan(100);
    });

    test('take time in proportion, as far as they are read at all', () => {
      const [half, whole] = [3_900, 7_800].map((length) => quickest(piece.repeat(Math.ceil(length / piece.length))));

      expect(whole).toBeLessThan(4 * (half ?? 0) + 20);
    });
  });
});

/** Of five tries the quickest, in milliseconds: what else the machine does is not our time. */
function quickest(text: string): number {
  const tries = Array.from({ length: 5 }, () => {
    const before = performance.now();
    reader.parse(text);
    return performance.now() - before;
  });
  return Math.min(...tries);
}

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
