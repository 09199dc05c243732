// What settings catalog policies come to on the devices they are assigned to.
import { isObject } from './judge';
import type { Entity } from './present';
import type { Tenant } from './tenant';

/** The numbers reports give: complianceStatus, https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-compliancestatus */
export const statuses = { compliant: 2, nonCompliant: 4, error: 5, conflict: 6 } as const;
/** A settings catalog policy is applied or it is not; nothing is judged by it. */
export type Status = Exclude<keyof typeof statuses, 'nonCompliant'>;

export interface Applied {
  readonly device: Entity;
  readonly status: Status;
  /** Setting definition id → how it came out. */
  readonly settings: ReadonlyMap<string, Status>;
}

/** How a policy came out on each device that it is assigned to. */
export function appliedOn(tenant: Tenant, policy: Entity): readonly Applied[] {
  return devicesOf(tenant, policy, windows).map((device) => applied(tenant, policy, device));
}

/** All settings catalog policies of one device. */
export function policiesOn(
  tenant: Tenant,
  device: Entity,
): readonly { readonly policy: Entity; readonly applied: Applied }[] {
  return [...tenant.collections.configurationPolicies.values()]
    .filter((policy) => isMeantFor(tenant, policy, device))
    .map((policy) => ({ policy, applied: applied(tenant, policy, device) }));
}

/** A sensor that does not answer is an error; two values for one setting are a conflict, and then neither applies. */
function applied(tenant: Tenant, policy: Entity, device: Entity): Applied {
  const others = [...tenant.collections.configurationPolicies.values()].filter(
    (other) => other.id !== policy.id && isMeantFor(tenant, other, device),
  );
  const silent = device['partnerReportedThreatState'] === 'unresponsive';
  const settings = new Map(
    [...valuesOf(policy)].map(([setting, value]): [string, Status] => {
      const differs = others.some((other) => {
        const theirs = valuesOf(other).get(setting);
        return theirs !== undefined && theirs !== value;
      });
      return [setting, silent ? 'error' : differs ? 'conflict' : 'compliant'];
    }),
  );
  const all = [...settings.values()];
  const status = all.includes('error') ? 'error' : all.includes('conflict') ? 'conflict' : 'compliant';
  return { device, status, settings };
}

const windows = /^Windows/;

/** Devices of a system that a policy is assigned to. */
export function devicesOf(tenant: Tenant, policy: Entity, system: RegExp): Entity[] {
  return [...tenant.collections.managedDevices.values()].filter((device) => isMeantFor(tenant, policy, device, system));
}

function isMeantFor(tenant: Tenant, policy: Entity, device: Entity, system: RegExp = windows): boolean {
  if (!system.test(String(device['operatingSystem']))) return false;
  const entra = [...tenant.collections.devices.values()].find(({ deviceId }) => deviceId === device['azureADDeviceId']);
  const groups = new Set([
    ...(entra ? tenant.groupsOf(entra.id).map(({ id }) => id) : []),
    ...(typeof device['userId'] === 'string' ? tenant.groupsOf(device['userId']).map(({ id }) => id) : []),
  ]);
  const targets = targetsOf(policy);
  const hits = (type: string): boolean =>
    targets.some((target) => target['@odata.type'] === type && groups.has(String(target['groupId'])));
  const forAll = targets.some(({ '@odata.type': type }) =>
    /^#microsoft\.graph\.all(Devices|LicensedUsers)AssignmentTarget$/.test(String(type)),
  );
  return (
    (forAll || hits('#microsoft.graph.groupAssignmentTarget')) &&
    !hits('#microsoft.graph.exclusionGroupAssignmentTarget')
  );
}

function targetsOf({ assignments }: Entity): readonly Readonly<Record<string, unknown>>[] {
  return (Array.isArray(assignments) ? assignments : [])
    .filter(isObject)
    .map(({ target }) => target)
    .filter(isObject);
}

/** Values by definition id, those of child settings too. Lists are left out: they merge. */
function valuesOf({ settings }: Entity): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const walk = (instance: unknown): void => {
    if (!isObject(instance) || typeof instance['settingDefinitionId'] !== 'string') return;
    const value = instance['choiceSettingValue'] ?? instance['simpleSettingValue'];
    if (!isObject(value)) return;
    values.set(instance['settingDefinitionId'], JSON.stringify(value['value']));
    for (const child of Array.isArray(value['children']) ? value['children'] : []) walk(child);
  };
  for (const setting of Array.isArray(settings) ? settings : []) {
    if (isObject(setting)) walk(setting['settingInstance']);
  }
  return values;
}
