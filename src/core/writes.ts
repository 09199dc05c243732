import { type Difference, type SettingChange, valueIn } from './difference';
import { leftToDo } from './drift';
import type { Family, Variant } from './family';
import { type PlanPart, variantOf } from './plan';
import { membersMoved, type Value } from './setting';
import { shapes, type Wanted } from './shapes';
import { actionsWith } from './shapes/scheduled-actions';
import {
  type Assignment,
  type Entity,
  groupKey,
  type Snapshot,
  targetKey,
  targetOf,
  withoutSelfMade,
} from './snapshot';

/** From a part of a plan and what was just read to the calls that are still missing. Pure. */

/** One write of a part, made from the freshly read object just before it is sent. */
export interface Write {
  /** `create`, `settings`, `actions`, `apps`, `groups`, `delete`, or what an operation calls it. */
  readonly key: string;
  readonly method: 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly version: Variant['version'];
  /** Path without host and version; `{id}` stands for the id of what an earlier step creates. */
  readonly path: string;
  readonly body?: Entity;
}

/**
 * The writes that are still missing, from what was just read; empty when nothing is.
 * `fresh` is null for something new that is not there yet. Bodies hold changed properties only, where Graph leaves the
 * others alone; app lists and assignments are whole, since Graph replaces them whole.
 */
export function writesOf(part: PlanPart, family: Family, fresh: Snapshot | null, marker: string): readonly Write[] {
  const variant = variantOf(family, part.variant);
  if (part.act === 'delete') {
    return fresh
      ? [{ key: 'delete', method: 'DELETE', version: variant.version, path: `${pathOf(variant)}/${idIn(fresh)}` }]
      : [];
  }
  const at = 'single' in variant.at ? variant.at.single : `${variant.at.collection}/${fresh ? idIn(fresh) : '{id}'}`;
  return [
    ...(fresh ? settingsWrite(part, family, variant, fresh, at) : [createWrite(part, family, variant, marker)]),
    ...actionsWrite(part, family, variant, fresh, at),
    ...appsWrite(part, family, variant, fresh, at),
    ...groupsWrite(part, family, variant, fresh, at),
  ];
}

/** The body that creates the object of a `create` or `restore` part again. */
function createWrite(part: PlanPart, family: Family, variant: Variant, marker: string): Write {
  const name = part.target.name;
  const image = part.image ? withoutSelfMade(part.image.entity) : {};
  const described = typeof image['description'] === 'string' && image['description'] ? `${image['description']} ` : '';
  const assignments = insideAfter(part, family, null);
  const about = {
    variant,
    image: part.image ? image : undefined,
    references: part.references,
    fresh: null,
    assignments,
  };
  const body = {
    ...shapes[variant.shape].create(wantedIn(part, family, part.changes), about),
    ...part.found,
    ...(family.nameAt ? { [family.nameAt]: name } : {}),
    description: `${described.replace(/\(Warden #\d+\) $/, '')}${marker}`,
  };
  return { key: 'create', method: 'POST', version: variant.version, path: pathOf(variant), body };
}

function settingsWrite(
  part: PlanPart,
  family: Family,
  variant: Variant,
  fresh: Snapshot,
  at: string,
): readonly Write[] {
  const all = wantedIn(part, family, leftToDo(part, family, fresh), fresh);
  const wanted = all.filter(({ place }) => place.action === undefined);
  const assignments = insideAfter(part, family, fresh);
  if (wanted.length === 0 && !assignments) return [];
  const { references } = part;
  const about = { variant, image: part.image?.entity, references, fresh: fresh.entity, assignments };
  const { method, body } = shapes[variant.shape].write(wanted, about);
  return [{ key: 'settings', method, version: variant.version, path: at, body }];
}

/** Scheduled actions have an action of their own; a PATCH with them is refused. */
function actionsWrite(
  part: PlanPart,
  family: Family,
  variant: Variant,
  fresh: Snapshot | null,
  at: string,
): readonly Write[] {
  if (!family.actions || !fresh) return [];
  const wanted = wantedIn(part, family, leftToDo(part, family, fresh), fresh);
  const grace = wanted.find(({ place }) => place.action !== undefined);
  if (grace?.place.action === undefined) return [];
  const rules = actionsWith(fresh.entity, grace.place.action, Number(grace.value));
  const path = `${at}/${family.actions.write}`;
  const body = { deviceComplianceScheduledActionForRules: rules };
  return [{ key: 'actions', method: 'POST', version: variant.version, path, body }];
}

