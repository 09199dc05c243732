import { z } from 'zod';
import {
  sayPhase,
  worstFirst,
  worstSeverity,
  type Alert,
  type AlertGroup,
  type Member,
  type Severity,
} from '../core/alert';
import type { Message } from '../ports';
import { Button, Lines, Shown } from './card-data';
import { messageOf } from './message';
import { line, type Line } from './pen';
import { capitalized, counted, escapeMarkdown, joined, nothing, say, shown, type Shown as Harmless } from './shown';
import type { Fill } from './templates';
import type { Limits } from './limits';
import { sayWhen } from './when';

/** An alert group: what began, where, how bad, and the worst of it. One card, redrawn until all is well. */

export interface AlertView {
  readonly group: AlertGroup;
  readonly members: readonly Member[];
  /** Silences over some of them, with who made them and until when. */
  readonly silences: readonly { readonly by: string; readonly why: string; readonly until: string }[];
  /** Names of people and devices stay off the card. */
  readonly discreet: boolean;
  readonly token: (verb: string, argument?: string) => string;
  readonly now: string;
  readonly timezone: string;
  /** Bytes, where Teams takes fewer than usual. */
  readonly room?: number | undefined;
}

/** What can be pressed; for each a token is needed before the card is drawn. */
export function pressesOfAlert({ group, members }: Pick<AlertView, 'group' | 'members'>): readonly {
  readonly verb: AlertVerb;
  readonly argument?: string;
}[] {
  const firing = firingOf(members);
  if (firing.length === 0) return [{ verb: 'devices' }];
  return [
    ...(group.acknowledged ? [] : [{ verb: 'acknowledge' as const }]),
    ...silenceLengths.map(({ argument }) => ({ verb: 'silence' as const, argument })),
    { verb: 'why' },
    { verb: 'sync' },
    { verb: 'devices' },
    ...(group.cause ? [{ verb: 'undo' as const, argument: String(group.cause.change) }] : []),
  ];
}

export const alertVerbs = ['acknowledge', 'silence', 'why', 'sync', 'devices', 'undo'] as const;
export type AlertVerb = (typeof alertVerbs)[number];

/** As ISO durations. */
export const silenceLengths = [{ argument: 'PT4H', title: 'Silence 4 hours' }] as const;

const AlertCard = z.strictObject({
  fallback: Shown,
  style: z.enum(['attention', 'warning', 'accent', 'good']),
  title: Shown,
  lead: Shown,
  facts: Lines,
  devices: z.array(z.strictObject({ head: Shown, rest: Shown })),
  more: Shown,
  reason: z.boolean(),
  actions: z.array(Button),
});

export function drawAlert({ fill }: { readonly fill: Fill }, view: AlertView): Message {
  return messageOf((limits) => {
    const data = alertData(limits, view);
    return { card: fill(AlertCard.parse(data)), summary: data.title };
  }, view.room);
}

function alertData(limits: Limits, view: AlertView): z.input<typeof AlertCard> & { readonly title: Harmless } {
  const { group, members, discreet } = view;
  const firing = firingOf(members);
  const title = titleOf(view, firing, limits);
  const worst = worstFirst(firing).slice(0, discreet ? 0 : Math.min(5, limits.lines));
  const left = firing.length - worst.length;
  return {
    fallback: escapeMarkdown(title),
    style: firing.length === 0 ? 'good' : styles[worstSeverity(firing)],
    title,
    lead: leadOf(view, firing),
    facts: [...factsOf(limits, view, firing)],
    devices: worst.map((alert) => ({ head: headOf(alert, limits), rest: restOf(alert, view, limits) })),
    more: left > 0 && !discreet ? say`and ${counted(left, 'more device')}` : nothing,
    reason: firing.length > 0,
    actions: pressesOfAlert({ group, members }).map(({ verb, argument = '' }) => ({
      title: buttonTitle(verb, argument),
      verb,
      token: view.token(verb, argument),
      style: verb === 'acknowledge' ? ('positive' as const) : ('default' as const),
      inputs: verb === 'silence' ? ('auto' as const) : ('none' as const),
    })),
  };
}

const styles = { high: 'attention', medium: 'warning', low: 'accent' } as const satisfies Record<Severity, string>;

function firingOf(members: readonly Member[]): readonly Alert[] {
  return members.filter(({ alert }) => alert.state === 'firing').map(({ alert }) => alert);
}

/** «Windows · 3 devices noncompliant»; with the policy and what is not met where that is one and the same for all. */
function titleOf({ group, members }: AlertView, firing: readonly Alert[], limits: Limits): Harmless {
  const platform = shown(platformNames[group.platform]);
  if (firing.length === 0) return say`${platform} · all well again · ${counted(members.length, 'device')}`;
  const reasons = new Map(
    reasonLines(firing).map(({ policy, setting }) => [`${policy}\n${setting}`, { policy, setting }]),
  );
  const [only] = reasons.size === 1 && firing.every(({ reasons: some }) => some) ? [...reasons.values()] : [];
  const where = only ? shown(only.policy, limits.name) : platform;
  const why = only && only.setting !== '' ? say` · ${shown(settingWords(only.setting), limits.name)}` : nothing;
  return say`${where} · ${counted(firing.length, 'device')} ${shown(whatOf(group, firing))}${why}`;
}

