// How many people got an app policy, in which apps. https://learn.microsoft.com/graph/api/resources/intune-mam-managedapppolicydeploymentsummary
import type { Answer, Call, Route } from '../call';
import { context } from '../entity-set';
import { isObject } from '../judge';
import { type Entity, present } from '../present';
import { notFound } from '../refusal';
import { type CollectionName, instant } from '../tenant';

const read = { anyOf: ['DeviceManagementApps.Read.All', 'DeviceManagementApps.ReadWrite.All'] };

const collections = [
  'androidManagedAppProtections',
  'iosManagedAppProtections',
  'targetedManagedAppConfigurations',
] as const satisfies readonly CollectionName[];

export const deploymentSummaryRoutes: readonly Route[] = collections.map((name) => ({
  method: 'GET',
  path: `/deviceAppManagement/${name}/{id}/deploymentSummary`,
  permission: read,
  answer: (call) => summaryOf(call, name),
}));

function summaryOf(call: Call, name: CollectionName): Answer {
  const id = call.values['id'] ?? '';
  const policy = call.tenant.collections[name].get(id);
  if (!policy) throw notFound('intune', id);
  const people = peopleOf(call, policy);
  const identifiers = identifiersIn(policy);
  const registrations = [...call.tenant.collections.managedAppRegistrations.values()].filter(
    (one) => people.has(String(one['userId'])) && identifiers.has(idOf(one['appIdentifier'])),
  );
  const summary: Entity = {
    id,
    displayName: policy['displayName'],
    configurationDeployedUserCount: new Set(registrations.map(({ userId }) => userId)).size,
    lastRefreshTime: instant(call.now),
    configurationDeploymentSummaryPerApp: [...identifiers].map(([identifier, mobileAppIdentifier]) => ({
      mobileAppIdentifier,
      configurationAppliedUserCount: new Set(
        registrations
          .filter(({ appIdentifier }) => idOf(appIdentifier) === identifier)
          .map(({ userId }) => String(userId)),
      ).size,
    })),
    version: policy['version'],
  };
  const view = { declared: 'managedAppPolicyDeploymentSummary' };
  return { status: 200, body: { '@odata.context': context(call), ...present(call.model, summary, view) } };
}

function peopleOf(call: Call, { assignments }: Entity): ReadonlySet<string> {
  const targets = (Array.isArray(assignments) ? assignments : []).filter(isObject).map(({ target }) => target);
  const members = (type: string): string[] =>
    targets
      .filter(isObject)
      .filter((target) => target['@odata.type'] === `#microsoft.graph.${type}`)
      .flatMap(({ groupId }) => call.tenant.transitiveMembers(String(groupId)).map(({ id }) => id));
  const excluded = new Set(members('exclusionGroupAssignmentTarget'));
  return new Set(members('groupAssignmentTarget').filter((id) => !excluded.has(id)));
}

function identifiersIn({ apps }: Entity): ReadonlyMap<string, unknown> {
  return new Map(
    (Array.isArray(apps) ? apps : [])
      .filter(isObject)
      .map(({ mobileAppIdentifier }) => [idOf(mobileAppIdentifier), mobileAppIdentifier]),
  );
}

/** Android and iOS have apps of one id, so the platform belongs to it. */
function idOf(identifier: unknown): string {
  if (!isObject(identifier)) return '';
  const id = identifier['packageId'] ?? identifier['bundleId'];
  return `${'packageId' in identifier ? 'android' : 'ios'}/${String(id).toLowerCase()}`;
}