/** Where whom it is for is one of its conditions: all assignments as they then are; undefined when none of them changes. */
function insideAfter(part: PlanPart, family: Family, fresh: Snapshot | null): readonly Assignment[] | undefined {
  if (!family.groups || !('inside' in family.groups)) return undefined;
  return assignmentsAfter(part, family, fresh);
}

/** The values these changes make, each with where it lies; a list as it then is, with what others put in since. */
function wantedIn(part: PlanPart, family: Family, changes: readonly Difference[], fresh?: Snapshot): readonly Wanted[] {
  return changes.flatMap((change): readonly Wanted[] => {
    // What Graph had there goes back as it was, whatever it is.
    if (change.kind === 'property') return [{ place: { at: change.at }, value: change.to as Value, property: true }];
    if (change.kind !== 'setting') return [];
    const setting = family.settings[change.setting];
    const place = setting?.on[part.variant];
    if (!setting || !place) return [];
    const now = fresh ? valueIn(family, part.variant, fresh, change.setting) : undefined;
    return [{ place, value: setting.kind === 'list' && fresh ? mergedList(change, now ?? null) : change.to }];
  });
}

/** The list as it is now, with what is added and without what is taken away; null when nothing is left of it. */
function mergedList({ from, to }: SettingChange, now: Value): Value {
  const { added, removed } = membersMoved(from, to);
  const kept = membersMoved(removed, now).added;
  const all = [...kept, ...membersMoved(kept, added).added];
  return all.length > 0 ? all : null;
}

function appsWrite(
  part: PlanPart,
  family: Family,
  variant: Variant,
  fresh: Snapshot | null,
  at: string,
): readonly Write[] {
  const changes = leftToDo(part, family, fresh).filter((one) => one.kind === 'app' || one.kind === 'appGroup');
  if (!family.apps || changes.length === 0) return [];
  const regrouped = changes.find((one) => one.kind === 'appGroup');
  const group = regrouped?.to ?? fresh?.apps?.group ?? 'selectedPublicApps';
  // Of a policy that covers a group Graph lists every app; what comes back in its place is what was there before it.
  const ids = new Set(regrouped ? regrouped.ids : fresh?.apps?.ids);
  for (const change of changes) {
    if (change.kind !== 'app') continue;
    for (const id of change.ids) {
      if (change.act === 'add') ids.add(id.toLowerCase());
      else ids.delete(id.toLowerCase());
    }
  }
  const apps =
    group === 'selectedPublicApps' ? [...ids].map((id) => ({ mobileAppIdentifier: appIdentifier(variant, id) })) : [];
  const path = `${at}/${family.apps.write}`;
  return [{ key: 'apps', method: 'POST', version: variant.version, path, body: { appGroupType: group, apps } }];
}

function groupsWrite(
  part: PlanPart,
  family: Family,
  variant: Variant,
  fresh: Snapshot | null,
  at: string,
): readonly Write[] {
  if (!family.groups || 'inside' in family.groups) return [];
  const assignments = assignmentsAfter(part, family, fresh);
  if (!assignments) return [];
  const path = `${at}/${family.groups.write}`;
  return [{ key: 'groups', method: 'POST', version: variant.version, path, body: { assignments } }];
}

/** All assignments once the part is applied, since Graph replaces them whole; undefined when none is left to change. */
function assignmentsAfter(part: PlanPart, family: Family, fresh: Snapshot | null): readonly Assignment[] | undefined {
  const changes = leftToDo(part, family, fresh).filter((one) => one.kind === 'group');
  if (changes.length === 0) return undefined;
  const removed = new Set(changes.filter((one) => one.act === 'remove').map((one) => groupKey(one.id, one.exclude)));
  const kept = (fresh?.assignments ?? [])
    .filter((one) => !removed.has(targetKey(one)))
    .map(({ target }) => ({ target }));
  const added = changes
    .filter((one) => one.act === 'add')
    .map((one) => ({ target: one.target ?? targetOf(one.id, one.exclude) }));
  return [...kept, ...added];
}

/** As it stands in a path. An object without an id is none that could be written to. */
function idIn({ id, name }: Snapshot): string {
  if (id === '') throw new Error(`«${name}» was read without an id`);
  return encodeURIComponent(id);
}

function pathOf(variant: Variant): string {
  return 'collection' in variant.at ? variant.at.collection : variant.at.single;
}

function appIdentifier(variant: Variant, id: string): Entity {
  return variant.platform === 'ios'
    ? { '@odata.type': '#microsoft.graph.iosMobileAppIdentifier', bundleId: id }
    : { '@odata.type': '#microsoft.graph.androidMobileAppIdentifier', packageId: id };
}
