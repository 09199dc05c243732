import { groupChanges, settingChanges } from '../core/difference';
import type { Family } from '../core/family';
import type { PlanPart } from '../core/plan';
import type { CreateRequest } from '../core/request';
import { variantTitle } from './find-policies';
import { wantedAppChanges } from './plan-apps';
import { includesAndExcludes } from './plan-groups';
import { type PlanningPorts, problem } from './planned';
import { readPolicies } from './read';
import { familyOf, leftOutNotes, type Parts, variantsWith, wantedSettings } from './wanted';

/** «create»: a new policy for each platform that was said. */

export async function planCreate(ports: PlanningPorts, request: CreateRequest): Promise<Parts> {
  const family = familyOf(ports, request.family);
  if (!family.allows.includes('create')) throw problem('no-create', `A ${family.title} cannot be created here.`);
  const { name } = request;
  const missing = (family.createNeeds ?? []).filter((slot) => request[slot] === undefined);
  if (name === undefined || missing.length > 0) throw problem('create-needs', sayMissing(family, missing));
  const settings = wantedSettings(family, request.settings);
  const variants = variantsWith(family, Object.keys(settings), request.platforms);
  const add = await includesAndExcludes(ports, request);
  const known = await readPolicies(ports.graph, family, variants);
  const taken = known.find((policy) => policy.name.toLowerCase() === name.toLowerCase());
  if (taken)
    throw problem(
      'name-taken',
      `There is already a policy called «${taken.name}» for ${variantTitle(family, taken.variant)}. Choose another name, or change that one.`,
    );
  const parts = variants.map((variant, i): PlanPart => {
    const platform = family.variants[variant]?.platform;
    const changes = [
      ...settingChanges(family, variant, null, settings),
      ...wantedAppChanges(ports, request.apps ?? [], platform, null, 'add'),
      ...groupChanges(null, add),
    ];
    return {
      key: `p${i + 1}`,
      act: 'create',
      family: family.id,
      variant,
      target: { kind: 'new', name },
      changes,
      before: null,
    };
  });
  return { parts, notes: leftOutNotes(family, settings, request, variants) };
}

function sayMissing(family: Family, missing: readonly string[]): string {
  const words: Readonly<Record<string, string>> = {
    name: 'its name (called “…”)',
    platforms: 'the platform (for Android or iOS)',
    apps: 'the apps it covers (for Outlook and Teams)',
    groups: 'the groups it is assigned to',
  };
  return `A new ${family.title.toLowerCase()} needs ${missing.map((slot) => words[slot] ?? slot).join(', ')}. Say it in one sentence.`;
}
