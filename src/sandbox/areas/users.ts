// https://learn.microsoft.com/graph/api/resources/user
import type { Answer, Call, Route } from '../call';
import { context } from '../entity-set';
import { isObject } from '../judge';
import type { Entity } from '../present';
import { invalidDirectoryRequest, notFound, unsupportedDirectoryQuery } from '../refusal';
import { directoryObject } from '../tenant';
import { countDirectory, directoryType, isEventual, listDirectory, showDirectoryObject } from './directory';

const read = {
  anyOf: ['User.Read.All', 'User.ReadBasic.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
};
const memberOf = {
  anyOf: ['User.Read.All', 'GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
};

export const userRoutes: readonly Route[] = [
  { method: 'GET', path: '/users', permission: read, answer: (call) => listDirectory(call, allUsers(call), 'user') },
  {
    method: 'GET',
    path: '/users/$count',
    permission: read,
    answer: (call) => countDirectory(call, allUsers(call), 'user'),
  },
  { method: 'GET', path: '/users/{id}', permission: read, answer: readUser },
  {
    method: 'POST',
    path: '/users/{id}/checkMemberGroups',
    permission: memberOf,
    onlyReads: true,
    answer: checkMemberGroups,
  },
  { method: 'GET', path: '/users/{id}/transitiveMemberOf', permission: memberOf, answer: listMemberships },
  {
    method: 'GET',
    path: '/users/{id}/transitiveMemberOf/microsoft.graph.group',
    permission: memberOf,
    answer: listGroups,
  },
  {
    method: 'POST',
    path: '/directoryObjects/getByIds',
    // The permissions reference names Directory.Read.All; the permission to read each type is enough for that type.
    permission: { anyOf: ['Directory.Read.All', 'User.Read.All', 'Group.Read.All', 'Device.Read.All'] },
    onlyReads: true,
    answer: getByIds,
  },
  {
    method: 'GET',
    path: '/organization',
    permission: {
      anyOf: [
        'Organization.Read.All',
        'Directory.Read.All',
        'User.Read.All',
        'DeviceManagementServiceConfig.Read.All',
        'DeviceManagementServiceConfig.ReadWrite.All',
      ],
    },
    answer: (call) => ({
      status: 200,
      body: { '@odata.context': context(call), value: [...call.tenant.collections.organization.values()] },
    }),
  },
];

/** The user a path names, by object id or user principal name. */
export function userOf(call: Call): Entity {
  const name = call.values['id'] ?? '';
  const { users } = call.tenant.collections;
  const user =
    users.get(name) ??
    [...users.values()].find(({ userPrincipalName }) => String(userPrincipalName).toLowerCase() === name.toLowerCase());
  if (!user) throw notFound('directory', name);
  return user;
}

function allUsers(call: Call): Entity[] {
  return [...call.tenant.collections.users.values()];
}

function readUser(call: Call): Answer {
  return {
    status: 200,
    body: {
      '@odata.context': context(call, '/$entity', '/users'),
      ...showDirectoryObject(call, userOf(call), 'user'),
    },
  };
}

/** Of the groups asked for, those the user is in, also through other groups. At most 20. https://learn.microsoft.com/graph/api/directoryobject-checkmembergroups */
function checkMemberGroups(call: Call): Answer {
  const user = userOf(call);
  const asked = textsIn(call.body, 'groupIds');
  if (asked.length > 20) throw invalidDirectoryRequest('The number of groupIds exceeds the maximum of 20.');
  const mine = new Set(call.tenant.groupsOf(user.id).map(({ id }) => id));
  return {
    status: 200,
    body: {
      '@odata.context': context(call).replace(/#.*/, '#Collection(Edm.String)'),
      value: asked.filter((id) => mine.has(id)),
    },
  };
}

function listMemberships(call: Call): Answer {
  return listDirectory(call, call.tenant.groupsOf(userOf(call).id), 'directoryObject');
}

/** The cast is an advanced query. https://learn.microsoft.com/graph/api/user-list-transitivememberof */
function listGroups(call: Call): Answer {
  requireAdvanced(call);
  return listDirectory(call, call.tenant.groupsOf(userOf(call).id), 'group');
}

export function requireAdvanced(call: Call): void {
  if (!isEventual(call) || !call.query.count) {
    throw unsupportedDirectoryQuery('The specified filter to the reference property query is currently not supported.');
  }
}

/** At most 1000 ids; those that are nothing are left out. https://learn.microsoft.com/graph/api/directoryobject-getbyids */
function getByIds(call: Call): Answer {
  const ids = textsIn(call.body, 'ids');
  if (ids.length > 1000) throw invalidDirectoryRequest('The number of ids exceeds the maximum of 1000.');
  const types = isObject(call.body) && Array.isArray(call.body['types']) ? call.body['types'].map(String) : undefined;
  const found = ids
    .flatMap((id) => directoryObject(call.tenant.collections, id) ?? [])
    .filter((entity) => types?.includes(directoryType(entity)) ?? true);
  return {
    status: 200,
    body: {
      '@odata.context': context(call).replace(/#.*/, '#directoryObjects'),
      value: found.map((entity) => showDirectoryObject(call, entity, 'directoryObject')),
    },
  };
}

function textsIn(body: unknown, name: string): string[] {
  const value = isObject(body) ? body[name] : undefined;
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    throw invalidDirectoryRequest(`Property '${name}' is required and must be a collection of strings.`);
  }
  return value;
}
