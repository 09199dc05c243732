// Apps, and app configuration for enrolled devices.
import type { Answer, Call, Route } from '../call';
import { devicesOf } from '../configuration';
import { born, type EntitySet, entityOf, listOf, routesOf } from '../entity-set';
import { isObject } from '../judge';
import type { Entity } from '../present';
import { intuneRule } from '../refusal';
import type { Properties } from '../tenant';
import { assign } from './assignments';

const read = { anyOf: ['DeviceManagementApps.Read.All', 'DeviceManagementApps.ReadWrite.All'] };
const write = { anyOf: ['DeviceManagementApps.ReadWrite.All'] };

/** https://learn.microsoft.com/graph/api/resources/intune-shared-mobileapp, readable. */
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
  write,
  contained: { assignments: { type: 'managedDeviceMobileAppConfigurationAssignment' } },
  create: newConfiguration,
  update: (before, sent, call) => {
    judgeConfiguration({ ...before, ...sent }, call);
    return sent;
  },
  canBeDeleted: true,
};

export const mobileAppRoutes: readonly Route[] = [
  ...[mobileApps, appConfigurations].flatMap(routesOf),
  {
    method: 'POST',
    path: `${appConfigurations.path}/{id}/assign`,
    permission: write,
    answer: (call) =>
      assign(
        { set: appConfigurations, type: 'managedDeviceMobileAppConfigurationAssignment', answers: 'nothing' },
        call,
      ),
  },
  {
    method: 'GET',
    path: `${appConfigurations.path}/{id}/deviceStatuses`,
    permission: read,
    answer: deviceStatuses,
  },
];

/** https://learn.microsoft.com/graph/api/resources/intune-apps-manageddevicemobileappconfigurationdevicestatus */
function deviceStatuses(call: Call): Answer {
  const policy = entityOf(appConfigurations, call);
  const rows = devicesOf(call.tenant, policy, /^(iOS|iPadOS)/).map((device) => ({
    id: `${policy.id}_${String(device['userId'])}_${device.id}`,
    deviceDisplayName: device['deviceName'],
    userName: device['userDisplayName'],
    userPrincipalName: device['userPrincipalName'],
    deviceModel: device['model'],
    // Defender that is not running does not read its configuration.
    status: device['partnerReportedThreatState'] === 'deactivated' ? 'error' : 'compliant',
    lastReportedDateTime: device['lastSyncDateTime'],
  }));
  const view = { declared: 'managedDeviceMobileAppConfigurationDeviceStatus', select: call.query.select };
  return listOf(call, rows, view, { size: 1000, largestTop: 1000 });
}

function newConfiguration(sent: Properties, call: Call): Entity {
  judgeConfiguration(sent, call);
  const id = call.tenant.guid();
  return { ...sent, ...born(call, id), version: 1, assignments: [], id };
}

/** Settings as keys or as XML, never both; the apps are objects of this tenant, named by their ids. */
function judgeConfiguration(policy: Properties, call: Call): void {
  if (typeof policy['displayName'] !== 'string' || policy['displayName'] === '')
    throw intuneRule('DisplayName is required and must not be empty.');
  const { settings, encodedSettingXml: xml, targetedMobileApps: apps } = policy;
  if (Array.isArray(settings) && settings.length > 0 && typeof xml === 'string' && xml !== '')
    throw intuneRule('Settings and EncodedSettingXml cannot be set at the same time.');
  for (const setting of (Array.isArray(settings) ? settings : []).filter(isObject)) {
    for (const part of ['appConfigKey', 'appConfigKeyType', 'appConfigKeyValue'])
      if (typeof setting[part] !== 'string') throw intuneRule(`${part} is required for each setting.`);
  }
  const targeted: unknown[] = Array.isArray(apps) ? apps : [];
  if (targeted.length === 0) throw intuneRule('TargetedMobileApps must name at least one app.');
  const missing = targeted.map(String).find((id) => !call.tenant.collections.mobileApps.has(id));
  if (missing !== undefined) throw intuneRule(`Mobile app ${missing} does not exist.`);
}
