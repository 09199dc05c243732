// https://learn.microsoft.com/graph/api/userteamwork-post-installedapps and appcatalogs-list-teamsapps
import type { Answer, Call, Route } from '../call';
import { context } from '../entity-set';
import { isObject } from '../judge';
import { badRequest, notFound, Refusal } from '../refusal';
import { userOf } from './users';

/** Warden itself, as the organization has it in its catalog. */
const app = {
  id: '33333333-3333-4333-8333-333333333333',
  externalId: '22222222-2222-4222-8222-222222222222',
  displayName: 'Warden',
  distributionMethod: 'organization',
};

const catalog = { anyOf: ['AppCatalog.Read.All', 'AppCatalog.ReadWrite.All'] };
const install = {
  anyOf: ['TeamsAppInstallation.ReadWriteSelfForUser.All', 'TeamsAppInstallation.ReadWriteForUser.All'],
};
const path = '/users/{id}/teamwork/installedApps';

export const teamsAppRoutes: readonly Route[] = [
  { method: 'GET', path: '/appCatalogs/teamsApps', permission: catalog, answer: listApps },
  { method: 'GET', path, permission: install, answer: listInstalled },
  { method: 'POST', path, permission: install, answer: installApp },
  { method: 'GET', path: `${path}/{installation}/chat`, permission: install, answer: showChat },
];

function listApps(call: Call): Answer {
  const wanted = /externalId eq '([^']*)'/.exec(call.query.filter ?? '')?.[1];
  const value = wanted === undefined || wanted === app.externalId ? [app] : [];
  return { status: 200, body: { '@odata.context': context(call), value } };
}

function listInstalled(call: Call): Answer {
  const { id, teamsApps } = userOf(call);
  const value = teamsApps === true ? [{ id: installationOf(id), teamsApp: app }] : [];
  return { status: 200, body: { '@odata.context': context(call), value } };
}

function installApp(call: Call): Answer {
  const user = userOf(call);
  const bound = isObject(call.body) ? call.body['teamsApp@odata.bind'] : undefined;
  if (typeof bound !== 'string' || !bound.endsWith(`/appCatalogs/teamsApps/${app.id}`))
    throw badRequest('The app to install has to be named by teamsApp@odata.bind.');
  // Without a Teams licence there is no Teams to install it in.
  if (user['accountEnabled'] === false)
    throw new Refusal(403, 'Forbidden', 'The user does not have a license for Teams.');
  if (user['teamsApps'] === true)
    throw new Refusal(409, 'Conflict', 'The specified app is already installed for the user.');
  call.tenant.collections.users.set(user.id, { ...user, teamsApps: true });
  return { status: 201 };
}

function showChat(call: Call): Answer {
  const { id, userPrincipalName, teamsApps } = userOf(call);
  if (teamsApps !== true || call.values['installation'] !== installationOf(id))
    throw notFound('directory', call.values['installation'] ?? '');
  const name = String(userPrincipalName).split('@')[0]?.replaceAll(/\W/g, '_') ?? id;
  return { status: 200, body: { '@odata.context': context(call), id: `a:${name}`, chatType: 'oneOnOne' } };
}

function installationOf(user: string): string {
  return Buffer.from(`${user}##${app.id}`).toString('base64url');
}
