import { propertyIn, valueIn, type Difference, type PropertyChange, type SettingChange } from './difference';
import { otherPlaces, titleAt } from './drift';
import type { Family, Platform } from './family';
import { appIdsOn, shortName, type Apps } from './app';
import { isSameProperty } from './property';
import { directionOf, isSameValue } from './setting';
import { groupTypes, targetKey, textAt, virtualTargets, type Assignment, type Snapshot } from './snapshot';

/** What differs between two readings of one policy, in the words of a plan. Pure. */

export interface Outside {
  /** What leads from the one to the other. */
  readonly changes: readonly Difference[];
  /** Names of what else differs and cannot be written by itself. */
  readonly others: readonly string[];
}

export function differencesBetween(
  { family, variant, apps }: { readonly family: Family; readonly variant: string; readonly apps: Apps },
  before: Snapshot,
  after: Snapshot,
): Outside {
  const changes = [
    ...settingsBetween(family, variant, before, after),
    ...appsBetween(before, after, apps, family.variants[variant]?.platform),
    ...groupsBetween(before, after),
  ];
  const target = { kind: 'existing', id: before.id, name: before.name } as const;
  const part = { key: '', act: 'set', family: family.id, variant, target, changes, before } as const;
  const places = otherPlaces(part, family, after);
  const properties = places.flatMap((at) => propertyBetween(family, variant, at, { before, after }) ?? []);
  const put = new Set(properties.map(({ at }) => at));
  return {
    changes: [...changes, ...properties],
    others: places.filter((at) => !put.has(at)).map((at) => titleAt(family, variant, at)),
  };
}

/** Whether it protects more or less nobody here can tell, so it counts as loosening. */
function propertyBetween(
  family: Family,
  variant: string,
  at: string,
  { before, after }: { readonly before: Snapshot; readonly after: Snapshot },
): PropertyChange | undefined {
  const [from, to] = [propertyIn(family, variant, before, at), propertyIn(family, variant, after, at)];
  if (from === undefined || to === undefined || isSameProperty(from, to)) return undefined;
  return { kind: 'property', at, from, to, direction: 'changes' };
}

function settingsBetween(family: Family, variant: string, before: Snapshot, after: Snapshot): readonly SettingChange[] {
  return Object.entries(family.settings).flatMap(([id, setting]): SettingChange[] => {
    const [from, to] = [valueIn(family, variant, before, id), valueIn(family, variant, after, id)];
    if (from === undefined || to === undefined || isSameValue(setting, from, to)) return [];
    return [{ kind: 'setting', setting: id, from, to, direction: directionOf(setting, from, to) }];
  });
}

function appsBetween(
  before: Snapshot,
  after: Snapshot,
  catalog: Apps,
  platform: Platform | undefined,
): readonly Difference[] {
  const [from, to] = [before.apps?.group ?? 'selectedPublicApps', after.apps?.group ?? 'selectedPublicApps'];
  const [old, now] = [before.apps?.ids ?? [], after.apps?.ids ?? []];
  if (from !== to) {
    const single = to === 'selectedPublicApps' ? now : old;
    return [{ kind: 'appGroup', from, to, direction: 'changes', ...(single.length > 0 ? { ids: single } : {}) }];
  }
  const act = (which: 'add' | 'remove', ids: readonly string[]) =>
    namedApps(ids, catalog, platform).map((app): Difference => ({
      kind: 'app',
      act: which,
      ...app,
      direction: which === 'add' ? 'tightens' : 'loosens',
    }));
  return [
    ...act(
      'add',
      now.filter((id) => !old.includes(id)),
    ),
    ...act(
      'remove',
      old.filter((id) => !now.includes(id)),
    ),
  ];
}

/** The ids of a policy by app, as cards name them; an id that no app of the catalog has stands for itself. */
export function namedApps(
  ids: readonly string[],
  catalog: Apps,
  platform: Platform | undefined,
): readonly { readonly name: string; readonly ids: readonly string[] }[] {
  const known = catalog
    .map((app) => ({
      name: shortName(app),
      ids: ids.filter((id) => appIdsOn(app, platform).some((own) => own.toLowerCase() === id)),
    }))
    .filter((app) => app.ids.length > 0);
  const named = new Set(known.flatMap((app) => app.ids));
  return [...known, ...ids.filter((id) => !named.has(id)).map((id) => ({ name: id, ids: [id] }))];
}

function groupsBetween(before: Snapshot, after: Snapshot): readonly Difference[] {
  const [old, now] = [before.assignments ?? [], after.assignments ?? []];
  const without = (all: readonly Assignment[], those: readonly Assignment[]) => {
    const keys = new Set(those.map(targetKey));
    return all.filter((one) => !keys.has(targetKey(one)));
  };
  return [
    ...without(now, old).map((one) => groupChange('add', one)),
    ...without(old, now).map((one) => groupChange('remove', one)),
  ];
}

/** A group, or everybody, with its whole target: so it comes back with its filter. */
export function groupChange(act: 'add' | 'remove', { target }: Assignment): Difference {
  const everybody = virtualTargets.find(({ type }) => type === target['@odata.type']);
  const id = everybody?.id ?? textAt(target, 'groupId');
  const exclude = target['@odata.type'] === groupTypes.exclude;
  const direction = (act === 'add') === exclude ? 'loosens' : 'tightens';
  return { kind: 'group', act, exclude, id, name: everybody?.name ?? id, direction, target };
}

/** Two changes of the same thing, whatever they make of it. */
export function isOfTheSame(a: Difference, b: Difference): boolean {
  switch (a.kind) {
    case 'setting':
      return b.kind === 'setting' && a.setting === b.setting;
    case 'group':
      return b.kind === 'group' && a.id.toLowerCase() === b.id.toLowerCase() && a.exclude === b.exclude;
    case 'app':
      return b.kind === 'app' && a.ids.some((id) => b.ids.some((other) => other.toLowerCase() === id.toLowerCase()));
    case 'appGroup':
      return b.kind === 'appGroup';
    case 'property':
      return b.kind === 'property' && a.at === b.at;
  }
}
