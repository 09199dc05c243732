import { z } from 'zod';
import type { Message, Question } from '../ports';
import { Button, Lines, Shown } from './card-data';
import { first, type Limits } from './limits';
import { messageOf } from './message';
import { line, lines, type Line } from './pen';
import { escapeMarkdown, nothing, say, shown } from './shown';
import type { Fill } from './templates';

/** A question put back to the person who asked, with its choices. */

export interface QuestionView {
  readonly question: Question;
  /** Asked for `choose` and the index of a choice, from 0. */
  readonly token: (verb: string, argument?: string) => string;
}

export function drawQuestion({ fill }: { readonly fill: Fill }, view: QuestionView): Message {
  return messageOf((limits) => {
    const data = questionData(limits, view);
    return { card: fill(QuestionCard.parse(data)), summary: data.text };
  });
}

/** What cards/question.json lays out. */
const QuestionCard = z.strictObject({
  fallback: Shown,
  text: Shown,
  notes: Lines,
  choices: z.array(z.strictObject({ label: Shown, detail: Shown, button: Button })),
  more: Shown,
});
type QuestionCard = z.input<typeof QuestionCard>;

function questionData(limits: Limits, { question, token }: QuestionView): QuestionCard {
  const text = shown(question.text, limits.text);
  const { kept, left } = first(question.choices, limits.rows);
  return {
    fallback: escapeMarkdown(say`${text} Answer with the name of what you mean.`),
    text,
    notes: readingLines(limits, question),
    choices: kept.map((choice, i) => ({
      label: say`${i + 1}. ${shown(choice.label, limits.name)}`,
      detail: choice.detail === undefined ? nothing : shown(choice.detail, limits.name),
      button: {
        title: say`Choose ${i + 1}`,
        verb: 'choose',
        token: token('choose', String(i)),
        style: 'default',
        inputs: 'none',
      },
    })),
    more: left > 0 ? say`and ${left} more: say the name of the one you mean` : nothing,
  };
}

function readingLines(limits: Limits, { readings }: Question): Line[] {
  const draw = ({ typed, read }: Question['readings'][number]) =>
    line(say`“${shown(typed, limits.name)}” read as ${shown(read, limits.name)}`);
  return [...lines(readings, limits.lines, 'word', draw)];
}
