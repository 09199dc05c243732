import { formsOf } from '../text/stem';
import { addPhrase, type Lexicon, type Polarity } from './lexicon';

/** Adds verbs of one meaning in their three forms, for everybody or for one family. */
export function addVerb(
  lexicon: Lexicon,
  id: string,
  polarity: Polarity | undefined,
  verbs: readonly string[],
  family?: string,
): void {
  const be = polarity ? { id, polarity } : { id };
  for (const verb of verbs) {
    const { ing, ed } = formsOf(verb.trim());
    addPhrase(lexicon, ed, { verb: { ...be, form: 'ed' } }, family);
    addPhrase(lexicon, ing, { verb: { ...be, form: 'ing' } }, family);
    // The base comes last: «set» is more often asked for than told.
    addPhrase(lexicon, verb.trim(), { verb: { ...be, form: 'base' } }, family);
  }
}
