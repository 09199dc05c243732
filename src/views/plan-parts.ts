import { appGroupTitles } from '../core/app';
import type { Family } from '../core/family';
import type { Difference, PlanPart, SettingChange, Snapshot } from '../core/plan';
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

export interface DrawnParts {
  readonly parts: readonly DrawnPart[];
  /** Counts what is not shown; empty when all is. */
  readonly more: Shown;
}

/** `marker` is what new objects carry in their description; a plan that is not proposed has none yet. */
export function drawParts(
  pen: Pen,
  parts: readonly PlanPart[],
  about: { readonly marker?: string; readonly groupNames: ReadonlyMap<string, string> },
): DrawnParts {
  const ordered = parts.length > pen.limits.parts ? [...parts].sort((a, b) => weight(b) - weight(a)) : parts;
  const { kept, left } = first(ordered, pen.limits.parts);
  const each = Math.max(2, Math.floor(pen.limits.rows / kept.length));
  const drawn = kept.map((part) => drawPart(pen, part, { ...about, each, alone: parts.length === 1 }));
  const hidden = ordered.slice(kept.length);
  if (left === 0) return { parts: drawn, more: nothing };
  const changes = hidden.flatMap((part) => part.changes);
  const slack = changes.filter((one) => one.direction !== 'tightens').length;
  const with_ = say`and ${counted(left, 'more policy', 'more policies')} with ${counted(changes.length, 'change')}`;
  return { parts: drawn, more: slack > 0 ? say`${with_}, ${slack} of them not tightening` : with_ };
}

/** «Android», or what else tells a part from its neighbours. */
export function variantTitle(pen: Pen, part: PlanPart): Shown {
  return shown(pen.families.get(part.family)?.variants[part.variant]?.title ?? part.variant);
}

/** A setting change in words: «Max allowed device threat level», «High», «Medium». */
export function sayChange(pen: Pen, part: PlanPart, change: SettingChange): Row {
  const setting = pen.families.get(part.family)?.settings[change.setting];
  const value = (one: Value) => pen.text(setting ? sayValue(setting, one) : JSON.stringify(one));
  const severe = setting?.severe?.includes(change.to) === true;
  const isNew = part.act === 'create' || part.act === 'restore';
  return {
    name: shown(setting?.title ?? change.setting),
    before: isNew ? nothing : value(change.from),
    after: value(change.to),
    tone: severe ? 'Attention' : toneOf(change.direction),
  };
}

export function toneOf(direction: Direction | 'mixed'): Tone {
  return directionTones[direction];
}

const directionTones = { tightens: 'Good', loosens: 'Warning', mixed: 'Warning', changes: 'Accent' } as const;

interface About {
  readonly marker?: string;
  readonly groupNames: ReadonlyMap<string, string>;
  readonly each: number;
  readonly alone: boolean;
}

function drawPart(pen: Pen, part: PlanPart, about: About): DrawnPart {
  const all = rowsOf(pen, part, about);
  const whole = contentOf(pen, part);
  const heaviest = all.length > about.each + 1 ? [...all].sort((a, b) => toneWeight(b.tone) - toneWeight(a.tone)) : all;
  const { kept, left } = first(heaviest, about.each);
  const slack = heaviest.slice(kept.length).filter((row) => toneWeight(row.tone) > 1).length;
  const cut = left > 0 ? say`and ${left} more${slack > 0 ? say`, ${slack} of them not tightening` : nothing}` : nothing;
  const rest = whole.left > 0 ? say`and ${whole.left} more settings` : nothing;
  return {
    ...headingOf(pen, part, about.alone),
    lead: leadOf(pen, part),
    rows: [...kept, ...whole.kept],
    note: joined(
      [cut, rest, undoOf(part)].filter((one) => one !== ''),
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

function rowsOf(pen: Pen, part: PlanPart, about: About): readonly Row[] {
  const marker =
    about.marker !== undefined && part.target.kind === 'new' ? [row('Description', shown(about.marker))] : [];
  return [
    ...marker,
    ...part.changes.flatMap((change) => (change.kind === 'setting' ? [sayChange(pen, part, change)] : [])),
    ...listRows(pen, part.changes, about.groupNames),
  ];
}

function row(name: string, after: Shown, tone: Tone = 'Default'): Row {
  return { name: shown(name), before: nothing, after, tone };
}

/** Apps and groups as one line each: added, removed, excluded. */
function listRows(pen: Pen, changes: readonly Difference[], groupNames: ReadonlyMap<string, string>): readonly Row[] {
  const appGroups = changes.flatMap((one) => (one.kind === 'appGroup' ? [one] : []));
  const apps = changes.flatMap((one) => (one.kind === 'app' ? [one] : []));
  const groups = changes.flatMap((one) => (one.kind === 'group' ? [one] : []));
  const nameOf = (group: (typeof groups)[number]) =>
    group.name === group.id ? (groupNames.get(group.id) ?? group.id) : group.name;
  const list = (name: string, members: readonly string[], tone: Tone) =>
    members.length > 0
      ? [row(members.length === 1 ? name : name.replace(/^\w+/, '$&s'), names(pen, members), tone)]
      : [];
  return [
    ...appGroups.map((one) => ({
      name: say`Apps`,
      before: shown(appGroupTitles[one.from]),
      after: shown(appGroupTitles[one.to]),
      tone: toneOf(one.direction),
    })),
    ...(['add', 'remove'] as const).flatMap((act) =>
      list(
        `App ${acted[act]}`,
        apps.filter((one) => one.act === act).map(({ name }) => name),
        act === 'add' ? 'Good' : 'Warning',
      ),
    ),
    ...([false, true] as const).flatMap((exclude) =>
      (['add', 'remove'] as const).flatMap((act) =>
        list(
          `${exclude ? 'Exclusion' : 'Group'} ${acted[act]}`,
          groups.filter((one) => one.act === act && one.exclude === exclude).map(nameOf),
          (act === 'add') === exclude ? 'Warning' : 'Good',
        ),
      ),
    ),
  ];
}

const acted = { add: 'added', remove: 'removed' } as const;

/** What a delete loses and a restore brings back: the settings as they were, the weightiest families name first. */
function contentOf(pen: Pen, part: PlanPart): ReturnType<typeof first<Row>> {
  const family = pen.families.get(part.family);
  const kept = part.act === 'delete' ? part.before : part.act === 'restore' ? part.image : undefined;
  return first(family && kept ? settingsOf(pen, family, part.variant, kept) : [], Math.min(8, pen.limits.rows));
}

function settingsOf(pen: Pen, family: Family, variant: string, kept: Snapshot): readonly Row[] {
  return Object.values(family.settings).flatMap((setting) => {
    const place = setting.on[variant];
    if (!place) return [];
    const value = readProperty(kept.entity, place);
    const said = sayValue(setting, value);
    return said === 'not set' || value === setting.unset ? [] : [row(setting.title, pen.text(said))];
  });
}

/** What must not be hidden when not all fits: deletes, then what loosens most. */
function weight(part: PlanPart): number {
  if (part.act === 'delete') return 1000;
  return part.changes.filter((one) => one.direction !== 'tightens').length;
}

function toneWeight(tone: Tone): number {
  return { Attention: 4, Warning: 3, Accent: 2, Default: 1, Good: 0 }[tone];
}
