import { formsOf } from '../text/stem';
import { addPhrase, type Lexicon, type Polarity } from './lexicon';

/** What is done again is done: «re-enable», «reenable». */
const again = new Set('enable activate allow block require enforce assign apply add include connect'.split(' '));

function withAgain(verb: string): readonly string[] {
  const plain = verb.trim();
  return again.has(plain) ? [plain, `re-${plain}`, `re${plain}`] : [plain];
}

/** Adds verbs of one meaning in their three forms, for everybody or for one family. */
export function addVerb(
  lexicon: Lexicon,
  id: string,
  polarity: Polarity | undefined,
  verbs: readonly string[],
  family?: string,
): void {
  const be = polarity ? { id, polarity } : { id };
  for (const verb of verbs.flatMap(withAgain)) {
    const { ing, ed } = formsOf(verb);
    addPhrase(lexicon, ed, { verb: { ...be, form: 'ed' } }, family);
    addPhrase(lexicon, ing, { verb: { ...be, form: 'ing' } }, family);
    // The base comes last: «set» is more often asked for than told.
    addPhrase(lexicon, verb, { verb: { ...be, form: 'base' } }, family);
  }
}
