import { appGroupTitles } from '../core/app';
import type { Family } from '../core/family';
import {
  type AppGroupChange,
  type Difference,
  type PropertyChange,
  type SettingChange,
  valueIn,
} from '../core/difference';
import type { PlanPart } from '../core/plan';
import { sayProperty, titleOfProperty } from '../core/property';
import type { Snapshot } from '../core/snapshot';
import { membersMoved, sayValue, type Direction, type Value } from '../core/setting';
import { first } from './limits';
import { names, type Pen, type Tone } from './pen';
import { nothing, say, shown, type Shown } from './shown';

/** The lines of one part: settings, apps, groups. */

/** One line `name: before → after`; `before` is empty where nothing was there. */
export interface Row {
  readonly name: Shown;
  readonly before: Shown;
  readonly after: Shown;
  readonly tone: Tone;
}

/** A row that may be left out: its weight is known before it is drawn, since drawing costs and most may be cut. */
export interface Candidate {
  readonly tone: Tone;
  readonly draw: () => Row;
}

export interface AboutRows {
  /** What new objects carry in their description; a plan that is not proposed has none yet. */
  readonly marker?: string;
  /** Names of groups that a plan knows by id only. */
  readonly groupNames: ReadonlyMap<string, string>;
}

export function rowsOf(pen: Pen, part: PlanPart, about: AboutRows): readonly Candidate[] {
  const { marker } = about;
  const settings = part.changes.filter((one) => one.kind === 'setting');
  return [
    ...(marker !== undefined && part.target.kind === 'new' ? [row('Description', () => shown(marker))] : []),
    ...settings.map((change): Candidate => ({
      tone: toneOfChange(pen, part, change),
      draw: () => sayChange(pen, part, change),
    })),
    ...part.changes.filter((one) => one.kind === 'property').map((one) => propertyRow(pen, one)),
    ...listRows(pen, part.changes, about.groupNames),
    ...(part.operation?.rows ?? []).map(({ name, values, grave }) =>
      row(name, () => names(pen, values), grave ? 'Attention' : 'Default'),
    ),
  ];
}

function propertyRow(pen: Pen, { at, from, to, direction }: PropertyChange): Candidate {
  const tone = toneOf(direction);
  const draw = () => ({
    name: pen.text(titleOfProperty(at)),
    before: pen.text(sayProperty(at, from)),
    after: pen.text(sayProperty(at, to)),
    tone,
  });
  return { tone, draw };
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
export function contentOf(pen: Pen, part: PlanPart): ReturnType<typeof first<Candidate>> {
  const family = pen.families.get(part.family);
  const kept = part.act === 'delete' ? part.before : part.act === 'restore' ? part.image : undefined;
  return first(family && kept ? settingsOf(pen, family, part.variant, kept) : [], Math.min(8, pen.limits.rows));
}

function settingsOf(pen: Pen, family: Family, variant: string, kept: Snapshot): readonly Candidate[] {
  return Object.entries(family.settings).flatMap(([id, setting]) => {
    const value = valueIn(family, variant, kept, id);
    if (value === undefined) return [];
    const said = sayValue(setting, value);
    return said === 'not set' || value === setting.unset ? [] : [row(setting.title, () => pen.text(said))];
  });
}

/** A setting change in words: «Max allowed device threat level», «High», «Medium». */
export function sayChange(pen: Pen, part: PlanPart, change: SettingChange): Row {
  const setting = pen.families.get(part.family)?.settings[change.setting];
  if (setting?.kind === 'list') return sayList(pen, part, change, setting.title);
  const value = (one: Value) => pen.text(setting ? sayValue(setting, one) : JSON.stringify(one));
  const isNew = part.act === 'create' || part.act === 'restore';
  return {
    name: shown(setting?.title ?? change.setting),
    before: isNew ? nothing : value(change.from),
    after: value(change.to),
    tone: toneOfChange(pen, part, change),
  };
}

/** Of a list what it gains or loses: the rest of it may move meanwhile and stays as it is. */
function sayList(pen: Pen, part: PlanPart, change: SettingChange, title: string): Row {
  const { added, removed } = membersMoved(change.from, change.to);
  const [what, members] = added.length > 0 ? ['added', added] : ['removed', removed];
  return {
    name: shown(`${title} ${what}`),
    before: nothing,
    after: names(pen, members),
    tone: toneOfChange(pen, part, change),
  };
}

export function toneOf(direction: Direction | 'mixed'): Tone {
  return directionTones[direction];
}

const directionTones = { tightens: 'Good', loosens: 'Warning', mixed: 'Warning', changes: 'Accent' } as const;

/** Values that need a second approval stand out, whichever way they go. */
export function toneOfChange(pen: Pen, part: PlanPart, change: Difference): Tone {
  const setting = change.kind === 'setting' ? pen.families.get(part.family)?.settings[change.setting] : undefined;
  const severe = change.kind === 'setting' && setting?.severe?.includes(change.to) === true;
  return severe ? 'Attention' : toneOf(change.direction);
}
