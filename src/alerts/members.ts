import type { Subscription } from '../core/alert';
import { GraphRefused, type Graph } from '../ports';
import type { AlertPorts } from './ports';

/** Who is in the groups that subscriptions name, by group. A group that was deleted keeps nobody else from being told. */
export async function membersOfGroups(
  ports: AlertPorts,
  subscriptions: readonly Subscription[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const members = new Map<string, ReadonlySet<string>>();
  for (const { conversation, groups = [] } of subscriptions)
    for (const group of groups) {
      const found = members.get(group.id) ?? (await membersIn(ports, group.id));
      if (found) members.set(group.id, found);
      else await tellOfLostGroup(ports, conversation, group);
    }
  return members;
}

/**
 * Object ids of the users in an Entra group and in those nested in it. Guests and disabled accounts count: rooms and shared
 * devices have such.
 */
export async function usersIn(graph: Graph, group: string): Promise<readonly string[]> {
  const path = `/groups/${encodeURIComponent(group)}/transitiveMembers/microsoft.graph.user?$select=id&$top=999&$count=true`;
  const users = await graph.list({ version: 'v1.0', path, eventual: true });
  return users.flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
}

/** Undefined when there is no such group. */
async function membersIn({ membersOf }: AlertPorts, group: string): Promise<ReadonlySet<string> | undefined> {
  try {
    return new Set(await membersOf(group));
  } catch (error) {
    if (error instanceof GraphRefused && error.status === 404) return undefined;
    throw error;
  }
}

/** Once, and again each time when that is forgotten, after some days: else nobody would know why it is so quiet there. */
async function tellOfLostGroup(
  { store, clock, log }: AlertPorts,
  conversation: string,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<void> {
  const at = clock.now().toISOString();
  const text = `The group «${name}» is not in Entra any more, so no alerts of its members come here. Subscribe this channel anew, or change warden.yaml.`;
  const told = await store.transaction(async (records) => {
    if (!(await records.inbox.claim(`group-gone:${conversation}:${id}`, at))) return false;
    const what = { kind: 'say', message: { text, summary: text } } as const;
    await records.outbox.add({ conversation, what, dueAt: at });
    return true;
  });
  if (told) log.warn('a group of a subscription is gone', { conversation, group: id });
}
