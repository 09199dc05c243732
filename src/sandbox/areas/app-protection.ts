// App protection policies and Defender's app configuration: the collections of Intune's MAM service.
// https://learn.microsoft.com/graph/api/resources/intune-mam-conceptual and, where named, seen in real tenants:
// E1 github.com/SkipToTheEndpoint/OpenIntuneBaseline 75c4825 BYOD/AppProtection/*.json (answers of the beta),
// E2 github.com/deploymenttheory/terraform-provider-microsoft365 targeted_managed_app_configuration/resource_docs.
import type { Answer, Call, Route } from '../call';
import { born, context, type EntitySet, entityOf, listOf, routesOf, store } from '../entity-set';
import { isObject, judgeValue } from '../judge';
import { type Entity, present } from '../present';
import { badRequest, intuneRule, notFound } from '../refusal';
import { type Properties, type Tenant, versionTag } from '../tenant';
import { androidDefaults, appConfigurationDefaults, iosDefaults } from './app-protection-defaults';
import { type AppGroup, appsOf, containedApp } from './managed-apps';

const read = { anyOf: ['DeviceManagementApps.Read.All', 'DeviceManagementApps.ReadWrite.All'] };
const write = { anyOf: ['DeviceManagementApps.ReadWrite.All'] };

const common = {
  service: 'intune',
  read,
  write,
  contained: { apps: { type: 'managedMobileApp' }, assignments: { type: 'targetedManagedAppPolicyAssignment' } },
  ownedByService: ['deployedAppCount', 'isAssigned'],
  update: (before, sent) => retargeted(before, sent),
  canBeDeleted: true,
  // MAM lists do not hear `$top`.
  largestTop: 0,
} as const satisfies Partial<EntitySet>;

const androidPolicies: EntitySet = {
  ...common,
  path: '/deviceAppManagement/androidManagedAppProtections',
  entities: (tenant) => tenant.collections.androidManagedAppProtections,
  type: 'androidManagedAppProtection',
  create: (sent, call) => newPolicy('T_', androidDefaults, sent, call),
};

const iosPolicies: EntitySet = {
  ...common,
  path: '/deviceAppManagement/iosManagedAppProtections',
  entities: (tenant) => tenant.collections.iosManagedAppProtections,
  type: 'iosManagedAppProtection',
  create: (sent, call) => newPolicy('T_', iosDefaults, sent, call),
};

const appConfigurations: EntitySet = {
  ...common,
  path: '/deviceAppManagement/targetedManagedAppConfigurations',
  entities: (tenant) => tenant.collections.targetedManagedAppConfigurations,
  type: 'targetedManagedAppConfiguration',
  contained: {
    ...common.contained,
    settings: { type: 'deviceManagementConfigurationSetting', onlyExpanded: true },
  },
  create: (sent, call) => newPolicy('A_', appConfigurationDefaults, sent, call),
};

const sets = [androidPolicies, iosPolicies, appConfigurations];

export const appProtectionRoutes: readonly Route[] = [
  ...sets.flatMap((set) => [...routesOf(set), ...actionsOf(set)]),
  { method: 'GET', path: '/deviceAppManagement/managedAppPolicies', permission: read, answer: listMixed },
  { method: 'GET', path: '/deviceAppManagement/managedAppPolicies/{id}', permission: read, answer: readMixed },
];

/** Entities as a seed or a test wants them: completed as the service completes a new policy. */
export function completedPolicy(kind: 'android' | 'ios' | 'configuration', sent: Properties): Properties {
  const [defaults, type] = {
    android: [androidDefaults, 'androidManagedAppProtection'] as const,
    ios: [iosDefaults, 'iosManagedAppProtection'] as const,
    configuration: [appConfigurationDefaults, 'targetedManagedAppConfiguration'] as const,
  }[kind];
  return withContained({ ...defaults, '@odata.type': `#microsoft.graph.${type}`, ...sent });
}

function actionsOf(set: EntitySet): Route[] {
  const action = (name: string, answer: (set: EntitySet, call: Call) => Answer): Route[] =>
    // The service itself advertises the qualified form (E1).
    [`${set.path}/{id}/${name}`, `${set.path}/{id}/microsoft.graph.${baseOf(set)}/${name}`].map((path) => ({
      method: 'POST',
      path,
      permission: write,
      answer: (call) => answer(set, call),
    }));
  return [...action('targetApps', targetApps), ...action('assign', assign)];
}

function baseOf(set: EntitySet): string {
  return set === appConfigurations ? 'targetedManagedAppConfiguration' : 'targetedManagedAppProtection';
}

function newPolicy(prefix: string, defaults: Properties, sent: Properties, call: Call): Entity {
  if (typeof sent['displayName'] !== 'string' || sent['displayName'] === '') {
    throw intuneRule('DisplayName is required and must not be empty.');
  }
  judgeTargets(sent['assignments']);
  judgeApps(sent);
  const id = `${prefix}${call.tenant.guid()}`;
  return {
    ...withContained({ ...defaults, ...sent, ...born(call, id), roleScopeTagIds: sent['roleScopeTagIds'] ?? ['0'] }),
    id,
    version: versionTag(call.tenant.guid),
  };
}

/** Replaces the whole set of apps. C1: `targetApps(apps, appGroupType)` bound to targetedManagedAppProtection. */
function targetApps(set: EntitySet, call: Call): Answer {
  const policy = entityOf(set, call);
  const parameters = parametersOf(call, { apps: 'managedMobileApp', appGroupType: 'targetedManagedAppGroupType' });
  const { appGroupType = 'selectedPublicApps' } = parameters;
  const targeted = { ...policy, ...parameters, appGroupType };
  if (appGroupType === 'selectedPublicApps') judgeApps(targeted);
  store(set, call, policy, withContained(targeted));
  return { status: 204 };
}

