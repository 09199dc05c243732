// https://learn.microsoft.com/graph/api/group-post-groups, group-post-members, group-delete
import type { Answer, Call, Route } from '../call';
import { context } from '../entity-set';
import { isObject, judge } from '../judge';
import type { Entity } from '../present';
import { invalidDirectoryRequest, notFound } from '../refusal';
import { directoryObject, instant, type Properties } from '../tenant';
import { showDirectoryObject } from './directory';

const create = { anyOf: ['Group.Create', 'Group.ReadWrite.All', 'Directory.ReadWrite.All'] };
const changeMembers = { anyOf: ['GroupMember.ReadWrite.All', 'Group.ReadWrite.All', 'Directory.ReadWrite.All'] };
const remove = { anyOf: ['Group.ReadWrite.All'] };

export const groupWriteRoutes: readonly Route[] = [
  { method: 'POST', path: '/groups', permission: create, answer: createGroup },
  { method: 'PATCH', path: '/groups/{id}', permission: changeMembers, answer: changeGroup },
  { method: 'DELETE', path: '/groups/{id}', permission: remove, answer: deleteGroup },
];

function createGroup(call: Call): Answer {
  const sent = bodyOf(call);
  judge(call.model, 'group', sent);
  for (const needed of ['displayName', 'mailEnabled', 'mailNickname', 'securityEnabled']) {
    if (sent[needed] === undefined)
      throw invalidDirectoryRequest(`A value is required for property '${needed}' of resource 'Group'.`);
  }
  if (
    !/^[\x21-\x7e]{1,64}$/.test(String(sent['mailNickname'])) ||
    /[@()\\[\]";:<>, ]/.test(String(sent['mailNickname']))
  )
    throw invalidDirectoryRequest("Invalid value specified for property 'mailNickname' of resource 'Group'.");
  const rule = ruleOf(sent);
  const group = call.tenant.addGroup({
    description: null,
    groupTypes: [],
    membershipRule: null,
    membershipRuleProcessingState: null,
    ...sent,
    displayName: String(sent['displayName']),
    createdDateTime: instant(call.now),
    renewedDateTime: instant(call.now),
    securityIdentifier: `S-1-12-1-${call.tenant.guid().replace(/\D/g, '').slice(0, 10)}`,
  });
  // Entra works a rule out within minutes or hours, here at once.
  if (rule) call.tenant.members.set(group.id, new Set(matching(call, rule)));
  const shown = showDirectoryObject(call, group, 'group');
  return { status: 201, body: { '@odata.context': context(call, '/$entity', '/groups'), ...shown } };
}

interface Rule {
  readonly property: string;
  readonly value: string;
}

/** One comparison of a device property; longer rules exist and nobody sends them here. https://learn.microsoft.com/entra/identity/users/groups-dynamic-membership */
function ruleOf(sent: Properties): Rule | undefined {
  const dynamic = Array.isArray(sent['groupTypes']) && sent['groupTypes'].includes('DynamicMembership');
  if (!dynamic && sent['membershipRule'] === undefined) return undefined;
  const [, property = '', value = ''] = /^\(device\.(\w+) -eq "([^"]*)"\)$/.exec(String(sent['membershipRule'])) ?? [];
  if (!dynamic || property === '')
    throw invalidDirectoryRequest("Invalid value specified for property 'membershipRule' of resource 'Group'.");
  return { property, value };
}

function matching({ tenant }: Call, { property, value }: Rule): readonly string[] {
  return [...tenant.collections.devices.values()].filter((device) => device[property] === value).map(({ id }) => id);
}

/** At most 20 members, all or none; whoever is in already makes it fail. */
function changeGroup(call: Call): Answer {
  const group = groupOf(call);
  const { 'members@odata.bind': bound, ...sent } = bodyOf(call);
  judge(call.model, 'group', sent);
  if (bound !== undefined) addMembers(call, group, bound);
  call.tenant.collections.groups.set(group.id, { ...group, ...sent, id: group.id });
  return { status: 204 };
}

function addMembers(call: Call, group: Entity, bound: unknown): void {
  if (typeof group['membershipRule'] === 'string')
    throw invalidDirectoryRequest(
      "Insufficient privileges to complete the operation: membership of 'Group' is dynamic.",
    );
  const ids = Array.isArray(bound)
    ? bound.map((url) => /\/directoryObjects\/([^/]+)$/.exec(String(url))?.[1] ?? '')
    : [];
  if (ids.length === 0 || ids.length > 20)
    throw invalidDirectoryRequest('The number of references in members@odata.bind has to be between 1 and 20.');
  const members = call.tenant.members.get(group.id) ?? new Set<string>();
  for (const id of ids) {
    if (!directoryObject(call.tenant.collections, id)) throw notFound('directory', id);
    if (members.has(id))
      throw invalidDirectoryRequest(
        "One or more added object references already exist for the following modified properties: 'members'.",
      );
  }
  call.tenant.members.set(group.id, new Set([...members, ...ids]));
}

function deleteGroup(call: Call): Answer {
  const group = groupOf(call);
  call.tenant.collections.groups.delete(group.id);
  call.tenant.members.delete(group.id);
  return { status: 204 };
}

function groupOf(call: Call): Entity {
  const id = call.values['id'] ?? '';
  const group = call.tenant.collections.groups.get(id);
  if (!group) throw notFound('directory', id);
  return group;
}

function bodyOf(call: Call): Properties {
  if (!isObject(call.body)) throw invalidDirectoryRequest('Empty Payload. JSON content expected.');
  return call.body;
}
