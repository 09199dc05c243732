import { fold, normalize } from '../../../src/language/text/normalize';

describe('normalize', () => {
  test.each([
    ['the mention of the bot', '<at>Warden</at> help', 'help'],
    ['the mention inside a paragraph', '<p><at id="0">Warden</at>&nbsp;help</p>', 'help'],
    ['zero-width characters', 'bl\u200bock pri\u2060nting\ufeff', 'block printing'],
    ['bidi controls', '\u202eblock\u202c printing', 'block printing'],
    ['control characters', 'block\u0000 printing\u0007', 'block printing'],
    ['no-break spaces', 'block\u00a0printing', 'block printing'],
    ['entities', 'Sales &amp; Marketing &quot;x&quot;', 'Sales & Marketing "x"'],
    ['tags', 'block <b>printing</b> for<br>Word', 'block  printing  for\nWord'],
  ])('takes out %s', (_what, typed, plain) => {
    expect(normalize(typed)).toBe(plain);
  });

  test('keeps the mention of another person as a name', () => {
    expect(normalize('<at>Warden</at> wipe data of <at id="1">Megan Bowen</at>')).toContain('@"Megan Bowen"');
  });

  test('keeps names as typed: dashes, accents, case', () => {
    expect(normalize('policy "Café – Ring 1"')).toBe('policy "Café – Ring 1"');
  });

  test('composes letters, so that a name typed on a Mac equals the same name from Graph', () => {
    expect(normalize('Cafe\u0301')).toBe('Café');
  });
});

describe('fold', () => {
  test.each([
    ['Café', 'cafe'],
    ['ＳＥＴ', 'set'],
    ['Оutlook', 'outlook'],
    ['don’t', "don't"],
    ['ΑBC', 'abc'],
  ])('compares «%s» as «%s»', (typed, folded) => {
    expect(fold(typed)).toBe(folded);
  });
});
