import catalog from '../../src/catalog/apps.json';
import { otherWords, withOtherWord } from '../../src/language/other-words';
import { ask, spoken } from './support';

const vocabulary = { families: spoken, apps: catalog.apps };

describe('otherWords', () => {
  test.each([
    [
      'a level',
      'set max threat level medum for Outlook',
      'medum',
      'Medium',
      ['Secured', 'Low', 'High', 'Not configured'],
    ],
    ['a platform', 'require a PIN on Andriod', 'Andriod', 'Android', ['iOS', 'Windows', 'macOS']],
    ['a word that stands for nothing by itself', 'set max threat levl low for Outlook', 'levl', 'level', []],
  ])('offers others of the sort for %s', (_what, text, typed, read, others) => {
    expect(otherWords(vocabulary, ask(text), { typed, read })).toEqual(others);
  });

  test('offers apps of like names for an app', () => {
    const others = otherWords(vocabulary, ask('require a PIN for Wrod'), { typed: 'Power', read: 'Word' });

    expect(others).toEqual(expect.arrayContaining(['PowerPoint', 'Power BI', 'Power Apps']));
  });
});

describe('withOtherWord', () => {
  test.each([
    ['in its place', 'set it to medum for Outlook', 'medum', 'Low', 'set it to Low for Outlook'],
    ['whatever its case', 'SET IT TO MEDUM', 'medum', 'Low', 'SET IT TO Low'],
    ['with signs that mean something elsewhere', 'set a+ now', 'a+', '$&', 'set $& now'],
    ['not inside another word', 'set itself', 'it', 'x', undefined],
  ])('puts the word %s', (_how, text, typed, other, sentence) => {
    expect(withOtherWord(text, typed, other)).toBe(sentence);
  });
});
