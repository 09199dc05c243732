import { z } from 'zod';
import {
  isWide,
  matchesOfCard,
  platformNames,
  sayMatches,
  sayPhase,
  sayTrouble,
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
import { headOf, restOf } from './alert-device';
import { portalsOf } from './alert-portals';
import { countBy, onlyReason, reasonLines, reasonSaid } from './alert-reasons';
import { inRows } from './button-rows';
import { Button, Lines, Link, Shown, Tone } from './card-data';
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
    /** What it keeps quiet. */
    readonly what: string;
    readonly by: string;
    readonly why: string;
    readonly until: string;
  }[];
  /** How many of those that fire are silenced. */
  readonly silenced: number;
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
    ...(silence ? [{ verb: 'unsilence' as const, argument: String(silence.id) }] : []),
    { verb: 'why' },
    { verb: 'sync' },
    { verb: 'devices' },
    ...(group.cause ? [{ verb: 'undo' as const, argument: String(group.cause.change) }] : []),
    { verb: 'silence' },
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
  style: z.enum(['attention', 'warning', 'accent', 'good', 'emphasis']),
  title: Shown,
  lead: Shown,
  facts: Lines,
  devices: z.array(z.strictObject({ head: Shown, tone: Tone, rest: Shown })),
  more: Shown,
  actions: z.array(z.strictObject({ buttons: z.array(Button) })),
  /** What needs no answer of ours: to show the form of a silence, and pages of Microsoft's portals. */
  ways: z.array(z.strictObject({ toggles: z.boolean(), links: z.array(Link) })),
  /** The form of a silence, which is shown when somebody wants it, and what it would keep quiet. */
  reason: z.boolean(),
  silences: Shown,
  form: z.array(z.strictObject({ buttons: z.array(Button) })),
  length: z.string(),
  lengths: z.array(z.strictObject({ title: Shown, value: z.string() })),
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
    style: styleOf(view, firing),
    title,
    lead: leadOf(view, firing),
    facts: [...factsOf(limits, view, firing)],
    devices: worst.map((alert) => ({
      head: headOf(alert, limits),
      tone: severityOf(alert) === 'high' ? ('Attention' as const) : ('Default' as const),
      rest: restOf(alert, { limits, reasons: only === undefined, when: (at) => sayWhen(at, view.now, view.timezone) }),
    })),
    more: left > 0 && !discreet ? say`and ${counted(left, 'more device')}` : nothing,
    actions: rowsOf(buttons.filter(({ verb }) => verb !== 'silence')),
    ways: waysOf(firing.length > 0, portalsOf(view.group.condition, discreet ? [] : firing)),
    reason: firing.length > 0,
    silences: silencesOf(firing, discreet, limits),
    form: rowsOf(buttons.filter(({ verb }) => verb === 'silence')),
    length: silenceLengths[0].value,
    lengths: [...silenceLengths],
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

const styles = { high: 'attention', medium: 'warning', low: 'accent' } as const satisfies Record<Severity, string>;

function waysOf(silences: boolean, portals: readonly z.input<typeof Link>[]) {
  const toggle = silences ? [{ title: say`Silence …`, url: undefined }] : [];
  return inRows([...toggle, ...portals]).map((row) => ({
    toggles: row.some(({ url }) => url === undefined),
    links: row.flatMap(({ title, url }) => (url === undefined ? [] : [{ title, url }])),
  }));
}

/** What is silenced need not catch the eye. */
function styleOf({ group, silenced }: AlertView, firing: readonly Alert[]): z.input<typeof AlertCard>['style'] {
  if (firing.length === 0) return 'good';
  return silenced === firing.length ? 'emphasis' : styles[severityNow(group, firing)];
}

function severityNow({ many }: AlertGroup, firing: readonly Alert[]): Severity {
  return many ? 'high' : worstSeverity(firing);
}

/** What the button would silence, so that nobody silences more than they meant. */
function silencesOf(firing: readonly Alert[], discreet: boolean, limits: Limits): Harmless {
  const matches = matchesOfCard(firing);
  const what = discreet && !isWide(matches) ? say`this device` : shown(sayMatches(matches), limits.name);
  return isWide(matches) ? say`Keeps quiet: ${what}. Approvers only.` : say`Keeps quiet: ${what}.`;
}

function firingOf(members: readonly Member[]): readonly Alert[] {
  return members.filter(({ alert }) => alert.state === 'firing').map(({ alert }) => alert);
}

