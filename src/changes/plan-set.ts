import { groupTypes, textAt } from '../core/snapshot';
import { groupChanges, settingChanges } from '../core/difference';
import type { Family, Platform } from '../core/family';
import type { PlanPart } from '../core/plan';
import type { CreateRequest, SetRequest } from '../core/request';
import { sayValue, type Value } from '../core/setting';
import { whyNotWhole } from '../core/shapes/catalog';
import { nameFor } from './create-missing';
import { findGroups, refuseTargets } from './find-groups';
import {
  coversWanted,
  nameMeant,
  onePerVariant,
  type Picking,
  platformOf,
  policiesCovering,
  policiesNamed,
  sayApps,
  variantTitle,
  wantedApps,
} from './find-policies';
import { policiesTaken } from './assumed';
import { meantBy, ofKind, oneKindEach } from './kinds';
import { includesAndExcludes } from './plan-groups';
import { homesOfNew, placeSettings, wrongSort } from './homes';
import { ask, Detour, type PlanContext, type PlanningPorts, problem } from './planned';
import { type Known, readNamed, readPolicies } from './read';
import {
  familyOf,
  leftOutNotes,
  partOf,
  type Parts,
  platformSetting,
  replaced,
  sayNames,
  takenBy,
  variantsWith,
  wantedSettings,
} from './wanted';

/** «set»: which policies are meant, and what changes in each. */

export async function planSet(ports: PlanningPorts, request: SetRequest, context: PlanContext): Promise<Parts> {
  const family = familyOf(ports, request.family);
  const { settings, selected } = meantBy(family, {
    ...wantedSettings(family, request.settings),
    ...platformSetting(family, request),
  });
  if (Object.keys(settings).length === 0)
    throw problem('no-settings', `What should be changed in the ${family.title}?`);
  const platforms = family.platformsAt === undefined ? request.platforms : undefined;
  const variants = ofKind(family, variantsWith(family, settings, platforms), selected, platforms);
  const lacking = (known: readonly Known[]) => refuseLacking(ports, family, settings, { request, known, variants });
  const known = await candidatesOf(ports, request, context, family, variants).catch(async (error: unknown) => {
    await lacking([]);
    throw error;
  });
  await lacking(known);
  const kinds = oneKindEach(family, known, request);
  const found = await targetsOfSet(ports, request, context, family, known);
  const groups = await groupsOfSet(ports, family, request, context);
  const { placed, homeless } = family.settingsHaveHomes
    ? placeSettings(family, settings, found, pickingFor(request, context))
    : { placed: found.map((target) => ({ target, settings })), homeless: [] };
  if (homeless.length > 0 && request.policy !== undefined) throw wrongSort(family, homeless, found, known);
  if (placed.length === 0) throw offerCreate(ports, request, family, variants);
  const targets = placed.map(({ target }) => target);
  const parts = placed.map(({ target, settings: its }, i) =>
    partOf(target, `p${i + 1}`, 'set', [
      ...settingChanges(family, target.variant, target, takenBy(family, target.variant, its)),
      ...groupChanges(target, groups),
    ]),
  );
  refuseStrange(targets);
  return {
    parts: parts.filter((part) => part.changes.length > 0),
    notes: [
      ...leftOutNotes(family, settings, request, variants),
      ...homelessNotes(family, homeless),
      ...alongNotes(family, settings, parts),
      ...uncoveredNotes(ports, request, family, variants, targets),
      ...alreadySoNotes(family, settings, targets, parts),
    ],
    assumed: [...kinds, ...policiesTaken(request, { taken: targets, known: able(known, settings) }, context)],
  };
}

/** Policies that have at least one of the settings. */
function able(known: readonly Known[], settings: Readonly<Record<string, Value>>): readonly Known[] {
  return known.filter(({ family, variant }) => Object.keys(settings).some((id) => family.settings[id]?.on[variant]));
}

async function candidatesOf(
  { graph }: PlanningPorts,
  request: SetRequest,
  context: PlanContext,
  family: Family,
  variants: readonly string[],
): Promise<readonly Known[]> {
  const { policy, groups } = request;
  if (family.settingsHaveHomes) return readPolicies(graph, family, Object.keys(family.variants));
  // Groups say which policies are meant; so all their groups have to be known.
  if (policy === undefined || groups !== undefined) return readPolicies(graph, family, variants);
  return readNamed(graph, [{ family, variants }], (names) => nameMeant(policy, names, pickingFor(request, context)));
}

