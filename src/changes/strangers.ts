import type { Family } from '../core/family';
import { isToBe, makerOf } from '../core/made-group';
import type { PlanPart } from '../core/plan';
import { virtualTargets } from '../core/snapshot';
import { GraphRefused, type Graph } from '../ports';

/** A group whose members are of the sort that such a policy does not follow: people for a policy of devices, and the other way. */
export async function strangerWarnings(
  graph: Graph,
  family: Family,
  part: PlanPart,
  all: readonly PlanPart[],
): Promise<readonly string[]> {
  const groups = family.groups;
  if (!groups) return [];
  const added = part.changes.flatMap((one) =>
    one.kind === 'group' && one.act === 'add' && !one.exclude && !virtualTargets.some(({ id }) => id === one.id)
      ? [one]
      : [],
  );
  const [wanted, other] = groups.members === 'devices' ? (['device', 'user'] as const) : (['user', 'device'] as const);
  const warnings = await Promise.all(
    added.map(async ({ id, name }) => {
      const [right, wrong] = await Promise.all([wanted, other].map((type) => countOf(graph, all, id, type)));
      if (right !== 0 || wrong === undefined || wrong === 0) return [];
      const members = other === 'user' ? counted(wrong, 'person', 'people') : counted(wrong, 'device', 'devices');
      const none = wanted === 'user' ? 'nobody' : 'no devices';
      return [`«${name}» has ${members} and ${none}. ${groups.strangers ?? defaults[groups.members]}`];
    }),
  );
  return warnings.flat();
}

const defaults = {
  users: 'Such a policy follows people, so it reaches nobody there.',
  devices: 'Such a policy follows devices, so it reaches none there.',
} as const;

/** Undefined when Graph does not tell: then nothing is said. */
async function countOf(
  graph: Graph,
  parts: readonly PlanPart[],
  group: string,
  type: 'user' | 'device',
): Promise<number | undefined> {
  if (isToBe(group)) return type === 'device' ? makerOf(parts, group)?.operation?.makes?.devices : 0;
  const path = `/groups/${encodeURIComponent(group)}/transitiveMembers/microsoft.graph.${type}/$count`;
  try {
    return await graph.count({ version: 'v1.0', path, eventual: true });
  } catch (error) {
    if (error instanceof GraphRefused) return undefined;
    throw error;
  }
}

function counted(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
