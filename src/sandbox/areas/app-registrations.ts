// https://learn.microsoft.com/graph/api/resources/intune-mam-managedappregistration
import type { Answer, Call, Route } from '../call';
import { context, type EntitySet, routesOf } from '../entity-set';

const read = { anyOf: ['DeviceManagementApps.Read.All', 'DeviceManagementApps.ReadWrite.All'] };

const registrations: EntitySet = {
  path: '/deviceAppManagement/managedAppRegistrations',
  service: 'intune',
  entities: (tenant) => tenant.collections.managedAppRegistrations,
  type: 'managedAppRegistration',
  read,
};

export const appRegistrationRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: `${registrations.path}/getUserIdsWithFlaggedAppRegistration`,
    permission: read,
    answer: listFlaggedUsers,
  },
  ...routesOf(registrations),
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