/** Replaces the whole set of assignments. https://learn.microsoft.com/graph/api/intune-mam-targetedmanagedappprotection-assign */
function assign(set: EntitySet, call: Call): Answer {
  const policy = entityOf(set, call);
  const { assignments } = parametersOf(call, { assignments: 'targetedManagedAppPolicyAssignment' });
  if (assignments === undefined) throw badRequest("The parameter 'assignments' is missing in the payload.");
  judgeTargets(assignments);
  store(set, call, policy, withContained({ ...policy, assignments }));
  return { status: 204 };
}

function parametersOf(call: Call, types: Readonly<Record<string, string>>): Properties {
  if (!isObject(call.body)) throw badRequest('The payload is missing or not an object.');
  for (const [name, value] of Object.entries(call.body)) {
    const type = types[name];
    if (type === undefined) {
      throw badRequest(`The parameter '${name}' in the request payload is not a valid parameter for the operation.`);
    }
    judgeValue(call.model, { name, type, nullable: false, collection: !type.endsWith('GroupType') }, value);
  }
  return call.body;
}

/** An app of the other platform. Graph's own words for it are not recorded. */
function judgeApps({ '@odata.type': type, apps }: Properties): void {
  const wanted = { androidManagedAppProtection: 'android', iosManagedAppProtection: 'ios' }[
    String(type).replace('#microsoft.graph.', '')
  ];
  if (wanted === undefined || !Array.isArray(apps)) return;
  for (const { mobileAppIdentifier: identifier } of apps.filter(isObject)) {
    const is = isObject(identifier) ? String(identifier['@odata.type']) : 'missing';
    if (is !== `#microsoft.graph.${wanted}MobileAppIdentifier`) {
      throw intuneRule(`An app identifier of type ${is.replace('#microsoft.graph.', '')} does not fit this policy.`);
    }
  }
}

/** Groups of users, in or out. The virtual targets mean devices or licences, which these policies do not have. */
function judgeTargets(assignments: unknown): void {
  if (!Array.isArray(assignments)) return;
  for (const { target } of assignments.filter(isObject)) {
    if (!isObject(target)) throw badRequest('An assignment must have a target.');
    const type = String(target['@odata.type']).replace('#microsoft.graph.', '');
    if (!['groupAssignmentTarget', 'exclusionGroupAssignmentTarget'].includes(type)) {
      throw intuneRule(`Assignment target ${type} is not supported for this policy.`);
    }
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(String(target['groupId']))) {
      throw intuneRule('The group id of an assignment target must be a GUID.');
    }
  }
}

/** An update of `appGroupType` alone makes the service list the apps again. */
function retargeted(before: Entity, sent: Properties): Properties {
  return 'appGroupType' in sent && sent['appGroupType'] !== before['appGroupType']
    ? { ...sent, ...pickContained(withContained({ ...before, ...sent })) }
    : sent;
}

function pickContained({ apps, deployedAppCount }: Properties): Properties {
  return { apps, deployedAppCount };
}

/** Gives apps and assignments the ids the service gives, and counts them. For the group types it lists the apps itself (E1). */
function withContained(policy: Properties): Properties {
  const type = policy['@odata.type'];
  const platforms =
    type === '#microsoft.graph.androidManagedAppProtection'
      ? (['android'] as const)
      : type === '#microsoft.graph.iosManagedAppProtection'
        ? (['ios'] as const)
        : (['android', 'ios'] as const);
  const { appGroupType: group = 'selectedPublicApps' } = policy;
  const sent = Array.isArray(policy['apps']) ? policy['apps'].filter(isObject) : [];
  const apps =
    group === 'selectedPublicApps'
      ? sent.map((app) => containedApp(app))
      : platforms.flatMap((platform) => appsOf(group as AppGroup, platform));
  const assignments = (Array.isArray(policy['assignments']) ? policy['assignments'] : [])
    .filter(isObject)
    .map(containedAssignment);
  return {
    ...policy,
    apps: [...new Map(apps.map((app) => [app.id, app])).values()],
    deployedAppCount: new Set(apps.map(({ id }) => id)).size,
    assignments,
    isAssigned: assignments.some(
      ({ target }) => isObject(target) && target['@odata.type'] === '#microsoft.graph.groupAssignmentTarget',
    ),
  };
}

function containedAssignment({ target }: Properties): Properties {
  const { groupId, '@odata.type': type } = isObject(target) ? target : {};
  const side = type === '#microsoft.graph.exclusionGroupAssignmentTarget' ? 'excl' : 'incl';
  return {
    id: `${String(groupId)}_${side}`,
    source: 'direct',
    sourceId: '00000000-0000-0000-0000-000000000000',
    target,
  };
}

function allMixed(tenant: Tenant): Entity[] {
  return sets.flatMap((set) => [...set.entities(tenant).values()]);
}

function listMixed(call: Call): Answer {
  const view = { declared: 'managedAppPolicy', select: call.query.select };
  return listOf(call, allMixed(call.tenant), view, { size: 1000, largestTop: 0 });
}

function readMixed(call: Call): Answer {
  const id = call.values['id'] ?? '';
  const policy = allMixed(call.tenant).find((entity) => entity.id === id);
  if (!policy) throw notFound('intune', id);
  const view = { declared: 'managedAppPolicy', select: call.query.select };
  return {
    status: 200,
    body: {
      '@odata.context': context(call, '/$entity', '/deviceAppManagement/managedAppPolicies'),
      ...present(call.model, policy, view),
    },
  };
}