const platformNames = {
  windows: 'Windows',
  macos: 'macOS',
  ios: 'iOS',
  android: 'Android',
  other: 'Other devices',
} as const;

function whatOf(group: AlertGroup, firing: readonly Alert[]): string {
  switch (group.condition) {
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
  }
}

function leadOf(view: AlertView, firing: readonly Alert[]): Harmless {
  const { group } = view;
  const since = say`since ${sayWhen(group.openedAt, view.now, view.timezone)}`;
  const cause = group.cause
    ? say` · ${counted(group.cause.minutes, 'min', 'min')} after change #${shown(String(group.cause.change))}`
    : nothing;
  if (firing.length === 0)
    return say`Began ${sayWhen(group.openedAt, view.now, view.timezone)}, over ${sayWhen(group.resolvedAt ?? view.now, view.now, view.timezone)}${cause}`;
  return say`${capitalized(shown(worstSeverity(firing)))} · ${since}${cause}`;
}

function* factsOf(limits: Limits, view: AlertView, firing: readonly Alert[]): Iterable<Line> {
  const { group, members, silences } = view;
  const phases = countBy(firing, sayPhase);
  if (phases.length > 1)
    yield line(
      joined(
        phases.map(([phase, number]) => say`${shown(phase)}: ${number}`),
        ' · ',
      ),
    );
  const reasons = countBy(reasonLines(firing), ({ policy, setting }) => reasonSaid(policy, setting));
  if (reasons.length > 1)
    for (const [reason, number] of reasons.slice(0, limits.lines))
      yield line(say`${shown(reason, limits.text)}: ${number}`);
  const resolved = members.length - firing.length;
  if (resolved > 0 && firing.length > 0) yield line(say`${counted(resolved, 'device')} of this card well again`);
  if (group.trend.length > 2)
    yield line(
      say`Firing over time: ${joined(
        group.trend.slice(-8).map(({ firing: number }) => say`${number}`),
        ' → ',
      )}`,
    );
  if ((group.again?.times ?? 0) > 1)
    yield line(say`Comes and goes: ${group.again?.times ?? 0} times in the last hours`, 'Warning');
  for (const silence of silences.slice(0, 3))
    yield line(
      say`Silenced by ${shown(silence.by, limits.name)} until ${sayWhen(silence.until, view.now, view.timezone)}: ${shown(silence.why, limits.text)}`,
    );
  if (group.acknowledged)
    yield line(
      say`Acknowledged by ${shown(group.acknowledged.by, limits.name)}, ${sayWhen(group.acknowledged.at, view.now, view.timezone)}`,
    );
}

function reasonLines(firing: readonly Alert[]): readonly { readonly policy: string; readonly setting: string }[] {
  return firing.flatMap(({ reasons = [] }) =>
    reasons.flatMap(({ policy, settings }) =>
      settings.length === 0 ? [{ policy, setting: '' }] : settings.map((setting) => ({ policy, setting })),
    ),
  );
}

function reasonSaid(policy: string, setting: string): string {
  return setting === '' ? policy : `${policy}, ${settingWords(setting)}`;
}

/** «Windows10CompliancePolicy.StorageRequireEncryption» → «storage require encryption». */
function settingWords(setting: string): string {
  const name = setting.split('.').at(-1) ?? setting;
  return known[name.charAt(0).toLowerCase() + name.slice(1)] ?? name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

const known: Readonly<Record<string, string>> = {
  deviceThreatProtectionRequiredSecurityLevel: 'machine risk score',
  advancedThreatProtectionRequiredSecurityLevel: 'machine risk score',
  storageRequireEncryption: 'encryption',
  osMinimumVersion: 'minimum OS version',
  securityBlockJailbrokenDevices: 'jailbroken or rooted',
  requireRemainContact: 'has not been in contact',
};

function headOf({ name, person }: Alert, limits: Limits): Harmless {
  const who = person && person.name !== '' ? say` · ${shown(person.name, limits.name)}` : nothing;
  return say`${shown(name, limits.name)}${who}`;
}

function restOf(alert: Alert, view: AlertView, limits: Limits): Harmless {
  const when = (at: string) => sayWhen(at, view.now, view.timezone);
  const reasons = reasonLines([alert]).map(({ policy, setting }) => shown(reasonSaid(policy, setting), limits.text));
  return joined(
    [
      ...(alert.condition === 'compliance' ? [shown(sayPhase(alert))] : []),
      ...(alert.threat === undefined || alert.threat === 'secured' ? [] : [say`threat ${shown(alert.threat)}`]),
      ...(reasons.length > 0 ? [joined(reasons.slice(0, 3), ', ')] : []),
      ...(alert.graceUntil !== undefined && alert.phase !== 'noncompliant'
        ? [say`until ${when(alert.graceUntil)}`]
        : []),
      ...(alert.lastSeenAt === undefined ? [] : [say`last check-in ${when(alert.lastSeenAt)}`]),
    ],
    ' · ',
  );
}

function countBy<T>(all: readonly T[], keyOf: (one: T) => string): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

function buttonTitle(verb: AlertVerb, argument: string): Harmless {
  if (verb === 'silence') return shown(silenceLengths.find((one) => one.argument === argument)?.title ?? 'Silence');
  if (verb === 'undo') return say`Revert change #${shown(argument)}`;
  return shown({ acknowledge: 'Acknowledge', why: 'Why', sync: 'Sync', devices: 'All devices' }[verb]);
}
