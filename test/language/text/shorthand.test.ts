import { withoutShorthand } from '../../../src/language/text/shorthand';
import { ask } from '../support';

describe('withoutShorthand', () => {
  test.each([
    ['set threatlevel to med for teams n outlook', 'set threat level to medium for teams and outlook'],
    ['y r so many noncompliant', 'why are so many noncompliant'],
    ['wat can u do', 'what can you do'],
  ])('«%s»', (text, plain) => {
    expect(withoutShorthand(text)).toBe(plain);
  });

  test.each([
    'show policy "n"',
    'assign "Med" to R&D',
    'list devices of N. Olsen',
    "the r's",
    'MED-R-01',
    'set it to Med',
  ])('leaves «%s»', (text) => {
    expect(withoutShorthand(text)).toBe(text);
  });

  test('reads the same change as the long words', () => {
    expect(ask('set threatlevel to med for teams n outlook')).toEqual(
      ask('set threat level to medium for Teams and Outlook'),
    );
  });
});
