import { menderFor, slips } from '../../../src/language/words/mend';

const mender = menderFor(
  new Set(['medium', 'outlook', 'delete', 'connector', 'policy', 'teams']),
  new Set(['delete']),
  new Set(['team']),
);

describe('suggest', () => {
  test.each([
    ['a letter left out', 'medum', 'medium'],
    ['two letters swapped', 'meduim', 'medium'],
    ['a letter too many', 'outloook', 'outlook'],
    ['a wrong letter', 'connecter', 'connector'],
    ['a plural', 'polcies', 'policies'],
    ['the first two letters swapped', 'uotlook', 'outlook'],
  ])('mends %s', (_slip, typed, meant) => {
    expect(mender.suggest(typed)).toEqual([meant]);
  });

  test.each([
    ['what destroys', 'delte'],
    ['an English word that only looks like ours', 'team'],
    ['short words', 'tam'],
    ['two slips in a word of middling length', 'medyun'],
    ['another first letter', 'xutlook'],
  ])('leaves %s alone', (_what, typed) => {
    expect(mender.suggest(typed)).toEqual([]);
  });
});

describe('slips', () => {
  test.each([
    ['medium', 'medium', 0],
    ['medum', 'medium', 1],
    ['meduim', 'medium', 1],
    ['mmedium', 'medium', 1],
  ])('counts about one for each: %s, %s', (typed, meant, about) => {
    expect(Math.ceil(slips(typed, meant, 2))).toBe(about);
  });

  test('gives up beyond the limit', () => {
    expect(slips('printing', 'threat', 1)).toBeGreaterThan(1);
  });

  test('does not count a wrong letter in a word of four', () => {
    expect(slips('team', 'beam', 1)).toBeGreaterThan(1);
  });
});
