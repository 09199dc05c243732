import { platformTitles } from './family';
import { threatRank, type Device, type DevicePlatform, type ThreatLevel } from './device';

/** Alerts, their groups, silences and subscriptions; what is firing, how bad it is, and what keeps it quiet. Pure. */

export const conditions = ['compliance', 'threat', 'unseen', 'flagged', 'connector'] as const;
/**
 * What is wrong with a device. `flagged`: an app registration of an unenrolled device, known by its user only.
 * `connector`: no device, but what tells Intune of their threats.
 */
export type Condition = (typeof conditions)[number];

/** How far it has come, per condition, from mild to worst. A step upwards is news, a step down is not. */
export const phases = {
  compliance: ['inGracePeriod', 'conflict', 'error', 'graceEnding', 'noncompliant'],
  threat: ['low', 'medium', 'high', 'compromised'],
  unseen: ['unseen'],
  flagged: ['flagged'],
  connector: ['connector'],
} as const satisfies Record<Condition, readonly string[]>;

/** The phase of each condition a device is in; what it lacks is well. */
export type Phases = Readonly<Partial<Record<Condition, string>>>;

export interface AlertRules {
  /** A device that does not report for so long is not known to be compliant. */
  readonly unseenDays: number;
  /** After its enrolment a device gets this long before it is news. */
  readonly settleHours: number;
}

export interface Reason {
  readonly policy: string;
  /** The settings that are not met, as Graph names them. */
  readonly settings: readonly string[];
}

export interface Alert {
  readonly device: string;
  readonly condition: Condition;
  readonly phase: string;
  readonly state: 'firing' | 'resolved';
  readonly platform: DevicePlatform;
  readonly name: string;
  readonly person?: Device['person'];
  readonly threat?: ThreatLevel;
  readonly graceUntil?: string;
  readonly lastSeenAt?: string;
  readonly startedAt: string;
  readonly resolvedAt?: string;
  /** Its device was wiped or removed; that ends it, but is no recovery. */
  readonly gone?: true;
  readonly reasons?: readonly Reason[];
}

export interface Silence {
  readonly id: number;
  readonly by: { readonly objectId: string; readonly name: string };
  readonly why: string;
  readonly from: string;
  readonly until: string;
  readonly endedAt?: string;
  readonly matches: SilenceMatch;
}

/** One of device, person, policy and platforms is given. Names are compared without case. */
export interface SilenceMatch {
  /** Only of this sort: who silences the card of a platform does not mean all that may befall it. */
  readonly condition?: Condition;
  readonly device?: string;
  readonly person?: string;
  readonly policy?: string;
  readonly platforms?: readonly DevicePlatform[];
}

export interface QuietHours {
  readonly from: string;
  readonly until: string;
  readonly zone: string;
}

export const groupings = ['platform', 'policy'] as const;
/** What devices have in common that share a card. */
export type Grouping = (typeof groupings)[number];

/** A channel that hears of alerts, and of which. */
export interface Subscription {
  /** The conversation is its name: a channel has one. */
  readonly conversation: string;
  readonly threat?: ThreatLevel;
  readonly platforms?: readonly DevicePlatform[];
  /** Entra groups: only devices of their members. */
  readonly groups?: readonly { readonly id: string; readonly name: string }[];
  /** Compliance policies by name: only devices that do not meet one of them. */
  readonly policies?: readonly string[];
  /** Not given: by platform, which is known at once; which policy they do not meet is asked for first. */
  readonly groupBy?: Grouping;
  readonly quiet?: QuietHours;
  /** Who is on call: mentioned when something is told that somebody should look at. */
  readonly mention?: { readonly groups: readonly string[]; readonly people: readonly string[] };
  /** People and device names are left out: outsiders read along there. */
  readonly discreet?: boolean;
  readonly by: { readonly objectId: string; readonly name: string };
  readonly at: string;
}

export type Severity = 'high' | 'medium' | 'low';

/** One card: alerts of one condition and platform for one subscription, gathered while it is fresh. */
export interface AlertGroup {
  readonly id: number;
  readonly revision: number;
  readonly key: string;
  readonly conversation: string;
  readonly condition: Condition;
  readonly platform: DevicePlatform;
  /** The policy they do not meet, where the channel wants a card for each. */
  readonly policy?: string;
  /** Those of which that is not known yet; each goes to the group of its policy when it is. */
  readonly unsorted?: true;
  /** `waiting`: nothing was posted yet; `open`: its card lives; `over`: it takes in nothing more. */
  readonly state: 'waiting' | 'open' | 'over';
  readonly openedAt: string;
  readonly flushAt?: string;
  /** When its timer last rang: the card is drawn anew no more often than the group interval. */
  readonly judgedAt?: string;
  /** When people were last told something new, and what they were told. */
  readonly told?: { readonly at: string; readonly firing: number; readonly severity: Severity };
  readonly resolvedAt?: string;
  /** When it last fired again after all was well, and how often it did. */
  readonly again?: { readonly at: string; readonly times: number };
  readonly acknowledged?: { readonly by: string; readonly at: string };
  /** It is of high severity since there are so many. */
  readonly many?: true;
  /** How many fired, at each telling: the small trend of the card. */
  readonly trend: readonly { readonly at: string; readonly firing: number }[];
  readonly cause?: Cause;
}

