// How devices stand to compliance policies: https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-devicecompliancepolicystate
import { failuresOf, policiesOf } from '../compliance';
import type { Answer, Call, Route } from '../call';
import { context, listOf } from '../entity-set';
import { type Entity, present } from '../present';
import { notFound } from '../refusal';
import { instant } from '../tenant';

const read = { anyOf: ['DeviceManagementConfiguration.Read.All', 'DeviceManagementConfiguration.ReadWrite.All'] };
const readDevices = {
  anyOf: ['DeviceManagementManagedDevices.Read.All', 'DeviceManagementManagedDevices.ReadWrite.All'],
};
const policies = '/deviceManagement/deviceCompliancePolicies/{id}';

export const complianceStatusRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/deviceManagement/managedDevices/{id}/deviceCompliancePolicyStates',
    permission: readDevices,
    answer: (call) => all(call, 'deviceCompliancePolicyState', policyStates(call)),
  },
  {
    method: 'GET',
    path: `${policies}/deviceStatuses`,
    permission: read,
    answer: (call) => all(call, 'deviceComplianceDeviceStatus', deviceStatuses(call)),
  },
  {
    method: 'GET',
    path: `${policies}/deviceStatusOverview`,
    permission: read,
    answer: (call) => one(call, 'deviceComplianceDeviceOverview', overview(call)),
  },
  {
    method: 'GET',
    path: `${policies}/deviceSettingStateSummaries`,
    permission: read,
    answer: (call) => all(call, 'settingStateDeviceSummary', settingSummaries(call)),
  },
  {
    method: 'GET',
    path: '/deviceManagement/deviceCompliancePolicyDeviceStateSummary',
    permission: read,
    answer: (call) => one(call, 'deviceCompliancePolicyDeviceStateSummary', stateSummary(call)),
  },
];

function all(call: Call, declared: string, entities: readonly Entity[]): Answer {
  return listOf(call, entities, { declared, select: call.query.select }, { size: 1000, largestTop: 1000 });
}

function one(call: Call, declared: string, entity: Entity): Answer {
  return { status: 200, body: { '@odata.context': context(call), ...present(call.model, entity, { declared }) } };
}

/** Settings Intune judges by, with what it says it found; for threat levels it says nothing. */
const judged: Readonly<Record<string, (device: Entity) => unknown>> = {
  deviceThreatProtectionRequiredSecurityLevel: () => null,
  advancedThreatProtectionRequiredSecurityLevel: () => null,
  osMinimumVersion: ({ osVersion }) => osVersion,
  storageRequireEncryption: ({ isEncrypted }) => (isEncrypted === true ? 'True' : 'False'),
  securityBlockJailbrokenDevices: ({ jailBroken }) => jailBroken,
  passcodeRequired: () => null,
  passwordRequired: () => null,
};

function policyStates(call: Call): Entity[] {
  return statesOf(call, deviceOf(call));
}

/** How a device stands to each policy. Not enrolled means not judged: what only Defender manages has no states. */
export function statesOf(call: Call, device: Entity): Entity[] {
  if (device['managementAgent'] === 'msSense') return [];
  const own = policiesOf(call.tenant, device).map((policy) => stateOf(call, policy, device));
  return [builtIn(call, device), ...own];
}

function stateOf(call: Call, policy: Entity, device: Entity): Entity {
  const settingStates = settingsOf(call, policy, device);
  return policyState(device, policy.id, policy['displayName'], settingStates);
}

/** Settings that belong to no policy anybody made. */
function builtIn(call: Call, device: Entity): Entity {
  const [policy] = policiesOf(call.tenant, device);
  const failed = policy ? failuresOf(call.tenant, policy, device, call.now) : [];
  const states = ['RequireRemainContact', 'RequireDeviceCompliancePolicyAssigned', 'RequireUserExistence'].map(
    (name) => {
      const holds = name === 'RequireDeviceCompliancePolicyAssigned' ? policy !== undefined : !failed.includes(name);
      return settingState('DefaultDeviceCompliancePolicy', name, holds, device, null);
    },
  );
  return policyState(device, 'builtin', 'Default Device Compliance Policy', states);
}

function policyState(
  device: Entity,
  id: string,
  displayName: unknown,
  settingStates: readonly { readonly state: string }[],
): Entity {
  const failed = settingStates.some(({ state }) => state === 'nonCompliant');
  return {
    id: `${id}_${device.id}`,
    displayName,
    platformType: platformTypes[String(device['operatingSystem'])] ?? 'all',
    state: failed ? 'nonCompliant' : 'compliant',
    settingCount: settingStates.length,
    settingStates,
    version: 3,
    userId: device['userId'],
    userPrincipalName: device['userPrincipalName'],
  };
}

