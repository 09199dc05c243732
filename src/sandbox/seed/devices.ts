import { evaluate } from '../compliance';
import type { Entity } from '../present';
import type { Random } from '../random';
import type { Properties, Tenant } from '../tenant';
import { hoursBefore } from './hours-before';
import { groups } from './ids';

interface Kind {
  readonly count: number;
  readonly operatingSystem: string;
  readonly name: (owner: Entity, number: number) => string;
  readonly models: readonly (readonly [maker: string, model: string])[];
  readonly versions: readonly string[];
  readonly oldVersion: string;
  readonly enrolment: Properties;
  /** How many report what, highest first; the rest is secured. */
  readonly threats: Readonly<Record<string, number>>;
  /** How many have another trouble. */
  readonly outdated: number;
  readonly unencrypted: number;
  readonly rooted: number;
  readonly longUnseen: number;
}

const kinds: readonly Kind[] = [
  {
    count: 108,
    operatingSystem: 'Windows',
    name: (_, number) => `LAPTOP-${String(number).padStart(3, '0')}`,
    models: [
      ['LENOVO', 'ThinkPad T14 Gen 5'],
      ['HP', 'EliteBook 840 G11'],
      ['Microsoft Corporation', 'Surface Laptop 7'],
      ['Dell Inc.', 'Latitude 7450'],
    ],
    versions: ['10.0.26100.4652', '10.0.26200.6899'],
    oldVersion: '10.0.19045.6036',
    enrolment: {
      deviceType: 'desktop',
      deviceEnrollmentType: 'windowsAzureADJoin',
      joinType: 'azureADJoined',
      chassisType: 'laptop',
    },
    threats: { highSeverity: 2, mediumSeverity: 4, lowSeverity: 6, unresponsive: 1 },
    outdated: 2,
    unencrypted: 4,
    rooted: 0,
    longUnseen: 3,
  },
  {
    count: 60,
    operatingSystem: 'iOS',
    name: (owner) => `${String(owner['displayName'])}'s iPhone`,
    models: [
      ['Apple', 'iPhone 15'],
      ['Apple', 'iPhone 16'],
      ['Apple', 'iPhone SE (3rd generation)'],
    ],
    versions: ['18.6.2', '26.1'],
    oldVersion: '16.7.12',
    enrolment: {
      deviceType: 'iPhone',
      deviceEnrollmentType: 'userEnrollment',
      joinType: 'azureADRegistered',
      chassisType: 'phone',
    },
    threats: { highSeverity: 1, mediumSeverity: 2, lowSeverity: 3, deactivated: 2 },
    outdated: 3,
    unencrypted: 0,
    rooted: 0,
    longUnseen: 1,
  },
  {
    count: 52,
    operatingSystem: 'Android',
    name: (owner, number) => `${String(owner['givenName'])}-${number % 2 === 0 ? 'Galaxy' : 'Pixel'}-${number}`,
    models: [
      ['samsung', 'SM-S921B'],
      ['Google', 'Pixel 9'],
      ['samsung', 'SM-A556B'],
    ],
    versions: ['14', '15', '16'],
    oldVersion: '12',
    enrolment: {
      deviceType: 'androidForWork',
      deviceEnrollmentType: 'userEnrollment',
      joinType: 'azureADRegistered',
      chassisType: 'phone',
    },
    threats: { highSeverity: 2, mediumSeverity: 3, lowSeverity: 4, unresponsive: 1 },
    outdated: 3,
    unencrypted: 0,
    rooted: 1,
    longUnseen: 2,
  },
  {
    count: 25,
    operatingSystem: 'macOS',
    name: (_, number) => `MAC-${String(number).padStart(2, '0')}`,
    models: [
      ['Apple', 'MacBook Pro'],
      ['Apple', 'MacBook Air'],
    ],
    versions: ['15.6.1', '26.1'],
    oldVersion: '13.7.8',
    enrolment: {
      deviceType: 'macMDM',
      deviceEnrollmentType: 'userEnrollment',
      joinType: 'azureADRegistered',
      chassisType: 'laptop',
    },
    threats: { mediumSeverity: 1, lowSeverity: 1, unknown: 3 },
    outdated: 1,
    unencrypted: 1,
    rooted: 0,
    longUnseen: 0,
  },
];

const servers = ['SRV-FILE-01', 'SRV-PRINT-01', 'SRV-WEB-01', 'KIOSK-LOBBY-01', 'KIOSK-LOBBY-02'];

/** Devices the staff enrolled, five that Defender manages, and their objects in Entra. */
export function addDevices(tenant: Tenant, random: Random, startedAt: Date): void {
  const owners = [...tenant.transitiveMembers(groups.allStaff)];
  let offset = 0;
  for (const kind of kinds) {
    addKind(tenant, random, { kind, owners: rotated(owners, offset), startedAt });
    offset += 61;
  }
  for (const name of servers) addServer(tenant, random, name, startedAt);
  const windows = [...tenant.collections.devices.values()].filter(
    ({ operatingSystem }) => operatingSystem === 'Windows',
  );
  tenant.addGroup(
    {
      id: groups.windowsDevices,
      displayName: 'Windows devices',
      description: 'Every Windows device',
      createdDateTime: '2023-05-02T10:10:10Z',
      groupTypes: ['DynamicMembership'],
      membershipRule: '(device.deviceOSType -eq "Windows")',
      membershipRuleProcessingState: 'On',
    },
    windows.map(({ id }) => id),
  );
}

