import type { Assumed } from '../core/change';
import type { Difference } from '../core/difference';
import { type Family, type Platform, platformTitles } from '../core/family';
import type { PlanPart, Target } from '../core/plan';
import { sayValue, type Value, whyNotValue } from '../core/setting';
import { nameMeant, type Picking, variantTitle } from './find-policies';
import { type PlanningPorts, problem } from './planned';
import { type Known, readNamed, readPlaces } from './read';

/** What all kinds of requests need on the way to a plan: the family, its variants, the wanted values, the parts. */

export interface Parts {
  readonly parts: readonly PlanPart[];
  readonly notes: readonly string[];
  readonly assumed?: readonly Assumed[];
}

export function familyOf(ports: PlanningPorts, id: string): Family {
  const family = ports.families.get(id);
  if (!family)
    throw problem('family-off', 'I do not manage that kind of policy here. Say «help» to see what I manage.');
  return family;
}

export function familiesWith(ports: PlanningPorts, id: string | undefined, act: PlanPart['act']): readonly Family[] {
  const all = id === undefined ? [...ports.families.values()] : [familyOf(ports, id)];
  const able = all.filter((family) => (family.allows as readonly string[]).includes(act));
  if (able.length === 0) throw problem('not-allowed', 'That cannot be done with this kind of policy.');
  return able;
}

/** The variants that have at least one of the settings; a platform that was said must have them all. */
export function variantsWith(
  family: Family,
  settings: Readonly<Record<string, Value>>,
  said: readonly Platform[] | undefined,
): readonly string[] {
  const variants = Object.keys(family.variants).filter((id) => {
    const platform = family.variants[id]?.platform;
    return said === undefined || (platform !== undefined && said.includes(platform));
  });
  if (variants.length === 0) {
    const names = (said ?? []).map((platform) => platformTitles[platform]).join(' and ');
    throw problem('no-such-variant', `There is no ${family.title} for ${names}.`);
  }
  const ids = Object.keys(settings);
  for (const id of ids) {
    const lacking = variants.filter((variant) => !isThere(family, variant, id, settings));
    const mustAll = said !== undefined && !family.settingsHaveHomes;
    if (lacking.length === variants.length || (mustAll && lacking.length > 0)) {
      const where = lacking.map((variant) => variantTitle(family, variant)).join(' and ');
      const why = lacking.some((variant) => family.settings[id]?.on[variant])
        ? family.settings[id]?.onlyWith?.otherwise
        : undefined;
      throw problem('setting-not-there', why ?? `«${family.settings[id]?.title ?? id}» does not exist on ${where}.`);
    }
  }
  return variants.filter((variant) => ids.length === 0 || ids.some((id) => isThere(family, variant, id, settings)));
}

/** The values that a variant takes of those that are wanted. */
export function takenBy(
  family: Family,
  variant: string,
  settings: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(settings).filter(([id]) => isThere(family, variant, id, settings)));
}

/** True where the variant has the setting, and has it apart from the one it may be one with. */
function isThere(family: Family, variant: string, id: string, settings: Readonly<Record<string, Value>>): boolean {
  const setting = family.settings[id];
  if (!setting?.on[variant]) return false;
  const { onlyWith } = setting;
  return !onlyWith?.in.includes(variant) || settings[onlyWith.setting] === settings[id];
}

export function wantedSettings(
  family: Family,
  settings: Readonly<Record<string, Value | undefined>> | undefined,
): Record<string, Value> {
  const wanted: Record<string, Value> = {};
  for (const [id, value] of Object.entries(settings ?? {})) {
    const setting = family.settings[id];
    if (!setting || value === undefined) throw problem('no-such-setting', `A ${family.title} has no setting «${id}».`);
    const why = whyNotValue(setting, value);
    if (why !== undefined) throw problem('bad-value', why);
    wanted[id] = value;
  }
  refuseContradiction(family, wanted);
  return wanted;
}

/** Where platforms are a condition of a policy and no sort of it, they are one of its settings. */
export function platformSetting(
  family: Family,
  { platforms }: { readonly platforms?: readonly Platform[] | undefined },
): Readonly<Record<string, Value>> {
  return family.platformsAt === undefined || platforms === undefined ? {} : { [family.platformsAt]: platforms };
}

/** «Turn the public profile off and block inbound there»: the second exists only while the first is on. */
function refuseContradiction(family: Family, wanted: Readonly<Record<string, Value>>): void {
  for (const id of Object.keys(wanted)) {
    const setting = family.settings[id];
    const needs = setting?.needs;
    const parent = needs && family.settings[needs.setting];
    if (!needs || !parent || !(needs.setting in wanted) || wanted[needs.setting] === needs.value) continue;
    throw problem(
      'contradiction',
      `«${setting.title}» exists only while «${parent.title}» is ${sayValue(parent, needs.value)}.`,
    );
  }
}

export function leftOutNotes(
  family: Family,
  settings: Readonly<Record<string, Value>>,
  request: { readonly platforms?: readonly Platform[] | undefined },
  variants: readonly string[],
): readonly string[] {
  if (request.platforms !== undefined || family.settingsHaveHomes) return [];
  return Object.keys(settings).flatMap((id) => {
    const setting = family.settings[id];
    const without = Object.keys(family.variants).filter((variant) => !isThere(family, variant, id, settings));
    if (!setting || without.length === 0) return [];
    const missing = without.map((variant) => variantTitle(family, variant)).join(' and ');
    const rest = variants
      .filter((variant) => isThere(family, variant, id, settings))
      .map((variant) => variantTitle(family, variant));
    const { onlyWith } = setting;
    const own = onlyWith && without.every((variant) => onlyWith.in.includes(variant)) ? `${onlyWith.otherwise} ` : '';
    if (own) return [`${own}So «${setting.title}» is changed on ${rest.join(' and ')} only.`];
    return [`«${setting.title}» does not exist on ${missing}; it is changed on ${rest.join(' and ')} only.`];
  });
}

/** All policies of these families; of a name that was said, those of that name only. */
export function readMeant(
  { graph }: PlanningPorts,
  families: readonly Family[],
  about: { readonly policy?: string | undefined; readonly platforms?: readonly Platform[] | undefined },
  picking: Picking,
): Promise<readonly Known[]> {
  const { policy, platforms } = about;
  const places = families.map((family) => ({ family, variants: variantsOn(family, platforms) }));
  if (policy === undefined) return readPlaces(graph, places);
  return readNamed(graph, places, (names) => nameMeant(policy, names, picking));
}

function variantsOn({ variants }: Family, platforms: readonly Platform[] | undefined): readonly string[] {
  return Object.entries(variants).flatMap(([id, { platform }]) =>
    platforms === undefined || (platform !== undefined && platforms.includes(platform)) ? [id] : [],
  );
}

export function partOf(target: Known, key: string, act: PlanPart['act'], changes: readonly Difference[]): PlanPart {
  const { family, variant, ...before } = target;
  const existing: Target = { kind: 'existing', id: target.id, name: target.name };
  return { key, act, family: family.id, variant, target: existing, changes, before };
}

export function replaced(names: readonly string[], from: string, to: string): string[] {
  return names.map((name) => (name === from ? to : name));
}

/** «A», «A» and «B», each once. */
export function sayNames(names: readonly string[]): string {
  const quoted = [...new Set(names)].map((name) => `«${name}»`);
  return quoted.length > 1 ? `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}` : quoted.join('');
}
