import type { ChangeRequest } from '../core/request';
import type { Named } from '../language/follow-up';

/**
 * A request whose apps or groups are the very thing it changes, for these only or without these; undefined where they
 * only say which policies are meant, or nothing would be left.
 */
export function narrowed(request: ChangeRequest, named: Named, how: 'only' | 'without'): ChangeRequest | undefined {
  const keep = (one: string, names: readonly string[]) =>
    names.map(lower).includes(one.toLowerCase()) === (how === 'only');
  switch (request.kind) {
    case 'create': {
      const { apps, groups } = request;
      return changed(request, {
        apps: named.apps.length > 0 ? apps?.filter((one) => keep(one, named.apps)) : apps,
        groups: named.groups.length > 0 ? groups?.filter((one) => keep(one, named.groups)) : groups,
      });
    }
    case 'addApps':
    case 'removeApps':
      return changed(request, { apps: request.apps?.filter((one) => keep(one, named.apps)) });
    case 'assign':
    case 'unassign':
      return changed(request, { groups: request.groups?.filter((one) => keep(one, named.groups)) });
    default:
      return undefined;
  }
}

function lower(name: string): string {
  return name.toLowerCase();
}

function changed<R extends ChangeRequest>(
  request: R,
  lists: { readonly apps?: string[] | undefined; readonly groups?: string[] | undefined },
): R | undefined {
  const before: Readonly<Record<string, unknown>> = request;
  const said = Object.entries(lists).flatMap(([slot, list]) => (list ? [{ slot, list }] : []));
  const fewer = said.some(({ slot, list }) => list.length < lengthOf(before[slot]));
  if (!fewer || said.some(({ list }) => list.length === 0)) return undefined;
  return { ...request, ...Object.fromEntries(said.map(({ slot, list }) => [slot, list])) };
}

function lengthOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}
