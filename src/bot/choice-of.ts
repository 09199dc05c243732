import { plain } from '../language/going-on';
import { nearNames } from '../language/names';
import { slips } from '../language/words/mend';
import type { Question } from '../ports';

/** The choice a text means: its number («2», «the second one»), its label, or words that only this one has. */
export function choiceOf({ choices }: Pick<Question, 'choices'>, text: string): number | undefined {
  const said = plainly(text);
  const place = placeOf(said, choices.length);
  if (place !== undefined) return choices[place] ? place : undefined;
  const labels = choices.map(({ label }) => label.toLowerCase());
  if (labels.length === 1 && yes.test(said)) return 0;
  if (/^(?:both|all)(?: of (?:them|these|those))?$/.test(said))
    return only(labels, (label) => labels.every((other) => label.includes(other)));
  const exact = only(labels, (label) => label === said);
  if (exact !== undefined || labels.includes(said)) return exact;
  const words = said.split(/\s+/).filter((word) => !dull.has(word));
  return words.length === 0 ? undefined : only(labels, (label) => words.every((word) => hasWord(label, word)));
}

/** Two choices and more that have all the words of a text, of several more: those are left. */
export function choicesLeft({ choices }: Pick<Question, 'choices'>, text: string): Question['choices'] {
  const said = plainly(text);
  // Only «the office one» means some of them for sure; «wipe Outlook» may be a sentence of its own.
  if (!/^(?:the |an? ).*\b(?:one|ones|policy|group|device)$/.test(said)) return [];
  const words = said.split(/\s+/).filter((word) => !dull.has(word));
  const left = choices.filter(({ label }) => words.every((word) => hasWord(label.toLowerCase(), word)));
  return words.length > 0 && left.length > 1 && left.length < choices.length ? left : [];
}

/** The choices whose names are near to what was typed: offered, never taken. */
export function choicesNear({ choices }: Pick<Question, 'choices'>, text: string): Question['choices'] {
  const { near } = nearNames(
    plainly(text),
    choices.map(({ label }) => label),
  );
  return choices.filter(({ label }) => near.includes(label));
}

/** «9», where there are seven. */
export function isBeyond({ choices }: Pick<Question, 'choices'>, text: string): boolean {
  const place = placeOf(plainly(text), choices.length);
  return place !== undefined && choices.length > 0 && choices[place] === undefined;
}

const yes = /^(?:yes|yep|yeah|ok(?:ay)?|sure|right|correct|exactly|that(?: one)?|do (?:it|that|so)|go ahead|i do)$/;

function plainly(text: string): string {
  return plain(text)
    .toLowerCase()
    .replace(/[.!]+$/, '')
    .replace(/^[«"“']|[»"”']$/g, '');
}

function placeOf(said: string, many: number): number | undefined {
  const [, before, number = ''] = /^(#|(?:number|option|choice|choose|take|no\.?) )?(\w+)$/.exec(said) ?? [];
  if (/^\d+$/.test(number)) return Number(number) - 1;
  // «one» alone may be anything.
  if (before !== undefined && numbers.includes(number)) return numbers.indexOf(number);
  const ordinal = /^(?:the )?(\w+)(?: one)?$/.exec(said)?.[1] ?? '';
  if (ordinal === 'last' && many > 1) return many - 1;
  const place = ordinals.findIndex((one) => slips(ordinal, one, 1) <= 1);
  return place < 0 ? undefined : place;
}

const numbers = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth'];
const dull = new Set(['the', 'one', 'ones', 'device', 'a', 'an', 'please', 'policy', 'group', 'for', 'to', 'on']);

function hasWord(label: string, word: string): boolean {
  return label.split(/[^\p{L}\p{N}#]+/u).includes(word);
}

function only(labels: readonly string[], fits: (label: string) => boolean): number | undefined {
  const found = labels.flatMap((label, i) => (fits(label) ? [i] : []));
  return found.length === 1 ? found[0] : undefined;
}
