import { appNamesOf, type Apps } from '../core/app';
import type { Counted, Reach } from '../core/change';
import type { Families, Platform } from '../core/family';
import { isToBe, makerOf } from '../core/made-group';
import type { Plan, PlanPart } from '../core/plan';
import { groupTypes, textAt, virtualTargets } from '../core/snapshot';
import type { Graph, Page } from '../ports';
import { groupNamesOf } from './group-names';

/** Whom a plan hits: groups, people, devices above the new level. Bounded; what was not counted is said so. */

export interface ReachPorts {
  readonly graph: Graph;
  readonly families: Families;
  readonly apps: Apps;
  /** Approvers and break-glass accounts: object id → what they are to be called on the card. */
  watched(): Promise<ReadonlyMap<string, string>>;
}

export interface ReachLimits {
  readonly milliseconds: number;
  readonly calls: number;
}

/** PRODUCT: 2 s and 20 calls before the card goes out; the rest is completed on the card. */
export const firstLook: ReachLimits = { milliseconds: 2000, calls: 20 };
export const thorough: ReachLimits = { milliseconds: 60_000, calls: 500 };

export async function countReach(
  ports: ReachPorts,
  plan: Plan,
  named: readonly string[],
  limits: ReachLimits,
): Promise<Reach> {
  const budget = budgetOf(ports.graph, limits);
  try {
    return await countWithin(budget, ports, plan, named);
  } finally {
    budget.end();
  }
}

async function countWithin(budget: Budget, ports: ReachPorts, plan: Plan, named: readonly string[]): Promise<Reach> {
  const targets = distinct(plan.parts.flatMap((part) => targetsOf(ports, part)));
  const asked = distinct([...targets, ...plan.parts.flatMap((part) => standingExclusions(ports, part))]);
  const [names, members, watched] = await Promise.all([
    groupNames(budget, plan.parts, targets),
    Promise.all(asked.map(async (target) => [target.id, await membersOf(budget, plan, target)] as const)).then(
      (all) => new Map(all),
    ),
    ports.watched().catch(() => new Map<string, string>()),
  ]);
  // What one part leaves out another may reach, so each is counted by itself.
  const hit = new Set(plan.parts.flatMap((part) => hitBy(ports, part, members)));
  const whole = [...members.values()].every((one) => one.whole);
  const [devicesAbove, unknownRegistrations] = await Promise.all([
    countDevicesAbove(ports, budget, plan.parts, hit, whole),
    countUnknown(ports, budget, plan.parts, hit, whole),
  ]);
  return {
    alsoApps: alsoApps(ports, plan.parts, named),
    groups: targets.map(({ id, exclude, members: sort }) => ({
      id,
      exclude,
      name: names.get(id) ?? id,
      ...countedAs(isToBe(id) ? 'devices' : sort, members.get(id)?.count ?? null),
    })),
    people: targets.some(({ members: sort }) => sort === 'users') ? { number: hit.size, atLeast: !whole } : null,
    devicesAbove,
    unknownRegistrations,
    watched: [...watched].filter(([id]) => hit.has(id)).map(([, name]) => name),
    complete: whole && !budget.spent(),
  };
}

function countedAs(sort: GroupTarget['members'], count: number | null) {
  return sort === 'users' ? { people: count } : { people: null, devices: count };
}

interface GroupTarget {
  readonly id: string;
  readonly exclude: boolean;
  /** Whom the policy follows. */
  readonly members: 'users' | 'devices';
}

/** The groups a part reaches once it is applied; for a group that is taken off or a delete, those that lose it. */
function targetsOf(ports: ReachPorts, part: PlanPart): readonly GroupTarget[] {
  const members = ports.families.get(part.family)?.groups?.members ?? 'users';
  const changed = part.changes.flatMap((one) =>
    one.kind === 'group' && !virtualTargets.some(({ id }) => id === one.id)
      ? [{ id: one.id, exclude: one.exclude, members }]
      : [],
  );
  return movesGroups(part) ? changed : [...standing(ports, part), ...changed];
}

/** True when only who has the policy changes: then only these groups are hit. */
function movesGroups({ act }: PlanPart): boolean {
  return act === 'assign' || act === 'unassign';
}

/** Who was left out before is not hit by a group that is added or taken off. */
function standingExclusions(ports: ReachPorts, part: PlanPart): readonly GroupTarget[] {
  return standing(ports, part).filter(({ exclude }) => exclude);
}

function standing(ports: ReachPorts, part: PlanPart): readonly GroupTarget[] {
  const members = ports.families.get(part.family)?.groups?.members ?? 'users';
  return (part.before?.assignments ?? []).flatMap(({ target }) => {
    const id = target['groupId'];
    return typeof id === 'string' ? [{ id, exclude: target['@odata.type'] === groupTypes.exclude, members }] : [];
  });
}

function distinct(targets: readonly GroupTarget[]): readonly GroupTarget[] {
  return [...new Map(targets.map((target) => [`${target.exclude}:${target.id}`, target])).values()];
}

