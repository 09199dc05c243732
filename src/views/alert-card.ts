import { z } from 'zod';
import {
  sayPhase,
  severityOf,
  worstFirst,
  worstSeverity,
  type Alert,
  type AlertGroup,
  type Member,
  type Severity,
} from '../core/alert';
import { sayComplianceSetting } from '../core/compliance-setting';
import type { Message } from '../ports';
import { inRows } from './button-rows';
import { Button, Lines, Shown, Tone } from './card-data';
import { messageOf } from './message';
import { line, type Line } from './pen';
import { capitalized, counted, escapeMarkdown, joined, nothing, say, shown, type Shown as Harmless } from './shown';
import { sparkline } from './sparkline';
import type { Fill } from './templates';
import type { Limits } from './limits';
import { sayWhen } from './when';

/** An alert group: what began, where, how bad, and the worst of it. One card, redrawn until all is well. */

export interface AlertView {
  readonly group: AlertGroup;
  readonly members: readonly Member[];
  /** Silences over some of them, with who made them and until when. */
  readonly silences: readonly {
    readonly id: number;
    readonly by: string;
    readonly why: string;
    readonly until: string;
  }[];
  /** Names of people and devices stay off the card. */
  readonly discreet: boolean;
  readonly token: (verb: string, argument?: string) => string;
  readonly now: string;
  readonly timezone: string;
  /** Bytes, where Teams takes fewer than usual. */
  readonly room?: number | undefined;
}

/** What can be pressed; for each a token is needed before the card is drawn. */
export function pressesOfAlert({
  group,
  members,
  silences,
}: Pick<AlertView, 'group' | 'members' | 'silences'>): readonly {
  readonly verb: AlertVerb;
  readonly argument?: string;
}[] {
  if (firingOf(members).length === 0) return [{ verb: 'devices' }];
  const [silence] = silences;
  return [
    ...(group.acknowledged ? [] : [{ verb: 'acknowledge' as const }]),
    { verb: 'silence' },
    ...(silence ? [{ verb: 'unsilence' as const, argument: String(silence.id) }] : []),
    { verb: 'why' },
    { verb: 'sync' },
    { verb: 'devices' },
    ...(group.cause ? [{ verb: 'undo' as const, argument: String(group.cause.change) }] : []),
  ];
}

export const alertVerbs = ['acknowledge', 'silence', 'unsilence', 'why', 'sync', 'devices', 'undo'] as const;
export type AlertVerb = (typeof alertVerbs)[number];

/** How long a silence may last, as ISO durations; the first is what a card begins with. */
export const silenceLengths = [
  { value: 'PT4H', title: say`4 hours` },
  { value: 'PT1H', title: say`1 hour` },
  { value: 'P1D', title: say`1 day` },
  { value: 'P7D', title: say`7 days` },
  { value: 'P30D', title: say`30 days (approvers)` },
] as const;

const AlertCard = z.strictObject({
  fallback: Shown,
  style: z.enum(['attention', 'warning', 'accent', 'good']),
  title: Shown,
  lead: Shown,
  facts: Lines,
  devices: z.array(z.strictObject({ head: Shown, tone: Tone, rest: Shown })),
  more: Shown,
  reason: z.boolean(),
  length: z.string(),
  lengths: z.array(z.strictObject({ title: Shown, value: z.string() })),
  /** What shows more of the devices, beside them; what is done about the alert stands at the end. */
  looks: z.array(z.strictObject({ buttons: z.array(Button) })),
  actions: z.array(z.strictObject({ buttons: z.array(Button) })),
});

export function drawAlert({ fill }: { readonly fill: Fill }, view: AlertView): Message {
  return messageOf((limits) => {
    const data = alertData(limits, view);
    return { card: fill(AlertCard.parse(data)), summary: data.title };
  }, view.room);
}

function alertData(limits: Limits, view: AlertView): z.input<typeof AlertCard> & { readonly title: Harmless } {
  const { discreet } = view;
  const only = onlyReason(firingOf(view.members));
  const firing = firingOf(view.members);
  const title = titleOf(view, firing, limits);
  const worst = worstFirst(firing).slice(0, discreet ? 0 : Math.min(5, limits.lines));
  const left = firing.length - worst.length;
  const buttons = buttonsOf(view);
  return {
    fallback: escapeMarkdown(title),
    style: firing.length === 0 ? 'good' : styles[worstSeverity(firing)],
    title,
    lead: leadOf(view, firing),
    facts: [...factsOf(limits, view, firing)],
    devices: worst.map((alert) => ({
      head: headOf(alert, limits),
      tone: severityOf(alert) === 'high' ? ('Attention' as const) : ('Default' as const),
      rest: restOf(alert, view, { limits, reasons: only === undefined }),
    })),
    more: left > 0 && !discreet ? say`and ${counted(left, 'more device')}` : nothing,
    reason: firing.length > 0,
    length: silenceLengths[0].value,
    lengths: [...silenceLengths],
    looks: rowsOf(buttons.filter(({ verb }) => isLook(verb))),
    actions: rowsOf(buttons.filter(({ verb }) => !isLook(verb))),
  };
}

function buttonsOf(view: AlertView) {
  return pressesOfAlert(view).map(({ verb, argument = '' }) => ({
    title: buttonTitle(verb, argument),
    verb,
    token: view.token(verb, argument),
    style: verb === 'acknowledge' ? ('positive' as const) : ('default' as const),
    inputs: verb === 'silence' ? ('auto' as const) : ('none' as const),
  }));
}