/** A policy that is there under this name, but of a platform that has not the setting: that is said, not that it is not there. */
async function refuseLacking(
  ports: PlanningPorts,
  family: Family,
  settings: Readonly<Record<string, Value>>,
  about: {
    readonly request: SetRequest;
    readonly known: readonly Known[];
    readonly variants: readonly string[];
  },
): Promise<void> {
  const { policy, platforms } = about.request;
  const isIt = ({ name }: Known) => name.toLowerCase() === policy?.toLowerCase();
  const others = Object.keys(family.variants).filter((variant) => !about.variants.includes(variant));
  if (policy === undefined || platforms !== undefined || family.settingsHaveHomes || about.known.some(isIt)) return;
  const it = (await readPolicies(ports.graph, family, others)).find(isIt);
  const platform = it && family.variants[it.variant]?.platform;
  if (platform) variantsWith(family, settings, [platform]);
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
  const picking = pickingFor(request, context);
  const assigned = request.groups && !family.ownsGroups ? await assignedTo(ports, request, known, context) : known;
  if (request.policy !== undefined) return policiesNamed(request.policy, assigned, 'all', picking);
  if (request.apps !== undefined) {
    return policiesCovering(request.apps, assigned, ports.apps, { ...picking, become: () => request });
  }
  const saysWhich = request.groups !== undefined && !family.ownsGroups;
  if (saysWhich && !family.settingsHaveHomes) return onePerVariant(assigned, { ...picking, become: () => request });
  if (saysWhich) return assigned;
  if (known.length === 0 || family.settingsHaveHomes) return known;
  return onePerVariant(known, picking);
}

/** Where whom it is for is part of the policy, the groups of a sentence are added to it; elsewhere they say which policies are meant. */
async function groupsOfSet(ports: PlanningPorts, family: Family, request: SetRequest, context: PlanContext) {
  if (!family.ownsGroups) return [];
  const groups = await includesAndExcludes(ports, request, context);
  refuseTargets(family, groups);
  return groups;
}

function pickingFor(request: SetRequest, context: PlanContext): Picking {
  return { become: (policy: string) => ({ ...request, policy }), chosen: context.chosen };
}

/** A policy is written back whole, so nothing may be in it that this program cannot write. */
function refuseStrange(targets: readonly Known[]): void {
  for (const { family, variant, name, entity } of targets) {
    const template = family.variants[variant]?.template;
    const why = template && whyNotWhole(entity, template);
    if (why !== undefined) throw problem('not-writable', `«${name}» is not changed from here: ${why}.`);
  }
}

/** Settings for which there is no policy yet, while others of the sentence have one. */
function homelessNotes(family: Family, homeless: readonly string[]): readonly string[] {
  return homeless.map((id) => {
    const sorts = Object.keys(family.settings[id]?.on ?? {}).map((variant) => variantTitle(family, variant));
    return `«${family.settings[id]?.title ?? id}» is left out: it is set in a ${sorts.join(' or ')} policy, and none is there yet.`;
  });
}

/** What is changed along with what was asked for: the switch a setting hangs under, or what hangs under a switch. */
function alongNotes(
  family: Family,
  asked: Readonly<Record<string, Value>>,
  parts: readonly PlanPart[],
): readonly string[] {
  const along = parts.flatMap((part) =>
    part.changes.flatMap((change) => (change.kind === 'setting' && !(change.setting in asked) ? [change] : [])),
  );
  return along.map(({ setting, to }) => {
    const title = family.settings[setting]?.title ?? setting;
    return to === null ? `«${title}» goes with it.` : `«${title}» is changed too: the rest exists only with it.`;
  });
}

const mostOffered = 5;

