// Compliance policies, readable.
import type { Route } from '../call';
import { type EntitySet, routesOf } from '../entity-set';

const read = { anyOf: ['DeviceManagementConfiguration.Read.All', 'DeviceManagementConfiguration.ReadWrite.All'] };

/** https://learn.microsoft.com/graph/api/resources/intune-shared-devicecompliancepolicy */
const compliancePolicies: EntitySet = {
  path: '/deviceManagement/deviceCompliancePolicies',
  service: 'intune',
  entities: (tenant) => tenant.collections.deviceCompliancePolicies,
  type: 'deviceCompliancePolicy',
  read,
  contained: {
    assignments: { type: 'deviceCompliancePolicyAssignment' },
    // Its own address answers «No method match route template»: github.com/microsoftgraph/microsoft-graph-docs/issues/4104
    scheduledActionsForRule: { type: 'deviceComplianceScheduledActionForRule', onlyExpanded: true },
  },
};

export const deviceConfigurationRoutes: readonly Route[] = routesOf(compliancePolicies);
