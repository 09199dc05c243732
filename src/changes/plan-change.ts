import { approvalsNeeded } from '../core/approval';
import { appIdsOn, appGroupTitles, shortName, type Apps } from '../core/app';
import { platformTitles, type Families, type Family, type Platform } from '../core/family';
import { appChanges, appGroupChange, groupChanges, settingChanges, type Difference } from '../core/difference';
import { planOf, type PlanPart, type Target } from '../core/plan';
import type { ChangeRequest, CreateRequest, PolicyRequest, SetRequest } from '../core/request';
import { sayValue, whyNotValue, type Value } from '../core/setting';
import { findGroups } from './find-groups';
import {
  onePerVariant,
  platformOf,
  policiesCovering,
  policiesNamed,
  sayApps,
  variantTitle,
  wantedApps,
} from './find-policies';
import { needPermissions } from './permissions';
import { Detour, ask, problem, type PlanContext, type Planned, type PlanningPorts } from './planned';
import { readPolicies, type Known } from './read';
import { planRevert } from './plan-revert';
import { withWarnings } from './warnings';

/** From a request to a plan, a question, a refusal, or nothing to do. Reads only. */
export async function planChange(ports: PlanningPorts, request: ChangeRequest, context: PlanContext): Promise<Planned> {
  try {
    if (request.kind === 'revert') return await planRevert(ports, request, context);
    const { parts, notes } = await partsFor(ports, request, context);
    if (parts.length === 0) return { kind: 'nothing', say: 'Nothing to do: the tenant is already as you want it.' };
    await needPermissions(ports, parts);
    return { kind: 'plan', plan: planOf(await withWarnings(ports, parts)), notes, quickRevert: false };
  } catch (error) {
    if (error instanceof Detour) return error.planned;
    throw error;
  }
}

/** How many approvals a plan needs. */
export function needsOf(planned: Extract<Planned, { kind: 'plan' }>, families: Families): number {
  return approvalsNeeded(planned.plan, families, planned.quickRevert);
}

interface Parts {
  readonly parts: readonly PlanPart[];
  readonly notes: readonly string[];
}

async function partsFor(ports: PlanningPorts, request: PolicyRequest, context: PlanContext): Promise<Parts> {
  refuseBorrowed(request);
  switch (request.kind) {
    case 'set':
      return planSet(ports, request, context);
    case 'create':
      return planCreate(ports, request);
    case 'assign':
    case 'unassign':
      return planGroups(ports, request, context);
    case 'addApps':
    case 'removeApps':
      return planApps(ports, request, context);
    case 'delete':
      return planDelete(ports, request, context);
  }
}

async function planSet(ports: PlanningPorts, request: SetRequest, context: PlanContext): Promise<Parts> {
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
  const found = known.filter((policy) =>
    policy.assignments?.some(({ target }) => ids.has(String(target['groupId'] ?? ''))),
  );
  if (found.length === 0) throw problem('not-assigned', `No policy of this kind is assigned to ${typed.join(' or ')}.`);
  return found;
}