/** Object ids of those a part hits; where it only leaves a group out, that group. */
function hitBy(ports: ReachPorts, part: PlanPart, members: ReadonlyMap<string, Members>): readonly string[] {
  const targets = targetsOf(ports, part);
  const [included, excluded] = [targets.filter(({ exclude }) => !exclude), targets.filter(({ exclude }) => exclude)];
  const before = standingExclusions(ports, part);
  const onlyLeavesOut = movesGroups(part) && included.length === 0;
  const [hit, spared] = onlyLeavesOut ? [excluded, before] : [included, [...excluded, ...before]];
  const moved = new Set(part.changes.flatMap((one) => (one.kind === 'group' && one.exclude ? [one.id] : [])));
  const out = new Set(
    spared.filter(({ id }) => !onlyLeavesOut || !moved.has(id)).flatMap(({ id }) => members.get(id)?.ids ?? []),
  );
  return hit.flatMap(({ id }) => members.get(id)?.ids ?? []).filter((id) => !out.has(id));
}

function alsoApps(ports: ReachPorts, parts: readonly PlanPart[], named: readonly string[]): Reach['alsoApps'] {
  const said = new Set(named.map((name) => name.toLowerCase()));
  return Object.fromEntries(
    parts.flatMap((part) => {
      if (!part.before?.apps) return [];
      const platform = ports.families.get(part.family)?.variants[part.variant]?.platform;
      const names = appNamesOf(part.before.apps, ports.apps, platform);
      return [[part.key, names.filter((name) => !said.has(name.toLowerCase()))]];
    }),
  );
}

async function groupNames(
  budget: Budget,
  parts: readonly PlanPart[],
  targets: readonly GroupTarget[],
): Promise<ReadonlyMap<string, string>> {
  const known = parts.flatMap((part) =>
    part.changes.flatMap((one): (readonly [string, string])[] =>
      one.kind === 'group' && one.name !== one.id ? [[one.id, one.name]] : [],
    ),
  );
  const names = new Map<string, string>(known);
  const ids = [...new Set(targets.map(({ id }) => id))].filter((id) => !names.has(id));
  const found = await budget.try((graph, signal) => groupNamesOf(graph, ids, signal));
  return new Map([...names, ...(found ?? [])]);
}

interface Members {
  readonly ids: readonly string[];
  /** All people of the group, counted by Graph; null when that failed. */
  readonly count: number | null;
  readonly whole: boolean;
}

/** The people of a group: their number, which the first page tells, and who they are as far as the budget goes; of devices the number. */
async function membersOf(budget: Budget, { parts }: Plan, { id, members }: GroupTarget): Promise<Members> {
  if (isToBe(id)) return membersToBe(parts, id);
  const all = `/groups/${encodeURIComponent(id)}/transitiveMembers`;
  if (members === 'devices') {
    const at = { version: 'v1.0', path: `${all}/microsoft.graph.device/$count`, eventual: true } as const;
    const count = await budget.try((graph, signal) => graph.count({ ...at, signal }));
    return { ids: [], count: count ?? null, whole: count !== undefined };
  }
  const path = `${all}/microsoft.graph.user`;
  const listed = await collect(budget, `${path}?$select=id&$top=999&$count=true`, true);
  const ids = listed.rows.flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
  return { ids, count: listed.count ?? (listed.whole ? ids.length : null), whole: listed.whole };
}

/** A group that another part makes has the devices that are put into it, and no people. */
function membersToBe(parts: readonly PlanPart[], id: string): Members {
  const devices = makerOf(parts, id)?.operation?.makes?.devices;
  return { ids: [], count: devices ?? null, whole: devices !== undefined };
}

/** Enrolled devices of these people whose reported threat is above the new level. `compromised` is above every level. */
async function countDevicesAbove(
  ports: ReachPorts,
  budget: Budget,
  parts: readonly PlanPart[],
  hit: ReadonlySet<string>,
  whole: boolean,
): Promise<Counted | null> {
  const asked = threatParts(ports, parts);
  if (asked.length === 0) return null;
  const counts = await Promise.all(
    asked.map(async ({ level, platform }) => {
      const system =
        platform === 'ios'
          ? "(operatingSystem eq 'iOS' or operatingSystem eq 'iPadOS')"
          : `operatingSystem eq '${systemNames[platform]}'`;
      const select = 'id,userId,partnerReportedThreatState';
      const listed = await collect(
        budget,
        `/deviceManagement/managedDevices?$filter=${encodeURIComponent(system)}&$select=${select}`,
        false,
      );
      const above = listed.rows.filter(
        ({ userId, partnerReportedThreatState }) =>
          typeof userId === 'string' &&
          hit.has(userId) &&
          threatRank(partnerReportedThreatState) > (levelRanks[level] ?? Infinity),
      );
      return { number: above.length, atLeast: !listed.whole || !whole };
    }),
  );
  return { number: counts.reduce((sum, one) => sum + one.number, 0), atLeast: counts.some((one) => one.atLeast) };
}

