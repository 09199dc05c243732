import { roles, type Role } from '../core/approval';
import { groupsAsked, type Threshold } from '../core/thresholds';
import { GraphRefused, GraphUnreachable, type Clock, type Graph, type Log, type Rights } from '../ports';

/** Person → roles, looked up in Entra. Nobody listed is nobody; a look-up that fails is a no. */

/** Who has a role: Entra groups and people, by object id. */
export interface RoleHolders {
  readonly groups: readonly string[];
  readonly people: readonly string[];
}

export interface RoleTable {
  readonly roles: Readonly<Record<Role, RoleHolders>>;
  /** Roles somebody has for one family only. */
  readonly byFamily: Readonly<Record<string, Partial<Readonly<Record<Role, RoleHolders>>>>>;
  /** Rules that want approvals of some groups; membership is looked up with the roles. */
  readonly thresholds: readonly Threshold[];
}

export interface Roles {
  /** `fresh` asks Entra now; otherwise an answer of the last five minutes will do. */
  of(objectId: string, how: 'fresh' | 'cached'): Promise<PersonRights>;
  /** What is known without asking: for drawing. */
  known(objectId: string): PersonRights | undefined;
  /** Everybody who may approve, by object id; `fresh` asks Entra now, otherwise lists of the last five minutes will do. */
  approvers(how: 'fresh' | 'cached'): Promise<RoleLists>;
  /** Everybody who has a role, by object id. */
  holders(role: Role, how: 'fresh' | 'cached'): Promise<RoleLists>;
  /** The members of any groups, for the accounts the card has to warn about. */
  membersOf(holders: RoleHolders): Promise<readonly string[]>;
}

export interface PersonRights extends Rights {
  /** The groups of the thresholds the person is in, by object id in lower case. */
  readonly groups: ReadonlySet<string>;
  readonly byFamily: Readonly<Record<string, ReadonlySet<Role>>>;
}

/** Who has a role for everything, and who for one family only, by object id in lower case. */
export interface RoleLists {
  readonly all: readonly string[];
  readonly byFamily: Readonly<Record<string, readonly string[]>>;
  /** What Entra calls them, by object id. */
  readonly names: ReadonlyMap<string, string>;
}

/** Who may approve a change of these families: a role for one family alone does not reach another. */
export function approversOf(lists: RoleLists, families: readonly string[]): readonly string[] {
  const [first = [], ...rest] = families.map((id) => lists.byFamily[id] ?? []);
  return [...new Set([...lists.all, ...first.filter((id) => rest.every((list) => list.includes(id)))])];
}

/** The roles a person has for all of these families: a role for one family alone does not reach another. */
export function rolesFor(rights: PersonRights, families: readonly string[]): ReadonlySet<Role> {
  return new Set(
    roles.filter(
      (role) =>
        rights.roles.has(role) ||
        (families.length > 0 && families.every((id) => rights.byFamily[id]?.has(role) === true)),
    ),
  );
}

const keepMilliseconds = 5 * 60_000;

export function rolesFrom(ports: {
  readonly graph: Graph;
  readonly clock: Clock;
  readonly log: Log;
  readonly table: () => RoleTable;
}): Roles {
  const cache = new Map<string, { readonly rights: PersonRights; readonly table: RoleTable; readonly at: number }>();
  const lists = new Map<string, { readonly accounts: readonly Account[]; readonly at: number }>();
  const now = () => ports.clock.now().getTime();

  function known(objectId: string): PersonRights | undefined {
    const kept = cache.get(objectId.toLowerCase());
    return kept && kept.table === ports.table() && now() - kept.at < keepMilliseconds ? kept.rights : undefined;
  }

  async function of(objectId: string, how: 'fresh' | 'cached'): Promise<PersonRights> {
    const kept = how === 'cached' ? known(objectId) : undefined;
    if (kept) return kept;
    const table = ports.table();
    const rights = await lookUp(ports, table, objectId);
    if (rights.failed === undefined) {
      if (cache.size > 10_000) cache.clear();
      cache.set(objectId.toLowerCase(), { rights, table, at: now() });
    }
    return rights;
  }

  async function accountsOf(holders: RoleHolders, how: 'fresh' | 'cached'): Promise<readonly Account[]> {
    const all = await Promise.all([
      ...holders.people.map((id) => kept(`person ${id}`, how, () => readPerson(ports.graph, id))),
      ...holders.groups.map((id) => kept(`group ${id}`, how, () => readMembers(ports.graph, id))),
    ]);
    return [...new Map(all.flat().map((account) => [account.id, account])).values()];
  }

  async function holders(role: Role, how: 'fresh' | 'cached'): Promise<RoleLists> {
    const { roles, byFamily } = ports.table();
    const [all, some] = await Promise.all([
      accountsOf(roles[role], how),
      Promise.all(
        Object.entries(byFamily).map(async ([family, { [role]: own }]) => {
          return [family, own ? await accountsOf(own, how) : []] as const;
        }),
      ),
    ]);
    const everybody = [...all, ...some.flatMap(([, accounts]) => accounts)];
    return {
      all: idsOf(all),
      byFamily: Object.fromEntries(some.map(([family, accounts]) => [family, idsOf(accounts)])),
      names: new Map(everybody.map(({ id, name }) => [id, name])),
    };
  }

  async function kept(
    key: string,
    how: 'fresh' | 'cached',
    read: () => Promise<readonly Account[]>,
  ): Promise<readonly Account[]> {
    const last = how === 'cached' ? lists.get(key) : undefined;
    if (last && now() - last.at < keepMilliseconds) return last.accounts;
    const accounts = await read();
    lists.set(key, { accounts, at: now() });
    return accounts;
  }

  return {
    of,
    known,
    membersOf: async (some) => idsOf(await accountsOf(some, 'cached')),
    holders,
    approvers: (how) => holders('approver', how),
  };
}

