import { valueIn } from '../core/difference';
import type { Family } from '../core/family';
import type { Value } from '../core/setting';
import { choices, type Picking, variantTitle } from './find-policies';
import { ask, problem } from './planned';
import type { Known } from './read';
import { sayNames } from './wanted';

/** Families whose settings are spread over sorts of policies: which policy, and which sort of new one, gets which setting. */

/** Settings that change together in one policy. */
export interface Placed {
  readonly target: Known;
  readonly settings: Readonly<Record<string, Value>>;
}

type Settings = Readonly<Record<string, Value>>;

/** Each setting goes where it is already, else to the only policy that can hold it; between several a person is asked. */
export function placeSettings(
  family: Family,
  settings: Settings,
  candidates: readonly Known[],
  picking: Picking,
): { readonly placed: readonly Placed[]; readonly homeless: readonly string[] } {
  const homes = Object.keys(settings).map((id) => [id, homeOf(family, id, candidates, picking)] as const);
  const targets = [...new Set(homes.flatMap(([, home]) => home ?? []))];
  return {
    placed: targets.map((target) => ({
      target,
      settings: picked(
        settings,
        homes.flatMap(([id, home]) => (home === target ? id : [])),
      ),
    })),
    homeless: homes.flatMap(([id, home]) => (home ? [] : id)),
  };
}

/** The sorts of policies a new one needs for its settings, each with its share, as few as can be. */
export function homesOfNew(family: Family, settings: Settings): ReadonlyMap<string, Settings> {
  const ids = Object.keys(settings);
  const sortsOf = (id: string) => Object.keys(family.settings[id]?.on ?? {});
  const needed = new Set(ids.flatMap((id) => (sortsOf(id).length === 1 ? sortsOf(id) : [])));
  const shares = new Map<string, Settings>();
  for (const id of ids) {
    const sort = sortsOf(id).find((one) => needed.has(one)) ?? sortsOf(id)[0];
    const value = settings[id];
    if (sort !== undefined && value !== undefined) shares.set(sort, { ...shares.get(sort), [id]: value });
  }
  return shares;
}

/** A named policy is of a sort that cannot hold the setting: which one can is said. */
export function wrongSort(family: Family, homeless: readonly string[], named: readonly Known[], all: readonly Known[]) {
  const [id = ''] = homeless;
  const setting = family.settings[id];
  const sorts = Object.keys(setting?.on ?? {});
  const there = all.filter(({ variant }) => sorts.includes(variant)).map(({ name }) => name);
  const sort = sorts.map((variant) => variantTitle(family, variant)).join(' or ');
  const where = there.length > 0 ? `There is ${sayNames(there.slice(0, 5))}.` : 'None is there yet.';
  const is = named.map(({ name, variant }) => `«${name}» is a ${variantTitle(family, variant)} policy`).join(', ');
  return problem('setting-not-there', `${is}; «${setting?.title ?? id}» is set in a ${sort} policy. ${where}`);
}

function homeOf(family: Family, id: string, candidates: readonly Known[], picking: Picking): Known | undefined {
  const able = candidates.filter(({ variant }) => family.settings[id]?.on[variant]);
  const chosen = able.filter((policy) => picking.chosen[policy.variant] === policy.id);
  const holders = able.filter((policy) => (valueIn(family, policy.variant, policy, id) ?? null) !== null);
  const [first, ...more] = chosen.length > 0 ? chosen : holders.length > 0 ? holders : able;
  if (first && more.length > 0) {
    const title = family.settings[id]?.title ?? id;
    throw ask(
      `«${title}» can be changed in several policies. Which one do you mean?`,
      choices([first, ...more], picking),
    );
  }
  return first;
}

function picked(settings: Settings, ids: readonly string[]): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([id]) => ids.includes(id)));
}
