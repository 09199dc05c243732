import { textAt } from '../core/snapshot';
import { settingChanges } from '../core/difference';
import type { Family } from '../core/family';
import type { PlanPart } from '../core/plan';
import type { CreateRequest, SetRequest } from '../core/request';
import { sayValue, type Value } from '../core/setting';
import { findGroups } from './find-groups';
import { onePerVariant, policiesCovering, policiesNamed, sayApps, variantTitle } from './find-policies';
import { ask, Detour, type PlanContext, type PlanningPorts, problem } from './planned';
import { type Known, readPolicies } from './read';
import { familyOf, leftOutNotes, partOf, type Parts, replaced, sayNames, variantsWith, wantedSettings } from './wanted';

/** «set»: which policies are meant, and what changes in each. */

export async function planSet(ports: PlanningPorts, request: SetRequest, context: PlanContext): Promise<Parts> {
  const family = familyOf(ports, request.family);
  const settings = wantedSettings(family, request.settings);
  if (Object.keys(settings).length === 0)
    throw problem('no-settings', `What should be changed in the ${family.title}?`);
  const variants = variantsWith(family, Object.keys(settings), request.platforms);
  const known = await readPolicies(ports.graph, family, variants);
  const targets = await targetsOfSet(ports, request, context, family, known);
  if (targets.length === 0) throw offerCreate(ports, request, family, variants);
  const parts = targets.map((target, i) =>
    partOf(target, `p${i + 1}`, 'set', settingChanges(family, target.variant, target, settings)),
  );
  return {
    parts: parts.filter((part) => part.changes.length > 0),
    notes: [
      ...leftOutNotes(family, settings, request, variants),
      ...uncoveredNotes(ports, request, family, variants, targets),
      ...alreadySoNotes(family, settings, targets, parts),
    ],
  };
}

async function targetsOfSet(
  ports: PlanningPorts,
  request: SetRequest,
  context: PlanContext,
  family: Family,
  known: readonly Known[],
): Promise<readonly Known[]> {
  if (family.nameAt === null) {
    if (known.length === 0)
      throw problem(
        'not-set-up',
        `The ${family.title} is not set up in this tenant yet. It is switched on in the Defender portal first.`,
      );
    return known;
  }
  const picking = { become: (policy: string) => ({ ...request, policy }), chosen: context.chosen };
  const assigned = request.groups ? await assignedTo(ports, request, known) : known;
  if (request.policy !== undefined) return policiesNamed(request.policy, assigned, 'all', picking);
  if (request.apps !== undefined) {
    return policiesCovering(request.apps, assigned, ports.apps, { ...picking, become: () => request });
  }
  if (request.groups !== undefined) return assigned;
  if (known.length === 0) return [];
  return onePerVariant(known, picking);
}

/** The policies assigned to the groups of a `set`; nobody else's are touched, though these may reach other groups too. */
async function assignedTo(
  ports: PlanningPorts,
  request: SetRequest,
  known: readonly Known[],
): Promise<readonly Known[]> {
  const typed = request.groups ?? [];
  const groups = await findGroups(ports.graph, typed, (from, to) => ({
    ...request,
    groups: replaced(typed, from, to),
  }));
  const ids = new Set(groups.map(({ id }) => id));
  const found = known.filter((policy) => policy.assignments?.some(({ target }) => ids.has(textAt(target, 'groupId'))));
  if (found.length === 0) throw problem('not-assigned', `No policy of this kind is assigned to ${typed.join(' or ')}.`);
  return found;
}

/** What was asked for and is so already is said, so that nobody misses it among the differences. */
function alreadySoNotes(
  family: Family,
  settings: Readonly<Record<string, Value>>,
  targets: readonly Known[],
  parts: readonly PlanPart[],
): readonly string[] {
  // A card names the policies beside the note; without a card the note has to.
  const nothing = parts.every((part) => part.changes.length === 0);
  return Object.entries(settings).flatMap(([id, value]) => {
    const setting = family.settings[id];
    const changed = parts.some((part) =>
      part.changes.some((change) => change.kind === 'setting' && change.setting === id),
    );
    const there = targets.filter((target) => setting?.on[target.variant]);
    if (!setting || there.length === 0 || changed) return [];
    const where = nothing ? ` in ${sayNames(there.map(({ name }) => name))}` : '';
    return [`«${setting.title}» is already ${sayValue(setting, value)}${where}.`];
  });
}

function uncoveredNotes(
  ports: PlanningPorts,
  request: SetRequest,
  family: Family,
  variants: readonly string[],
  targets: readonly Known[],
): readonly string[] {
  if (request.apps === undefined) return [];
  const without = variants.filter((variant) => !targets.some((target) => target.variant === variant));
  return without.map(
    (variant) => `No ${variantTitle(family, variant)} policy covers ${sayApps(request.apps ?? [], ports.apps)}.`,
  );
}

/** No policy covers it: the same settings in a new policy are offered, never made. */
function offerCreate(ports: PlanningPorts, request: SetRequest, family: Family, variants: readonly string[]): Detour {
  const apps = request.apps ?? [];
  const what = apps.length > 0 ? ` covers ${sayApps(apps, ports.apps)}` : ' is there yet';
  const where = variants.map((variant) => variantTitle(family, variant)).join(' or ');
  if (apps.length === 0 || !family.allows.includes('create'))
    return problem('no-policy-there', `No ${where} policy${what}.`);
  const name = `${sayApps(apps, ports.apps)} protection`;
  const { settings, platforms, groups, justification } = request;
  const create: CreateRequest = {
    kind: 'create',
    family: family.id,
    name,
    apps: [...apps],
    platforms: platforms ?? variants.flatMap((variant) => family.variants[variant]?.platform ?? []),
    ...(settings ? { settings } : {}),
    ...(groups ? { groups } : {}),
    ...(justification === undefined ? {} : { justification }),
  };
  return ask(`No ${where} policy${what}. Shall I plan a new one?`, [
    { label: `Plan «${name}»`, detail: 'assigned to nobody until you say so', request: create, chosen: {} },
  ]);
}
