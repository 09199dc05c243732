import type { Action, Answer } from '../core/answer';
import type { Families } from '../core/family';
import type { Message } from '../ports';
import { drawAlert, type AlertView } from './alert-card';
import { drawHelp, type HelpView } from './help-card';
import { drawChange, drawWhatIf, writeWhole, type ChangeView, type WhatIfView } from './plan-card';
import { drawQuestion, type QuestionView } from './question-card';
import { shown, unbroken } from './shown';
import { drawAnswer } from './status-card';
import type { Templates } from './templates';

export type { AlertView } from './alert-card';
export type { HelpView } from './help-card';
export { pressesOf, verbs } from './plan-buttons';
export type { ChangeView, WhatIfView } from './plan-card';
export type { QuestionView } from './question-card';

/** Draws what people see: records in, messages out. Pure; the caller brings every token. */
export interface Drawer {
  /** A change, in every status. */
  change(view: ChangeView): Message;
  /** A change with all that a card may have to leave out, as pages of text. */
  whole(view: ChangeView): readonly string[];
  /** A plan that is not proposed: no decision buttons. */
  whatIf(view: WhatIfView): Message;
  question(view: QuestionView): Message;
  answer(answer: Answer, token: (action: Action) => string): Message;
  help(view: HelpView): Message;
  /** An alert group, from its first alert to its end. */
  alert(view: AlertView): Message;
  /** A plain sentence, no card. Its names are made harmless like those of a card; line breaks stay. */
  say(text: string): Message;
}

export function drawerFor(deps: { readonly templates: Templates; readonly families: Families }): Drawer {
  const { templates, families } = deps;
  return {
    change: (view) => drawChange({ fill: templates.plan, families }, view),
    whole: (view) => writeWhole({ fill: templates.plan, families }, view),
    whatIf: (view) => drawWhatIf({ fill: templates.plan, families }, view),
    question: (view) => drawQuestion({ fill: templates.question }, view),
    answer: (answer, token) => drawAnswer({ fill: templates.status }, answer, token),
    help: (view) => drawHelp({ fill: templates.help }, view),
    alert: (view) => drawAlert({ fill: templates.alert }, view),
    say: sentence,
  };
}

function sentence(text: string): Message {
  const said = text.split(/\r?\n/).map((line) => (line.trim() === '' ? '' : unbroken(shown(line, longestSentence))));
  return { text: said.join('\n'), summary: unbroken(shown(text, longestSentence)) };
}

const longestSentence = 2000;
