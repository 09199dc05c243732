import { type Difference, propertyIn, type SettingChange, valueIn } from './difference';
import { isSameProperty, sayProperty, titleOfProperty } from './property';
import type { Family } from './family';
import { type PlanPart, variantOf } from './plan';
import { isSameValue, membersMoved, type Setting } from './setting';
import { locationsOf } from './shapes';
import {
  canonical,
  comparable,
  differingProperties,
  fingerprintOf,
  groupKey,
  type Snapshot,
  targetKey,
} from './snapshot';

/** What of a plan holds, what is left to do, and what somebody else has moved. Pure. */

/** A touched thing that is not as the plan saw it, in values (for cards) and in code (for tests). */
export interface Moved {
  /** The policy, where the plan has several. */
  readonly of?: string;
  readonly what: string;
  readonly expected: string;
  readonly found: string;
}

/**
 * Compares what was just read with what the plan saw. `touched`: a thing the plan changes is neither as it was nor
 * as it shall be; `other`: names of what else moved; `done`: all is already as the plan wants it.
 */
export function driftOf(
  part: PlanPart,
  family: Family,
  fresh: Snapshot | null,
): { readonly touched: readonly Moved[]; readonly other: readonly string[]; readonly done: boolean } {
  if (part.target.kind === 'new') {
    return { touched: [], other: [], done: fresh !== null && leftToDo(part, family, fresh).length === 0 };
  }
  if (part.act === 'delete') return driftOfDelete(part, fresh);
  if (!fresh)
    return { touched: [{ what: part.target.name, expected: 'there', found: 'deleted' }], other: [], done: false };
  const touched = part.changes.flatMap((change) => movedOf(change, part, family, fresh));
  return { touched, other: otherDrift(part, family, fresh), done: leftToDo(part, family, fresh).length === 0 };
}

/** What of the plan is not (yet) so in what was read: empty means the part holds. */
export function leftToDo(part: PlanPart, family: Family, fresh: Snapshot | null): readonly Difference[] {
  if (part.act === 'delete') return [];
  if (!fresh) return part.changes;
  return part.changes.filter((change) => {
    switch (change.kind) {
      case 'setting': {
        const setting = family.settings[change.setting];
        const found = valueIn(family, part.variant, fresh, change.setting);
        return !setting || found === undefined || !holds(setting, change, found);
      }
      case 'group': {
        const there = (fresh.assignments ?? []).some((one) => targetKey(one) === groupKey(change.id, change.exclude));
        return there !== (change.act === 'add');
      }
      case 'app':
        return change.ids.some((id) => (fresh.apps?.ids ?? []).includes(id.toLowerCase()) !== (change.act === 'add'));
      case 'appGroup':
        return fresh.apps?.group !== change.to;
      case 'property':
        return !isSameProperty(propertyIn(family, part.variant, fresh, change.at), change.to);
    }
  });
}

/** Of a list only what the plan adds and takes away counts. */
function holds(setting: Setting, change: SettingChange, found: unknown): boolean {
  if (setting.kind !== 'list') return isSameValue(setting, found, change.to);
  const { added, removed } = membersMoved(change.from, change.to);
  const missing = membersMoved(found, added).added;
  return missing.length === 0 && membersMoved(found, removed).added.length === removed.length;
}

/** Names of properties in which a restored object differs from its image; the description carries another marker. */
export function differsFromImage(part: PlanPart, fresh: Snapshot): readonly string[] {
  if (part.act !== 'restore' || !part.image) return [];
  const [image, now] = [comparable(part.image.entity), comparable(fresh.entity)];
  const names = Object.keys(image).filter(
    (name) => name !== 'description' && canonical(image[name]) !== canonical(now[name]),
  );
  return [...names, ...differingProperties(bare(part.image), bare(fresh))];
}

/** Only its apps and assignments. */
function bare({ entity: _, ...snapshot }: Snapshot): Snapshot {
  return { ...snapshot, entity: {} };
}

