import type { Store } from '../ports';
import type { BotPorts } from './ports';

/** Where a person is reached alone: the personal chat they last wrote in. */
export function placeOf(objectId: string): string {
  return `place:${objectId.toLowerCase()}`;
}

/** Personal chats of the owners who have spoken to the bot, and the channels that hear of its own affairs. */
export async function placesOfOwners(
  ports: Pick<BotPorts, 'rules' | 'roles'> & { readonly store: Store },
): Promise<readonly string[]> {
  const { roles, auditChannel, approvalsChannel } = ports.rules();
  const owners = await ports.roles.membersOf(roles.owner);
  const marks = await Promise.all(owners.map((owner) => ports.store.marks.get(placeOf(owner))));
  const personal = marks.flatMap((mark) => (typeof mark?.['conversation'] === 'string' ? [mark['conversation']] : []));
  return [...new Set([...[auditChannel, approvalsChannel].flatMap((one) => one ?? []), ...personal])];
}