/** «Windows · 3 devices noncompliant»; with the policy and what is not met where that is one and the same for all. */
function titleOf({ group, members }: AlertView, firing: readonly Alert[], limits: Limits): Harmless {
  const of = group.policy === undefined ? shown(platformNames[group.platform]) : shown(group.policy, limits.name);
  if (group.condition === 'connector')
    return say`Threat defense connector · ${shown(firing.length === 0 ? 'answers again' : 'does not answer')}`;
  if (firing.length === 0) return say`${of} · all well again · ${counted(members.length, 'device')}`;
  const only = onlyReason(firing);
  const where = only ? shown(only.policy, limits.name) : of;
  const why = only && only.setting !== '' ? say` · ${shown(sayComplianceSetting(only.setting), limits.name)}` : nothing;
  return say`${where} · ${counted(firing.length, 'device')} ${shown(sayTrouble(group.condition, firing))}${why}`;
}

function leadOf(view: AlertView, firing: readonly Alert[]): Harmless {
  const { group } = view;
  const since = say`since ${sayWhen(group.openedAt, view.now, view.timezone)}`;
  const cause = group.cause
    ? say` · ${counted(group.cause.minutes, 'min', 'min')} after change #${shown(String(group.cause.change))}`
    : nothing;
  if (firing.length === 0)
    return say`Began ${sayWhen(group.openedAt, view.now, view.timezone)}, over ${sayWhen(group.resolvedAt ?? view.now, view.now, view.timezone)}${cause}`;
  const states = [
    ...(view.silenced === firing.length ? [say`silenced`] : []),
    ...(group.acknowledged ? [say`acknowledged`] : []),
    say`${shown(severityNow(group, firing))} severity`,
  ];
  return say`${capitalized(joined(states, ' · '))} · ${since}${cause}`;
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
  if (view.silenced > 0 && view.silenced < firing.length) yield line(say`${view.silenced} of them silenced`);
  const resolved = members.length - firing.length;
  if (resolved > 0 && firing.length > 0) yield line(say`${counted(resolved, 'device')} of this card well again`);
  const trend = trendOf(group, Math.max(0, firing.length - view.silenced));
  if (trend.length > 2) yield line(sayTrend(trend));
  if ((group.again?.times ?? 0) > 1)
    yield line(say`Comes and goes: ${group.again?.times ?? 0} times in the last hours`, 'Warning');
  for (const silence of silences.slice(0, 3))
    yield line(
      view.discreet
        ? say`Silenced until ${sayWhen(silence.until, view.now, view.timezone)}`
        : say`${shown(silence.what, limits.name)}: silenced by ${shown(silence.by, limits.name)} until ${sayWhen(silence.until, view.now, view.timezone)}: ${shown(silence.why, limits.text)}`,
    );
  if (group.acknowledged)
    yield line(
      say`Acknowledged${view.discreet ? nothing : say` by ${shown(group.acknowledged.by, limits.name)}`}, ${sayWhen(group.acknowledged.at, view.now, view.timezone)}`,
    );
}

/** Up to what fires now: the card may be drawn between two looks at its group. */
function trendOf({ trend }: AlertGroup, now: number): readonly number[] {
  const numbers = trend.map(({ firing }) => firing);
  return numbers.at(-1) === now || numbers.length === 0 ? numbers : [...numbers, now];
}

/** «Firing: ▁█▅ 1 → 12 → 7»: where it began, its height or else its depth, where it is. */
function sayTrend(numbers: readonly number[]): Harmless {
  const [first = 0] = numbers;
  const last = numbers.at(-1) ?? 0;
  const between = [Math.max(...numbers), Math.min(...numbers)].find((one) => one !== first && one !== last);
  const said = between === undefined ? [first, last] : [first, between, last];
  return say`Firing: ${sparkline(numbers)} ${joined(
    said.map((number) => say`${number}`),
    ' → ',
  )}`;
}

function buttonTitle(verb: AlertVerb, argument: string): Harmless {
  if (verb === 'unsilence') return say`End silence ${shown(argument)}`;
  if (verb === 'undo') return say`Revert change #${shown(argument)}`;
  return shown(
    { acknowledge: 'Acknowledge', silence: 'Silence', why: 'Why', sync: 'Sync', devices: 'All devices' }[verb],
  );
}