/** The policies assigned to the groups of a `set`; nobody else's are touched, though these may reach other groups too. */
async function assignedTo(
  ports: PlanningPorts,
  request: SetRequest,
  known: readonly Known[],
  { chosen }: PlanContext,
): Promise<readonly Known[]> {
  const typed = request.groups ?? [];
  const groups = await findGroups(ports.graph, typed, { chosen }, (from, to) => ({
    ...request,
    groups: replaced(typed, from, to),
  }));
  const ids = new Set(groups.map(({ id }) => id));
  // A group that is only left out is not what the policy is for.
  const found = known.filter((policy) =>
    policy.assignments?.some(
      ({ target }) => target['@odata.type'] === groupTypes.include && ids.has(textAt(target, 'groupId')),
    ),
  );
  if (found.length === 0) {
    const none = `No policy of this kind is assigned to ${typed.join(' or ')}`;
    const some = [...new Set(known.map(({ name }) => name))].slice(0, mostOffered);
    if (some.length === 0) throw problem('not-assigned', `${none}.`);
    const assign = (policy: string) => ({ kind: 'assign' as const, policy, groups: [...typed] });
    throw ask(
      `${none}, and a setting holds for all who have a policy. Shall I plan to assign one that there is?`,
      some.map((policy) => ({
        label: `Assign «${policy}»`,
        request: assign(policy),
        utterance: `assign "${policy}" to ${typed.map((name) => `the "${name}" group`).join(' and ')}`,
        chosen,
      })),
    );
  }
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
    const already = setting.kind === 'list' ? 'already has' : 'is already';
    return [`«${setting.title}» ${already} ${sayValue(setting, value)}${where}.`];
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
  const { apps } = request;
  const wanted = wantedApps(apps, ports.apps);
  return variants.flatMap((variant) => {
    const there = targets.filter((target) => target.variant === variant);
    // One app of several may be covered by none, beside others that are.
    const without = apps.filter(
      (_, i) =>
        typeof wanted[i] !== 'string' && !there.some((policy) => coversWanted(policy, wanted[i], platformOf(policy))),
    );
    const which = there.length === 0 ? apps : without;
    return which.length === 0
      ? []
      : [`No ${variantTitle(family, variant)} policy covers ${sayApps(which, ports.apps)}.`];
  });
}

/** No policy covers it: the same settings in a new policy are offered, never made. */
function offerCreate(ports: PlanningPorts, request: SetRequest, family: Family, variants: readonly string[]): Detour {
  const apps = request.apps ?? [];
  const what = apps.length > 0 ? ` covers ${sayApps(apps, ports.apps)}` : ' is there yet';
  const where = sortsOf(family, variants);
  const needsApps = family.apps !== undefined && apps.length === 0;
  if (needsApps || !family.allows.includes('create')) return problem('no-policy-there', `No ${where}${what}.`);
  const { settings, groups, excludeGroups, justification } = request;
  const theirs = [...new Set(variants.flatMap((variant) => family.variants[variant]?.platform ?? []))];
  const platforms = request.platforms ?? theirs;
  const own = apps.length > 0 ? `${sayApps(apps, ports.apps)} protection` : offeredName(family, request, platforms);
  const create: CreateRequest = {
    kind: 'create',
    family: family.id,
    name: own,
    ...(apps.length > 0 ? { apps: [...apps] } : {}),
    ...(platforms.length > 0 ? { platforms: [...platforms] } : {}),
    ...(settings ? { settings } : {}),
    ...(groups ? { groups } : {}),
    ...(excludeGroups ? { excludeGroups } : {}),
    ...(justification === undefined ? {} : { justification }),
  };
  return ask(`No ${where}${what}. Shall I plan a new one?`, [
    { label: `Plan «${own}»`, detail: sayTargets(create), request: create, chosen: {} },
  ]);
}

/** «Firewall policy», «Windows Security Experience policy», «iOS or Android policy»: what a family has one sort of goes by its title. */
function sortsOf(family: Family, variants: readonly string[]): string {
  const [, ...more] = Object.keys(family.variants);
  if (more.length === 0) return family.title;
  return `${variants.map((variant) => variantTitle(family, variant)).join(' or ')} policy`;
}

function sayTargets({ groups = [], excludeGroups = [] }: CreateRequest): string {
  const to = groups.length > 0 ? `assigned to ${groups.join(' and ')}` : 'assigned to nobody until you say so';
  return excludeGroups.length > 0 ? `${to}, not to ${excludeGroups.join(' and ')}` : to;
}

/** Of sorts beside each other the sort, else what the family is called for these platforms. */
function offeredName(family: Family, request: SetRequest, platforms: readonly Platform[]): string {
  if (family.createName !== undefined) return family.createName;
  const [sort] = homesOfNew(family, wantedSettings(family, request.settings)).keys();
  if (family.settingsHaveHomes && sort !== undefined) return variantTitle(family, sort);
  return nameFor(family, { kind: 'create', family: family.id, platforms: [...platforms] });
}