function rotated<T>(items: readonly T[], by: number): T[] {
  return [...items.slice(by), ...items.slice(0, by)];
}

interface Batch {
  readonly kind: Kind;
  readonly owners: readonly Entity[];
  readonly startedAt: Date;
}

/** Troubles are dealt out from the end of the list, so that the people with names have sound devices. */
function addKind(tenant: Tenant, random: Random, { kind, owners, startedAt }: Batch): void {
  const threats = Object.entries(kind.threats).flatMap(([threat, count]) => Array<string>(count).fill(threat));
  const troubles = [
    ...Array<string>(kind.outdated).fill('outdated'),
    ...Array<string>(kind.unencrypted).fill('unencrypted'),
    ...Array<string>(kind.rooted).fill('rooted'),
    ...Array<string>(kind.longUnseen).fill('longUnseen'),
  ];
  for (let index = 0; index < kind.count; index += 1) {
    const owner = owners[index];
    if (!owner) throw new RangeError('fewer people than devices of one kind');
    const fromEnd = kind.count - 1 - index;
    const trouble = troubles[fromEnd - threats.length];
    const [manufacturer, model] = random.pick(kind.models);
    const enrolledHours = random.between(24 * 40, 24 * 700);
    const unseenHours = trouble === 'longUnseen' ? random.between(24 * 33, 24 * 38) : random.between(1, 40);
    const device: Properties & { readonly deviceName: string } = {
      ...kind.enrolment,
      deviceName: kind.name(owner, index + 1),
      operatingSystem: kind.operatingSystem,
      osVersion: trouble === 'outdated' ? kind.oldVersion : random.pick(kind.versions),
      manufacturer,
      model,
      userId: owner.id,
      userDisplayName: owner['displayName'],
      userPrincipalName: owner['userPrincipalName'],
      emailAddress: owner['mail'],
      isEncrypted: trouble !== 'unencrypted',
      jailBroken: trouble === 'rooted' ? 'True' : 'False',
      partnerReportedThreatState: threats[fromEnd] ?? 'secured',
      enrolledDateTime: hoursBefore(startedAt, enrolledHours),
      lastSyncDateTime: hoursBefore(startedAt, unseenHours),
      managedDeviceOwnerType:
        kind.operatingSystem === 'Windows' || kind.operatingSystem === 'macOS' ? 'company' : 'personal',
    };
    addBoth(tenant, random, device, 'MDM', startedAt);
  }
}

/** Not enrolled: Defender's sensor manages their security settings, Intune sees them as agent `msSense`. */
function addServer(tenant: Tenant, random: Random, deviceName: string, startedAt: Date): void {
  const isServer = deviceName.startsWith('SRV');
  const device = {
    deviceName,
    operatingSystem: isServer ? 'Windows Server' : 'Windows',
    osVersion: isServer ? '10.0.20348.4052' : '10.0.26100.4652',
    deviceType: 'desktop',
    manufacturer: 'HPE',
    model: isServer ? 'ProLiant DL360' : 'EliteDesk 800',
    managementAgent: 'msSense',
    managedDeviceOwnerType: 'company',
    partnerReportedThreatState: 'secured',
    jailBroken: 'Unknown',
    enrolledDateTime: hoursBefore(startedAt, random.between(24 * 60, 24 * 300)),
    lastSyncDateTime: hoursBefore(startedAt, random.between(1, 4)),
  };
  addBoth(tenant, random, device, 'MicrosoftSense', startedAt);
}

function addBoth(
  tenant: Tenant,
  random: Random,
  device: Properties & { readonly deviceName: string },
  managementType: string,
  startedAt: Date,
): void {
  const [id, deviceId, objectId] = [random.guid(), random.guid(), random.guid()];
  const managed: Entity = {
    managementAgent: 'mdm',
    managementState: 'managed',
    deviceRegistrationState: 'registered',
    azureADRegistered: true,
    exchangeAccessState: 'none',
    deviceCategoryDisplayName: 'Unknown',
    easActivated: true,
    serialNumber: random.guid().slice(-12).toUpperCase(),
    totalStorageSpaceInBytes: 255_013_683_200,
    freeStorageSpaceInBytes: random.between(20, 180) * 1_073_741_824,
    managementCertificateExpirationDate: hoursBefore(startedAt, -24 * 300),
    complianceGracePeriodExpirationDateTime: '9999-12-31T23:59:59Z',
    complianceState: 'unknown',
    roleScopeTagIds: [],
    ...device,
    azureADDeviceId: deviceId,
    azureActiveDirectoryDeviceId: deviceId,
    ownerType: device['managedDeviceOwnerType'] ?? 'unknown',
    id,
  };
  tenant.collections.managedDevices.set(id, { ...managed, ...evaluate(tenant, managed, startedAt) });
  tenant.collections.devices.set(objectId, {
    id: objectId,
    deviceId,
    displayName: device.deviceName,
    accountEnabled: true,
    operatingSystem: device['operatingSystem'],
    operatingSystemVersion: device['osVersion'],
    manufacturer: device['manufacturer'],
    model: device['model'],
    isManaged: managementType === 'MDM',
    isCompliant: null,
    managementType,
    deviceOwnership: device['managedDeviceOwnerType'] === 'personal' ? 'Personal' : 'Company',
    trustType: device['joinType'] === 'azureADRegistered' ? 'Workplace' : 'AzureAd',
    profileType: 'RegisteredDevice',
    registrationDateTime: device['enrolledDateTime'],
    approximateLastSignInDateTime: device['lastSyncDateTime'],
  });
}
