import type { Parsed } from '../core/request';
import { readClauses } from './clauses';
import { explain, type Explained } from './explain';
import { leftOver } from './left-over';
import { findCorrections } from './line/corrections';
import { lineOf } from './line/line';
import { findNames } from './line/names';
import { readingsOf } from './readings';
import type { Read, Sentence } from './sentence';
import { joinRequests } from './settings/request';
import { readUnsaid } from './settings/unsaid';
import { normalize } from './text/normalize';
import { withoutShorthand } from './text/shorthand';
import { withTruths } from './text/truths';
import type { Vocabulary } from './vocabulary';
import { addApps } from './words/apps';
import { addEnglish, neverMended, protectedWords } from './words/english';
import { falseFriends } from './words/false-friends';
import { addFamily, type ReadFamily } from './words/families';
import { emptyLexicon } from './words/lexicon';
import { menderFor } from './words/mend';

export type { Vocabulary } from './vocabulary';

export interface Reader {
  /** What a text asks for. Never throws; a text too long to be a request is answered with a question. */
  parse(text: string): Parsed;
  /** What a text that asks for nothing begins to ask for: a change of a family, without what shall be changed. */
  unsaid(text: string): Parsed | undefined;
  /** What `parse` gives, with how each word was used. */
  explain(text: string): Explained;
}

/** Compiles the vocabulary, once; the reader keeps nothing of what it reads. */
export function readerFor(vocabulary: Vocabulary): Reader {
  const lexicon = emptyLexicon();
  addEnglish(lexicon);
  addApps(lexicon, vocabulary.apps);
  const families = new Map<string, ReadFamily>();
  for (const family of vocabulary.families.values())
    families.set(family.id, addFamily(lexicon, family, vocabulary.apps));
  const mendable = new Set([...lexicon.words].filter((word) => !neverMended.has(word)));
  const mender = menderFor(mendable, protectedWords, falseFriends);

  function sentenceOf(text: string): Sentence | undefined {
    if (text.length > longestText) return undefined;
    const line = lineOf(withTruths(withoutShorthand(normalize(text))), lexicon, mender);
    if (line.tokens.length > mostTokens) return undefined;
    return { line, names: findNames(line), corrections: findCorrections(line), families };
  }

  function parsed(text: string, sentence: Sentence | undefined, reads: readonly Read[]): Parsed {
    if (!sentence) return { text, requests: [], question: tooLong, readings: [] };
    const asked = reads.find(({ question }) => question)?.question ?? null;
    return {
      text,
      requests: joinRequests(reads.flatMap(({ requests }) => requests)),
      question: reads.length > 0 ? asked : leftOver(sentence),
      readings: readingsOf(sentence, reads, vocabulary.apps),
    };
  }

  return {
    parse(text) {
      const sentence = sentenceOf(text);
      return parsed(text, sentence, sentence ? readClauses(sentence) : []);
    },
    unsaid(text) {
      const sentence = sentenceOf(text);
      const read = sentence && readUnsaid(sentence);
      return read && parsed(text, sentence, [read]);
    },
    explain(text) {
      const sentence = sentenceOf(text);
      const reads = sentence ? readClauses(sentence) : [];
      return explain(parsed(text, sentence, reads), sentence, reads);
    },
  };
}

/** A request is a sentence; whatever is longer is none, and is not looked at. */
const longestText = 8000;
const mostTokens = 400;
const tooLong = { about: 'text', text: 'That is too long for me. Ask for one thing at a time, in a sentence or two.' };
