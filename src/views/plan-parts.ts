import { appGroupTitles } from '../core/app';
import type { Family } from '../core/family';
import type { AppGroupChange, Difference, PlanPart, SettingChange, Snapshot } from '../core/plan';
import { readProperty } from '../core/shapes/properties';
import { sayValue, type Direction, type Value } from '../core/setting';
import { first } from './limits';
import { names, type Pen, type Tone } from './pen';
import { counted, joined, nothing, say, shown, type Shown } from './shown';

/** The heart of a plan card: per policy what it was and what it will be. */

/** One line `name: before → after`; `before` is empty where nothing was there. */
export interface Row {
  readonly name: Shown;
  readonly before: Shown;
  readonly after: Shown;
  readonly tone: Tone;
}

export interface DrawnPart {
  readonly heading: Shown;
  readonly about: Shown;
  /** What happens to the policy as a whole, where it is more than its rows. */
  readonly lead: Shown;
  readonly rows: readonly Row[];
  readonly note: Shown;
}

export interface AboutPlan {
  /** What new objects carry in their description; a plan that is not proposed has none yet. */
  readonly marker?: string;
  readonly groupNames: ReadonlyMap<string, string>;
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
  return shown(pen.families.get(part.family)?.variants[part.variant]?.title ?? part.variant);
}

/** A setting change in words: «Max allowed device threat level», «High», «Medium». */
export function sayChange(pen: Pen, part: PlanPart, change: SettingChange): Row {
  const setting = pen.families.get(part.family)?.settings[change.setting];
  const value = (one: Value) => pen.text(setting ? sayValue(setting, one) : JSON.stringify(one));
  const isNew = part.act === 'create' || part.act === 'restore';
  return {
    name: shown(setting?.title ?? change.setting),
    before: isNew ? nothing : value(change.from),
    after: value(change.to),
    tone: toneOfChange(pen, part, change),
  };
}

export function toneOf(direction: Direction | 'mixed'): Tone {
  return directionTones[direction];
}

const directionTones = { tightens: 'Good', loosens: 'Warning', mixed: 'Warning', changes: 'Accent' } as const;

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
      [cut, rest, about.revertible ? undoOf(part) : nothing].filter((one) => one !== ''),
      '. ',
    ),
  };
}

function headingOf(pen: Pen, part: PlanPart, alone: boolean): Pick<DrawnPart, 'heading' | 'about'> {
  const family = pen.families.get(part.family);
  const kind = shown(family?.title ?? part.family);
  const variant = variantTitle(pen, part);
  // The title of the card already says the name of an only part.
  if (alone) return { heading: kind, about: Object.keys(family?.variants ?? {}).length > 1 ? variant : nothing };
  return { heading: pen.name(part.target.name), about: variant };
}

function leadOf(pen: Pen, part: PlanPart): Shown {
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

function undoOf(part: PlanPart): Shown {
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

/** A row that may be left out: its weight is known before it is drawn, since drawing costs and most may be cut. */
interface Candidate {
  readonly tone: Tone;
  readonly draw: () => Row;
}

function rowsOf(pen: Pen, part: PlanPart, about: About): readonly Candidate[] {
  const { marker } = about;
  const settings = part.changes.filter((one) => one.kind === 'setting');
  return [
    ...(marker !== undefined && part.target.kind === 'new' ? [row('Description', () => shown(marker))] : []),
    ...settings.map((change): Candidate => ({
      tone: toneOfChange(pen, part, change),
      draw: () => sayChange(pen, part, change),
    })),
    ...listRows(pen, part.changes, about.groupNames),
  ];
}

function row(name: string, after: () => Shown, tone: Tone = 'Default'): Candidate {
  return { tone, draw: () => ({ name: shown(name), before: nothing, after: after(), tone }) };
}

/** Apps and groups as one line each: added, removed, excluded. */
function listRows(
  pen: Pen,
  changes: readonly Difference[],
  groupNames: ReadonlyMap<string, string>,
): readonly Candidate[] {
  const appGroups = changes.filter((one) => one.kind === 'appGroup');
  const apps = changes.filter((one) => one.kind === 'app');
  const groups = changes.filter((one) => one.kind === 'group');
  const nameOf = ({ id, name }: { readonly id: string; readonly name: string }) =>
    name === id ? (groupNames.get(id) ?? id) : name;
  const list = (name: string, members: readonly string[], tone: Tone) =>
    members.length === 0
      ? []
      : [row(members.length === 1 ? name : name.replace(/^\w+/, '$&s'), () => names(pen, members), tone)];
  return [
    ...appGroups.map((one) => ({ tone: toneOf(one.direction), draw: () => appGroupRow(one) })),
    ...acts.flatMap((act) =>
      list(
        `App ${acted[act]}`,
        apps.filter((one) => one.act === act).map(({ name }) => name),
        act === 'add' ? 'Good' : 'Warning',
      ),
    ),
    ...[false, true].flatMap((exclude) =>
      acts.flatMap((act) =>
        list(
          `${exclude ? 'Exclusion' : 'Group'} ${acted[act]}`,
          groups.filter((one) => one.act === act && one.exclude === exclude).map(nameOf),
          (act === 'add') === exclude ? 'Warning' : 'Good',
        ),
      ),
    ),
  ];
}

function appGroupRow({ from, to, direction }: AppGroupChange): Row {
  return {
    name: say`Apps`,
    before: shown(appGroupTitles[from]),
    after: shown(appGroupTitles[to]),
    tone: toneOf(direction),
  };
}

const acts = ['add', 'remove'] as const;
const acted = { add: 'added', remove: 'removed' } as const;

/** What a delete loses and a restore brings back: the settings as they were, in the order of the family. */
function contentOf(pen: Pen, part: PlanPart): ReturnType<typeof first<Candidate>> {
  const family = pen.families.get(part.family);
  const kept = part.act === 'delete' ? part.before : part.act === 'restore' ? part.image : undefined;
  return first(family && kept ? settingsOf(pen, family, part.variant, kept) : [], Math.min(8, pen.limits.rows));
}

function settingsOf(pen: Pen, family: Family, variant: string, kept: Snapshot): readonly Candidate[] {
  return Object.values(family.settings).flatMap((setting) => {
    const place = setting.on[variant];
    if (!place) return [];
    const value = readProperty(kept.entity, place);
    const said = sayValue(setting, value);
    return said === 'not set' || value === setting.unset ? [] : [row(setting.title, () => pen.text(said))];
  });
}

/** How much of a part must not be hidden when not all fits: a delete, and every change that loosens or is drastic. */
function weight(pen: Pen, part: PlanPart): number {
  const own = part.act === 'delete' ? 1 : 0;
  return own + part.changes.filter((one) => gravity[toneOfChange(pen, part, one)] > 1).length;
}

/** Values that need a second approval stand out, whichever way they go. */
function toneOfChange(pen: Pen, part: PlanPart, change: Difference): Tone {
  const setting = change.kind === 'setting' ? pen.families.get(part.family)?.settings[change.setting] : undefined;
  const severe = change.kind === 'setting' && setting?.severe?.includes(change.to) === true;
  return severe ? 'Attention' : toneOf(change.direction);
}

const gravity: Readonly<Record<Tone, number>> = { Attention: 4, Warning: 3, Accent: 2, Default: 1, Good: 0 };

function sayGrave(number: number): Shown {
  return number > 0 ? say`, ${number} of them loosening or drastic` : nothing;
}