function driftOfDelete(part: PlanPart, fresh: Snapshot | null): ReturnType<typeof driftOf> {
  if (!fresh) return { touched: [], other: [], done: true };
  if (!part.before || fingerprintOf(fresh) === fingerprintOf(part.before))
    return { touched: [], other: [], done: false };
  const names = differingProperties(part.before, fresh);
  return {
    touched: [{ what: part.target.name, expected: 'as the plan saw it', found: `changed: ${names.join(', ')}` }],
    other: [],
    done: false,
  };
}

/** One touched thing: moved when it is neither as the plan saw it nor as the plan wants it. */
function movedOf(change: Difference, part: PlanPart, family: Family, fresh: Snapshot): readonly Moved[] {
  switch (change.kind) {
    case 'setting': {
      const setting = family.settings[change.setting];
      const found = valueIn(family, part.variant, fresh, change.setting);
      if (!setting || found === undefined) return [{ what: change.setting, expected: 'known', found: 'unknown' }];
      // A member of a list is there or it is not: either way the plan knows what to do.
      if (setting.kind === 'list') return [];
      if (isSameValue(setting, found, change.from) || isSameValue(setting, found, change.to)) return [];
      return [{ what: change.setting, expected: JSON.stringify(change.from), found: JSON.stringify(found) }];
    }
    case 'appGroup': {
      const found = fresh.apps?.group ?? 'selectedPublicApps';
      return found === change.from || found === change.to ? [] : [{ what: 'apps', expected: change.from, found }];
    }
    case 'property': {
      const found = propertyIn(family, part.variant, fresh, change.at);
      if (isSameProperty(found, change.from) || isSameProperty(found, change.to)) return [];
      return [
        {
          what: titleOfProperty(change.at),
          expected: sayProperty(change.at, change.from),
          found: sayProperty(change.at, found),
        },
      ];
    }
    // A group or an app is there or it is not: either way the plan knows what to do.
    case 'group':
    case 'app': {
      const group = fresh.apps?.group ?? 'selectedPublicApps';
      const planned = part.before?.apps?.group ?? 'selectedPublicApps';
      return change.kind === 'app' && group !== planned ? [{ what: 'apps', expected: planned, found: group }] : [];
    }
  }
}

/** Names of what moved besides the touched settings; told on the card, voids nothing. */
function otherDrift(part: PlanPart, family: Family, fresh: Snapshot): readonly string[] {
  return otherPlaces(part, family, fresh).map((name) => titleAt(family, part.variant, name));
}

/** Where it lies. */
export function otherPlaces(part: PlanPart, family: Family, fresh: Snapshot): readonly string[] {
  if (!part.before) return [];
  const touched = new Set(
    part.changes.flatMap((change) =>
      change.kind === 'setting'
        ? placesOf(family, part, change.setting)
        : [change.kind === 'property' ? change.at : change.kind],
    ),
  );
  const own = (name: string) =>
    touched.has(name) ||
    (name === 'apps' && (touched.has('app') || touched.has('appGroup'))) ||
    (touched.has('group') && (name === 'assignments' || name.startsWith('conditions.users.')));
  return differingProperties(part.before, fresh).filter((name) => !own(name));
}

/** Where a setting lies, and the choice that holds it. */
function placesOf(family: Family, part: PlanPart, setting: string): readonly string[] {
  const place = family.settings[setting]?.on[part.variant];
  return place ? locationsOf(variantOf(family, part.variant), place) : [];
}

/** Where a setting lies deep in an entity, its name there tells people nothing. */
export function titleAt(family: Family, id: string, name: string): string {
  const variant = variantOf(family, id);
  if (variant.shape === 'properties') return name;
  const known = Object.values(family.settings).find((setting) => {
    const place = setting.on[id];
    return place && locationsOf(variant, place).includes(name);
  });
  return known?.title ?? name.replace(/^.*_msft_(policy_config_)?|^(customSettings|settings)\//, '');
}
