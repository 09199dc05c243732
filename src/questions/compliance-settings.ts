import type { Device } from './devices';
import { sayThreat } from './devices';
import { sayDay } from './when';

/** What a compliance setting asks for, in people's words. */
export interface Told {
  readonly title: string;
  readonly wanted: string;
  readonly found: string;
  readonly todo: string;
}

/** What Intune and the policy say of one failing setting. */
export interface Failing {
  /** Graph's name of the property. */
  readonly property: string;
  /** What the policy has there; undefined when the policy could not be read. */
  readonly wanted: unknown;
  /** What Intune says it found; it does not say it for every setting. */
  readonly found: string | undefined;
}

export function tellSetting(failing: Failing, device: Device): Told {
  const told = settings[failing.property]?.tell(failing, device);
  return {
    title: complianceTitle(failing.property),
    wanted: told?.wanted ?? sayRaw(failing.wanted),
    found: told?.found ?? failing.found ?? 'not told by Intune',
    todo: told?.todo ?? 'Open Company Portal on the device: it names the steps.',
  };
}

/** What people call the setting that Graph has under this name. */
export function complianceTitle(property: string): string {
  return settings[property]?.title ?? humanized(property);
}

interface Known {
  readonly title: string;
  readonly tell: (failing: Failing, device: Device) => Partial<Omit<Told, 'title'>>;
}

function setting(title: string, tell: Known['tell']): Known {
  return { title, tell };
}

const risk = setting('Machine risk score', ({ wanted }, device) => ({
  wanted: wanted === 'secured' ? 'no threat at all' : `threat level ${sayRaw(wanted)} or lower`,
  found: sayThreat(device.threat),
  todo: 'Resolve the threats that Defender shows on the device or in its portal; Intune hears of it within minutes.',
}));

const encryption = setting('Encryption of the device', (_, { platform }) => ({
  wanted: 'encrypted',
  found: 'not encrypted',
  todo:
    platform === 'windows'
      ? 'Turn on BitLocker and restart the device.'
      : platform === 'macos'
        ? 'Turn on FileVault.'
        : 'Turn on encryption in the settings of the device.',
}));

const screenLock = setting('Screen lock', () => ({
  wanted: 'a PIN or password',
  found: 'none',
  todo: 'Set a PIN or password on the device.',
}));

const rooted = setting('Jailbroken or rooted', () => ({
  wanted: 'not',
  found: 'it is',
  todo: 'Put the device back to its factory state and enroll it again.',
}));

/** Graph's property → what it means; anything else is shown by its own name. https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-devicecompliancepolicy */
const settings: Readonly<Record<string, Known>> = {
  deviceThreatProtectionRequiredSecurityLevel: risk,
  advancedThreatProtectionRequiredSecurityLevel: risk,
  osMinimumVersion: setting('Minimum OS version', ({ wanted, found }, device) => ({
    wanted: `${sayRaw(wanted)} or later`,
    found: found ?? device.version,
    todo: 'Install the update of the operating system.',
  })),
  osMaximumVersion: setting('Maximum OS version', ({ wanted, found }, device) => ({
    wanted: `${sayRaw(wanted)} or earlier`,
    found: found ?? device.version,
    todo: 'The system is newer than the policy allows: an admin has to raise the maximum.',
  })),
  storageRequireEncryption: encryption,
  bitLockerEnabled: encryption,
  securityBlockJailbrokenDevices: rooted,
  passcodeRequired: screenLock,
  passwordRequired: screenLock,
  requireRemainContact: setting('Contact with Intune', (_, device) => ({
    wanted: 'a check-in at least every 30 days',
    found: device.seenAt === '' ? 'never' : `the last one was on ${sayDay(device.seenAt, 'UTC')}`,
    todo: 'Switch the device on, connect it to the internet and sync it in Company Portal.',
  })),
  requireDeviceCompliancePolicyAssigned: setting('A compliance policy for the device', () => ({
    wanted: 'at least one',
    found: 'none is assigned',
    todo: 'Assign a compliance policy to a group its user is in.',
  })),
  requireUserExistence: setting('The person who enrolled it', () => ({
    wanted: 'exists',
    found: 'is not in the directory any more, or has no licence',
    todo: 'Give the person a licence again, or enroll the device for somebody else.',
  })),
};

/** `activeFirewallRequired` → «Active firewall required». */
function humanized(property: string): string {
  const words = property.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function sayRaw(value: unknown): string {
  if (value === true) return 'required';
  if (value === false) return 'not required';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : 'what the policy says';
}