async function planCreate(ports: PlanningPorts, request: CreateRequest): Promise<Parts> {
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

async function planGroups(
  ports: PlanningPorts,
  request: Extract<PolicyRequest, { kind: 'assign' | 'unassign' }>,
  context: PlanContext,
): Promise<Parts> {
  const { policy } = request;
  if (policy === undefined) throw problem('no-policy', 'Which policy? Say its name.');
  const families = familiesWith(ports, request.family, request.kind);
  const known = await readAll(ports, families);
  const picking = { become: (name: string) => ({ ...request, policy: name }), chosen: context.chosen };
  const targets = policiesNamed(policy, known, 'one', picking);
  const wanted =
    request.kind === 'assign'
      ? await includesAndExcludes(ports, request)
      : (await groupsOf(ports, request)).map((group) => ({ ...group, act: 'remove' as const, exclude: false }));
  if (wanted.length === 0) throw problem('no-groups', 'Which group? Say its name.');
  const parts = targets.map((target, i) => partOf(target, `p${i + 1}`, request.kind, groupChanges(target, wanted)));
  return { parts: parts.filter((part) => part.changes.length > 0), notes: [] };
}

async function planApps(
  ports: PlanningPorts,
  request: Extract<PolicyRequest, { kind: 'addApps' | 'removeApps' }>,
  context: PlanContext,
): Promise<Parts> {
  const apps = request.apps ?? [];
  if (apps.length === 0) throw problem('no-apps', 'Which apps? Say their names.');
  const families = familiesWith(ports, undefined, request.kind);
  const known = (await readAll(ports, families)).filter((one) => isOn(one, request.platforms));
  const picking = { become: (policy: string) => ({ ...request, policy }), chosen: context.chosen };
  if (request.policy === undefined && known.length > 1 && Object.keys(context.chosen).length === 0) {
    throw ask(
      'Which policy do you mean?',
      namesOf(known).map((name) => ({ label: name, request: { ...request, policy: name }, chosen: {} })),
    );
  }
  const targets =
    request.policy === undefined ? onePerVariant(known, picking) : policiesNamed(request.policy, known, 'all', picking);
  const act = request.kind === 'addApps' ? 'add' : 'remove';
  const parts = targets.map((target, i) => {
    const changes = wantedAppChanges(ports, apps, platformOf(target), target, act);
    return partOf(target, `p${i + 1}`, request.kind, changes);
  });
  return { parts: parts.filter((part) => part.changes.length > 0), notes: [] };
}

async function planDelete(
  ports: PlanningPorts,
  request: Extract<PolicyRequest, { kind: 'delete' }>,
  context: PlanContext,
): Promise<Parts> {
  const { policy } = request;
  if (policy === undefined) throw problem('no-policy', 'Which policy? Say its name.');
  const known = await readAll(ports, familiesWith(ports, request.family, 'delete'));
  const picking = { become: (name: string) => ({ ...request, policy: name }), chosen: context.chosen };
  const targets = policiesNamed(policy, known, 'one', picking);
  return { parts: targets.map((target, i) => partOf(target, `p${i + 1}`, 'delete', [])), notes: [] };
}

/** App changes on one policy; an app that does not exist on its platform, or a group that cannot be cut, is refused. */
function wantedAppChanges(
  ports: PlanningPorts,
  apps: readonly string[],
  platform: Platform | undefined,
  before: Known | null,
  act: 'add' | 'remove',
): readonly Difference[] {
  const wanted = wantedApps(apps, ports.apps);
  const group = wanted.find((one) => typeof one === 'string');
  if (group !== undefined) {
    if (act === 'remove')
      throw problem(
        'group-removal',
        `Take ${appGroupTitles[group]} off by naming the apps that shall stay, as a new policy.`,
      );
    return appGroupChange(before, group);
  }
  if (before?.apps && before.apps.group !== 'selectedPublicApps') {
    const title = appGroupTitles[before.apps.group];
    if (act === 'add') return [];
    throw problem(
      'group-covered',
      `«${before.name}» covers ${title} as a group, so a single app cannot be taken off. It would have to list its apps one by one first.`,
    );
  }
  const named = wanted.flatMap((app) => {
    if (typeof app === 'string') return [];
    const ids = appIdsOn(app, platform);
    if (ids.length > 0) return [{ name: shortName(app), ids, act }];
    const where = platform ? platformTitles[platform] : 'this platform';
    if (act === 'remove') return [];
    throw problem('app-not-there', `${shortName(app)} does not exist on ${where}, or its id there is not known.`);
  });
  return appChanges(before, named);
}

async function includesAndExcludes(
  ports: PlanningPorts,
  request: Extract<PolicyRequest, { kind: 'create' | 'assign' }>,
): Promise<readonly { readonly id: string; readonly name: string; readonly act: 'add'; readonly exclude: boolean }[]> {
  const excluded = request.excludeGroups ?? [];
  const [include, exclude] = await Promise.all([
    groupsOf(ports, request),
    findGroups(ports.graph, excluded, (from, to) => ({ ...request, excludeGroups: replaced(excluded, from, to) })),
  ]);
  return [
    ...include.map((group) => ({ ...group, act: 'add' as const, exclude: false })),
    ...exclude.map((group) => ({ ...group, act: 'add' as const, exclude: true })),
  ];
}

function groupsOf(ports: PlanningPorts, request: Extract<PolicyRequest, { kind: 'create' | 'assign' | 'unassign' }>) {
  const typed = request.groups ?? [];
  return findGroups(ports.graph, typed, (from, to) => ({ ...request, groups: replaced(typed, from, to) }));
}

function replaced(names: readonly string[], from: string, to: string): string[] {
  return names.map((name) => (name === from ? to : name));
}

async function readAll(ports: PlanningPorts, families: readonly Family[]): Promise<readonly Known[]> {
  const lists = await Promise.all(
    families.map((family) => readPolicies(ports.graph, family, Object.keys(family.variants))),
  );
  return lists.flat();
}

function namesOf(known: readonly Known[]): readonly string[] {
  return [...new Set(known.map(({ name }) => name))].slice(0, 10);
}

function isOn(policy: Known, platforms: readonly Platform[] | undefined): boolean {
  const platform = platformOf(policy);
  return platforms === undefined || (platform !== undefined && platforms.includes(platform));
}

function partOf(target: Known, key: string, act: PlanPart['act'], changes: readonly Difference[]): PlanPart {
  const { family, variant, ...before } = target;
  const existing: Target = { kind: 'existing', id: target.id, name: target.name };
  return { key, act, family: family.id, variant, target: existing, changes, before };
}

function familyOf(ports: PlanningPorts, id: string): Family {
  const family = ports.families.get(id);
  if (!family)
    throw problem('family-off', 'I do not manage that kind of policy here. Say «help» to see what I manage.');
  return family;
}

function familiesWith(ports: PlanningPorts, id: string | undefined, act: PlanPart['act']): readonly Family[] {
  const all = id === undefined ? [...ports.families.values()] : [familyOf(ports, id)];
  const able = all.filter((family) => (family.allows as readonly string[]).includes(act));
  if (able.length === 0) throw problem('not-allowed', 'That cannot be done with this kind of policy.');
  return able;
}

/** The variants that have at least one of the settings; a platform that was said must have them all. */
function variantsWith(
  family: Family,
  settings: readonly string[],
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
  for (const id of settings) {
    const lacking = variants.filter((variant) => !family.settings[id]?.on[variant]);
    if (lacking.length === variants.length || (said !== undefined && lacking.length > 0)) {
      const where = lacking.map((variant) => variantTitle(family, variant)).join(' and ');
      throw problem('setting-not-there', `«${family.settings[id]?.title ?? id}» does not exist on ${where}.`);
    }
  }
  return variants.filter((variant) => settings.length === 0 || settings.some((id) => family.settings[id]?.on[variant]));
}

function wantedSettings(
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
  return wanted;
}

function leftOutNotes(
  family: Family,
  settings: Readonly<Record<string, Value>>,
  request: { readonly platforms?: readonly Platform[] | undefined },
  variants: readonly string[],
): readonly string[] {
  if (request.platforms !== undefined) return [];
  return Object.keys(settings).flatMap((id) => {
    const setting = family.settings[id];
    const without = Object.keys(family.variants).filter((variant) => !setting?.on[variant]);
    if (!setting || without.length === 0) return [];
    const missing = without.map((variant) => variantTitle(family, variant)).join(' and ');
    const rest = variants.filter((variant) => setting.on[variant]).map((variant) => variantTitle(family, variant));
    return [`«${setting.title}» does not exist on ${missing}; it is changed on ${rest.join(' and ')} only.`];
  });
}

/** What was asked for and is so already is said, so that nobody misses it among the differences. */
function alreadySoNotes(
  family: Family,
  settings: Readonly<Record<string, Value>>,
  targets: readonly Known[],
  parts: readonly PlanPart[],
): readonly string[] {
  return Object.entries(settings).flatMap(([id, value]) => {
    const setting = family.settings[id];
    const changed = parts.some((part) =>
      part.changes.some((change) => change.kind === 'setting' && change.setting === id),
    );
    const there = targets.some((target) => setting?.on[target.variant]);
    return setting && there && !changed ? [`«${setting.title}» is already ${sayValue(setting, value)}.`] : [];
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

function sayMissing(family: Family, missing: readonly string[]): string {
  const words: Readonly<Record<string, string>> = {
    name: 'its name (called “…”)',
    platforms: 'the platform (for Android or iOS)',
    apps: 'the apps it covers (for Outlook and Teams)',
    groups: 'the groups it is assigned to',
  };
  return `A new ${family.title.toLowerCase()} needs ${missing.map((slot) => words[slot] ?? slot).join(', ')}. Say it in one sentence.`;
}

/** Time limits come with borrowed changes; until then a change is never made permanent by leaving them out. */
function refuseBorrowed(request: PolicyRequest): void {
  if (('for' in request && request.for !== undefined) || ('until' in request && request.until !== undefined)) {
    throw problem(
      'no-borrowing',
      'I cannot put a change back by myself yet. Ask for it without a time limit, and revert it when the time has come.',
    );
  }
}
