import type { Difference } from '../core/difference';
import { type Family, type Variant } from '../core/family';
import { type PlanPart, variantOf } from '../core/plan';
import { readValue } from '../core/shapes';
import { catalogValues } from '../core/shapes/catalog-instances';
import { readCatalog, tidyCatalog } from '../core/shapes/catalog';
import { isSameValue, sayValue, type Setting, type Value } from '../core/setting';
import { canonical, type Entity, groupKey, targetKey, textAt } from '../core/snapshot';
import { GraphRefused, type Graph } from '../ports';
import { readPolicies } from './read';

/**
 * Other assigned policies that set the same settings for the same groups: lists of both apply together, of two different
 * values a device applies none. Whatever made them: another endpoint security policy, a baseline, the settings catalog.
 */
export async function overlapWarnings(graph: Graph, family: Family, part: PlanPart): Promise<readonly string[]> {
  const variant = family.variants[part.variant];
  const touched = touchedBy(family, part);
  const groups = groupsAfter(part);
  if (variant?.keys) return keyOverlaps(graph, family, part, touched, groups);
  if (!variant?.template || touched.length === 0 || groups.size === 0) return [];
  const others = await readOthers(graph, variant, part);
  return others
    .filter((other) => sharesGroup(other, groups))
    .flatMap((other) => sentences(textAt(other, 'name'), tidyCatalog(other), touched));
}

/** Of two values of one key Intune chooses none: app configuration has no order among policies. */
async function keyOverlaps(
  graph: Graph,
  family: Family,
  part: PlanPart,
  touched: readonly Touched[],
  groups: ReadonlySet<string>,
): Promise<readonly string[]> {
  if (touched.length === 0 || groups.size === 0) return [];
  const all = await readPolicies(graph, family, [part.variant]);
  const others = all.filter(
    (other) =>
      (part.target.kind === 'new' || other.id !== part.target.id) &&
      (other.assignments ?? []).some((one) => groups.has(targetKey(one))),
  );
  return others.flatMap((other) =>
    touched.flatMap(({ setting, value }) => {
      const place = setting.on[part.variant];
      const its = place ? readValue(variantOf(family, part.variant), other.entity, place) : null;
      if (its === null || isSameValue(setting, its, value)) return [];
      return [
        `«${other.name}» sets «${setting.title}» to ${sayValue(setting, its)} for the same people; of two different values of a key Intune applies none reliably.`,
      ];
    }),
  );
}

interface Touched {
  readonly setting: Setting;
  readonly variant: string;
  readonly value: Value;
}

/** The settings whose reach grows or changes: those that are set, or all of a policy that gets another group. */
function touchedBy(family: Family, part: PlanPart): readonly Touched[] {
  if (part.act === 'delete' || part.act === 'unassign') return [];
  const changed = part.changes.flatMap((change): Touched[] => {
    const setting = change.kind === 'setting' ? family.settings[change.setting] : undefined;
    if (change.kind !== 'setting' || !setting || change.to === null) return [];
    return [{ setting, variant: part.variant, value: change.to }];
  });
  if (part.act !== 'assign') return changed;
  return Object.values(family.settings).flatMap((setting): Touched[] => {
    const place = setting.on[part.variant];
    const value = place && part.before ? readValue(variantOf(family, part.variant), part.before.entity, place) : null;
    return value === null ? [] : [{ setting, variant: part.variant, value }];
  });
}

/** Keys of the targets the policy is assigned to once the part is applied; of an assignment, of what it adds. */
function groupsAfter(part: PlanPart): ReadonlySet<string> {
  const key = (one: Extract<Difference, { kind: 'group' }>) => groupKey(one.id, one.exclude);
  const added = part.changes.flatMap((one) =>
    one.kind === 'group' && one.act === 'add' && !one.exclude ? key(one) : [],
  );
  if (part.act === 'assign') return new Set(added);
  return new Set([...(part.before?.assignments ?? []).map(targetKey).filter(isInclude), ...added]);
}

function isInclude(key: string): boolean {
  return key.startsWith('include:');
}

const everyDevice = groupKey('allDevices', false);

function sharesGroup(other: Entity, groups: ReadonlySet<string>): boolean {
  const assignments = other['assignments'];
  const keys = (Array.isArray(assignments) ? (assignments as readonly { readonly target: Entity }[]) : [])
    .map((one) => targetKey(one))
    .filter(isInclude);
  return (
    keys.some((one) => groups.has(one)) || (keys.length > 0 && (groups.has(everyDevice) || keys.includes(everyDevice)))
  );
}

/** What others there are; a failure to read them is no reason to withhold a plan, but is said. */
async function readOthers(graph: Graph, variant: Variant, part: PlanPart): Promise<readonly Entity[]> {
  const families = [variant.template?.family ?? 'none', 'none', 'baseline'];
  const filter = families.map((one) => `templateReference/templateFamily eq '${one}'`).join(' or ');
  const path = `/deviceManagement/configurationPolicies?$filter=${encodeURIComponent(filter)}&$expand=assignments,settings`;
  try {
    const all = await graph.list({ version: variant.version, path });
    return all.filter(({ id }) => part.target.kind === 'new' || id !== part.target.id);
  } catch (error) {
    if (error instanceof GraphRefused) return [];
    throw error;
  }
}

function sentences(name: string, other: Entity, touched: readonly Touched[]): readonly string[] {
  const values = catalogValues(other);
  return touched.flatMap(({ setting, variant, value }): readonly string[] => {
    const place = setting.on[variant];
    if (!place || !values.has(place.at)) return [];
    const its = readCatalog(other, place);
    if (setting.kind === 'list') {
      return [`«${name}» has «${setting.title}» for the same devices too; both lists apply together.`];
    }
    if (its !== null && isSameValue(setting, its, value)) return [];
    const said = its === null ? canonical(values.get(place.at)) : sayValue(setting, its);
    return [
      `«${name}» sets «${setting.title}» to ${said} for the same devices; of two different values a device applies none.`,
    ];
  });
}
