import { tokenize } from '../../../src/language/text/tokens';
import {
  addPhrase,
  anyFamily,
  emptyLexicon,
  longest,
  noFamily,
  type Lexicon,
  type Match,
} from '../../../src/language/words/lexicon';

function lexiconOf(): Lexicon {
  const lexicon = emptyLexicon();
  addPhrase(lexicon, 'block', { verb: { id: 'block', form: 'base', polarity: 'block' } });
  addPhrase(lexicon, 'block access', { sets: [{ key: 'action', value: 'block' }] }, 'one');
  addPhrase(lexicon, '=teams', { apps: ['teams'] });
  addPhrase(lexicon, 'storage', { settings: ['storage'] }, 'one');
  addPhrase(lexicon, '=storage', { apps: ['storage'] });
  addPhrase(lexicon, 'days until partner is unresponsive', { settings: ['days'] }, 'two');
  return lexicon;
}

function match(
  text: string,
  family: string,
  mends: ReadonlyMap<number, readonly string[]> = new Map(),
): Match | undefined {
  const tokens = tokenize(text);
  return longest(lexiconOf(), { tokens, mends }, 0, tokens.length, family);
}

describe('longest', () => {
  test('takes the longest phrase a family knows', () => {
    expect(match('block access to Outlook', 'one')?.to).toBe(2);
  });

  test('does not see what only another family says', () => {
    expect(match('block access to Outlook', 'two')?.to).toBe(1);
    expect(match('storage', noFamily)?.meaning.settings).toBeUndefined();
  });

  test('sees everything for nobody in particular, and whose it is', () => {
    expect(match('block access', anyFamily)).toMatchObject({ to: 2, owners: ['one'] });
  });

  test('finds plurals, and steps over articles inside a phrase', () => {
    expect(match('blocks', 'one')?.to).toBe(1);
    expect(match('days until the partner is unresponsive', 'two')?.to).toBe(6);
  });

  test('compares app names letter by letter', () => {
    expect(match('Teams', 'one')?.meaning.apps).toEqual(['teams']);
    expect(match('team', 'one')).toBeUndefined();
  });

  test('gives both meanings of a word that has two', () => {
    expect(match('storage', 'one')?.meaning).toMatchObject({ apps: ['storage'], settings: ['storage'] });
  });

  test('takes a mended word, and says so', () => {
    const found = match('storrage', 'one', new Map([[0, ['storage']]]));

    expect([...(found?.mended ?? [])]).toEqual([[0, 'storage']]);
  });

  test('takes neither of two mendings that mean different things', () => {
    expect(match('xxxx', 'one', new Map([[0, ['block', 'teams']]]))).toBeUndefined();
  });
});
