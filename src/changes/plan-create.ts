import type { Assumed } from '../core/change';
import { groupChanges, settingChanges } from '../core/difference';
import { markerOf } from '../core/change';
import type { Family } from '../core/family';
import { type PlanPart, variantOf } from '../core/plan';
import type { CreateRequest } from '../core/request';
import type { Value } from '../core/setting';
import { textAt, virtualTargets } from '../core/snapshot';
import { groupsCalled } from '../operations/finding-groups';
import { GraphRefused } from '../ports';
import { askMissing } from './create-missing';
import { nearApps } from './near-apps';
import { type Making, refuseTargets } from './find-groups';
import { variantTitle } from './find-policies';
import { wantedAppChanges } from './plan-apps';
import { includesAndExcludes } from './plan-groups';
import { homesOfNew } from './homes';
import { type PlanContext, type PlanningPorts, problem } from './planned';
import { isMarked, type Known, readPolicies } from './read';
import {
  familyOf,
  leftOutNotes,
  partOf,
  type Parts,
  platformSetting,
  takenBy,
  variantsWith,
  wantedSettings,
} from './wanted';
import { valuesTaken } from './assumed';
import { meantBy, needKind, ofKind } from './kinds';
import { foundApp } from './read-apps';

/** «create»: a new policy for each platform that was said. */

export async function planCreate(
  ports: PlanningPorts,
  request: CreateRequest,
  context: Pick<PlanContext, 'continues' | 'made' | 'chosen'>,
): Promise<Parts> {
  const { continues } = context;
  const family = familyOf(ports, request.family);
  if (!family.allows.includes('create')) throw problem('no-create', `A ${family.title} cannot be created here.`);
  const wanted = wantedSettings(family, request.settings);
  const { settings: said, selected } = meantBy(family, { ...wanted, ...platformSetting(family, request) });
  const name = await nameOf(ports, family, request);
  const settings = { ...family.createSets, ...said };
  const shares = sharesOf(family, settings, selected, request);
  const [add, known] = await Promise.all([
    targetsOfCreate(ports, family, request, { said, ...context }),
    readPolicies(ports.graph, family, [...shares.keys()]),
    requireTenant(ports, family),
  ]);
  refuseTargets(family, add);
  const founds = await Promise.all([...shares.keys()].map((id) => foundApp(ports.graph, variantOf(family, id))));
  // What the change that stopped half-way has made already.
  const begun = known.filter((policy) => continues !== undefined && isMarked(policy, markerOf(continues)));
  const parts = [...shares].map(([variant, share], i): PlanPart => {
    const platform = family.variants[variant]?.platform;
    const found = founds[i];
    const own = i === 0 || !family.settingsHaveHomes ? name : `${name} (${variantTitle(family, variant)})`;
    const there = begun.find((policy) => policy.variant === variant && policy.name === own) ?? null;
    const changes = [
      ...settingChanges(family, variant, there, share),
      ...wantedAppChanges(ports, request.apps ?? [], platform, there, 'add'),
      ...groupChanges(there, add),
    ];
    if (there) return partOf(there, `p${i + 1}`, 'set', changes);
    const target = { kind: 'new', name: own } as const;
    const about = found ? { found } : {};
    return { key: `p${i + 1}`, act: 'create', family: family.id, variant, target, changes, before: null, ...about };
  });
  refuseTaken(
    family,
    parts,
    known.filter((policy) => !begun.includes(policy)),
  );
  const presets = presetsOf(family, said);
  const narrowed = presets.some(({ targets }) => targets.length > 0) && request.groups !== undefined;
  return {
    parts: parts.filter((part) => part.act === 'create' || part.changes.length > 0),
    notes: [
      ...(begun.length > 0 ? [`Goes on with what change #${continues ?? 0} began.`] : []),
      ...leftOutNotes(family, said, request, [...shares.keys()]),
      ...(narrowed ? ['It goes to the groups that were named, not to all devices.'] : []),
    ],
    assumed: [...valuesTaken(family, said, request), ...targetsTaken(presets, request)],
  };
}