/** The change after which it began. */
export interface Cause {
  readonly change: number;
  readonly minutes: number;
}

/** An alert in a group. `told`: the phase people were told of, `resolved`, or nothing yet. */
export interface Member {
  readonly alert: Alert;
  readonly told: string;
}

const rankOf = (condition: Condition, phase: string | undefined): number =>
  phase === undefined ? -1 : (phases[condition] as readonly string[]).indexOf(phase);

/** True when the second is a worse phase of the condition than the first. */
export function isWorse(condition: Condition, before: string | undefined, now: string | undefined): boolean {
  return rankOf(condition, now) > rankOf(condition, before);
}

const dayMilliseconds = 86_400_000;

/** What is wrong with a device now. What Graph does not say stays as it was. */
export function phasesOf(device: Device, before: Phases, rules: AlertRules, now: number): Phases {
  const { enrolledAt, lastSeenAt } = device;
  const settles = enrolledAt !== undefined && now - Date.parse(enrolledAt) < rules.settleHours * 3_600_000;
  if (settles) return {};
  const compliance = compliancePhase(device, before.compliance, now);
  const threat = device.threat === undefined ? before.threat : device.threat === 'secured' ? undefined : device.threat;
  const unseen = lastSeenAt !== undefined && now - Date.parse(lastSeenAt) > rules.unseenDays * dayMilliseconds;
  return {
    ...(compliance === undefined ? {} : { compliance }),
    ...(threat === undefined ? {} : { threat }),
    ...(unseen ? { unseen: 'unseen' } : {}),
    ...(before.flagged === undefined ? {} : { flagged: before.flagged }),
  };
}

function compliancePhase(device: Device, before: string | undefined, now: number): string | undefined {
  switch (device.state) {
    case 'inGracePeriod': {
      const left = device.graceUntil === undefined ? Infinity : Date.parse(device.graceUntil) - now;
      return left <= dayMilliseconds ? 'graceEnding' : 'inGracePeriod';
    }
    case 'noncompliant':
    case 'error':
    case 'conflict':
      return device.state;
    case 'compliant':
    case 'configManager':
      return undefined;
    case 'unknown':
      return before;
  }
}

/** «grace period ends within a day», «threat high». */
export function sayPhase({ condition, phase }: Pick<Alert, 'condition' | 'phase'>): string {
  return condition === 'threat' ? `threat ${phase}` : (phaseWords[phase] ?? phase);
}

const phaseWords: Readonly<Record<string, string>> = {
  inGracePeriod: 'in grace period',
  graceEnding: 'grace period ends within a day',
  noncompliant: 'noncompliant',
  error: 'policy error',
  conflict: 'policy conflict',
  unseen: 'not seen for days',
  flagged: 'flagged app',
  connector: 'connector does not answer',
};

export function severityOf(alert: Pick<Alert, 'condition' | 'phase' | 'threat'>): Severity {
  if (threatRank(alert.threat) >= threatRank('high')) return 'high';
  if (alert.condition === 'compliance') return alert.phase === 'inGracePeriod' ? 'low' : 'medium';
  if (alert.condition === 'threat') return alert.phase === 'medium' ? 'medium' : 'low';
  if (alert.condition === 'connector') return 'high';
  return alert.condition === 'flagged' ? 'medium' : 'low';
}

export const severities = ['low', 'medium', 'high'] as const satisfies readonly Severity[];

export function worstSeverity(alerts: readonly Alert[]): Severity {
  const ranks = alerts.map((alert) => severities.indexOf(severityOf(alert)));
  return severities[ranks.reduce((worst, rank) => Math.max(worst, rank), 0)] ?? 'low';
}

/**
 * So many on one card are of high severity, whatever it is: something happened to all of them. At least fifty, and one
 * device of fifty.
 */
export function isMany(firing: number, devices: number): boolean {
  return firing >= fewestOfMany && firing >= devices * shareOfMany;
}

export const fewestOfMany = 50;
const shareOfMany = 0.02;

/** The worst first: threat, phase, then by name, so that the order stays. */
export function worstFirst(alerts: readonly Alert[]): readonly Alert[] {
  const weight = ({ condition, phase, threat }: Alert) => threatRank(threat) * 10 + rankOf(condition, phase);
  return [...alerts].sort((a, b) => weight(b) - weight(a) || (a.name < b.name ? -1 : 1));
}

/** Whether a channel wants to hear of it. `memberOf`: the groups of subscriptions the device's person is in. */
export function wants(subscription: Subscription, alert: Alert, memberOf: (group: string) => boolean): boolean {
  if (subscription.platforms && !subscription.platforms.includes(alert.platform)) return false;
  if (subscription.threat !== undefined && threatRank(alert.threat) < Math.max(1, threatRank(subscription.threat)))
    return false;
  // Which policy it is about is known only after its reason was asked for: see `concerns`.
  if (subscription.policies && alert.condition !== 'compliance') return false;
  return subscription.groups === undefined || subscription.groups.some(({ id }) => memberOf(id));
}

