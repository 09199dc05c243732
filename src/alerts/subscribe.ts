import type { Subscription } from '../core/alert';
import type { Person } from '../core/change';
import { keepReaders } from './readers';
import type { Clock, Store } from '../ports';

/** A channel begins and ceases to hear of alerts; who may ask for it was looked up before. */

interface Ports {
  readonly store: Store;
  readonly clock: Clock;
}

export async function subscribe(ports: Ports, subscription: Omit<Subscription, 'at'>, by: Person): Promise<void> {
  const at = ports.clock.now().toISOString();
  await ports.store.transaction(async (records) => {
    await records.subscriptions.put({ ...subscription, at });
    await keepReaders(records, subscription.conversation, subscription.discreet === true);
    const { conversation, threat, platforms, groups, policies, groupBy, discreet } = subscription;
    await records.audit.append({
      at,
      kind: 'channel.subscribed',
      actor: { objectId: by.objectId, name: by.name },
      facts: { conversation, threat, platforms, groups, policies, groupBy, discreet },
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
