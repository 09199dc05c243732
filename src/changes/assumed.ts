import type { Assumed } from '../core/change';
import { type Family, type Platform, platformTitles } from '../core/family';
import type { CreateRequest, SetRequest } from '../core/request';
import { sayValue, type Setting, type Value } from '../core/setting';
import { platformOf, variantTitle } from './find-policies';
import type { PlanContext } from './planned';
import type { Known } from './read';

/** What planning takes where a sentence does not say it; each is said on the card, with what it could have been. */

/** Which policies a `set` without a name took. `known`: those it could have been. */
export function policiesTaken(
  request: SetRequest,
  { taken, known }: { readonly taken: readonly Known[]; readonly known: readonly Known[] },
  { chosen }: Pick<PlanContext, 'chosen'>,
): readonly Assumed[] {
  const [first] = taken;
  const picked = taken.filter(({ variant, id }) => chosen[variant] === id);
  if (!first || request.policy !== undefined || first.family.nameAt === null || picked.length === taken.length)
    return [];
  if (request.apps !== undefined || request.groups !== undefined) return platformsTaken(request, taken);
  const several = taken.length > 1;
  const alone = several ? taken.map((one) => ({ one, request: onlyFor(request, one), chosen })) : [];
  const others = known
    .filter((one) => !taken.includes(one) && (several || one.variant === first.variant))
    .map((one) => ({ one, request, chosen: { ...chosen, [one.variant]: one.id } }));
  const instead = [...alone, ...others].map(({ one, ...rest }) => ({ ...labelOf(one), ...rest }));
  return [{ say: sayTaken(taken, known), what: 'policy', policies: taken.map(({ id }) => id), instead }];
}

/** The one policy there is, where none was named. */
export function onlyPolicyTaken(taken: readonly Known[], { chosen }: Pick<PlanContext, 'chosen'>): readonly Assumed[] {
  const [only] = taken.filter(({ variant, id }) => chosen[variant] !== id);
  return only ? [{ say: sayTaken([only], [only]), what: 'policy', policies: [only.id], instead: [] }] : [];
}

function sayTaken(taken: readonly Known[], known: readonly Known[]): string {
  const [first] = taken;
  if (!first) return '';
  if (taken.length > 1) return 'No policy was named: the only one of each sort is meant.';
  const platform = platformOf(first);
  if (known.length > 1) return `No policy was named: «${first.name}» has this already, so it is meant.`;
  const where = platform && first.family.settingsHaveHomes !== true ? ` for ${platformTitles[platform]}` : '';
  return `No policy was named: «${first.name}» is meant, the only one${where}.`;
}

function labelOf(policy: Known): { readonly label: string; readonly detail: string } {
  return { label: policy.name, detail: `only this one, ${variantTitle(policy.family, policy.variant)}` };
}

function onlyFor(request: SetRequest, policy: Known): SetRequest {
  const platform = platformOf(policy);
  return { ...request, policy: policy.name, ...(platform ? { platforms: [platform] } : {}) };
}

/** «for Outlook» is for it on every platform that has a policy for it. */
function platformsTaken(request: SetRequest, taken: readonly Known[]): readonly Assumed[] {
  const there = [...new Set(taken.flatMap((one) => platformOf(one) ?? []))];
  if (request.platforms !== undefined || there.length < 2) return [];
  const titles = there.map((platform: Platform) => platformTitles[platform]);
  const instead = there.map((platform) => ({
    label: `Only ${platformTitles[platform]}`,
    request: { ...request, platforms: [platform] },
    chosen: {},
  }));
  const say = `No platform was said: ${titles.slice(0, -1).join(', ')} and ${titles.at(-1)} are meant.`;
  return [{ say, what: 'platform', policies: taken.map(({ id }) => id), instead }];
}

/** What a new policy of this family begins with unless something else is said. */
export function valuesTaken(
  family: Family,
  said: Readonly<Record<string, Value>>,
  request: CreateRequest,
): readonly Assumed[] {
  return Object.entries(family.createSets ?? {}).flatMap(([id, value]): readonly Assumed[] => {
    const setting = family.settings[id];
    if (!setting || id in said) return [];
    const instead = otherValues(setting, value).map((other) => ({
      label: sayValue(setting, other),
      request: { ...request, settings: { ...request.settings, [id]: other } },
      chosen: {},
    }));
    const say = `${setting.title}: ${sayValue(setting, value)}, as nothing else was said.`;
    return [{ say, what: 'value', of: setting.title, instead }];
  });
}

function otherValues(setting: Setting, value: Value): readonly (boolean | string)[] {
  if (setting.kind === 'toggle') return [value !== true];
  return setting.kind === 'choice' ? Object.keys(setting.values).filter((other) => other !== value) : [];
}
