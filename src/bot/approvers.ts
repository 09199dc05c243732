import type { Change, Person } from '../core/change';
import type { Chat, Clock, Conversation, Log } from '../ports';
import { approversOf, type RoleLists, type RoleTable, type Roles } from './roles';

/** Who may approve, as last known: drawing must not wait for Entra. Looked up anew in the background every five minutes. */
export interface Approvers {
  /** Names of those who may approve it, without its requestor; null while they are not known. */
  readonly names: (change: Change) => readonly string[] | null;
  /** Object ids of those who may approve it, in lower case. */
  ids(change: Change): readonly string[];
  /** Brings names and lists up to date; a failure keeps what was known. */
  refresh(how: 'fresh' | 'cached'): Promise<void>;
}

interface Ports {
  readonly clock: Clock;
  readonly log: Log;
  readonly roles: Roles;
  readonly table: () => RoleTable;
}

interface Known {
  readonly lists: RoleLists;
  readonly table: RoleTable;
}

const keepMilliseconds = 5 * 60_000;

export function approversFrom(ports: Ports): Approvers {
  let known: Known | undefined;
  let asked = -Infinity;

  async function refresh(how: 'fresh' | 'cached'): Promise<void> {
    asked = ports.clock.now().getTime();
    try {
      known = await lookUp(ports, how);
    } catch (error) {
      ports.log.warn('approvers could not be listed', { why: String(error) });
    }
  }

  function current(): Known | undefined {
    const old = ports.clock.now().getTime() - asked >= keepMilliseconds;
    if (old || (known && known.table !== ports.table())) void refresh('fresh');
    return known;
  }

  function ids(change: Change): readonly string[] {
    const lists = current()?.lists;
    return lists ? approversOf(lists, [...new Set(change.plan.parts.map(({ family }) => family))]) : [];
  }

  return {
    ids,
    refresh,
    names(change) {
      const others = ids(change).filter((id) => id !== change.requestor.objectId.toLowerCase());
      return known ? others.flatMap((id) => known?.lists.names.get(id) ?? []) : null;
    },
  };
}

async function lookUp({ roles, table }: Ports, how: 'fresh' | 'cached'): Promise<Known> {
  const now = table();
  return { lists: await roles.approvers(how), table: now };
}

interface RosterPorts {
  readonly chat: () => Chat;
  readonly log: Log;
  readonly approvers: Approvers;
}

/** Members of the conversation who have to do with a change: those who may approve it first, then its requestor. */
export interface Concerned {
  readonly approving: readonly Person[];
  readonly asking: readonly Person[];
}

export async function concernedIn(ports: RosterPorts, where: Conversation, change: Change): Promise<Concerned> {
  try {
    const roster = await ports.chat().roster(where);
    const ids = ports.approvers.ids(change);
    return {
      approving: roster.filter(({ objectId }) => ids.includes(objectId.toLowerCase())),
      asking: roster.filter(({ objectId }) => objectId.toLowerCase() === change.requestor.objectId.toLowerCase()),
    };
  } catch (error) {
    // Without a roster everybody gets the base card, which is right for all.
    ports.log.debug('no roster', { conversation: where.id, why: String(error) });
    return nobody;
  }
}

const nobody: Concerned = { approving: [], asking: [] };
const mostRefreshed = 60;

/** Teams redraws a card by itself for at most 60 people. */
export function refreshIds({ approving, asking }: Concerned): readonly string[] {
  return [...new Set([...approving, ...asking].map(({ teamsId }) => teamsId))].slice(0, mostRefreshed);
}
