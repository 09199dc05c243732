import { moodOf } from './acts/mood';
import { itemsUpTo, type Item } from './line/items';
import { typed } from './line/line';
import type { Question, Sentence } from './sentence';
import { familiesIn } from './settings/read';
import { settleNouns } from './settings/switch';
import { walk } from './settings/walk';
import type { ReadFamily } from './words/families';

/**
 * Asks about the words that no slot takes («… but only on Tuesdays»), when the sentence otherwise asked a family for
 * something; null when it was about something else altogether.
 */
export function leftOver(sentence: Sentence): Question | null {
  const { line } = sentence;
  const { length } = line.tokens;
  const whole = { sentence, from: 0, to: length, previous: undefined };
  if (moodOf(whole) === 'question') return null;
  const furthest = Math.max(0, ...familiesIn(whole).map((family) => readTo(sentence, family)));
  const rest = typed(line, furthest, length).replace(/[\s.!?]+$/, '');
  if (furthest === 0 || rest === '') return null;
  return { about: 'words', text: `I do not know what to do with «${rest}», so I did nothing. Say it without that.` };
}

/** The token up to which a family can read a setting with its value; 0 when it cannot. */
function readTo(sentence: Sentence, family: ReadFamily): number {
  const { items } = itemsUpTo({ sentence, from: 0, to: sentence.line.tokens.length }, family.id);
  const { draft, stuck } = walk(sentence.line, family, items, 'set');
  settleNouns(draft.binding);
  if (draft.binding.bound.length === 0) return 0;
  const last = items.at(-1);
  const [loose] = draft.binding.loose;
  if (loose) return loose.item.from;
  let end = stuck && stuck !== last ? items.indexOf(stuck) : items.length;
  // «but only on» belongs to what comes after it.
  while (isSmallWord(items[end - 1])) end--;
  return items[end - 1]?.to ?? 0;
}

function isSmallWord(item: Item | undefined): boolean {
  const m = item?.meaning;
  return m?.word !== undefined && !m.settings && !m.values && !m.apps;
}
