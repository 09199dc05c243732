import type { Store } from '../ports';
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
  const marks = await Promise.all(owners.map((owner) => store.marks.get(placeOf(owner))));
  return marks.flatMap((mark) => (typeof mark?.['conversation'] === 'string' ? [mark['conversation']] : []));
}
