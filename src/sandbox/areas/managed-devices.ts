// https://learn.microsoft.com/graph/api/resources/intune-devices-manageddevice
import type { Answer, Call, Route } from '../call';
import { type EntitySet, listOf, routesOf, viewOf } from '../entity-set';
import { type Filter, passes, readFilter, usesOf } from '../filter';
import type { Entity } from '../present';
import { evaluate } from '../compliance';
import { notFound } from '../refusal';
import { instant } from '../tenant';
import { userOf } from './users';

const read = { anyOf: ['DeviceManagementManagedDevices.Read.All', 'DeviceManagementManagedDevices.ReadWrite.All'] };

const privileged = { anyOf: ['DeviceManagementManagedDevices.PrivilegedOperations.All'] };

const devices: EntitySet = {
  path: '/deviceManagement/managedDevices',
  service: 'intune',
  entities: (tenant) => tenant.collections.managedDevices,
  type: 'managedDevice',
  read,
  // «Only returned with $select» in their descriptions.
  onRequest: new Set([
    'activationLockBypassCode',
    'ethernetMacAddress',
    'hardwareInformation',
    'iccid',
    'notes',
    'physicalMemoryInBytes',
    'udid',
  ]),
};

/**
 * The twenty properties that can be filtered, and how. Anything else is not refused: the filter is ignored and all
 * devices come back. https://github.com/microsoftgraph/msgraph-metadata/pull/1194, microsoft-graph-docs-contrib issues 235 and 2416
 */
const filterable: Readonly<Record<string, readonly string[]>> = {
  azureADDeviceId: ['eq'],
  complianceGracePeriodExpirationDateTime: ['lt', 'gt'],
  complianceState: ['eq'],
  deviceCategoryDisplayName: ['eq'],
  deviceName: ['eq', 'contains'],
  emailAddress: ['contains'],
  enrolledDateTime: ['lt', 'gt'],
  exchangeAccessState: ['eq'],
  imei: ['eq'],
  jailBroken: ['eq'],
  lastSyncDateTime: ['lt', 'gt'],
  managementAgent: ['eq'],
  managementState: ['eq'],
  manufacturer: ['eq'],
  model: ['eq', 'contains'],
  operatingSystem: ['eq'],
  osVersion: ['contains'],
  phoneNumber: ['contains'],
  serialNumber: ['eq'],
  userPrincipalName: ['eq', 'ne'],
};

export const managedDeviceRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: devices.path,
    permission: read,
    answer: (call) => list(call, [...devices.entities(call.tenant).values()]),
  },
  ...routesOf(devices).filter(({ path }) => path !== devices.path),
  { method: 'GET', path: '/users/{id}/managedDevices', permission: read, answer: listOfUser },
  { method: 'POST', path: `${devices.path}/{id}/syncDevice`, permission: privileged, answer: syncDevice },
];

/** A device that was silent for so long is taken to be off: it is asked and does not answer. */
const offAfterDays = 14;

/** The device checks in, here at once, and is judged anew. */
function syncDevice({ tenant, values, now }: Call): Answer {
  const { managedDevices } = tenant.collections;
  const device = managedDevices.get(values['id'] ?? '');
  if (!device) throw notFound('intune', values['id'] ?? '');
  const silent = now.getTime() - Date.parse(String(device['lastSyncDateTime']));
  if (silent > offAfterDays * 86_400_000) return { status: 204 };
  const seen: Entity = { ...device, lastSyncDateTime: instant(now) };
  managedDevices.set(seen.id, { ...seen, ...evaluate(tenant, seen, now) });
  return { status: 204 };
}

function listOfUser(call: Call): Answer {
  const user = userOf(call);
  return list(
    call,
    [...devices.entities(call.tenant).values()].filter(({ userId }) => userId === user.id),
  );
}

/**
 * The count is that of the page, and comes unasked: https://github.com/microsoft/Intune-PowerShell-SDK/issues/78.
 * `$orderby` is ignored: https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/1322.
 */
function list(call: Call, all: readonly Entity[]): Answer {
  const filter = heardFilter(call.query.filter);
  const chosen = filter ? all.filter((device) => passes(filter, device)) : all;
  return listOf(call, chosen, viewOf(devices, call), {
    size: call.devicePageSize,
    largestTop: call.devicePageSize,
    countsPages: true,
  });
}

function heardFilter(text: string | undefined): Filter | undefined {
  if (text === undefined) return undefined;
  const filter = readFilter(text);
  const heard =
    usesOf(filter).every(({ property, operator }) => filterable[property]?.includes(operator)) && !mixesOr(filter);
  return heard ? filter : undefined;
}

/** `or` works between values of one property only. */
function mixesOr(filter: Filter): boolean {
  if (filter.kind === 'and') return mixesOr(filter.left) || mixesOr(filter.right);
  return filter.kind === 'or' && new Set(usesOf(filter).map(({ property }) => property)).size > 1;
}
