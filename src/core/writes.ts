import { leftToDo } from './drift';
import type { Family, Variant } from './family';
import { type PlanPart, variantOf } from './plan';
import { writeProperties } from './shapes/properties';
import { type Entity, groupKey, groupTypes, type Snapshot, targetKey, withoutSelfMade } from './snapshot';

/** From a part of a plan and what was just read to the calls that are still missing. Pure. */

/** One write of a part, made from the freshly read object just before it is sent. */
export interface Write {
  readonly key: 'create' | 'settings' | 'apps' | 'groups' | 'delete';
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly version: Variant['version'];
  /** Path without host and version; `{id}` stands for the id of what an earlier step creates. */
  readonly path: string;
  readonly body?: Entity;
}

/**
 * The writes that are still missing, from what was just read; empty when nothing is.
 * `fresh` is null for something new that is not there yet. Bodies hold changed properties only; app lists and
 * assignments are whole, since Graph replaces them whole.
 */
export function writesOf(part: PlanPart, family: Family, fresh: Snapshot | null, marker: string): readonly Write[] {
  const variant = variantOf(family, part.variant);
  if (part.act === 'delete') {
    return fresh
      ? [{ key: 'delete', method: 'DELETE', version: variant.version, path: `${pathOf(variant)}/${fresh.id}` }]
      : [];
  }
  const at = 'single' in variant.at ? variant.at.single : `${variant.at.collection}/${fresh?.id ?? '{id}'}`;
  return [
    ...(fresh ? settingsWrite(part, family, variant, fresh, at) : [createWrite(part, family, variant, marker)]),
    ...appsWrite(part, family, variant, fresh, at),
    ...groupsWrite(part, family, variant, fresh, at),
  ];
}

/** The body that creates the object of a `create` or `restore` part again. */
function createWrite(part: PlanPart, family: Family, variant: Variant, marker: string): Write {
  const name = part.target.name;
  const places = part.changes.flatMap((change) => {
    const place = change.kind === 'setting' ? family.settings[change.setting]?.on[part.variant] : undefined;
    return change.kind === 'setting' && place ? [{ place, value: change.to }] : [];
  });
  const image = part.image ? withoutSelfMade(part.image.entity) : {};
  const described = typeof image['description'] === 'string' && image['description'] ? `${image['description']} ` : '';
  const body = {
    ...(variant.type ? { '@odata.type': variant.type } : {}),
    ...image,
    ...(variant.born ?? {}),
    ...(family.nameAt ? { [family.nameAt]: name } : {}),
    description: `${described.replace(/\(Warden #\d+\) $/, '')}${marker}`,
    ...writeProperties(places),
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
  const places = leftToDo(part, family, fresh).flatMap((change) => {
    const place = change.kind === 'setting' ? family.settings[change.setting]?.on[part.variant] : undefined;
    return change.kind === 'setting' && place ? [{ place, value: change.to }] : [];
  });
  if (places.length === 0) return [];
  const body = { ...(variant.type ? { '@odata.type': variant.type } : {}), ...writeProperties(places) };
  return [{ key: 'settings', method: 'PATCH', version: variant.version, path: at, body }];
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
  const group = changes.find((one) => one.kind === 'appGroup')?.to ?? fresh?.apps?.group ?? 'selectedPublicApps';
  const ids = new Set(fresh?.apps?.ids ?? []);
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
  const changes = leftToDo(part, family, fresh).filter((one) => one.kind === 'group');
  if (!family.groups || changes.length === 0) return [];
  const removed = new Set(changes.filter((one) => one.act === 'remove').map((one) => groupKey(one.id, one.exclude)));
  const kept = (fresh?.assignments ?? [])
    .filter((one) => !removed.has(targetKey(one)))
    .map(({ target }) => ({ target }));
  const added = changes
    .filter((one) => one.act === 'add')
    .map((one) => ({ target: { '@odata.type': groupTypes[one.exclude ? 'exclude' : 'include'], groupId: one.id } }));
  const path = `${at}/${family.groups.write}`;
  return [
    { key: 'groups', method: 'POST', version: variant.version, path, body: { assignments: [...kept, ...added] } },
  ];
}

function pathOf(variant: Variant): string {
  return 'collection' in variant.at ? variant.at.collection : variant.at.single;
}

function appIdentifier(variant: Variant, id: string): Entity {
  return variant.platform === 'ios'
    ? { '@odata.type': '#microsoft.graph.iosMobileAppIdentifier', bundleId: id }
    : { '@odata.type': '#microsoft.graph.androidMobileAppIdentifier', packageId: id };
}