/** Whether it is about one of the channel's policies. What is not known yet counts: better told than not. */
export function concerns({ policies }: Pick<Subscription, 'policies'>, { reasons }: Pick<Alert, 'reasons'>): boolean {
  if (policies === undefined || reasons === undefined) return true;
  const wanted = new Set(policies.map((name) => name.toLowerCase()));
  return reasons.some(({ policy }) => wanted.has(policy.toLowerCase()));
}

export function isActive(silence: Silence, now: string): boolean {
  return silence.endedAt === undefined && silence.from <= now && now < silence.until;
}

/** Whether any of the silences keeps it quiet now. */
export function isQuiet(silences: readonly Silence[], alert: Alert, now: string): boolean {
  return silences.some((silence) => isActive(silence, now) && isSilenced(silence, alert));
}

export function isSilenced({ matches }: Silence, alert: Alert): boolean {
  if (matches.condition !== undefined && matches.condition !== alert.condition) return false;
  const same = (a: string | undefined, b: string) => a?.toLowerCase() === b.toLowerCase();
  if (matches.device !== undefined) return same(alert.name, matches.device) || same(alert.device, matches.device);
  if (matches.person !== undefined)
    return [alert.person?.id, alert.person?.mail, alert.person?.name].some((one) => same(one, matches.person ?? ''));
  if (matches.policy !== undefined)
    return alert.reasons?.some(({ policy }) => same(policy, matches.policy ?? '')) === true;
  return matches.platforms?.includes(alert.platform) === true;
}

/** No silence is longer: it would be forgotten, and with it what it hides. */
export const longestSilenceDays = 30;

/**
 * What the silence of a card keeps quiet: its one device; or what does not meet the one policy that none of its devices
 * meets; or else all of its sort on its platform.
 */
export function matchesOfCard(firing: readonly Alert[]): SilenceMatch {
  const [first, ...more] = firing;
  if (!first) return { platforms: [] };
  if (more.length === 0) return { device: first.name };
  const policies = new Set(firing.flatMap(({ reasons = [] }) => reasons.map(({ policy }) => policy)));
  const [policy, ...others] = policies;
  const isOfAll = firing.every(({ reasons = [] }) => reasons.length > 0);
  if (first.condition === 'compliance' && policy !== undefined && others.length === 0 && isOfAll) return { policy };
  return { platforms: [...new Set(firing.map(({ platform }) => platform))], condition: first.condition };
}

/** More than one device or person: silenced by approvers only. */
export function isWide({ device, person }: SilenceMatch): boolean {
  return device === undefined && person === undefined;
}

/** «LAPTOP-7», «policy «Kiosk»», «Windows and macOS», «threats on Windows». */
export function sayMatches({ device, person, policy, platforms = [], condition }: SilenceMatch): string {
  if (device !== undefined) return device;
  if (person !== undefined) return person;
  if (policy !== undefined) return `policy «${policy}»`;
  return condition === undefined ? sayPlatforms(platforms) : `${sorts[condition]} on ${sayPlatforms(platforms)}`;
}

const sorts = {
  compliance: 'noncompliance',
  threat: 'threats',
  unseen: 'devices not seen for days',
  flagged: 'flagged apps',
  connector: 'the connector',
} as const satisfies Record<Condition, string>;

export const platformNames: Readonly<Record<DevicePlatform, string>> = { ...platformTitles, other: 'Other devices' };

/** «12 devices …»: what is wrong with all of them. */
export function sayTrouble(condition: Condition, firing: readonly Pick<Alert, 'phase'>[]): string {
  switch (condition) {
    case 'compliance':
      return firing.every(({ phase }) => phase === 'inGracePeriod' || phase === 'graceEnding')
        ? 'in grace period'
        : firing.every(({ phase }) => phase === 'error' || phase === 'conflict')
          ? 'with policy errors'
          : 'noncompliant';
    case 'threat':
      return 'with a threat';
    case 'unseen':
      return 'not seen for days';
    case 'flagged':
      return 'with a flagged app';
    case 'connector':
      return 'without an answer';
  }
}

/** Of what a channel hears, and how: «iOS, threat level high and up, a card for each policy». */
export function sayWanted({ threat, platforms, groups, policies, groupBy }: Omit<Subscription, 'by' | 'at'>): string {
  const isAll = !platforms && threat === undefined && !groups && !policies;
  return [
    ...(isAll ? ['everything'] : []),
    ...(platforms ? [sayPlatforms(platforms)] : []),
    ...(threat === undefined ? [] : [`threat level ${threat} and up`]),
    ...(groups ? [`members of ${groups.map(({ name }) => name).join(' and ')}`] : []),
    ...(policies ? [`what does not meet ${policies.map((name) => `«${name}»`).join(' or ')}`] : []),
    ...(groupBy === 'policy' ? ['a card for each policy'] : []),
  ].join(', ');
}

function sayPlatforms(platforms: readonly DevicePlatform[]): string {
  return platforms.map((platform) => (platform === 'other' ? 'other devices' : platformTitles[platform])).join(' and ');
}
