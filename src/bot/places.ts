import type { Conversation, Records, Store } from '../ports';
import type { BotPorts } from './ports';

/** Where a person is reached alone: the personal chat they last wrote in. */
export function placeOf(objectId: string): string {
  return `place:${objectId.toLowerCase()}`;
}

type Ports = Pick<BotPorts, 'rules' | 'roles'> & { readonly store: Store };

/** Personal chats of the owners who have spoken to the bot, and the channels that hear of its own affairs. */
export async function placesOfOwners(ports: Ports): Promise<readonly string[]> {
  const { auditChannel, approvalsChannel } = ports.rules();
  const channels = [auditChannel, approvalsChannel].flatMap((one) => one ?? []);
  return [...new Set([...channels, ...(await personalOfOwners(ports))])];
}

/** Personal chats of the owners who have spoken to the bot. */
export async function personalOfOwners({ rules, roles, store }: Ports): Promise<readonly string[]> {
  const owners = await roles.membersOf(rules().roles.owner);
  return (await Promise.all(owners.map((owner) => personalChatOf(store, owner)))).flatMap((one) => one ?? []);
}

/** The personal chat of somebody who has spoken to the bot. */
export async function personalChatOf({ marks }: Pick<Store, 'marks'>, objectId: string): Promise<string | undefined> {
  const conversation = (await marks.get(placeOf(objectId)))?.['conversation'];
  return typeof conversation === 'string' ? conversation : undefined;
}

/** Teams' address of a channel; of one known only from warden.yaml, through the service URL the tenant is known to use. */
export async function addressOf(
  { conversations }: Pick<Records, 'conversations'>,
  id: string,
): Promise<Conversation | undefined> {
  const known = (await conversations.get(id)) ?? (await conversations.any());
  if (!known || known.id === id) return known;
  return { id, kind: 'channel', tenantId: known.tenantId, serviceUrl: known.serviceUrl, reference: null };
}
