import { inSentence } from '../../core/family';
import { itemsOf, itemText } from '../line/items';
import { moodOf } from '../acts/mood';
import type { Part, Read, Sentence } from '../sentence';
import type { ReadFamily } from '../words/families';
import { isCreate } from './create';
import { familiesIn } from './read';
import { requestOf } from './request';
import { walk } from './walk';

/**
 * «change the antivirus policy» is no request yet, but it says that something of that family shall be set: which
 * setting is asked. Only a verb that can mean nothing else says so, and no word may be left over.
 */
export function readUnsaid(sentence: Sentence): Read | undefined {
  const part: Part = { sentence, from: 0, to: sentence.line.tokens.length, previous: undefined };
  if (moodOf(part) === 'question' || isCreate(part)) return undefined;
  const [read, ...more] = familiesIn(part).flatMap((family) => unsaidIn(part, family) ?? []);
  return more.length > 0 ? undefined : read;
}

function unsaidIn(part: Part, family: ReadFamily): Read | undefined {
  const items = itemsOf(part, family.id);
  if (!items?.some((item) => item.meaning?.verb && changing.has(itemText(part.sentence.line, item).toLowerCase())))
    return undefined;
  const { draft, stuck } = walk(part.sentence.line, family, items, 'set');
  const { nouns, bound, negation } = draft.binding;
  if (stuck || !draft.familySaid || nouns.length > 0 || bound.length > 0 || negation) return undefined;
  const question = {
    about: 'settings',
    text: `Which setting of the ${inSentence(family.spoken.title)}?`,
    open: { family: family.id, settings: [] },
  };
  return { requests: [requestOf(draft, new Map())], question, reader: 'set', items, draft };
}

const changing = new Set(['set', 'set up', 'change', 'configure', 'adjust', 'update', 'modify', 'alter', 'edit']);
