import { matchName } from '../../src/language/names';

const known = ['Android Office baseline', 'iOS Office baseline', 'Windows baseline', 'Defender for Pilot', 'Café'].map(
  (name) => ({ name }),
);

function near(typed: string): readonly string[] {
  const match = matchName(typed, known);
  return match.kind === 'near' ? match.some.map(({ name }) => name) : [];
}

describe('matchName', () => {
  test.each(['Windows baseline', 'windows BASELINE', '  "Windows baseline" ', '“Windows  baseline”', 'Cafe\u0301'])(
    'takes «%s» for exact',
    (typed) => {
      expect(matchName(typed, known).kind).toBe('exact');
    },
  );

  test.each([
    ['the beginning', 'Android', 'Android Office baseline'],
    ['one of its words', 'pilot', 'Defender for Pilot'],
    ['a slip', 'Windwos baseline', 'Windows baseline'],
    ['a part', 'for pil', 'Defender for Pilot'],
  ])('gives back what is near by %s, and does not take it', (_how, typed, name) => {
    expect(near(typed)[0]).toBe(name);
  });

  test('puts the best first', () => {
    expect(near('Office baseline')).toEqual(['iOS Office baseline', 'Android Office baseline']);
  });

  test('gives at most five', () => {
    const many = Array.from({ length: 9 }, (_, i) => ({ name: `Ring ${i}` }));
    const match = matchName('Ring', many);

    expect(match.kind === 'near' && match.some.length).toBe(5);
  });

  test('takes neither of two that differ in case only, unless one is typed letter by letter', () => {
    const twins = [{ name: 'Sales' }, { name: 'SALES' }];

    expect(matchName('sales', twins).kind).toBe('near');
    expect(matchName('SALES', twins)).toEqual({ kind: 'exact', one: { name: 'SALES' } });
  });

  test.each(['Zoom', '', '   ', '""'])('finds none for «%s»', (typed) => {
    expect(matchName(typed, known)).toEqual({ kind: 'none' });
  });
});
