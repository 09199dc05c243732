// Which settings of which policies each noncompliant device does not meet: one report of all. https://learn.microsoft.com/graph/api/intune-reporting-devicemanagementreports-getnoncompliantdevicesandsettingsreport
// Its columns are documented nowhere; they are as a tenant gave them: https://github.com/rknightion/graph2otel (internal/collectors, noncompliant settings).
import type { Answer, Call, Route } from '../call';
import { statuses } from '../configuration';
import { isObject } from '../judge';
import { matrix, type Row } from '../matrix';
import type { Entity } from '../present';
import { badRequest } from '../refusal';
import { statesOf } from './compliance-status';

export const complianceReportRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/deviceManagement/reports/getNoncompliantDevicesAndSettingsReport',
    permission: { anyOf: ['DeviceManagementConfiguration.Read.All', 'DeviceManagementConfiguration.ReadWrite.All'] },
    onlyReads: true,
    answer: noncompliantSettings,
  },
];

/** A row for each setting that a device does not meet. Words beside numbers cannot be chosen, they only come by themselves. */
function noncompliantSettings(call: Call): Answer {
  const chosen = isObject(call.body) && Array.isArray(call.body['select']) ? call.body['select'].map(String) : [];
  if (chosen.some((name) => name.endsWith('_loc'))) throw badRequest('The columns of select are not valid.');
  const devices = [...call.tenant.collections.managedDevices.values()];
  return matrix(
    call,
    devices.flatMap((device) => statesOf(call, device).flatMap((policy) => rowsOf(device, policy))),
  );
}

function rowsOf(device: Entity, policy: Entity): Row[] {
  const settings = Array.isArray(policy['settingStates']) ? policy['settingStates'].filter(isObject) : [];
  return settings
    .filter(({ state }) => state === 'nonCompliant')
    .map(({ setting, errorCode }) => ({
      DeviceId: device.id,
      DeviceName: textOf(device['deviceName']),
      UPN: textOf(device['userPrincipalName']),
      OS: textOf(device['operatingSystem']),
      OSVersion: textOf(device['osVersion']),
      PolicyName: textOf(policy['displayName']),
      SettingName: textOf(setting),
      SettingNm: textOf(setting).replace('.', ''),
      SettingNm_loc: textOf(setting).split('.').at(-1) ?? '',
      SettingStatus: statuses.nonCompliant,
      SettingStatus_loc: 'Not compliant',
      ErrorCode: textOf(errorCode),
    }));
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
