// Apps, and app configuration for enrolled devices, readable.
import type { Route } from '../call';
import { type EntitySet, routesOf } from '../entity-set';

const read = { anyOf: ['DeviceManagementApps.Read.All', 'DeviceManagementApps.ReadWrite.All'] };

/** https://learn.microsoft.com/graph/api/resources/intune-shared-mobileapp */
const mobileApps: EntitySet = {
  path: '/deviceAppManagement/mobileApps',
  service: 'intune',
  entities: (tenant) => tenant.collections.mobileApps,
  type: 'mobileApp',
  read,
};

/** https://learn.microsoft.com/graph/api/resources/intune-apps-manageddevicemobileappconfiguration */
const appConfigurations: EntitySet = {
  path: '/deviceAppManagement/mobileAppConfigurations',
  service: 'intune',
  entities: (tenant) => tenant.collections.mobileAppConfigurations,
  type: 'managedDeviceMobileAppConfiguration',
  read,
  contained: { assignments: { type: 'managedDeviceMobileAppConfigurationAssignment' } },
};

export const mobileAppRoutes: readonly Route[] = [mobileApps, appConfigurations].flatMap(routesOf);