/** App registrations of devices that are not enrolled: Graph tells no threat level for them. */
async function countUnknown(
  ports: ReachPorts,
  budget: Budget,
  parts: readonly PlanPart[],
  hit: ReadonlySet<string>,
  whole: boolean,
): Promise<Counted | null> {
  // Compliance judges enrolled devices; app registrations are what app protection judges.
  const withApps = parts.filter(({ family }) => ports.families.get(family)?.apps);
  const platforms = new Set(threatParts(ports, withApps).map(({ platform }) => platform));
  if (platforms.size === 0) return null;
  const listed = await collectBeta(
    budget,
    '/deviceAppManagement/managedAppRegistrations?$select=userId,managedDeviceId',
  );
  const unknown = listed.rows.filter((row) => {
    const type = textAt(row, '@odata.type').toLowerCase();
    const enrolled =
      typeof row['managedDeviceId'] === 'string' && row['managedDeviceId'] !== '' && row['managedDeviceId'] !== emptyId;
    return [...platforms].some((platform) => type.includes(platform)) && !enrolled && hit.has(textAt(row, 'userId'));
  });
  return { number: unknown.length, atLeast: !listed.whole || !whole };
}

const emptyId = '00000000-0000-0000-0000-000000000000';

/** Parts that set a threat level, with the level; «not configured» keeps nobody out, so it counts nobody. */
function threatParts(
  ports: ReachPorts,
  parts: readonly PlanPart[],
): readonly { readonly level: string; readonly platform: Platform }[] {
  return parts.flatMap((part) => {
    const family = ports.families.get(part.family);
    const platform = family?.variants[part.variant]?.platform;
    return part.changes.flatMap((change) => {
      if (change.kind !== 'setting' || family?.settings[change.setting]?.reach !== 'deviceThreat') return [];
      return platform && typeof change.to === 'string' ? [{ level: change.to, platform }] : [];
    });
  });
}

const systemNames: Readonly<Record<Platform, string>> = {
  android: 'Android',
  ios: 'iOS',
  windows: 'Windows',
  macos: 'macOS',
};

const levelRanks: Readonly<Record<string, number>> = { secured: 0, low: 1, medium: 2, high: 3 };

/** States that are no level (unknown, deactivated, unresponsive …) rank below every one: they are not counted as above. */
function threatRank(state: unknown): number {
  const ranks: Readonly<Record<string, number>> = {
    secured: 0,
    lowSeverity: 1,
    mediumSeverity: 2,
    highSeverity: 3,
    compromised: 4,
  };
  return ranks[String(state)] ?? -1;
}

interface Listed {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly whole: boolean;
  /** Of all there are, where Graph told with the first page. */
  readonly count?: number;
}

function collect(budget: Budget, path: string, eventual: boolean): Promise<Listed> {
  return budget.pages({ version: 'v1.0', path, eventual });
}

function collectBeta(budget: Budget, path: string): Promise<Listed> {
  return budget.pages({ version: 'beta', path, eventual: false });
}

interface Budget {
  /** The answer, or undefined when time or calls are used up or Graph said no. */
  try<T>(call: (graph: Graph, signal: AbortSignal) => Promise<T>): Promise<T | undefined>;
  pages(at: { readonly version: 'v1.0' | 'beta'; readonly path: string; readonly eventual: boolean }): Promise<Listed>;
  /** True when something was left uncounted. */
  spent(): boolean;
  end(): void;
}

function budgetOf(graph: Graph, limits: ReachLimits): Budget {
  // Not `AbortSignal.timeout`, which makes its error when the time has come, long after most counts have ended.
  const late = new AbortController();
  const { signal } = late;
  const timer = setTimeout(() => {
    late.abort();
  }, limits.milliseconds);
  let [calls, spent] = [0, false];
  const mayCall = () => {
    calls++;
    if (calls <= limits.calls && !signal.aborted) return true;
    spent = true;
    return false;
  };
  return {
    spent: () => spent,
    end: () => {
      clearTimeout(timer);
    },
    async try(call) {
      if (!mayCall()) return undefined;
      try {
        return await call(graph, signal);
      } catch {
        // A count that fails is no reason to withhold the plan: it is shown as «at least» or «not counted».
        spent = true;
        return undefined;
      }
    },
    async pages(at) {
      const rows: Readonly<Record<string, unknown>>[] = [];
      let first: Page | undefined;
      const listed = (whole: boolean) => ({
        rows,
        whole,
        ...(first?.count === undefined ? {} : { count: first.count }),
      });
      if (!mayCall()) return listed(false);
      try {
        for (let page = await graph.page({ ...at, signal }); ; page = await graph.page({ ...at, signal }, page.next)) {
          first ??= page;
          rows.push(...page.rows);
          if (page.next === undefined) return listed(!spent);
          if (!mayCall()) return listed(false);
        }
      } catch {
        spent = true;
        return listed(false);
      }
    },
  };
}
