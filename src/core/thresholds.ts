import type { Change, Decision, Reach } from './change';
import type { Families } from './family';
import type { GroupNeed, Needs } from './needs';
import type { Plan, PlanPart } from './plan';

/** Who must approve a plan, by what it does and whom it hits. Pure; the rules stand in warden.yaml. */

/** What a rule may ask about a plan; `severe` is any value that is hard to take back, such as wiping. */
export const planKinds = [
  'set',
  'create',
  'assign',
  'unassign',
  'addApps',
  'removeApps',
  'delete',
  'restore',
  'wipe',
  'severe',
] as const;
export type PlanKind = (typeof planKinds)[number];

/** Everything that is said has to hold; a list holds when one of it does. */
export interface When {
  readonly families?: readonly string[] | undefined;
  readonly kinds?: readonly PlanKind[] | undefined;
  /** Names of settings as Graph has them. */
  readonly settings?: readonly string[] | undefined;
  readonly directions?: readonly Plan['direction'][] | undefined;
  /** More people than this; not yet counted, or cut off below it, counts as more. */
  readonly peopleAbove?: number | undefined;
  /** More enrolled devices above the new level than this; not yet counted counts as more. */
  readonly devicesAbove?: number | undefined;
}

export interface Threshold {
  readonly name: string;
  readonly when: When;
  /** Approvals of anybody who may approve. */
  readonly approvals: number;
  readonly from?: readonly GroupNeed[] | undefined;
  /** Hours between the last approval and the first write, for somebody to notice. */
  readonly waitHours?: number | undefined;
}

/** What is never done from chat. */
export interface Never {
  readonly name: string;
  readonly when: When;
}

/** Names of the rules by which this is never done from chat. A quick revert is: undo is never slower than the mistake. */
export function forbiddenBy(
  { plan, quickRevert }: Pick<Change, 'plan' | 'quickRevert'>,
  families: Families,
  never: readonly Never[],
): readonly string[] {
  if (quickRevert) return [];
  return never.filter(({ when }) => matches(when, plan, undefined, families)).map(({ name }) => name);
}

/** In force beside the rules of warden.yaml, unless one of these has the same name; one approval is needed always. */
export const defaultThresholds: readonly Threshold[] = [
  { name: 'deleting a policy', when: { kinds: ['delete'] }, approvals: 2 },
  { name: 'hard to take back', when: { kinds: ['severe'] }, approvals: 2 },
];

/** Undo is never slower than the mistake. */
const quickRevertNeeds: Needs = { approvals: 1, from: [], waitHours: 0, because: [] };

/** The rules of warden.yaml and the defaults; a rule with the name of a default takes its place. */
export function withDefaults(own: readonly Threshold[]): readonly Threshold[] {
  const names = new Set(own.map(({ name }) => name));
  return [...defaultThresholds.filter(({ name }) => !names.has(name)), ...own];
}

/** The needs of every rule that matches, added up: the highest count of approvals, every group, the longest wait. */
export function needsOf(
  { plan, quickRevert }: Pick<Change, 'plan' | 'quickRevert'>,
  reach: Reach | undefined,
  { families, thresholds }: { readonly families: Families; readonly thresholds: readonly Threshold[] },
): Needs {
  if (quickRevert) return quickRevertNeeds;
  const matching = thresholds.filter(({ when }) => matches(when, plan, reach, families));
  const asking = matching.filter((one) => one.approvals > 1 || (one.from ?? []).length > 0 || (one.waitHours ?? 0) > 0);
  return {
    approvals: Math.max(1, ...matching.map(({ approvals }) => approvals)),
    from: strictest(matching.flatMap(({ from }) => from ?? [])),
    waitHours: Math.max(0, ...matching.map(({ waitHours }) => waitHours ?? 0)),
    because: asking.map(({ name }) => name),
  };
}

/** What is still missing: approvals of anybody, and of which groups. Nothing means that it is approved. */
export function missingOf(
  needs: Needs,
  approvals: readonly Decision[],
): { readonly approvals: number; readonly from: readonly GroupNeed[] } {
  const from = needs.from.flatMap((need) => {
    const given = approvals.filter((one) => isFrom(one, need.groups)).length;
    return given >= need.count ? [] : [{ ...need, count: need.count - given }];
  });
  const left = Math.max(0, needs.approvals - approvals.length);
  return { approvals: Math.max(left, ...from.map(({ count }) => count)), from };
}

export function isMet(needs: Needs, approvals: readonly Decision[]): boolean {
  return missingOf(needs, approvals).approvals === 0;
}

/** Groups that a rule wants approvals from; who decides is looked up in them. */
export function groupsAsked(thresholds: readonly Threshold[]): readonly string[] {
  return [...new Set(thresholds.flatMap(({ from }) => from ?? []).flatMap(({ groups }) => groups))];
}

function isFrom(decision: Decision, groups: readonly string[]): boolean {
  const held = new Set((decision.groups ?? []).map((id) => id.toLowerCase()));
  return groups.some((id) => held.has(id.toLowerCase()));
}

function matches(when: When, plan: Plan, reach: Reach | undefined, families: Families): boolean {
  return (
    (when.families === undefined || plan.parts.some(({ family }) => when.families?.includes(family))) &&
    (when.kinds === undefined || plan.parts.some((part) => kindsOf(part, families).some(isIn(when.kinds)))) &&
    (when.settings === undefined || plan.parts.some((part) => settingsOf(part).some(isIn(when.settings)))) &&
    (when.directions === undefined || when.directions.includes(plan.direction)) &&
    (when.peopleAbove === undefined || isAbove(reach?.people, when.peopleAbove)) &&
    (when.devicesAbove === undefined || isAbove(reach?.devicesAbove, when.devicesAbove))
  );
}

function settingsOf(part: PlanPart): readonly string[] {
  return part.changes.flatMap((change) => (change.kind === 'setting' ? [change.setting] : []));
}

function isIn<T>(list: readonly T[] | undefined): (one: T) => boolean {
  return (one) => list?.includes(one) === true;
}

/** Fails closed: what was not counted to the end may be more. */
function isAbove(counted: Reach['people'] | undefined, limit: number): boolean {
  if (!counted) return true;
  return counted.atLeast || counted.number > limit;
}

function kindsOf(part: PlanPart, families: Families): readonly PlanKind[] {
  return isSevere(part, families) ? [part.act, 'severe'] : [part.act];
}

function isSevere(part: PlanPart, families: Families): boolean {
  if (part.operation?.severe) return true;
  const family = families.get(part.family);
  const settings = family?.settings;
  const guards = family?.groups?.exclusionsGuard !== undefined;
  if (guards && part.changes.some((one) => one.kind === 'group' && one.act === 'remove' && one.exclude)) return true;
  // What no setting stands for may be just such an exclusion.
  if (guards && part.changes.some((one) => one.kind === 'property')) return true;
  return part.changes.some(
    (change) => change.kind === 'setting' && settings?.[change.setting]?.severe?.includes(change.to) === true,
  );
}

/** One need a set of groups, the highest count of it. */
function strictest(needs: readonly GroupNeed[]): readonly GroupNeed[] {
  const bySet = new Map<string, GroupNeed>();
  for (const need of needs) {
    const key = [...need.groups].sort().join().toLowerCase();
    const known = bySet.get(key);
    if (!known || known.count < need.count) bySet.set(key, need);
  }
  return [...bySet.values()];
}
