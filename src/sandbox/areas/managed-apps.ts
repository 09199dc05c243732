import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../judge';
import type { Entity } from '../present';
import type { Properties } from '../tenant';

export type AppGroup = 'allCoreMicrosoftApps' | 'allMicrosoftApps' | 'allApps';
export type MobilePlatform = 'android' | 'ios';

interface AppsFile {
  readonly apps: readonly {
    readonly core: boolean;
    readonly android: readonly string[];
    readonly ios: readonly string[];
  }[];
}

// Ours, and read by a test.
const { apps } = JSON.parse(readFileSync(join(__dirname, '..', 'seed', 'microsoft-apps.json'), 'utf8')) as AppsFile;

/** What the service lists for a group of apps; `allApps` holds no apps of others here. */
export function appsOf(group: AppGroup, platform: MobilePlatform): readonly Entity[] {
  return apps
    .filter(({ core }) => core || group !== 'allCoreMicrosoftApps')
    .flatMap((app) => app[platform])
    .map((identifier) => managedApp(platform, identifier));
}

export function managedApp(platform: MobilePlatform, identifier: string): Entity {
  const [type, key] =
    platform === 'android' ? ['androidMobileAppIdentifier', 'packageId'] : ['iosMobileAppIdentifier', 'bundleId'];
  return containedApp({ mobileAppIdentifier: { '@odata.type': `#microsoft.graph.${type}`, [key]: identifier } });
}

/** An app as it comes back: identifier in lower case, an id made of it, and a version that is a number in a string. E1. */
export function containedApp({ mobileAppIdentifier }: Properties): Entity {
  const identifier = isObject(mobileAppIdentifier) ? mobileAppIdentifier : {};
  const lower = Object.fromEntries<string>(
    Object.entries(identifier).map(([name, value]) => [
      name,
      name === '@odata.type' ? String(value) : String(value).toLowerCase(),
    ]),
  );
  const name = lower['packageId'] ?? lower['bundleId'] ?? lower['windowsAppId'] ?? '';
  const platform = { packageId: 'android', bundleId: 'ios', windowsAppId: 'windows' };
  const suffix = Object.entries(platform).find(([key]) => key in lower)?.[1] ?? 'unknown';
  return { id: `${name}.${suffix}`, version: String(checksum(name)), mobileAppIdentifier: lower };
}

function checksum(text: string): number {
  let sum = 0;
  for (const character of text) sum = (Math.imul(sum, 31) + character.charCodeAt(0)) | 0;
  return sum;
}
