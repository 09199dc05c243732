import { z } from 'zod';
import type { Action, Answer, Chart, Check, Course } from '../core/answer';
import type { Message } from '../ports';
import { inRows } from './button-rows';
import { Button, Link, Shown, Tone } from './card-data';
import { first, type Limits } from './limits';
import { messageOf } from './message';
import type { Tone as ToneName } from './pen';
import { safeUrl } from './safe-url';
import { sparkline } from './sparkline';
import { escapeMarkdown, joined, nothing, say, shown, type Shown as Harmless } from './shown';
import type { Fill } from './templates';

/** What a question is answered with: facts, a table, a check list, and what may be done next. */

export function drawAnswer(
  { fill }: { readonly fill: Fill },
  answer: Answer,
  token: (action: Action) => string,
): Message {
  return messageOf((limits) => {
    const data = answerData(limits, answer, token);
    const summary = data.lead === '' ? data.title : say`${data.title}: ${data.lead}`;
    return { card: fill(StatusCard.parse(data)), summary };
  });
}

const Cell = z.strictObject({ text: Shown });

/** What cards/status.json lays out. */
const StatusCard = z.strictObject({
  fallback: Shown,
  title: Shown,
  lead: Shown,
  facts: z.array(z.strictObject({ name: Shown, value: Shown })),
  /** As a ring, and in a line for clients that draw none. */
  charts: z.array(
    z.strictObject({
      title: Shown,
      slices: z.array(
        z.strictObject({
          name: Shown,
          value: z.number().min(0),
          tone: z.enum(['good', 'warning', 'attention', 'neutral']),
        }),
      ),
      line: Shown,
    }),
  ),
  courses: z.array(
    z.strictObject({
      title: Shown,
      legend: Shown,
      points: z.array(z.strictObject({ day: z.iso.date(), value: z.number() })),
      line: Shown,
    }),
  ),
  columns: z.array(z.strictObject({ width: z.int().min(1).max(10) })),
  header: z.array(Cell),
  rows: z.array(z.strictObject({ cells: z.array(Cell) })),
  /** Rows of many columns, one below the other: a table of them cannot be read on a phone. What a row has not is left out. */
  stacked: z.array(z.strictObject({ head: Shown, rest: Shown })),
  checks: z.array(
    z.strictObject({
      icon: Shown,
      tone: Tone,
      title: Shown,
      reason: Shown,
      actions: z.array(Button),
      links: z.array(Link),
    }),
  ),
  more: Shown,
  note: Shown,
  actions: z.array(z.strictObject({ buttons: z.array(Button) })),
  links: z.array(Link),
});
type StatusCard = z.input<typeof StatusCard>;

function answerData(limits: Limits, answer: Answer, token: (action: Action) => string): StatusCard {
  const text = (one: string | undefined) => (one === undefined ? nothing : shown(one, limits.text));
  const title = shown(answer.title, limits.name);
  const facts = first(answer.facts ?? [], limits.rows);
  const checks = first(answer.checks ?? [], limits.rows);
  const table = tableOf(limits, answer.table);
  const left = facts.left + checks.left + table.left;
  return {
    fallback: escapeMarkdown(answer.lead === undefined ? title : say`${title}: ${text(answer.lead)}`),
    title,
    lead: text(answer.lead),
    facts: facts.kept.map(({ name, value }) => ({ name: shown(name, limits.name), value: text(value) })),
    charts: answer.chart ? [drawChart(limits, answer.chart)] : [],
    courses: answer.course ? [drawCourse(limits, answer.course)] : [],
    columns: table.columns,
    header: table.header,
    rows: table.rows,
    stacked: table.stacked,
    checks: checks.kept.map((check) => drawCheck(limits, check, token)),
    more: left > 0 ? say`and ${left} more` : nothing,
    note: text(answer.note),
    actions: inRows((answer.actions ?? []).slice(0, maxActions).map((action) => buttonOf(limits, action, token))).map(
      (row) => ({ buttons: row }),
    ),
    links: linksTo(answer.portal),
  };
}

/** Teams shows six buttons of a set. */
const maxActions = 5;

/** More columns than these are put one below the other. */
const maxColumns = 4;

type Table = Pick<StatusCard, 'columns' | 'header' | 'rows' | 'stacked'> & { readonly left: number };

