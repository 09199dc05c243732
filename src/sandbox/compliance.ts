import { isObject } from './judge';
import type { Entity } from './present';
import type { Properties, Tenant } from './tenant';

/** What Intune says when a policy gives no grace. */
const never = '9999-12-31T23:59:59Z';
const unseenDaysAllowed = 30;

const severity: Readonly<Record<string, number>> = {
  secured: 0,
  lowSeverity: 1,
  mediumSeverity: 2,
  highSeverity: 3,
  compromised: 4,
};
const allowedSeverity: Readonly<Record<string, number>> = { secured: 0, low: 1, medium: 2, high: 3 };

const policyTypes: Readonly<Record<string, readonly string[]>> = {
  Windows: ['windows10CompliancePolicy'],
  iOS: ['iosCompliancePolicy'],
  Android: ['androidCompliancePolicy', 'androidWorkProfileCompliancePolicy', 'androidDeviceOwnerCompliancePolicy'],
  macOS: ['macOSCompliancePolicy'],
};

const connectorSwitches: Readonly<Record<string, string>> = {
  Windows: 'windowsEnabled',
  iOS: 'iosEnabled',
  Android: 'androidEnabled',
  macOS: 'macEnabled',
};

/** The compliance properties a device gets when it checks in: judged by the policies assigned to its user. */
export function evaluate(tenant: Tenant, device: Entity, now: Date): Properties {
  const policies = policiesOf(tenant, device);
  if (policies.length === 0 || device['managementAgent'] === 'msSense') return { complianceState: 'unknown' };
  const failed = policies.filter((policy) => failuresOf(tenant, policy, device, now).length > 0);
  if (failed.length === 0) return { complianceState: 'compliant', complianceGracePeriodExpirationDateTime: never };
  const graceHours = Math.min(...failed.map(graceOf));
  const deadline = deadlineOf(device, graceHours, now);
  const isInGrace = graceHours > 0 && Date.parse(deadline) > now.getTime();
  return {
    complianceState: isInGrace ? 'inGracePeriod' : 'noncompliant',
    complianceGracePeriodExpirationDateTime: deadline,
  };
}

/** The settings of a policy a device does not meet, by Graph's names. */
export function failuresOf(tenant: Tenant, policy: Entity, device: Entity, now: Date): readonly string[] {
  const failures: string[] = [];
  for (const setting of [
    'deviceThreatProtectionRequiredSecurityLevel',
    'advancedThreatProtectionRequiredSecurityLevel',
  ]) {
    const allowed = allowedSeverity[String(policy[setting])];
    const reported = severity[String(device['partnerReportedThreatState'])];
    if (isConnected(tenant, device) && allowed !== undefined && reported !== undefined && reported > allowed)
      failures.push(setting);
  }
  if (isOlder(device['osVersion'], policy['osMinimumVersion'])) failures.push('osMinimumVersion');
  if (policy['storageRequireEncryption'] === true && device['isEncrypted'] === false)
    failures.push('storageRequireEncryption');
  if (policy['securityBlockJailbrokenDevices'] === true && device['jailBroken'] === 'True')
    failures.push('securityBlockJailbrokenDevices');
  // Built into Intune: a device that does not report for 30 days.
  const unseenDays = (now.getTime() - Date.parse(String(device['lastSyncDateTime']))) / 86_400_000;
  if (unseenDays > unseenDaysAllowed) failures.push('RequireRemainContact');
  return failures;
}

/** The compliance policies that are meant for a device: of its platform, and assigned to its user. */
export function policiesOf(tenant: Tenant, device: Entity): Entity[] {
  const types = policyTypes[String(device['operatingSystem'])] ?? [];
  const groups = new Set(tenant.groupsOf(String(device['userId'])).map(({ id }) => id));
  return [...tenant.collections.deviceCompliancePolicies.values()].filter(
    (policy) =>
      types.includes(String(policy['@odata.type']).replace('#microsoft.graph.', '')) && isAssigned(policy, groups),
  );
}

function isAssigned({ assignments }: Entity, groups: ReadonlySet<string>): boolean {
  const targets = Array.isArray(assignments)
    ? assignments
        .filter(isObject)
        .map(({ target }) => target)
        .filter(isObject)
    : [];
  const hits = (type: string): boolean =>
    targets.some(
      (target) => target['@odata.type'] === `#microsoft.graph.${type}` && groups.has(String(target['groupId'])),
    );
  const isForAll = targets.some((target) =>
    /#microsoft\.graph\.all(Devices|LicensedUsers)AssignmentTarget/.test(String(target['@odata.type'])),
  );
  return (isForAll || hits('groupAssignmentTarget')) && !hits('exclusionGroupAssignmentTarget');
}

function isConnected(tenant: Tenant, device: Entity): boolean {
  const name = connectorSwitches[String(device['operatingSystem'])] ?? '';
  return [...tenant.collections.mobileThreatDefenseConnectors.values()].some((connector) => connector[name] === true);
}

function isOlder(version: unknown, minimum: unknown): boolean {
  if (typeof version !== 'string' || typeof minimum !== 'string') return false;
  const [left, right] = [version, minimum].map((text) => text.split('.').map(Number));
  for (const [index, part] of (right ?? []).entries()) {
    const own = left?.[index] ?? 0;
    if (own !== part) return own < part;
  }
  return false;
}

function graceOf({ scheduledActionsForRule }: Entity): number {
  const rules = Array.isArray(scheduledActionsForRule) ? scheduledActionsForRule.filter(isObject) : [];
  const actions = rules.flatMap(({ scheduledActionConfigurations: items }) =>
    Array.isArray(items) ? items.filter(isObject) : [],
  );
  const block = actions.find(({ actionType }) => actionType === 'block');
  return typeof block?.['gracePeriodHours'] === 'number' ? block['gracePeriodHours'] : 0;
}

/** Grace runs from the first failure on; it does not begin anew while the device stays out of line. */
function deadlineOf(device: Entity, graceHours: number, now: Date): string {
  const running = device['complianceGracePeriodExpirationDateTime'];
  const isRunning = device['complianceState'] === 'inGracePeriod' || device['complianceState'] === 'noncompliant';
  if (isRunning && typeof running === 'string' && running !== never) return running;
  return new Date(now.getTime() + graceHours * 3_600_000).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