/** The name; what else a new one needs is asked for. */
async function nameOf(ports: PlanningPorts, family: Family, request: CreateRequest): Promise<string> {
  const missing: readonly string[] = [
    ...(family.createNeeds ?? []).filter((slot) => isMissing(request, slot)),
    ...(family.createNeedsSettings ?? []).filter((id) => request.settings?.[id] === undefined),
  ];
  const { name } = request;
  if (name !== undefined && missing.length === 0) return name;
  const [setting] = family.ownsGroups ? missing.flatMap((id) => family.settings[id] ?? []) : [];
  const strange = setting || missing.includes('apps') ? await notThere(ports, request.groups ?? []) : [];
  const say = strange.map((name) =>
    setting
      ? `«${name}» is no group, and not among the ${setting.title.toLowerCase()} either.`
      : `«${name}» is no group, and no app I know.`,
  );
  if (setting) throw askMissing(family, request, missing, say.join(' '));
  const near = strange.flatMap((name) => nearApps(name, ports.apps));
  throw askMissing(family, withoutGroups(request, strange), missing, say.join(' '), near);
}

/** «for SAP for Sales»: what is no group was meant as what is missing, and is not among what may be chosen. */
async function notThere({ graph }: PlanningPorts, groups: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(groups.map((name) => groupsCalled(graph, name)));
  return groups.filter((name, i) => found[i]?.length === 0 && !/^(?:all |every)/i.test(name));
}

function withoutGroups({ groups = [], ...request }: CreateRequest, unwanted: readonly string[]): CreateRequest {
  const left = groups.filter((name) => !unwanted.includes(name));
  return left.length > 0 ? { ...request, groups: left } : request;
}

function isMissing(request: CreateRequest, slot: NonNullable<Family['createNeeds']>[number]): boolean {
  if (slot === 'settings') return Object.keys(request.settings ?? {}).length === 0;
  return request[slot] === undefined;
}

/** Variant → the settings a new one of it gets. */
function sharesOf(
  family: Family,
  settings: Readonly<Record<string, Value>>,
  selected: readonly string[],
  request: CreateRequest,
): ReadonlyMap<string, Readonly<Record<string, Value>>> {
  const platforms = family.platformsAt === undefined ? request.platforms : undefined;
  const variants = ofKind(family, variantsWith(family, settings, platforms), selected, platforms);
  needKind(family, variants, request);
  return family.settingsHaveHomes
    ? homesOfNew(family, settings)
    : new Map(variants.map((variant) => [variant, takenBy(family, variant, settings)]));
}

function presetsOf(family: Family, said: Readonly<Record<string, Value>>): NonNullable<Family['presets']> {
  return (family.presets ?? []).filter(({ setting, value }) => said[setting] === value);
}

/** Whom a new one is for without that having been said. */
function targetsTaken(presets: NonNullable<Family['presets']>, request: CreateRequest): readonly Assumed[] {
  const ids = presets.flatMap(({ targets }) => targets);
  const names = virtualTargets.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
  if (request.groups !== undefined || names.length === 0) return [];
  return [{ say: `Assigned to ${names.join(' and ')}, as no group was named.`, what: 'groups', instead: [] }];
}

/** The groups that were named, or whom the preset is for. */
async function targetsOfCreate(
  ports: PlanningPorts,
  family: Family,
  request: CreateRequest,
  { said, ...making }: Making & { readonly said: Readonly<Record<string, Value>> },
): ReturnType<typeof includesAndExcludes> {
  const named = await includesAndExcludes(ports, request, making);
  if (request.groups !== undefined) return named;
  const ids = presetsOf(family, said).flatMap(({ targets }) => targets);
  const everybody = virtualTargets.filter(({ id }) => ids.includes(id));
  return [...everybody.map(({ id, name }) => ({ id, name, act: 'add' as const, exclude: false })), ...named];
}

/** What the tenant has to have first: without the connector there is nothing to onboard from. */
async function requireTenant(ports: PlanningPorts, family: Family): Promise<void> {
  const needs = family.createRequires;
  if (!needs) return;
  try {
    const found = await ports.graph.get({ version: needs.version, path: needs.path });
    if (needs.is.includes(textAt(found, needs.property))) return;
  } catch (error) {
    if (!(error instanceof GraphRefused) || error.status !== 404) throw error;
  }
  throw problem('tenant-not-ready', needs.otherwise);
}

function refuseTaken(family: Family, parts: readonly PlanPart[], known: readonly Known[]): void {
  for (const { target } of parts) {
    const taken = known.find((policy) => policy.name.toLowerCase() === target.name.toLowerCase());
    if (!taken) continue;
    throw problem(
      'name-taken',
      `There is already a policy called «${taken.name}» for ${variantTitle(family, taken.variant)}. Choose another name, or change that one.`,
    );
  }
}
