import { covers, shortName, appGroupOf, type Apps, type CatalogApp } from '../core/app';
import { platformTitles, type Family, type Platform } from '../core/family';
import type { AppGroup } from '../core/snapshot';
import type { ChangeRequest } from '../core/request';
import { matchName } from '../language/names';
import type { Known } from './read';
import { ask, problem, type Choice } from './planned';

/** Which policies a request means, among those that were read. Pure; leaves with a question or a refusal. */

/** What a choice becomes, and what was picked so far. */
export interface Picking {
  readonly become: (name: string) => ChangeRequest;
  readonly chosen: Readonly<Record<string, string>>;
}

/**
 * The policy a request names. Platforms may each have one of that name: `all` takes one of each, otherwise a person
 * is asked.
 */
export function policiesNamed(
  typed: string,
  known: readonly Known[],
  take: 'all' | 'one',
  picking: Picking,
): readonly Known[] {
  const name = nameMeant(
    typed,
    known.map((policy) => policy.name),
    picking,
  );
  const candidates = known.filter((policy) => policy.name === name);
  const picked = candidates.filter((policy) => picking.chosen[policy.variant] === policy.id);
  if (picked.length > 0 && take === 'one') return picked;
  if (take === 'one' && candidates.length > 1) {
    throw ask(
      `There are ${candidates.length} policies called «${name}». Which one do you mean?`,
      choices(candidates, picking),
    );
  }
  return onePerVariant(candidates, picking);
}

/** Which of the names there are is the typed one. Near misses are offered, never taken. */
export function nameMeant(typed: string, there: readonly string[], picking: Picking): string {
  const names = [...new Set(there)].map((name) => ({ name }));
  const match = matchName(typed, names);
  if (match.kind === 'none') {
    const some = names.slice(0, 5).map(({ name }) => `«${name}»`);
    const there = some.length > 0 ? ` There is ${some.join(', ')}${names.length > 5 ? ' and more' : ''}.` : '';
    throw problem('no-such-policy', `There is no policy called «${typed}».${there}`);
  }
  if (match.kind === 'near') {
    throw ask(
      `There is no policy called «${typed}». Did you mean one of these?`,
      match.some.map(({ name }) => ({ label: name, request: picking.become(name), chosen: picking.chosen })),
    );
  }
  return match.one.name;
}

/** The policies that cover these apps, one a platform; several of one platform are asked about. */
export function policiesCovering(
  apps: readonly string[],
  known: readonly Known[],
  catalog: Apps,
  picking: Picking,
): readonly Known[] {
  const wanted = wantedApps(apps, catalog);
  const found = variantsOf(known).flatMap((policies) => {
    const platform = platformOf(policies[0]);
    const each = wanted.map((app) => policies.filter((policy) => coversWanted(policy, app, platform)));
    const candidates = [...new Set(each.flat())];
    return each.every((some) => some.length <= 1) ? candidates : onePerVariant(candidates, picking);
  });
  if (found.length > 0) return found;
  return onlyGroups(wanted) ? policiesWithSome(known, catalog, apps, picking) : [];
}

/** When a request names neither app nor policy nor group, only a single policy of a platform goes without saying. */
export function onePerVariant(known: readonly Known[], picking: Picking): readonly Known[] {
  return variantsOf(known).flatMap((policies) => {
    const picked = policies.filter((policy) => picking.chosen[policy.variant] === policy.id);
    if (picked.length > 0) return picked;
    const [first] = policies;
    if (policies.length <= 1 || !first) return policies;
    throw ask(
      `Several ${variantTitle(first.family, first.variant)} policies fit. Which one do you mean?`,
      choices(policies, picking),
    );
  });
}

export function platformOf(policy: Known | undefined): Platform | undefined {
  return policy?.family.variants[policy.variant]?.platform;
}

export function variantTitle(family: Family, variant: string): string {
  return family.variants[variant]?.title ?? variant;
}

/** Catalog apps by the ids of a request; group tokens stay tokens. */
export function wantedApps(apps: readonly string[], catalog: Apps): readonly (CatalogApp | AppGroup)[] {
  return apps.map((id) => {
    const group = appGroupOf[id];
    if (group) return group;
    const app = catalog.find((one) => one.id === id);
    if (!app) throw problem('no-such-app', `I do not know an app called «${id}».`);
    return app;
  });
}

export function sayApps(apps: readonly string[], catalog: Apps): string {
  const names = apps.map((id) => {
    const app = catalog.find((one) => one.id === id);
    return app ? shortName(app) : (groupSayings[id] ?? id);
  });
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '');
}

const groupSayings: Readonly<Record<string, string>> = {
  allMicrosoftApps: 'all Microsoft apps',
  coreMicrosoftApps: 'the core Microsoft apps',
  allApps: 'all apps',
};

export function choices(policies: readonly Known[], picking: Picking): readonly Choice[] {
  return policies.map((policy) => {
    const platform = platformOf(policy);
    const assigned = policy.assignments?.length ?? 0;
    const people = assigned === 1 ? '1 assignment' : `${assigned} assignments`;
    const where = policy.family.settingsHaveHomes
      ? variantTitle(policy.family, policy.variant)
      : platform && platformTitles[platform];
    return {
      label: policy.name,
      detail: where === undefined ? people : `${where}, ${people}`,
      request: picking.become(policy.name),
      chosen: { ...picking.chosen, [policy.variant]: policy.id },
    };
  });
}

/** «Office apps» with no policy for that group: the policies that cover some of them are offered. */
function policiesWithSome(
  known: readonly Known[],
  catalog: Apps,
  apps: readonly string[],
  picking: Picking,
): readonly Known[] {
  const some = known.filter((policy) =>
    catalog.some((app) => app.core && coversWanted(policy, app, platformOf(policy))),
  );
  const picked = some.filter((policy) => picking.chosen[policy.variant] === policy.id);
  if (picked.length > 0 || some.length === 0) return picked;
  throw ask(`No policy covers ${sayApps(apps, catalog)} as a group. Which policy do you mean?`, choices(some, picking));
}

function onlyGroups(wanted: readonly (CatalogApp | AppGroup)[]): boolean {
  return wanted.every((one) => typeof one === 'string');
}

function variantsOf(known: readonly Known[]): readonly (readonly Known[])[] {
  const variants = [...new Set(known.map(({ variant }) => variant))];
  return variants.map((id) => known.filter(({ variant }) => variant === id));
}

/** True when a policy covers an app that was asked for, or the very group of apps. */
export function coversWanted(
  policy: Known,
  app: CatalogApp | AppGroup | undefined,
  platform: Platform | undefined,
): boolean {
  if (!policy.apps || app === undefined) return false;
  return typeof app === 'string' ? policy.apps.group === app : covers(policy.apps, app, platform);
}
