import type { Subscription } from '../core/alert';
import type { Person } from '../core/change';
import type { Entity } from '../core/snapshot';
import { ChatRefused, GraphRefused, GraphUnreachable, type Chat, type Clock, type Conversation } from '../ports';
import type { Graph, Store } from '../ports';

/** A channel begins and ceases to hear of alerts; who may ask for it was looked up before. */

interface Ports {
  readonly store: Store;
  readonly clock: Clock;
}

export async function subscribe(ports: Ports, subscription: Omit<Subscription, 'at'>, by: Person): Promise<void> {
  const at = ports.clock.now().toISOString();
  await ports.store.transaction(async (records) => {
    await records.subscriptions.put({ ...subscription, at });
    const { conversation, threat, platforms, groups, discreet } = subscription;
    await records.audit.append({
      at,
      kind: 'channel.subscribed',
      actor: { objectId: by.objectId, name: by.name },
      facts: { conversation, threat, platforms, groups, discreet },
    });
  });
}

/** False when it was not subscribed. What it was told of lives on without it. */
export async function unsubscribe(ports: Ports, conversation: string, by: Person): Promise<boolean> {
  const at = ports.clock.now().toISOString();
  return ports.store.transaction(async (records) => {
    const known = (await records.subscriptions.list()).some((one) => one.conversation === conversation);
    if (!known) return false;
    await records.subscriptions.remove(conversation);
    await records.audit.append({
      at,
      kind: 'channel.unsubscribed',
      actor: { objectId: by.objectId, name: by.name },
      facts: { conversation },
    });
    return true;
  });
}

export interface Readers {
  readonly guests: number;
  /** Not in this tenant: the channel is shared with another one. */
  readonly strangers: number;
  /** The roster could not be read, so outsiders cannot be ruled out. */
  readonly unknown: boolean;
}

/** Graph looks up so many ids at once. */
const mostReaders = 1000;

/** Who reads along in a conversation besides the members of this tenant. */
export async function readersOf(
  ports: { readonly graph: Graph; readonly chat: Chat },
  conversation: Conversation,
): Promise<Readers> {
  try {
    const ids = [...new Set((await ports.chat.roster(conversation, mostReaders)).map(({ objectId }) => objectId))];
    // Beyond so many nobody knows who else reads along.
    if (ids.length === 0 || ids.length >= mostReaders) return { guests: 0, strangers: 0, unknown: true };
    const path = '/directoryObjects/getByIds?$select=id,userType';
    const { value } = await ports.graph.ask({ version: 'v1.0', path }, { ids, types: ['user'] });
    const found = Array.isArray(value) ? (value as readonly Entity[]) : [];
    const guests = found.filter(({ userType }) => userType === 'Guest').length;
    return { guests, strangers: ids.length - found.length, unknown: false };
  } catch (error) {
    const known = error instanceof ChatRefused || error instanceof GraphRefused || error instanceof GraphUnreachable;
    if (!known) throw error;
    return { guests: 0, strangers: 0, unknown: true };
  }
}