function rowsOf<T extends { readonly title: Harmless }>(buttons: readonly T[]) {
  return inRows(buttons).map((row) => ({ buttons: row }));
}

function isLook(verb: AlertVerb): boolean {
  return verb === 'why' || verb === 'sync' || verb === 'devices';
}

const styles = { high: 'attention', medium: 'warning', low: 'accent' } as const satisfies Record<Severity, string>;

function firingOf(members: readonly Member[]): readonly Alert[] {
  return members.filter(({ alert }) => alert.state === 'firing').map(({ alert }) => alert);
}

/** «Windows · 3 devices noncompliant»; with the policy and what is not met where that is one and the same for all. */
function titleOf({ group, members }: AlertView, firing: readonly Alert[], limits: Limits): Harmless {
  const platform = shown(platformNames[group.platform]);
  if (group.condition === 'connector')
    return say`Threat defense connector · ${shown(firing.length === 0 ? 'answers again' : 'does not answer')}`;
  if (firing.length === 0) return say`${platform} · all well again · ${counted(members.length, 'device')}`;
  const only = onlyReason(firing);
  const where = only ? shown(only.policy, limits.name) : platform;
  const why = only && only.setting !== '' ? say` · ${shown(sayComplianceSetting(only.setting), limits.name)}` : nothing;
  return say`${where} · ${counted(firing.length, 'device')} ${shown(whatOf(group, firing))}${why}`;
}

/** What is not met, where that is one and the same for all. */
function onlyReason(firing: readonly Alert[]): ReasonLine | undefined {
  const [first, ...more] = new Map(reasonLines(firing).map((one) => [`${one.policy}\n${one.setting}`, one])).values();
  return more.length === 0 && firing.every(({ reasons }) => reasons && reasons.length > 0) ? first : undefined;
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
    case 'connector':
      return 'without an answer';
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
        phases.map(([phase, number]) => say`${capitalized(shown(phase))}: ${number}`),
        ' · ',
      ),
    );
  const reasons = countBy(reasonLines(firing), ({ policy, setting }) => reasonSaid(policy, setting));
  if (reasons.length > 1)
    for (const [reason, number] of reasons.slice(0, limits.lines))
      yield line(say`${shown(reason, limits.text)}: ${number}`);
  const resolved = members.length - firing.length;
  if (resolved > 0 && firing.length > 0) yield line(say`${counted(resolved, 'device')} of this card well again`);
  if (group.trend.length > 2) yield line(sayTrend(group.trend.map(({ firing: number }) => number)));
  if ((group.again?.times ?? 0) > 1)
    yield line(say`Comes and goes: ${group.again?.times ?? 0} times in the last hours`, 'Warning');
  for (const silence of silences.slice(0, 3))
    yield line(
      view.discreet
        ? say`Silenced until ${sayWhen(silence.until, view.now, view.timezone)}`
        : say`Silenced by ${shown(silence.by, limits.name)} until ${sayWhen(silence.until, view.now, view.timezone)}: ${shown(silence.why, limits.text)}`,
    );
  if (group.acknowledged)
    yield line(
      say`Acknowledged${view.discreet ? nothing : say` by ${shown(group.acknowledged.by, limits.name)}`}, ${sayWhen(group.acknowledged.at, view.now, view.timezone)}`,
    );
}

/** «Firing: ▁█▅ 1 → 12 → 7»: where it began, its height, where it is. */
function sayTrend(numbers: readonly number[]): Harmless {
  const [first = 0] = numbers;
  const last = numbers.at(-1) ?? 0;
  const most = Math.max(...numbers);
  const said = most === first || most === last ? [first, last] : [first, most, last];
  return say`Firing: ${sparkline(numbers)} ${joined(
    said.map((number) => say`${number}`),
    ' → ',
  )}`;
}

interface ReasonLine {
  readonly policy: string;
  readonly setting: string;
}

function reasonLines(firing: readonly Alert[]): readonly ReasonLine[] {
  return firing.flatMap(({ reasons = [] }) =>
    reasons.flatMap(({ policy, settings }) =>
      settings.length === 0 ? [{ policy, setting: '' }] : settings.map((setting) => ({ policy, setting })),
    ),
  );
}

function reasonSaid(policy: string, setting: string): string {
  return setting === '' ? policy : `${policy}, ${sayComplianceSetting(setting)}`;
}

function headOf({ name, person }: Alert, limits: Limits): Harmless {
  const who = person && person.name !== '' ? say` · ${shown(person.name, limits.name)}` : nothing;
  return say`${shown(name, limits.name)}${who}`;
}

/** `reasons`: said here, since they are not in the title for all. */
function restOf(
  alert: Alert,
  view: AlertView,
  { limits, reasons: said }: { readonly limits: Limits; readonly reasons: boolean },
): Harmless {
  const when = (at: string) => sayWhen(at, view.now, view.timezone);
  const lines = said ? reasonLines([alert]) : [];
  const reasons = lines.map(({ policy, setting }) => shown(reasonSaid(policy, setting), limits.text));
  return joined(
    [
      ...(alert.condition === 'compliance' ? [capitalized(shown(sayPhase(alert)))] : []),
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
  if (verb === 'unsilence') return say`End silence ${shown(argument)}`;
  if (verb === 'undo') return say`Revert change #${shown(argument)}`;
  return shown(
    { acknowledge: 'Acknowledge', silence: 'Silence', why: 'Why', sync: 'Sync', devices: 'All devices' }[verb],
  );
}
