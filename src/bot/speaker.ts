import type { Person } from '../core/change';
import type { Incoming } from '../ports';
import type { BotPorts } from './ports';
import type { PersonRights } from './roles';

/** Who speaks: the person and their rights, or the sentence that turns them away. */
export type Speaker =
  | { readonly kind: 'known'; readonly person: Person; readonly rights: PersonRights }
  | { readonly kind: 'nobody'; readonly code: string; readonly say: string };

export type Known = Extract<Speaker, { kind: 'known' }>;

/** The person is the authenticated Entra object id of a configured tenant; a name or a channel is no identity. */
export async function speakerOf(ports: BotPorts, incoming: Incoming, how: 'fresh' | 'cached'): Promise<Speaker> {
  const { objectId, tenantId, teamsId, name } = incoming.from;
  const { tenants } = ports.rules();
  if (objectId === undefined) return nobody('anonymous', 'I only talk to signed-in members of this organization.');
  if (tenantId === undefined || !tenants.includes(tenantId))
    return nobody('other-tenant', 'I only work for members of one organization, and you are not one of them.');
  const rights = await ports.roles.of(objectId, how);
  if (rights.failed !== undefined) {
    return nobody('role-failed', `I could not look up what you may do, so I do nothing: ${rights.failed}`);
  }
  if (!rights.member)
    return nobody(
      'not-member',
      'I only talk to members of this organization. Guests and disabled accounts are turned away.',
    );
  const person: Person = { objectId, name, teamsId };
  if (rights.roles.size === 0 && Object.values(rights.byFamily).every((some) => some.size === 0)) {
    return nobody('no-role', `You have no role here yet. Give an owner your object id: ${objectId}`);
  }
  return { kind: 'known', person, rights };
}

function nobody(code: string, say: string): Speaker {
  return { kind: 'nobody', code, say };
}
