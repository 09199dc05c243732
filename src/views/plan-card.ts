import { z } from 'zod';
import { isOpen, markerOf, type Change, type Hold, type Reach, type Step } from '../core/change';
import type { Families } from '../core/family';
import type { Plan } from '../core/plan';
import type { Reading } from '../core/request';
import type { Message } from '../ports';
import { inRows } from './button-rows';
import { Button, Lines, Link, Refresh, Shown, Tone } from './card-data';
import { everything, first } from './limits';
import { messageOf } from './message';
import { line, lines, penFor, type Line, type Pen } from './pen';
import { drawButton, drawLinks, pressesOf, type Viewer } from './plan-buttons';
import { borrowedLines } from './plan-borrowed';
import { otherLines } from './plan-others';
import { drawParts } from './plan-parts';
import { drawReach } from './plan-reach';
import { whatIfWithoutNames, withoutNames } from './plan-unnamed';
import { toneOf } from './plan-rows';
import { drawDecisions, drawStatus, strips, type Standing } from './plan-status';
import { sizeOf, titleOf } from './plan-title';
import { capitalized, escapeMarkdown, joined, nothing, ordinal, say, type Shown as Harmless } from './shown';
import type { Fill } from './templates';
import { textOf } from './text';

/** The card of a change in every status, and of a plan that is only asked about. */

export interface ChangeView {
  readonly change: Change;
  readonly reach: Reach | undefined;
  readonly steps: readonly Step[];
  /** Other open changes on the same objects. */
  readonly others: readonly Change[];
  /** Names of the people who may approve this change, without its requestor; null when that is not known. */
  readonly approvers: readonly string[] | null;
  /** Why it would not be written now although it is approved. */
  readonly hold: Hold | undefined;
  /** Nobody is named, and no device: outsiders read along. */
  readonly discreet: boolean;
  readonly viewer: Viewer;
  /** The token of a button; asked for the presses of `pressesOf`, and `refresh` when there are ids for it. */
  readonly token: (verb: string, argument?: string) => string;
  /** Teams ids (`29:…`) for whom Teams redraws the card by itself, at most 60; none: it does not. */
  readonly refresh: readonly string[];
  readonly now: string;
  readonly timezone: string;
  /** Bytes, where Teams takes fewer than usual. */
  readonly room?: number | undefined;
}

export interface WhatIfView {
  readonly plan: Plan;
  readonly reach: Reach | undefined;
  readonly notes: readonly string[];
  readonly readings: readonly Reading[];
  /** Nobody is named, and no device: outsiders read along. */
  readonly discreet: boolean;
  readonly now: string;
  readonly timezone: string;
}

interface Deps {
  readonly fill: Fill;
  readonly families: Families;
}

export function drawChange({ fill, families }: Deps, named: ChangeView): Message {
  const view = named.discreet ? withoutNames(named) : named;
  return messageOf((limits) => {
    const pen = penFor(limits, families, view);
    const data = changeData(pen, view);
    return { card: fill(PlanCard.parse(data)), summary: summaryOf(data) };
  }, view.room);
}

/** The same without leaving anything out, as text in pages that Teams takes. */
export function writeWhole({ fill, families }: Deps, named: ChangeView): readonly string[] {
  const view = named.discreet ? withoutNames(named) : named;
  return pagesOf(textOf(fill(PlanCard.parse(changeData(penFor(everything, families, view), view)))));
}

const pageCharacters = 12_000;
const mostPages = 8;

function pagesOf(text: string): readonly string[] {
  const pages: string[] = [''];
  for (const row of text.split('\n')) {
    if ((pages.at(-1)?.length ?? 0) + row.length > pageCharacters) pages.push('');
    pages[pages.length - 1] += `${row}\n`;
  }
  if (pages.length <= mostPages) return pages;
  return [
    ...pages.slice(0, mostPages),
    `And ${pages.length - mostPages} more pages like these; look at the policies in the admin center.`,
  ];
}

/** A plan that nobody proposed: the same picture, no decision. */
export function drawWhatIf({ fill, families }: Deps, named: WhatIfView): Message {
  const view = named.discreet ? whatIfWithoutNames(named) : named;
  return messageOf((limits) => {
    const pen = penFor(limits, families, view);
    const data = whatIfData(pen, view);
    return { card: fill(PlanCard.parse(data)), summary: summaryOf(data) };
  });
}

/** What cards/plan.json lays out. */
const PlanCard = z.strictObject({
  kind: z.enum(['plan', 'result', 'whatIf']),
  fallback: Shown,
  title: Shown,
  about: Shown,
  direction: Shown,
  directionTone: Tone,
  status: z.strictObject({ style: z.enum(strips), say: Shown, details: z.array(Shown) }),
  news: Lines,
  asked: Lines,
  parts: z.array(
    z.strictObject({
      heading: Shown,
      about: Shown,
      lead: Shown,
      rows: z.array(z.strictObject({ name: Shown, before: Shown, after: Shown, tone: Tone })),
      note: Shown,
    }),
  ),
  more: Shown,
  reach: Lines,
  warnings: Lines,
  notes: Lines,
  others: Lines,
  decisions: Lines,
  reason: z.boolean(),
  decide: z.array(Button),
  also: z.array(z.strictObject({ buttons: z.array(Button) })),
  links: z.array(z.strictObject({ links: z.array(Link) })),
  refresh: z.nullable(Refresh),
});
type PlanCard = z.input<typeof PlanCard>;

