import { subscriptionOf } from '../alerts/subscriptions';
import type { Person } from '../core/change';
import type { Chat, Conversation, Log, Store } from '../ports';
import type { BotRules } from './ports';
import type { Roles } from './roles';

/** Whom a channel wants mentioned when something fires. Ids and names are those of Teams: an alert's text mentions nobody. */

interface Ports {
  readonly store: Store;
  readonly chat: () => Chat;
  readonly log: Log;
  readonly roles: Pick<Roles, 'membersOf'>;
  readonly rules: () => Pick<BotRules, 'alerts'>;
}

const mostMentioned = 10;

/** Nobody when it cannot be looked up: the message itself matters more. */
export async function onCall(ports: Ports, where: Conversation): Promise<readonly Person[]> {
  const mention = (await subscriptionOf(ports.store, ports.rules().alerts, where.id))?.mention;
  if (!mention) return [];
  try {
    const ids = new Set((await ports.roles.membersOf(mention)).map((id) => id.toLowerCase()));
    const here = (await ports.chat().roster(where)).filter(({ objectId }) => ids.has(objectId.toLowerCase()));
    if (here.length === 0) ports.log.warn('nobody who is on call reads this channel', { conversation: where.id });
    return here.slice(0, mostMentioned);
  } catch (error) {
    ports.log.warn('who is on call could not be looked up', { conversation: where.id, why: String(error) });
    return [];
  }
}
