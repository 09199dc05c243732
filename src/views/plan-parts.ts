import { appGroupTitles } from '../core/app';
import type { PlanPart } from '../core/plan';
import type { Snapshot } from '../core/snapshot';
import { first } from './limits';
import type { Pen, Tone } from './pen';
import { contentOf, rowsOf, toneOfChange, type AboutRows, type Row } from './plan-rows';
import { counted, joined, nothing, say, shown, type Shown } from './shown';

/** The heart of a plan card: per policy what it was and what it will be. */

export interface DrawnPart {
  readonly heading: Shown;
  readonly about: Shown;
  /** What happens to the policy as a whole, where it is more than its rows. */
  readonly lead: Shown;
  readonly rows: readonly Row[];
  readonly note: Shown;
}

export interface AboutPlan extends AboutRows {
  /** The change can (still) be reverted, so that it is said what a revert would do. */
  readonly revertible: boolean;
}

export interface DrawnParts {
  readonly parts: readonly DrawnPart[];
  /** Counts what is not shown; empty when all is. */
  readonly more: Shown;
}

export function drawParts(pen: Pen, parts: readonly PlanPart[], about: AboutPlan): DrawnParts {
  const ordered = parts.length > pen.limits.parts ? [...parts].sort((a, b) => weight(pen, b) - weight(pen, a)) : parts;
  const { kept, left } = first(ordered, pen.limits.parts);
  const each = Math.max(2, Math.floor(pen.limits.rows / kept.length));
  const drawn = kept.map((part) => drawPart(pen, part, { ...about, each, alone: parts.length === 1 }));
  const hidden = ordered.slice(kept.length);
  if (left === 0) return { parts: drawn, more: nothing };
  const changes = hidden.flatMap((part) => part.changes);
  const grave = hidden.map((part) => weight(pen, part)).reduce((sum, one) => sum + one, 0);
  const policies = counted(left, 'more policy', 'more policies');
  return { parts: drawn, more: say`and ${policies} with ${counted(changes.length, 'change')}${sayGrave(grave)}` };
}

/** «Android», or what else tells a part from its neighbours. */
export function variantTitle(pen: Pen, part: PlanPart): Shown {
  if (part.operation) return pen.text(part.operation.title);
  return shown(pen.families.get(part.family)?.variants[part.variant]?.title ?? part.variant);
}

interface About extends AboutPlan {
  readonly each: number;
  readonly alone: boolean;
}

function drawPart(pen: Pen, part: PlanPart, about: About): DrawnPart {
  const all = rowsOf(pen, part, about);
  const whole = contentOf(pen, part);
  const heaviest = all.length > about.each + 1 ? [...all].sort((a, b) => gravity[b.tone] - gravity[a.tone]) : all;
  const { kept, left } = first(heaviest, about.each);
  const grave = heaviest.slice(kept.length).filter(({ tone }) => gravity[tone] > 1).length;
  const cut = left > 0 ? say`and ${left} more${sayGrave(grave)}` : nothing;
  const rest = whole.left > 0 ? say`and ${whole.left} more settings` : nothing;
  return {
    ...headingOf(pen, part, about.alone),
    lead: leadOf(pen, part),
    rows: [...kept, ...whole.kept].map(({ draw }) => draw()),
    note: joined(
      [cut, rest, about.revertible ? undoOf(pen, part) : nothing].filter((one) => one !== ''),
      '. ',
    ),
  };
}

function headingOf(pen: Pen, part: PlanPart, alone: boolean): Pick<DrawnPart, 'heading' | 'about'> {
  const family = pen.families.get(part.family);
  const kind = part.operation ? pen.text(part.operation.title) : shown(family?.title ?? part.family);
  const variant = variantTitle(pen, part);
  // The title of the card already says the name of an only part.
  if (alone) return { heading: kind, about: Object.keys(family?.variants ?? {}).length > 1 ? variant : nothing };
  return { heading: pen.name(part.target.name), about: variant };
}

function leadOf(pen: Pen, part: PlanPart): Shown {
  if (part.operation) return pen.text(part.operation.lead);
  switch (part.act) {
    case 'create':
      return say`A new policy:`;
    case 'restore':
      return say`Created again as it was when it was deleted, with a new id:`;
    case 'delete':
      return say`Deletes the policy${lossOf(pen, part.before)}. Lost with it:`;
    default:
      return nothing;
  }
}

function lossOf(pen: Pen, before: Snapshot | null): Shown {
  const apps = before?.apps;
  const covered = !apps
    ? []
    : apps.group === 'selectedPublicApps'
      ? [counted(apps.ids.length, 'app')]
      : [shown(appGroupTitles[apps.group])];
  const assigned = before?.assignments ? [counted(before.assignments.length, 'assignment')] : [];
  const all = [...covered, ...assigned];
  return all.length > 0 ? say` with ${joined(all, ' and ')}` : nothing;
}

function undoOf(pen: Pen, part: PlanPart): Shown {
  if (part.operation) return pen.text(part.operation.undo);
  switch (part.act) {
    case 'delete':
      return say`Reverting creates it again with a new id`;
    case 'create':
    case 'restore':
      return say`Reverting deletes it, if nobody changed it since`;
    default:
      return nothing;
  }
}

/** How much of a part must not be hidden when not all fits: a delete, and every change that loosens or is drastic. */
function weight(pen: Pen, part: PlanPart): number {
  const own = part.act === 'delete' || part.operation?.severe ? 1 : 0;
  return own + part.changes.filter((one) => gravity[toneOfChange(pen, part, one)] > 1).length;
}

function sayGrave(number: number): Shown {
  return number > 0 ? say`, ${number} of them loosening or drastic` : nothing;
}

/** What stands out stays when not all fits. */
const gravity: Readonly<Record<Tone, number>> = { Attention: 4, Warning: 3, Accent: 2, Default: 1, Good: 0 };
