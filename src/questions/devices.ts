import { complianceWords } from '../core/device';
import type { Platform } from '../core/family';
import { platformTitles } from '../core/family';
import { textAt, type Entity } from '../core/snapshot';
import { GraphRefused } from '../ports';
import { askWhich, offerNear, quoted, type Again, type Candidate, type Found } from './naming';
import { collect } from './patience';
import type { QuestionPorts } from './question-kind';
import { sayDay } from './when';

/** Managed devices as questions speak of them. */
export interface Device {
  readonly id: string;
  readonly name: string;
  readonly person: string;
  readonly mail: string;
  readonly userId: string;
  readonly system: string;
  readonly version: string;
  readonly platform: Platform | undefined;
  /** Graph's words: `noncompliant`, `inGracePeriod` … */
  readonly compliance: string;
  readonly threat: string;
  readonly agent: string;
  readonly serial: string;
  readonly model: string;
  readonly seenAt: string;
  /** Undefined when no grace period runs. */
  readonly graceUntil: string | undefined;
  readonly entity: Entity;
}

const fields = [
  'id',
  'deviceName',
  'userDisplayName',
  'userPrincipalName',
  'userId',
  'operatingSystem',
  'osVersion',
  'complianceState',
  'partnerReportedThreatState',
  'managementAgent',
  'serialNumber',
  'manufacturer',
  'model',
  'lastSyncDateTime',
  'enrolledDateTime',
  'complianceGracePeriodExpirationDateTime',
  'isEncrypted',
  'jailBroken',
  'managedDeviceOwnerType',
].join(',');

/** What questions about devices need. */
export const readsDevices = {
  permission: 'DeviceManagementManagedDevices.Read.All',
  about: 'devices: which there are, their compliance and threat, why they are noncompliant',
  docs: 'https://learn.microsoft.com/graph/api/intune-devices-manageddevice-list',
} as const;

/** Where devices are listed: a filter Graph hears, or one person's. */
export function devicesPath(from: { readonly filter?: string; readonly user?: string }): string {
  const at =
    from.user === undefined
      ? '/deviceManagement/managedDevices'
      : `/users/${encodeURIComponent(from.user)}/managedDevices`;
  const filter = from.filter === undefined ? '' : `$filter=${encodeURIComponent(from.filter)}&`;
  return `${at}?${filter}$select=${fields}`;
}

export function deviceOf(entity: Entity): Device {
  const text = (at: string) => textAt(entity, at);
  const grace = text('complianceGracePeriodExpirationDateTime');
  return {
    id: text('id'),
    name: text('deviceName'),
    person: text('userDisplayName'),
    mail: text('userPrincipalName'),
    userId: text('userId'),
    system: text('operatingSystem'),
    version: text('osVersion'),
    platform: platformOf(text('operatingSystem')),
    compliance: text('complianceState'),
    threat: text('partnerReportedThreatState'),
    agent: text('managementAgent'),
    serial: text('serialNumber'),
    model: [text('manufacturer'), text('model')].filter((one) => one !== '').join(' '),
    seenAt: text('lastSyncDateTime'),
    // Intune writes the end of time where no grace runs.
    graceUntil: grace === '' || /^(9999|0001)/.test(grace) ? undefined : grace,
    entity,
  };
}

/** «Windows Server» is Windows, «iPadOS» is iOS; Android comes with its kind of management behind it at times. */
export function platformOf(system: string): Platform | undefined {
  const known: readonly (readonly [RegExp, Platform])[] = [
    [/^windows/i, 'windows'],
    [/^(ios|ipados)/i, 'ios'],
    [/^mac/i, 'macos'],
    [/^android/i, 'android'],
  ];
  return known.find(([pattern]) => pattern.test(system))?.[1];
}

const threatWords: Readonly<Record<string, string>> = {
  secured: 'clear',
  lowSeverity: 'low',
  mediumSeverity: 'medium',
  highSeverity: 'high',
  compromised: 'compromised',
  unknown: 'unknown',
  activated: 'activated, not yet reported',
  deactivated: 'Defender is deactivated',
  unresponsive: 'Defender does not respond',
  misconfigured: 'Defender is misconfigured',
};

export function sayThreat(threat: string): string {
  return threatWords[threat] ?? threat;
}

export function sayCompliance(compliance: string): string {
  return complianceWords[compliance] ?? compliance;
}

/** «ana.ruiz@contoso.com, iOS 18.6.2, last seen 2 Mar 2026»: what an admin knows it by. */
function detailOf(ports: QuestionPorts, device: Device): string {
  const system = device.platform ? platformTitles[device.platform] : device.system;
  const seen = device.seenAt === '' ? '' : `last seen ${sayDay(device.seenAt, ports.timezone())}`;
  const parts = [device.mail || device.person, `${system} ${device.version}`.trim(), seen];
  return parts.filter((one) => one !== '').join(', ');
}

/** The device of this name, or the question which one is meant. Devices may share a name. */
export async function findDevice(
  ports: QuestionPorts,
  typed: string,
  picked: string | undefined,
  again: Again,
): Promise<Found<Device>> {
  if (picked !== undefined) return pickedDevice(ports, typed, picked);
  const named = await collect(ports, at(devicesPath({ filter: `deviceName eq ${quoted(typed)}` })));
  const devices = named.rows.map(deviceOf);
  const [first] = devices;
  if (first && devices.length === 1) return { kind: 'one', one: first };
  if (first) return { kind: 'which', answer: askWhich('device', typed, candidates(ports, devices), again) };
  return nearDevice(ports, typed, again);
}

async function pickedDevice(ports: QuestionPorts, typed: string, id: string): Promise<Found<Device>> {
  try {
    const path = `/deviceManagement/managedDevices/${encodeURIComponent(id)}?$select=${fields}`;
    return { kind: 'one', one: deviceOf(await ports.graph.get(at(path))) };
  } catch (error) {
    if (!(error instanceof GraphRefused) || error.status !== 404) throw error;
    return { kind: 'which', answer: { title: 'Not found', lead: `«${typed}» is not in Intune any more.` } };
  }
}

/** Names that hold the typed one are asked of Graph; slips of the finger are looked for among all, as far as time allows. */
async function nearDevice(ports: QuestionPorts, typed: string, again: Again): Promise<Found<Device>> {
  const part = await collect(ports, at(devicesPath({ filter: `contains(deviceName,${quoted(typed)})` })), 50);
  const rows = part.rows.length > 0 ? part.rows : (await collect(ports, at(devicesPath({})))).rows;
  const devices = rows.map(deviceOf);
  const { exact, near } = ports.match(
    typed,
    devices.map(({ name }) => name),
  );
  const meant = exact === undefined ? near : [exact];
  const some = devices.filter(({ name }) => meant.includes(name));
  const [only] = some;
  // Graph minds the case of names, people do not.
  if (exact !== undefined && only && some.length === 1) return { kind: 'one', one: only };
  return { kind: 'which', answer: offerNear('device', typed, candidates(ports, some), again) };
}

function candidates(ports: QuestionPorts, devices: readonly Device[]): readonly Candidate[] {
  return devices.map((device) => ({
    id: device.id,
    name: device.name,
    short: device.serial || device.id,
    detail: detailOf(ports, device),
  }));
}

function at(path: string) {
  return { version: 'v1.0', path } as const;
}
