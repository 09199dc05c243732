// Reports on settings catalog policies: matrices, addressed by the name of a column. https://learn.microsoft.com/graph/api/resources/intune-reporting-devicemanagementreports
import type { Answer, Call, Route } from '../call';
import { appliedOn, policiesOn, statuses, type Applied, type Status } from '../configuration';
import { context } from '../entity-set';
import { isObject } from '../judge';
import { matrix, type Row } from '../matrix';
import { type Entity, present } from '../present';
import { intuneRule } from '../refusal';
import { hoursBefore } from '../seed/hours-before';

const read = { anyOf: ['DeviceManagementConfiguration.Read.All', 'DeviceManagementConfiguration.ReadWrite.All'] };

export const configurationReportRoutes: readonly Route[] = [
  report('getConfigurationPolicyDevicesReport', devicesReport),
  report('getConfigurationPolicySettingsDeviceSummaryReport', settingsReport),
  report('getConfigurationPoliciesReportForDevice', policiesReport),
  {
    method: 'GET',
    path: '/deviceManagement/advancedThreatProtectionOnboardingStateSummary',
    versions: ['beta'],
    permission: read,
    answer: onboardingSummary,
  },
];

function report(name: string, rowsOf: (call: Call) => readonly Row[]): Route {
  return {
    method: 'POST',
    path: `/deviceManagement/reports/${name}`,
    versions: ['beta'],
    permission: read,
    onlyReads: true,
    answer: (call) => matrix(call, rowsOf(call)),
  };
}

const words = { compliant: 'Succeeded', error: 'Error', conflict: 'Conflict' } as const;

/** A device reports for its user and for the system; the system's rows are the older ones. */
function devicesReport(call: Call): Row[] {
  const policy = policyAsked(call);
  return appliedOn(call.tenant, policy).flatMap((one) => {
    const row = {
      DeviceName: String(one.device['deviceName']),
      IntuneDeviceId: one.device.id,
      UPN: ownerOf(one.device),
      PspdpuLastModifiedTimeUtc: String(one.device['lastSyncDateTime']),
      ...statusColumns(one),
    };
    const system = {
      ...row,
      UPN: 'System account',
      PspdpuLastModifiedTimeUtc: hoursBefore(new Date(row.PspdpuLastModifiedTimeUtc), 30),
      PolicyStatus: statuses.compliant,
      PolicyStatus_loc: words.compliant,
    };
    return row.UPN === '' ? [row] : [system, row];
  });
}

function settingsReport(call: Call): Row[] {
  const applied = appliedOn(call.tenant, policyAsked(call));
  const settings = [...new Set(applied.flatMap((one) => [...one.settings.keys()]))];
  return settings.map((setting) => {
    const count = (status: Status): number => applied.filter((one) => one.settings.get(setting) === status).length;
    return {
      SettingId: setting,
      SettingName: titleOf(setting),
      NumberOfCompliantDevices: count('compliant'),
      NumberOfErrorDevices: count('error'),
      NumberOfConflictDevices: count('conflict'),
    };
  });
}

function policiesReport(call: Call): Row[] {
  const id = namedIn(call, 'IntuneDeviceId');
  const device = call.tenant.collections.managedDevices.get(id);
  if (!device) return [];
  return policiesOn(call.tenant, device).map(({ policy, applied }) => ({
    IntuneDeviceId: id,
    PolicyBaseTypeName: 'DeviceManagementConfigurationPolicy',
    PolicyId: policy.id,
    PolicyName: String(policy['name']),
    UPN: ownerOf(device),
    PspdpuLastModifiedTimeUtc: String(device['lastSyncDateTime']),
    ...statusColumns(applied),
  }));
}

function ownerOf({ userPrincipalName: owner }: Entity): string {
  return typeof owner === 'string' ? owner : '';
}

function statusColumns({ status }: Applied): { readonly PolicyStatus: number; readonly PolicyStatus_loc: string } {
  return { PolicyStatus: statuses[status], PolicyStatus_loc: words[status] };
}

function policyAsked(call: Call): Entity {
  const policy = call.tenant.collections.configurationPolicies.get(namedIn(call, 'PolicyId'));
  if (!policy) throw intuneRule('The policy of the filter was not found.');
  return policy;
}

function namedIn(call: Call, column: string): string {
  const filter = isObject(call.body) ? call.body['filter'] : undefined;
  const found = typeof filter === 'string' ? new RegExp(`${column} eq '([^']*)'`).exec(filter)?.[1] : undefined;
  if (found === undefined) throw intuneRule(`The report needs a filter on ${column}.`);
  return found;
}

/** `device_vendor_msft_policy_config_defender_allowarchivescanning` → «allowarchivescanning», where the service has its own title. */
function titleOf(setting: string): string {
  return setting.split('_').at(-1) ?? setting;
}

/** Counts of devices that an onboarding policy is meant for: what the policy did, not what the sensor says. */
function onboardingSummary(call: Call): Answer {
  const onboarding = [...call.tenant.collections.configurationPolicies.values()].filter(({ templateReference }) => {
    const family = isObject(templateReference) ? templateReference['templateFamily'] : undefined;
    return family === 'endpointSecurityEndpointDetectionAndResponse';
  });
  const applied = onboarding.flatMap((policy) => appliedOn(call.tenant, policy));
  const windows = [...call.tenant.collections.managedDevices.values()].filter(
    ({ operatingSystem, managementAgent }) =>
      String(operatingSystem).startsWith('Windows') && managementAgent !== 'msSense',
  );
  const reached = new Set(applied.map(({ device }) => device.id));
  const count = (status: Applied['status']): number => applied.filter((one) => one.status === status).length;
  const summary: Entity = {
    id: 'advancedThreatProtectionOnboardingStateSummary',
    compliantDeviceCount: count('compliant'),
    errorDeviceCount: count('error'),
    conflictDeviceCount: count('conflict'),
    notAssignedDeviceCount: windows.filter(({ id }) => !reached.has(id)).length,
  };
  const view = { declared: 'advancedThreatProtectionOnboardingStateSummary' };
  return { status: 200, body: { '@odata.context': context(call), ...present(call.model, summary, view) } };
}
