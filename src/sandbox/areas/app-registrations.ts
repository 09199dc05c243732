// https://learn.microsoft.com/graph/api/resources/intune-mam-managedappregistration
import type { Answer, Call, Route } from '../call';
import { context, type EntitySet, listOf, routesOf, viewOf } from '../entity-set';
import { isObject } from '../judge';
import { invalidModel } from '../refusal';
import { instant, versionTag } from '../tenant';
import { userOf } from './users';

const read = { anyOf: ['DeviceManagementApps.Read.All', 'DeviceManagementApps.ReadWrite.All'] };

const registrations: EntitySet = {
  path: '/deviceAppManagement/managedAppRegistrations',
  service: 'intune',
  entities: (tenant) => tenant.collections.managedAppRegistrations,
  type: 'managedAppRegistration',
  read,
  contained: { operations: { type: 'managedAppOperation' } },
};

export const appRegistrationRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: `${registrations.path}/getUserIdsWithFlaggedAppRegistration`,
    permission: read,
    answer: listFlaggedUsers,
  },
  ...routesOf(registrations).map(opened),
  { method: 'GET', path: '/users/{id}/managedAppRegistrations', permission: read, answer: listOfUser },
  {
    method: 'POST',
    path: '/users/{id}/wipeManagedAppRegistrationsByDeviceTag',
    permission: { anyOf: ['DeviceManagementApps.ReadWrite.All'] },
    answer: wipe,
  },
];

function listFlaggedUsers(call: Call): Answer {
  const flagged = [...call.tenant.collections.managedAppRegistrations.values()].filter(
    ({ flaggedReasons }) => Array.isArray(flaggedReasons) && flaggedReasons.some((reason) => reason !== 'none'),
  );
  return {
    status: 200,
    body: {
      '@odata.context': `${context(call)}`.replace(/#.*/, '#Collection(Edm.String)'),
      value: [...new Set(flagged.map(({ userId }) => userId))],
    },
  };
}

/** The apps of a device are opened one after the other, so many hours after they were to be wiped; then they are gone. */
const openedEveryHours = 2;

function opened(route: Route): Route {
  return {
    ...route,
    answer: (call) => {
      openWiped(call);
      return route.answer(call);
    },
  };
}

function openWiped({ tenant, now }: Call): void {
  const { managedAppRegistrations } = tenant.collections;
  for (const { id, opensAt } of managedAppRegistrations.values())
    if (typeof opensAt === 'string' && now.getTime() >= Date.parse(opensAt)) managedAppRegistrations.delete(id);
}

function listOfUser(call: Call): Answer {
  openWiped(call);
  const { id } = userOf(call);
  const all = [...registrations.entities(call.tenant).values()].filter(({ userId }) => userId === id);
  return listOf(call, all, viewOf(registrations, call), { size: 1000, largestTop: 0 });
}

/** Waits with each app of that tag until the app is next opened. */
function wipe(call: Call): Answer {
  const { id: userId } = userOf(call);
  const tag = isObject(call.body) ? call.body['deviceTag'] : undefined;
  if (typeof tag !== 'string' || tag === '') throw invalidModel("The parameter 'deviceTag' is required.");
  const { managedAppRegistrations } = call.tenant.collections;
  const apps = [...managedAppRegistrations.values()].filter(
    (app) => app['deviceTag'] === tag && app['userId'] === userId,
  );
  for (const [i, app] of apps.entries()) {
    const opensAt = new Date(call.now.getTime() + (i + 1) * openedEveryHours * 3_600_000).toISOString();
    const operation = {
      id: call.tenant.guid(),
      displayName: 'WipeAppData',
      state: 'pending',
      lastModifiedDateTime: instant(call.now),
      version: versionTag(call.tenant.guid),
    };
    managedAppRegistrations.set(app.id, { ...app, opensAt, operations: [operation] });
  }
  return { status: 204 };
}
