// https://learn.microsoft.com/graph/api/resources/group
import type { Answer, Call, Route } from '../call';
import { context } from '../entity-set';
import type { Entity } from '../present';
import { notFound } from '../refusal';
import { directoryObject } from '../tenant';
import { countDirectory, directoryType, listDirectory, showDirectoryObject } from './directory';
import { requireAdvanced } from './users';

const read = {
  anyOf: [
    'Group.ReadBasic.All',
    'Group.Read.All',
    'Group.ReadWrite.All',
    'GroupMember.Read.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ],
};
const readMembers = { anyOf: [...read.anyOf, 'GroupMember.ReadBasic.All', 'GroupMember.ReadWrite.All'] };

export const groupRoutes: readonly Route[] = [
  { method: 'GET', path: '/groups', permission: read, answer: (call) => listDirectory(call, allGroups(call), 'group') },
  {
    method: 'GET',
    path: '/groups/$count',
    permission: read,
    answer: (call) => countDirectory(call, allGroups(call), 'group'),
  },
  { method: 'GET', path: '/groups/{id}', permission: read, answer: readGroup },
  ...memberRoutes('members', directMembers),
  ...memberRoutes('transitiveMembers', (call) => call.tenant.transitiveMembers(groupOf(call).id)),
];

function memberRoutes(name: string, membersOf: (call: Call) => readonly Entity[]): Route[] {
  const path = `/groups/{id}/${name}`;
  const cast = (type: 'user' | 'device' | 'group'): Route[] => {
    const ofType = (call: Call): Entity[] => membersOf(call).filter((entity) => directoryType(entity) === type);
    return [
      {
        method: 'GET',
        path: `${path}/microsoft.graph.${type}/$count`,
        permission: readMembers,
        answer: (call) => countDirectory(call, ofType(call), type),
      },
      {
        method: 'GET',
        path: `${path}/microsoft.graph.${type}`,
        permission: readMembers,
        // The cast is an advanced query. https://learn.microsoft.com/graph/api/group-list-transitivemembers
        answer: (call) => {
          requireAdvanced(call);
          return listDirectory(call, ofType(call), type);
        },
      },
    ];
  };
  return [
    {
      method: 'GET',
      path: `${path}/$count`,
      permission: readMembers,
      answer: (call) => countDirectory(call, membersOf(call), 'directoryObject'),
    },
    {
      method: 'GET',
      path,
      permission: readMembers,
      answer: (call) => listDirectory(call, membersOf(call), 'directoryObject'),
    },
    ...cast('user'),
    ...cast('device'),
    ...cast('group'),
  ];
}

function allGroups(call: Call): Entity[] {
  return [...call.tenant.collections.groups.values()];
}

function groupOf(call: Call): Entity {
  const id = call.values['id'] ?? '';
  const group = call.tenant.collections.groups.get(id);
  if (!group) throw notFound('directory', id);
  return group;
}

function readGroup(call: Call): Answer {
  return {
    status: 200,
    body: {
      '@odata.context': context(call, '/$entity', '/groups'),
      ...showDirectoryObject(call, groupOf(call), 'group'),
    },
  };
}

function directMembers(call: Call): Entity[] {
  const ids = call.tenant.members.get(groupOf(call).id) ?? [];
  return [...ids].flatMap((id) => directoryObject(call.tenant.collections, id) ?? []);
}