function changeData(pen: Pen, view: ChangeView): PlanCard {
  const { change, reach, steps } = view;
  const standing = drawStatus(pen, view);
  const buttons = pressesOf(change, view.viewer, view.others).map((press) =>
    drawButton(pen, change, press, view.token),
  );
  const isSmall = ({ verb }: { readonly verb: string }) => verb === 'drop' || verb === 'instead';
  const decide = buttons.filter((one) => !isSmall(one));
  return {
    kind: change.status.kind === 'needsApproval' ? 'plan' : 'result',
    ...planData(pen, change.plan, reach, {
      number: change.id,
      open: change.status.kind === 'needsApproval' || change.status.kind === 'approved',
      revertible: isOpen(change) || (change.status.kind === 'applied' && change.revertedBy === undefined),
      standing,
    }),
    asked: askedLines(pen, change),
    notes: [
      ...borrowedLines(pen, change, view),
      ...noteLines(pen, change.readings, [...sayAssumed(change), ...change.notes]),
    ],
    others: otherLines(pen, change, view.others),
    decisions: [...drawDecisions(pen, change)],
    reason: decide.some((one) => one.inputs === 'auto'),
    decide,
    also: inRows(buttons.filter(isSmall)).map((row) => ({ buttons: row })),
    links: inRows(drawLinks(pen, change.plan.parts, change, steps)).map((row) => ({ links: row })),
    refresh: view.refresh.length > 0 ? { token: view.token('refresh'), ids: view.refresh.slice(0, maxRefresh) } : null,
  };
}

/** Teams refreshes for at most 60 people. https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/user-specific-views */
const maxRefresh = 60;

function whatIfData(pen: Pen, view: WhatIfView): PlanCard {
  const standing: Standing = {
    style: 'emphasis',
    say: say`What if: nothing is proposed and nothing will be written`,
    details: [],
    news: [],
  };
  return {
    kind: 'whatIf',
    ...planData(pen, view.plan, view.reach, { number: undefined, open: true, revertible: true, standing }),
    asked: [],
    notes: noteLines(pen, view.readings, view.notes),
    others: [],
    decisions: [],
    reason: false,
    decide: [],
    also: [],
    links: inRows(drawLinks(pen, view.plan.parts, undefined, [])).map((row) => ({ links: row })),
    refresh: null,
  };
}

type PlanData = Pick<
  PlanCard,
  | 'fallback'
  | 'title'
  | 'about'
  | 'direction'
  | 'directionTone'
  | 'status'
  | 'news'
  | 'parts'
  | 'more'
  | 'reach'
  | 'warnings'
>;

function planData(
  pen: Pen,
  plan: Plan,
  reach: Reach | undefined,
  about: {
    readonly number: number | undefined;
    readonly open: boolean;
    readonly revertible: boolean;
    readonly standing: Standing;
  },
): PlanData {
  const { number, standing } = about;
  const groupNames = new Map(reach?.groups.map(({ id, name }) => [id, name]));
  const marker = number === undefined ? {} : { marker: markerOf(number) };
  const { parts, more } = drawParts(pen, plan.parts, { groupNames, revertible: about.revertible, ...marker });
  const title = titleOf(pen, plan);
  return {
    fallback: fallbackOf(title, standing, number),
    title,
    about: number === undefined ? sizeOf(plan) : say`change #${ordinal(number)} · ${sizeOf(plan)}`,
    direction: directionWords[plan.direction],
    directionTone: toneOf(plan.direction),
    status: { style: standing.style, say: standing.say, details: [...standing.details] },
    news: [...standing.news],
    parts: parts.map((part) => ({ ...part, rows: [...part.rows] })),
    more,
    reach: [...drawReach(pen, plan, reach, { open: about.open, counting: about.open && number !== undefined })],
    warnings: [...lines(plan.warnings, pen.limits.lines, 'warning', (one) => line(say`⚠ ${pen.text(one)}`))],
  };
}

const directionWords = {
  tightens: say`tightens`,
  loosens: say`loosens`,
  mixed: say`tightens and loosens`,
  changes: say`neither tightens nor loosens`,
} as const;

function fallbackOf(title: Harmless, standing: Standing, number: number | undefined): Harmless {
  const ask = number === undefined ? nothing : say` Say “show change ${ordinal(number)}” in a client that shows cards.`;
  return escapeMarkdown(say`${title}. ${standing.say}.${ask}`);
}

function summaryOf(data: PlanCard): Harmless {
  return say`${capitalized(data.title)} · ${data.status.say}`;
}

function askedLines(pen: Pen, change: Change): Line[] {
  const { requestor, utterance, request } = change;
  return [
    line(say`Asked by ${pen.name(requestor.name)}, ${pen.when(change.createdAt)}: “${pen.text(utterance)}”`),
    ...(request.justification === undefined ? [] : [line(say`Reason: “${pen.text(request.justification)}”`)]),
  ];
}

function sayAssumed({ assumed = [] }: Pick<Change, 'assumed'>): readonly string[] {
  return assumed.map(({ say: taken }) => taken);
}

/** How words were read, then what was assumed. */
function noteLines(pen: Pen, readings: readonly Reading[], notes: readonly string[]): Line[] {
  const { kept, left } = first(readings, pen.limits.lines);
  const read = kept.map(({ typed, read }) => say`“${pen.name(typed)}” read as ${pen.name(read)}`);
  const mended = read.length > 0 ? [line(joined(left > 0 ? [...read, say`${left} more`] : read, ', '))] : [];
  return [...mended, ...lines(notes, pen.limits.lines, 'note', (one) => line(pen.text(one)))];
}
