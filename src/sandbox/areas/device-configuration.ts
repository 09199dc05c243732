// Compliance policies. https://learn.microsoft.com/graph/api/resources/intune-shared-devicecompliancepolicy
import type { Answer, Call, Route } from '../call';
import { born, type EntitySet, entityOf, routesOf, store } from '../entity-set';
import { isObject } from '../judge';
import type { Entity } from '../present';
import { intuneRule } from '../refusal';
import type { Properties } from '../tenant';
import { assign, parameter } from './assignments';

const read = { anyOf: ['DeviceManagementConfiguration.Read.All', 'DeviceManagementConfiguration.ReadWrite.All'] };
const write = { anyOf: ['DeviceManagementConfiguration.ReadWrite.All'] };

const compliancePolicies: EntitySet = {
  path: '/deviceManagement/deviceCompliancePolicies',
  service: 'intune',
  entities: (tenant) => tenant.collections.deviceCompliancePolicies,
  type: 'deviceCompliancePolicy',
  read,
  write,
  contained: {
    assignments: { type: 'deviceCompliancePolicyAssignment' },
    // Its own address answers «No method match route template»: github.com/microsoftgraph/microsoft-graph-docs/issues/4104
    scheduledActionsForRule: { type: 'deviceComplianceScheduledActionForRule', onlyExpanded: true },
    scheduledActionConfigurations: { type: 'deviceComplianceActionItem', onlyExpanded: true },
  },
  create: newPolicy,
  update: (_, sent) => sent,
  canBeDeleted: true,
};

export const deviceConfigurationRoutes: readonly Route[] = [
  ...routesOf(compliancePolicies),
  {
    method: 'POST',
    path: `${compliancePolicies.path}/{id}/assign`,
    permission: write,
    answer: (call) =>
      assign({ set: compliancePolicies, type: 'deviceCompliancePolicyAssignment', answers: 'collection' }, call),
  },
  {
    method: 'POST',
    path: `${compliancePolicies.path}/{id}/scheduleActionsForRules`,
    permission: write,
    answer: scheduleActions,
  },
];

function newPolicy(sent: Properties, call: Call): Entity {
  if (typeof sent['displayName'] !== 'string' || sent['displayName'] === '')
    throw intuneRule('DisplayName is required and must not be empty.');
  const { scheduledActionsForRule, ...policy } = sent;
  const id = call.tenant.guid();
  return {
    ...policy,
    ...born(call, id),
    version: 1,
    assignments: [],
    scheduledActionsForRule: scheduled(scheduledActionsForRule, call),
    id,
  };
}

/** Replaces all scheduled actions. https://learn.microsoft.com/graph/api/intune-deviceconfig-devicecompliancepolicy-scheduleactionsforrules */
function scheduleActions(call: Call): Answer {
  const policy = entityOf(compliancePolicies, call);
  const rules = parameter(call, 'deviceComplianceScheduledActionForRules', 'deviceComplianceScheduledActionForRule');
  store(compliancePolicies, call, policy, { scheduledActionsForRule: scheduled(rules, call) });
  return { status: 204 };
}

/** One block action, no more and no less: github.com/microsoftgraph/microsoft-graph-docs/issues/7746. The service gives the ids. */
function scheduled(rules: unknown, call: Call): readonly Properties[] {
  const given = (Array.isArray(rules) ? rules : []).filter(isObject).map((rule) => {
    const { scheduledActionConfigurations: items } = rule;
    const actions = (Array.isArray(items) ? items : []).filter(isObject);
    return {
      ...rule,
      id: call.tenant.guid(),
      scheduledActionConfigurations: actions.map((action) => ({ ...action, id: call.tenant.guid() })),
    };
  });
  const blocks = given.flatMap(({ scheduledActionConfigurations: actions }) =>
    actions.filter((action) => (action as Properties)['actionType'] === 'block'),
  );
  if (blocks.length !== 1) throw intuneRule('Compliance policy must have one and only one block scheduled action');
  return given;
}