async function lookUp(
  ports: { readonly graph: Graph; readonly log: Log },
  table: RoleTable,
  objectId: string,
): Promise<PersonRights> {
  try {
    const groups = groupsIn(table);
    const [account, member] = await Promise.all([
      readPerson(ports.graph, objectId),
      memberGroups(ports.graph, objectId, groups),
    ]);
    if (account.length === 0) return nobody;
    return rightsIn(table, objectId, member);
  } catch (error) {
    if (!(error instanceof GraphRefused || error instanceof GraphUnreachable)) throw error;
    ports.log.warn('role look-up failed', { person: objectId, why: error.message });
    return { ...nobody, failed: error.say };
  }
}

const nobody: PersonRights = { roles: new Set(), member: false, byFamily: {}, groups: new Set() };

/** A member of the tenant whose account is enabled; `id` in lower case. Guests and unknown ids are nobody. */
interface Account {
  readonly id: string;
  readonly name: string;
}

const accountFields = '$select=id,displayName,userType,accountEnabled';

function idsOf(accounts: readonly Account[]): readonly string[] {
  return accounts.map(({ id }) => id);
}

async function readPerson(graph: Graph, objectId: string): Promise<readonly Account[]> {
  try {
    const path = `/users/${encodeURIComponent(objectId)}?${accountFields}`;
    return accountIn(await graph.get({ version: 'v1.0', path }));
  } catch (error) {
    if (error instanceof GraphRefused && error.status === 404) return [];
    throw error;
  }
}

/** Members of nested groups count. */
async function readMembers(graph: Graph, group: string): Promise<readonly Account[]> {
  const path = `/groups/${encodeURIComponent(group)}/transitiveMembers/microsoft.graph.user?${accountFields}&$top=999&$count=true`;
  return (await graph.list({ version: 'v1.0', path, eventual: true })).flatMap(accountIn);
}

function accountIn(user: Readonly<Record<string, unknown>>): readonly Account[] {
  const { id, displayName, userType, accountEnabled } = user;
  if (typeof id !== 'string' || userType !== 'Member' || accountEnabled !== true) return [];
  return [{ id: id.toLowerCase(), name: typeof displayName === 'string' ? displayName : id }];
}

/** Which of the groups the person is in, nested ones included; Graph takes 20 a call. */
async function memberGroups(graph: Graph, objectId: string, groups: readonly string[]): Promise<ReadonlySet<string>> {
  const chunks = Array.from({ length: Math.ceil(groups.length / 20) }, (_, i) => groups.slice(i * 20, i * 20 + 20));
  const path = `/users/${encodeURIComponent(objectId)}/checkMemberGroups`;
  const answers = await Promise.all(
    chunks.map(async (groupIds) => {
      try {
        return await graph.ask({ version: 'v1.0', path }, { groupIds });
      } catch (error) {
        if (error instanceof GraphRefused && error.status === 404) return {};
        throw error;
      }
    }),
  );
  return new Set(
    answers.flatMap(({ value }) => (Array.isArray(value) ? value.map((id) => String(id).toLowerCase()) : [])),
  );
}

function groupsIn(table: RoleTable): readonly string[] {
  const holders = [
    ...Object.values(table.roles),
    ...Object.values(table.byFamily).flatMap((one) => Object.values(one)),
  ];
  const named = [...holders.flatMap(({ groups }) => groups), ...groupsAsked(table.thresholds)];
  return [...new Set(named.map((id) => id.toLowerCase()))];
}

function rightsIn(table: RoleTable, objectId: string, member: ReadonlySet<string>): PersonRights {
  const holds = (holders: RoleHolders | undefined) =>
    holders !== undefined &&
    (holders.people.some((id) => id.toLowerCase() === objectId.toLowerCase()) ||
      holders.groups.some((id) => member.has(id.toLowerCase())));
  const byFamily = Object.fromEntries(
    Object.entries(table.byFamily).map(([family, some]) => [
      family,
      new Set(roles.filter((role) => holds(some[role]))),
    ]),
  );
  const groups = new Set(
    groupsAsked(table.thresholds)
      .map((id) => id.toLowerCase())
      .filter((id) => member.has(id)),
  );
  return { roles: withReader(roles.filter((role) => holds(table.roles[role]))), member: true, byFamily, groups };
}

/** Every role includes reader, and no other. */
function withReader(held: readonly Role[]): ReadonlySet<Role> {
  return new Set<Role>(held.length > 0 ? ['reader', ...held] : []);
}
