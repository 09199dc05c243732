import type { Change, Ending } from '../core/change';
import type { Difference } from '../core/difference';
import type { PlanPart } from '../core/plan';
import { line, lines, type Line, type Pen } from './pen';
import { rowsOf } from './plan-rows';
import { nothing, ordinal, say, shown, type Shown } from './shown';
import { sayWhen } from './when';

/** What a change for a while says of its end: how long, what is then put back, what became of it. */

/** While it is asked for: for how long, and the inverse, which is approved with it. */
export function borrowedLines(pen: Pen, change: Change, time: { readonly now: string }): readonly Line[] {
  const { borrowed } = change;
  if (!borrowed || borrowed.endsAt !== undefined) return [];
  const back = change.plan.parts.flatMap((part) => backOf(pen, part));
  const heading = line(
    say`For a while: ${sayEnding(borrowed.ending, time.now)}. Then it is put back, approved with this:`,
  );
  return [heading, ...lines(back, pen.limits.lines, 'setting', (row) => line(row))];
}

/** Once it is applied. */
export function lentDetails(pen: Pen, { borrowed }: Change): readonly Shown[] {
  if (borrowed?.endsAt === undefined) return [];
  switch (borrowed.ended?.kind) {
    case undefined:
      return [say`Put back ${pen.when(borrowed.endsAt)}, unless somebody touches it before.`];
    case 'returned':
      return [say`Put back by change #${ordinal(borrowed.ended.by)}.`];
    case 'extended':
      return [say`Kept for longer by change #${ordinal(borrowed.ended.by)}.`];
    case 'nothing':
      return [say`Was already as before when its time was over.`];
    case 'kept':
      return [say`Not put back: ${pen.text(borrowed.ended.why)}`];
  }
}

/** «2 hours», «90 minutes», «1 day and 6 hours». */
export function lengthWords(length: string): string {
  const [, days, hours, minutes] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(length) ?? [];
  const said = [counted(days, 'day'), counted(hours, 'hour'), counted(minutes, 'minute')].filter((one) => one !== '');
  return said.length > 0 ? said.join(' and ') : length;
}

function counted(number: string | undefined, unit: string): string {
  return number === undefined ? '' : `${number} ${unit}${number === '1' ? '' : 's'}`;
}

function sayEnding(ending: Ending, now: string): Shown {
  if (ending.kind === 'at') return say`until ${sayWhen(ending.at, now, ending.zone)}`;
  return say`${shown(lengthWords(ending.length))} from when it is applied`;
}

function backOf(pen: Pen, part: PlanPart): readonly Shown[] {
  const back = { ...part, changes: part.changes.map(backwards) };
  return rowsOf(pen, back, { groupNames: new Map() }).map(({ draw }) => {
    const { name, before, after } = draw();
    const arrow = before === nothing ? say` ${after}` : say` ${before} → ${after}`;
    return say`${pen.name(part.target.name)} · ${name}:${arrow}`;
  });
}

function backwards(change: Difference): Difference {
  switch (change.kind) {
    case 'setting':
      return { ...change, from: change.to, to: change.from };
    case 'appGroup':
      return { ...change, from: change.to, to: change.from };
    case 'property':
      return { ...change, from: change.to, to: change.from };
    case 'group':
    case 'app':
      return { ...change, act: change.act === 'add' ? 'remove' : 'add' };
  }
}