function tableOf(limits: Limits, table: Answer['table']): Table {
  if (!table || table.rows.length === 0) return { columns: [], header: [], rows: [], stacked: [], left: 0 };
  const cell = (one: string | undefined) =>
    one === undefined || one.trim() === '' ? say`none` : shown(one, limits.name);
  const { kept, left } = first(table.rows, limits.rows);
  const header = table.columns.map(cell);
  const rows = kept.map((row) => table.columns.map((_, i) => cell(row[i])));
  const widths = header.map((name, i) => widthOf([name, ...rows.map((row) => row[i] ?? nothing)]));
  if (header.length > maxColumns || runsOver(widths, rows)) {
    const stacked = kept.map((row) => {
      const told = header.flatMap((name, i) => (i > 0 && row[i]?.trim() ? [say`${name}: ${cell(row[i])}`] : []));
      return { head: cell(row[0]), rest: joined(told, say` · `) };
    });
    return { columns: [], header: [], rows: [], stacked, left };
  }
  return {
    columns: widths.map((width) => ({ width })),
    header: header.map((text) => ({ text })),
    rows: rows.map((row) => ({ cells: row.map((text) => ({ text })) })),
    stacked: [],
    left,
  };
}

/** Whether a word, such as a mail address, is longer than its column is wide: it would run into the next one. */
function runsOver(widths: readonly number[], rows: readonly (readonly Harmless[])[]): boolean {
  const all = widths.reduce((sum, width) => sum + width, 0);
  return widths.some((width, i) =>
    rows.some((row) => (row[i] ?? nothing).split(/[\s-]/).some((word) => word.length > (width / all) * lineCharacters)),
  );
}

/** Characters on a line of a card of 440 pixels; on a narrower one such a word still ends in the padding of its cell. */
const lineCharacters = 56;

/** A column is as wide as its text wants, within reason, in quarters of a table. */
function widthOf(texts: readonly Harmless[]): number {
  const longest = Math.max(...texts.map((text) => text.length));
  return Math.min(6, Math.max(2, Math.round(longest / 5)));
}

const marks = {
  ok: { icon: say`✔`, tone: 'Good' },
  warning: { icon: say`⚠`, tone: 'Warning' },
  missing: { icon: say`✖`, tone: 'Attention' },
  look: { icon: say`?`, tone: 'Accent' },
  off: { icon: say`–`, tone: 'Default' },
} as const satisfies Record<Check['state'], { readonly icon: Harmless; readonly tone: ToneName }>;

function drawCheck(limits: Limits, check: Check, token: (action: Action) => string): StatusCard['checks'][number] {
  return {
    ...marks[check.state],
    title: shown(check.title, limits.name),
    reason: check.reason === undefined ? nothing : shown(check.reason, limits.text),
    actions: check.action ? [buttonOf(limits, check.action, token)] : [],
    links: linksTo(check.portal),
  };
}

function buttonOf(limits: Limits, action: Action, token: (action: Action) => string): z.infer<typeof Button> {
  const verb = verbOf[action.kind];
  return { title: shown(action.title, limits.name), verb, token: token(action), style: 'default', inputs: 'none' };
}

const verbOf = { propose: 'run', send: 'run', showChange: 'show', ask: 'ask', type: 'type' } as const satisfies Record<
  Action['kind'],
  string
>;

function linksTo(portal: string | undefined): z.infer<typeof Link>[] {
  const url = portal === undefined ? undefined : safeUrl(portal);
  return url === undefined ? [] : [{ title: centerOf(url), url }];
}

function centerOf(url: string): Harmless {
  const { hostname } = new URL(url);
  if (hostname.startsWith('entra.')) return say`Open in Entra`;
  return hostname.startsWith('security.') ? say`Open in Defender` : say`Open in Intune`;
}

/** «Compliant 212 (85 %)», which is also what clients say that draw no chart. */
function drawChart(limits: Limits, { title, slices }: Chart): StatusCard['charts'][number] {
  const all = slices.reduce((sum, { value }) => sum + value, 0);
  const drawn = slices.filter(({ value }) => value > 0);
  const parts = drawn.map(
    ({ name, value }) => say`${shown(name, limits.name)} ${value} (${Math.round((100 * value) / all)} %)`,
  );
  return {
    title: shown(title, limits.name),
    // A ring tells no numbers, and its legend can.
    slices: drawn.map(({ name, value, tone }) => ({ name: say`${shown(name, limits.name)}: ${value}`, value, tone })),
    line: joined(parts, ' · '),
  };
}

/** «Compliant, per cent: ▁▃▆█ 88 → 94, lowest 88, 2026-03-01 to 2026-03-02». */
function drawCourse(limits: Limits, { title, points }: Course): StatusCard['courses'][number] {
  const values = points.map(({ value }) => value);
  const [first, last] = [points[0], points.at(-1)];
  const name = shown(title, limits.name);
  const days = first && last ? say`${shown(first.day)} to ${shown(last.day)}` : nothing;
  return {
    title: say`${name}, ${days}`,
    legend: name,
    points: [...points],
    line: say`${name}: ${sparkline(values)} ${values[0] ?? 0} → ${values.at(-1) ?? 0}, lowest ${Math.min(...values)}, ${days}`,
  };
}