const platformTypes: Readonly<Record<string, string>> = {
  Windows: 'windows10AndLater',
  iOS: 'iOS',
  macOS: 'macOS',
  Android: 'androidWorkProfile',
};

function settingsOf(call: Call, policy: Entity, device: Entity): readonly SettingState[] {
  const failed = failuresOf(call.tenant, policy, device, call.now);
  return Object.entries(judged)
    .filter(([name]) => isSet(policy[name]))
    .map(([name, found]) =>
      settingState(className(policy), capital(name), !failed.includes(name), device, found(device)),
    );
}

interface SettingState {
  readonly setting: string;
  readonly state: string;
}

function settingState(
  policy: string,
  name: string,
  holds: boolean,
  device: Entity,
  currentValue: unknown,
): SettingState & Record<string, unknown> {
  return {
    setting: `${policy}.${name}`,
    settingName: null,
    state: holds ? 'compliant' : 'nonCompliant',
    errorCode: holds ? 0 : 2016345612,
    currentValue,
    userId: device['userId'],
    userName: device['userDisplayName'],
    userPrincipalName: device['userPrincipalName'],
    sources: [],
  };
}

function deviceStatuses(call: Call): Entity[] {
  const policy = policyOf(call);
  return targetsOf(call, policy).map((device) => ({
    id: `${policy.id}_${String(device['userId'])}_${device.id}`,
    deviceDisplayName: device['deviceName'],
    userName: device['userDisplayName'],
    userPrincipalName: device['userPrincipalName'],
    deviceModel: device['model'],
    status: statusOf(call, policy, device),
    lastReportedDateTime: device['lastSyncDateTime'],
    complianceGracePeriodExpirationDateTime: device['complianceGracePeriodExpirationDateTime'],
  }));
}

function overview(call: Call): Entity {
  const policy = policyOf(call);
  const statuses = targetsOf(call, policy).map((device) => statusOf(call, policy, device));
  return {
    id: policy.id,
    pendingCount: 0,
    notApplicableCount: 0,
    successCount: statuses.filter((status) => status === 'compliant').length,
    errorCount: 0,
    failedCount: statuses.filter((status) => status === 'nonCompliant').length,
    conflictCount: 0,
    lastUpdateDateTime: instant(call.now),
    configurationVersion: policy['version'],
  };
}

function settingSummaries(call: Call): Entity[] {
  const policy = policyOf(call);
  const states = targetsOf(call, policy).flatMap((device) => settingsOf(call, policy, device));
  return [...new Set(states.map(({ setting }) => setting))].map((setting) => {
    const mine = states.filter((one) => one.setting === setting);
    return {
      id: `${policy.id}_${setting}`,
      settingName: setting,
      instancePath: null,
      compliantDeviceCount: mine.filter(({ state }) => state === 'compliant').length,
      nonCompliantDeviceCount: mine.filter(({ state }) => state === 'nonCompliant').length,
    };
  });
}

/** Devices that no policy is meant for count as unknown; what Defender alone manages is not counted. */
function stateSummary(call: Call): Entity {
  const enrolled = [...call.tenant.collections.managedDevices.values()].filter(
    ({ managementAgent }) => managementAgent !== 'msSense',
  );
  const count = (state: string): number => enrolled.filter(({ complianceState }) => complianceState === state).length;
  return {
    id: 'deviceCompliancePolicyDeviceStateSummary',
    compliantDeviceCount: count('compliant'),
    nonCompliantDeviceCount: count('noncompliant'),
    inGracePeriodCount: count('inGracePeriod'),
    errorDeviceCount: count('error'),
    conflictDeviceCount: count('conflict'),
    unknownDeviceCount: count('unknown'),
  };
}

function statusOf(call: Call, policy: Entity, device: Entity): string {
  return settingsOf(call, policy, device).some(({ state }) => state === 'nonCompliant') ? 'nonCompliant' : 'compliant';
}

function targetsOf(call: Call, policy: Entity): Entity[] {
  return [...call.tenant.collections.managedDevices.values()].filter(
    (device) =>
      device['managementAgent'] !== 'msSense' && policiesOf(call.tenant, device).some(({ id }) => id === policy.id),
  );
}

function deviceOf(call: Call): Entity {
  const id = call.values['id'] ?? '';
  const device = call.tenant.collections.managedDevices.get(id);
  if (!device) throw notFound('intune', id);
  return device;
}

function policyOf(call: Call): Entity {
  const id = call.values['id'] ?? '';
  const policy = call.tenant.collections.deviceCompliancePolicies.get(id);
  if (!policy) throw notFound('intune', id);
  return policy;
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== 'unavailable' && value !== 'notSet';
}

/** `windows10CompliancePolicy` → `Windows10CompliancePolicy`. */
function className(policy: Entity): string {
  return capital(String(policy['@odata.type']).replace('#microsoft.graph.', ''));
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
