import { valueIn } from '../core/difference';
import type { Family } from '../core/family';
import { groupKey, targetKey } from '../core/snapshot';
import type { PlanPart } from '../core/plan';
import { readValue } from '../core/shapes';
import { sayValue, type Setting } from '../core/setting';
import { GraphRefused } from '../ports';
import type { PlanningPorts } from './planned';
import { overlapWarnings } from './overlaps';
import { readPolicies, type Known } from './read';
import { excludedPeople } from '../core/shapes/conditions';
import { strangerWarnings } from './strangers';

/** What an approver should know besides the differences: settings without effect, policies that reach nobody. */
export async function withWarnings(ports: PlanningPorts, parts: readonly PlanPart[]): Promise<readonly PlanPart[]> {
  return Promise.all(
    parts.map(async (whole): Promise<PlanPart> => {
      // An operation says itself what there is to know.
      if (whole.operation) return whole;
      const { warnings: _old, ...part } = whole;
      const family = ports.families.get(part.family);
      const [dependencies, strangers, overlaps] = await Promise.all([
        dependencyWarnings(ports, part, parts),
        family ? strangerWarnings(ports.graph, family, part, parts) : [],
        family ? overlapWarnings(ports.graph, family, part) : [],
      ]);
      const cautions = family ? [...cautionsOf(family, part), ...guardWarnings(ports, family, part)] : [];
      const warnings = [...dependencies, ...cautions, ...overlaps, ...strangers, ...assignmentWarnings(ports, part)];
      return warnings.length > 0 ? { ...part, warnings } : part;
    }),
  );
}

/** A policy that may keep everybody out has to leave out those who could turn it off again. */
function guardWarnings({ breakGlass }: PlanningPorts, family: Family, part: PlanPart): readonly string[] {
  const guard = family.groups?.exclusionsGuard;
  if (!guard || part.act === 'delete' || breakGlass.groups.length + breakGlass.people.length === 0) return [];
  const changed = part.changes.find((one) => one.kind === 'setting' && one.setting === guard.unless.setting);
  const before = part.before ? valueIn(family, part.variant, part.before, guard.unless.setting) : undefined;
  const value = changed?.kind === 'setting' ? changed.to : before;
  if (value === guard.unless.value) return [];
  const excluded = new Set([
    ...(part.before?.assignments ?? []).map(targetKey),
    ...(part.image?.assignments ?? []).map(targetKey),
  ]);
  for (const one of part.changes) {
    if (one.kind !== 'group' || !one.exclude) continue;
    if (one.act === 'add') excluded.add(groupKey(one.id, true));
    else excluded.delete(groupKey(one.id, true));
  }
  if (breakGlass.groups.some((id) => excluded.has(groupKey(id, true)))) return [];
  if (breakGlass.people.some((id) => excludedPeople((part.before ?? part.image)?.entity ?? {}).includes(id))) return [];
  return [
    `«${part.target.name}» does not exclude a break-glass account: if it keeps everybody out, nobody can take it back.`,
  ];
}

function cautionsOf(family: Family, part: PlanPart): readonly string[] {
  return part.changes.flatMap((change) => {
    const setting = change.kind === 'setting' ? family.settings[change.setting] : undefined;
    if (change.kind !== 'setting' || !setting) return [];
    const caution = setting.cautions?.find(({ value }) => value === change.to);
    return caution ? [`«${setting.title}» ${sayValue(setting, change.to)}: ${caution.say}`] : [];
  });
}

function assignmentWarnings(ports: PlanningPorts, part: PlanPart): readonly string[] {
  const family = ports.families.get(part.family);
  if (!family?.groups || part.act === 'delete') return [];
  const removed = part.changes.filter((one) => one.kind === 'group' && one.act === 'remove' && !one.exclude).length;
  const added = part.changes.filter((one) => one.kind === 'group' && one.act === 'add' && !one.exclude).length;
  const included = (part.before?.assignments ?? []).filter(
    ({ target }) => target['@odata.type'] !== '#microsoft.graph.exclusionGroupAssignmentTarget',
  ).length;
  if (included - removed + added > 0) return [];
  const when =
    removed > 0
      ? 'will be assigned to nobody, so it protects nobody'
      : 'is not assigned to anyone, so it has no effect yet';
  return [`«${part.target.name}» ${when}.`];
}

async function dependencyWarnings(
  ports: PlanningPorts,
  part: PlanPart,
  all: readonly PlanPart[],
): Promise<readonly string[]> {
  const family = ports.families.get(part.family);
  const depending = part.changes.flatMap((change) => {
    const setting = change.kind === 'setting' ? family?.settings[change.setting] : undefined;
    const needed = setting?.dependsOn?.settings[part.variant];
    return setting?.dependsOn && needed !== undefined ? [{ setting, ...setting.dependsOn, needed }] : [];
  });
  const warnings = await Promise.all(
    depending.map(async ({ setting, family: other, needed, value }) => {
      const source = ports.families.get(other);
      const wanted = source?.settings[needed];
      if (!source || !wanted || makesSo(all, other, needed, value)) return [];
      const found = await readOther(ports, source);
      if (found === 'unreadable')
        return [`Whether «${wanted.title}» is ${sayValue(wanted, value)} could not be checked.`];
      return holds(found, wanted, value) ? [] : [withoutEffect(part, setting, source, wanted, value, found)];
    }),
  );
  return warnings.flat();
}

/** Another part of the same plan sets what this one needs. */
function makesSo(all: readonly PlanPart[], family: string, setting: string, value: unknown): boolean {
  return all.some(
    (part) =>
      part.family === family &&
      part.changes.some((one) => one.kind === 'setting' && one.setting === setting && one.to === value),
  );
}

async function readOther(ports: PlanningPorts, family: Family): Promise<Known | undefined | 'unreadable'> {
  try {
    const [only] = await readPolicies(ports.graph, family, Object.keys(family.variants));
    return only;
  } catch (error) {
    if (error instanceof GraphRefused) return 'unreadable';
    throw error;
  }
}

function holds(found: Known | undefined, setting: Setting, value: unknown): boolean {
  const place = found ? setting.on[found.variant] : undefined;
  const shape = found?.family.variants[found.variant];
  return (
    found !== undefined && place !== undefined && shape !== undefined && readValue(shape, found.entity, place) === value
  );
}

function withoutEffect(
  part: PlanPart,
  setting: Setting,
  source: Family,
  needed: Setting,
  value: Parameters<typeof sayValue>[1],
  found: Known | undefined,
): string {
  const now = found
    ? `is ${sayValue(needed, value === true ? false : null)}`
    : 'cannot be on, since the connector is not set up';
  return `«${setting.title}» has no effect in «${part.target.name}» while «${needed.title}» in the ${source.title} ${now}.`;
}
