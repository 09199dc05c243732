import type { Platform } from './family';
import type { Entity } from './snapshot';

/** A managed device as the sweep reads it from Graph. Unknown values are kept as «nothing is known», never as news. */

export const complianceStates = [
  'compliant',
  'noncompliant',
  'inGracePeriod',
  'error',
  'conflict',
  'configManager',
  'unknown',
] as const;
export type ComplianceState = (typeof complianceStates)[number];

/** How people are told of a state. */
export const complianceWords: Readonly<Record<string, string>> = {
  compliant: 'Compliant',
  noncompliant: 'Noncompliant',
  inGracePeriod: 'In grace period',
  error: 'Error',
  conflict: 'Conflict',
  unknown: 'Unknown',
  configManager: 'Managed by Configuration Manager',
};

/** From harmless to worst. `unresponsive`, `deactivated`, `misconfigured` and the like say nothing about the threat. */
const threatLevels = ['secured', 'low', 'medium', 'high', 'compromised'] as const;
export type ThreatLevel = (typeof threatLevels)[number];

export const devicePlatforms = ['windows', 'macos', 'ios', 'android', 'other'] as const;
export type DevicePlatform = Platform | 'other';

export interface Device {
  readonly id: string;
  readonly name: string;
  readonly platform: DevicePlatform;
  readonly state: ComplianceState;
  readonly threat?: ThreatLevel;
  readonly graceUntil?: string;
  readonly lastSeenAt?: string;
  readonly enrolledAt?: string;
  readonly person?: { readonly id: string; readonly name: string; readonly mail: string };
}

/** What the sweep asks Graph for; the fewer, the faster. */
export const deviceProperties = [
  'id',
  'deviceName',
  'operatingSystem',
  'complianceState',
  'complianceGracePeriodExpirationDateTime',
  'partnerReportedThreatState',
  'lastSyncDateTime',
  'enrolledDateTime',
  'userId',
  'userDisplayName',
  'userPrincipalName',
] as const;

/** The device in a row of Graph; undefined when the row has no id. Read by hand: a sweep does this a million times. */
export function readDevice(row: Entity): Device | undefined {
  const id = textIn(row, 'id');
  if (id === undefined) return undefined;
  const threat = threats[textIn(row, 'partnerReportedThreatState') ?? ''];
  const graceUntil = instantIn(row, 'complianceGracePeriodExpirationDateTime');
  const lastSeenAt = instantIn(row, 'lastSyncDateTime');
  const enrolledAt = instantIn(row, 'enrolledDateTime');
  const person = textIn(row, 'userId');
  return {
    id,
    name: textIn(row, 'deviceName') ?? id,
    platform: platformOf(textIn(row, 'operatingSystem') ?? ''),
    state: states.get(textIn(row, 'complianceState') ?? '') ?? 'unknown',
    ...(threat === undefined ? {} : { threat }),
    ...(graceUntil === undefined ? {} : { graceUntil }),
    ...(lastSeenAt === undefined ? {} : { lastSeenAt }),
    ...(enrolledAt === undefined ? {} : { enrolledAt }),
    ...(person === undefined
      ? {}
      : {
          person: {
            id: person,
            name: textIn(row, 'userDisplayName') ?? '',
            mail: textIn(row, 'userPrincipalName') ?? '',
          },
        }),
  };
}

/** How bad a threat is, 0 for secured or not known. */
export function threatRank(threat: ThreatLevel | undefined): number {
  return threat === undefined ? 0 : threatLevels.indexOf(threat);
}

/** True when a row of Graph tells of any threat. */
export function reportsThreat({ partnerReportedThreatState: state }: Entity): boolean {
  return typeof state === 'string' && threatRank(threats[state]) > 0;
}

const states: ReadonlyMap<string, ComplianceState> = new Map(complianceStates.map((state) => [state, state]));

const threats: Readonly<Record<string, ThreatLevel>> = {
  secured: 'secured',
  lowSeverity: 'low',
  mediumSeverity: 'medium',
  highSeverity: 'high',
  compromised: 'compromised',
};

function platformOf(system: string): DevicePlatform {
  const name = system.toLowerCase();
  if (name.startsWith('windows')) return 'windows';
  if (name.startsWith('mac')) return 'macos';
  if (name === 'ios' || name === 'ipados') return 'ios';
  return name.startsWith('android') ? 'android' : 'other';
}

function textIn(row: Entity, name: string): string | undefined {
  const value = row[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Intune writes the years 0001 and 9999 where it means never. */
function instantIn(row: Entity, name: string): string | undefined {
  const text = textIn(row, name);
  return text === undefined || text.startsWith('0001') || text.startsWith('9999') || Number.isNaN(Date.parse(text))
    ? undefined
    : text;
}
