import type { Parsed, Reading } from '../core/request';
import { addApps } from './apps';
import { readClauses } from './clauses';
import { addFamily, type ReadFamily } from './family-words';
import { findCorrections } from './find-corrections';
import { findNames } from './find-names';
import { emptyLexicon, type Lexicon } from './lexicon';
import { lineOf } from './line';
import { menderFor } from './mend';
import { normalize } from './normalize';
import { joinSets } from './read-change';
import type { Read, Sentence } from './sentence';
import type { Vocabulary } from './vocabulary';
import { addEnglish, neverMended, protectedWords } from './words';
import { falseFriends } from './false-friends';

export interface Reader {
  parse(text: string): Parsed;
}

/** Compiles the vocabulary once. */
export function readerFor(vocabulary: Vocabulary): Reader {
  const lexicon = emptyLexicon();
  addEnglish(lexicon);
  addApps(lexicon, vocabulary.apps);
  const families = new Map<string, ReadFamily>();
  for (const family of vocabulary.families.values()) families.set(family.id, addFamily(lexicon, family));
  const words = new Set([...lexicon.words].filter((word) => !neverMended.has(word)));
  const mender = menderFor(words, protectedWords, falseFriends);

  return {
    parse(text) {
      if (text.length > longestText) return refused(text, 'Ask for one thing at a time, in a few sentences.');
      const line = lineOf(normalize(text), lexicon, mender);
      if (line.tokens.length > mostTokens) return refused(text, 'Ask for one thing at a time, in a few sentences.');
      const sentence: Sentence = { line, names: findNames(line), corrections: findCorrections(line), families };
      const reads = readClauses(sentence);
      return {
        text,
        requests: joinSets(reads.flatMap(({ requests }) => requests)),
        question: reads.find(({ question }) => question)?.question ?? null,
        readings: reads.flatMap((read) => mended(read, lexicon, sentence)),
      };
    },
  };
}

const longestText = 8000;
const mostTokens = 400;

function refused(text: string, why: string): Parsed {
  return { text, requests: [], question: { about: 'text', text: why }, readings: [] };
}

function mended(read: Read, _lexicon: Lexicon, { line }: Sentence): readonly Reading[] {
  return read.items.flatMap((item) =>
    [...(item.mended ?? [])].map(([index, word]) => ({ typed: line.tokens[index]?.text ?? '', read: word })),
  );
}
