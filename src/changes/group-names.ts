import type { Graph } from '../ports';

/** The names of groups by their ids; those that are gone have none. */
export async function groupNamesOf(
  graph: Graph,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const path = '/directoryObjects/getByIds?$select=id,displayName';
  const body = { ids: ids.slice(0, mostAtOnce), types: ['group'] };
  const answer = await graph.ask({ version: 'v1.0', path, ...(signal ? { signal } : {}) }, body);
  const found = Array.isArray(answer['value']) ? (answer['value'] as unknown[]) : [];
  return new Map(
    found.flatMap((one): [string, string][] => {
      const { id, displayName } = one as { readonly id?: unknown; readonly displayName?: unknown }; // an object of Graph's answer
      return typeof id === 'string' && typeof displayName === 'string' ? [[id, displayName]] : [];
    }),
  );
}

/** What Graph takes in one call. */
const mostAtOnce = 1000;
