import type { Random } from '../random';
import type { Entity } from '../present';
import { type Properties, type Tenant, versionTag } from '../tenant';
import { hoursBefore } from './hours-before';
import { groups } from './ids';

const appIds = {
  Android: [
    'com.microsoft.office.outlook',
    'com.microsoft.teams',
    'com.microsoft.skydrive',
    'com.microsoft.office.word',
  ],
  iOS: [
    'com.microsoft.office.outlook',
    'com.microsoft.skype.teams',
    'com.microsoft.skydrive',
    'com.microsoft.office.word',
  ],
} as const;

/** Phones nobody enrolled. */
const unenrolledPhones = 46;

/** Apps that signed in with a work account: on enrolled phones, and on phones that are not enrolled. */
export function addRegistrations(tenant: Tenant, random: Random, startedAt: Date): void {
  const phones = [...tenant.collections.managedDevices.values()].filter(
    ({ operatingSystem: system }) => system === 'Android' || system === 'iOS',
  );
  for (const [index, device] of phones.entries()) {
    const platform = device['operatingSystem'] === 'iOS' ? 'iOS' : 'Android';
    addPhone(tenant, random, startedAt, {
      platform,
      appCount: appCountOf(index),
      userId: String(device['userId']),
      deviceName: String(device['deviceName']),
      platformVersion: String(device['osVersion']),
      managedDeviceId: device.id,
      azureADDeviceId: device['azureADDeviceId'],
      deviceModel: device['model'],
      deviceManufacturer: device['manufacturer'],
      flaggedReasons: device['jailBroken'] === 'True' ? ['rootedDevice'] : ['none'],
    });
  }
  const enrolled = new Set([...tenant.collections.managedAppRegistrations.values()].map(({ userId }) => userId));
  const others = tenant.transitiveMembers(groups.allStaff).filter(({ id }) => !enrolled.has(id));
  for (const [index, owner] of others.slice(0, unenrolledPhones).entries()) {
    addPhone(tenant, random, startedAt, unenrolledPhone(owner, index));
  }
}

interface Phone extends Properties {
  readonly platform: 'Android' | 'iOS';
  readonly appCount: number;
}

/** Two to four, and not by chance: the number of registrations is the same whatever the seed. */
function appCountOf(index: number): number {
  return 2 + (index % 3);
}

/** Two in forty-six are rooted. */
function unenrolledPhone(owner: Entity, index: number): Phone {
  const isAndroid = index % 2 === 0;
  return {
    platform: isAndroid ? 'Android' : 'iOS',
    appCount: appCountOf(index),
    userId: owner.id,
    deviceName: isAndroid ? `${String(owner['givenName'])}'s Galaxy A55` : `${String(owner['givenName'])}'s iPhone`,
    platformVersion: isAndroid ? '15' : '18.6.2',
    deviceModel: isAndroid ? 'SM-A556B' : 'iPhone14,5',
    deviceManufacturer: isAndroid ? 'samsung' : 'Apple',
    // Not enrolled, so there is no managed device to name.
    managedDeviceId: '',
    azureADDeviceId: '',
    flaggedReasons: index === 8 || index === 30 ? ['rootedDevice'] : ['none'],
  };
}

/** One registration for each app; the device tag is what they share. */
function addPhone(tenant: Tenant, random: Random, startedAt: Date, { platform, appCount, ...phone }: Phone): void {
  const deviceTag = random.guid();
  const [type, key] = platform === 'Android' ? ['android', 'packageId'] : ['ios', 'bundleId'];
  for (const identifier of appIds[platform].slice(0, appCount)) {
    const id = `${platform === 'Android' ? 'android' : 'ios'}_${random.guid()}`;
    tenant.collections.managedAppRegistrations.set(id, {
      ...phone,
      '@odata.type': `#microsoft.graph.${type}ManagedAppRegistration`,
      id,
      deviceTag,
      deviceType: platform,
      appIdentifier: { '@odata.type': `#microsoft.graph.${type}MobileAppIdentifier`, [key ?? '']: identifier },
      applicationVersion: `4.${random.between(2500, 2546)}.${random.between(0, 3)}`,
      managementSdkVersion: platform === 'Android' ? '11.2.0' : '20.6.1',
      createdDateTime: hoursBefore(startedAt, random.between(24 * 20, 24 * 400)),
      lastSyncDateTime: hoursBefore(startedAt, random.between(1, 72)),
      version: versionTag(random.guid),
    });
  }
}
