import { type Snapshot, virtualTargets } from '../core/snapshot';
import type { Graph } from '../ports';

/** Ids of the groups a policy is assigned to. */
export function includedGroups(policy: Snapshot): readonly string[] {
  return targets(policy, false);
}

export function excludedGroups(policy: Snapshot): readonly string[] {
  return targets(policy, true);
}

/** Whom a policy is for, in words: groups by name, everybody as Intune calls them. */
export function includedNames(policy: Snapshot, names: ReadonlyMap<string, string>): readonly string[] {
  const types = (policy.assignments ?? []).map(({ target }) => target['@odata.type']);
  const everybody = virtualTargets.filter(({ type }) => types.includes(type)).map(({ name }) => name);
  return [...everybody, ...includedGroups(policy).map((id) => names.get(id) ?? id)];
}

/** Names of all groups these policies name, asked for in one call; a deleted group has none. */
export async function groupNames(graph: Graph, policies: readonly Snapshot[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(policies.flatMap((policy) => [...includedGroups(policy), ...excludedGroups(policy)]))];
  if (ids.length === 0) return new Map();
  const at = { version: 'v1.0', path: '/directoryObjects/getByIds?$select=id,displayName' } as const;
  const answer = await graph.ask(at, { ids: ids.slice(0, 1000), types: ['group'] });
  const found = Array.isArray(answer['value']) ? (answer['value'] as unknown[]) : [];
  return new Map(
    found.flatMap((one): (readonly [string, string])[] => {
      const { id, displayName } = one as { readonly id?: unknown; readonly displayName?: unknown }; // an object of Graph's answer
      return typeof id === 'string' && typeof displayName === 'string' ? [[id, displayName]] : [];
    }),
  );
}

function targets(policy: Snapshot, excluded: boolean): readonly string[] {
  return (policy.assignments ?? []).flatMap(({ target }) => {
    const id = target['groupId'];
    const isExclusion = target['@odata.type'] === '#microsoft.graph.exclusionGroupAssignmentTarget';
    return typeof id === 'string' && isExclusion === excluded ? [id] : [];
  });
}
