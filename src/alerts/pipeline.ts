import {
  isActive,
  isMany,
  isQuiet,
  isSilenced,
  isWorse,
  severities,
  worstSeverity,
  type Alert,
  type AlertGroup,
  type Member,
  type Severity,
  type Silence,
} from '../core/alert';

/**
 * What becomes of a group when its timer rings: silence → inhibit → dedup → quiet hours → notify. Pure; every outcome
 * carries its reason, which is logged, counted and tested. The order is stated here and nowhere else.
 */

export interface Judged {
  readonly group: AlertGroup;
  readonly members: readonly Member[];
  readonly silences: readonly Silence[];
  /** Devices about which this channel is told something that explains this: another alert, or the connector's. */
  readonly explained: ReadonlySet<string>;
  /** End of the channel's quiet hours, while they last. */
  readonly quietUntil: string | undefined;
  /** A change was just applied that the card names as the cause: it explains whatever follows. */
  readonly justChanged: boolean;
  /** All managed devices there are. */
  readonly devices: number;
  readonly timing: { readonly intervalSeconds: number; readonly repeatHours: number };
  readonly now: string;
}

export type Why =
  | 'first'
  | 'more'
  | 'fewer'
  | 'allResolved'
  | 'repeat'
  | 'muted'
  | 'quietHours'
  | 'flapping'
  | 'explained'
  | 'resolvedBeforeTold'
  | 'noNews'
  | 'over';

export interface Verdict {
  readonly why: Why;
  /** `post`: a card where there was none; `redraw`: the card as it now is; `none`: nothing is seen. */
  readonly card: 'post' | 'redraw' | 'none';
  /** Said in the card's thread, since redrawing is silent. */
  readonly say?: 'more' | 'allResolved' | 'repeat';
  readonly state: AlertGroup['state'];
  /** What people now know of each member. */
  readonly told: ReadonlyMap<string, readonly string[]>;
  readonly firing: number;
  readonly severity: Severity;
  /** When to look again though nothing happens. */
  readonly next?: string;
}

/** A group that was all well takes up what fires again for so long, so that flapping does not make card after card. */
const reopenMinutes = 60;
/** After so many returns it is told quietly: on the card, without messages. */
const returnsTolerated = 2;
const calmMinutes = 30;

export function judge(judged: Judged): Verdict {
  const { group, members, now } = judged;
  const firing = members.filter(({ alert }) => alert.state === 'firing');
  const loud = firing.filter(({ alert }) => !isMuted(judged, alert));
  const base = {
    state: group.state,
    told: new Map<string, readonly string[]>(),
    firing: loud.length,
    severity: isMany(loud.length, judged.devices) ? 'high' : worstSeverity(loud.map(({ alert }) => alert)),
  } as const;
  if (group.state === 'over') return { ...base, why: 'over', card: 'none' };
  if (group.state === 'waiting') return firstTime(judged, firing, loud, base);
  const news = loud.filter(({ alert, told }) => isWorse(alert.condition, told, alert.phase));
  const well = members.filter(({ alert, told }) => alert.state === 'resolved' && !['', 'resolved'].includes(told));
  const muted = firing.filter((member) => !loud.includes(member));
  const seen = { ...base, told: toldOf(members, loud, muted) };
  const next = soonest([repeatAt(judged, loud), unmutedAt(judged, muted)]);
  const ahead = next === undefined ? {} : { next };
  if (firing.length === 0) return allWell(judged, well, seen);
  if (news.length > 0 || hasRisen(group, seen.severity)) {
    if (judged.quietUntil !== undefined && seen.severity !== 'high')
      return { ...base, why: 'quietHours', card: 'redraw', next: judged.quietUntil };
    const flaps = (group.again?.times ?? 0) > returnsTolerated;
    const quiet = flaps ? 'flapping' : judged.justChanged && !hasRisen(group, seen.severity) ? 'explained' : undefined;
    const says = quiet === undefined && isMuch(group, seen, news);
    return { ...seen, why: quiet ?? 'more', card: 'redraw', ...(says ? { say: 'more' } : {}), ...ahead };
  }
  if (well.length > 0) return { ...seen, why: 'fewer', card: 'redraw', ...ahead };
  if (muted.some(({ told }) => told !== 'silenced')) return { ...seen, why: 'muted', card: 'redraw', ...ahead };
  const repeat = repeatAt(judged, loud);
  if (repeat === undefined || repeat > now) return { ...seen, why: 'noNews', card: 'redraw', ...ahead };
  if (judged.quietUntil !== undefined) return { ...seen, why: 'quietHours', card: 'redraw', next: judged.quietUntil };
  return { ...seen, why: 'repeat', card: 'redraw', say: 'repeat', next: hoursAfter(now, judged.timing.repeatHours) };
}

type Base = Omit<Verdict, 'why' | 'card'>;

function firstTime(judged: Judged, firing: readonly Member[], loud: readonly Member[], base: Base): Verdict {
  if (firing.length === 0) return { ...base, why: 'resolvedBeforeTold', card: 'none', state: 'over' };
  if (loud.length === 0) {
    const next = unmutedAt(judged, firing);
    return { ...base, why: 'muted', card: 'none', ...(next === undefined ? {} : { next }) };
  }
  if (judged.quietUntil !== undefined && base.severity !== 'high')
    return { ...base, why: 'quietHours', card: 'none', next: judged.quietUntil };
  const muted = firing.filter((member) => !loud.includes(member));
  const next = soonest([hoursAfter(judged.now, judged.timing.repeatHours), unmutedAt(judged, muted)]);
  return {
    ...base,
    why: 'first',
    card: 'post',
    state: 'open',
    told: toldOf(judged.members, loud, muted),
    ...(next === undefined ? {} : { next }),
  };
}

/** All is well: said once, unless it comes and goes, and then only when it has been calm for a while. */
function allWell({ group, now, quietUntil }: Judged, well: readonly Member[], base: Base): Verdict {
  const returns = group.again?.times ?? 0;
  const wellSince =
    well
      .map(({ alert }) => alert.resolvedAt ?? now)
      .sort()
      .at(-1) ?? now;
  const calmAt = minutesAfter(wellSince, calmMinutes);
  if (well.length > 0) {
    if (returns >= returnsTolerated && now < calmAt)
      return { ...base, told: new Map(), why: 'flapping', card: 'redraw', next: calmAt };
    // Whoever was not woken by it need not be woken by its end.
    if (quietUntil !== undefined && group.told?.severity !== 'high')
      return { ...base, told: new Map(), why: 'quietHours', card: 'redraw', next: quietUntil };
    return { ...base, why: 'allResolved', card: 'redraw', say: 'allResolved', next: minutesAfter(now, reopenMinutes) };
  }
  const overAt = minutesAfter(group.resolvedAt ?? now, reopenMinutes);
  if (now >= overAt) return { ...base, why: 'over', card: 'none', state: 'over' };
  return { ...base, why: 'noNews', card: 'redraw', next: overAt };
}

function isMuted(judged: Judged, alert: Alert): boolean {
  return judged.explained.has(alert.device) || isQuiet(judged.silences, alert, judged.now);
}

/** Half as many again, at least five more, or worse than anything told so far. */
function isMuch({ told, resolvedAt }: AlertGroup, now: Base, news: readonly Member[]): boolean {
  if (told === undefined || resolvedAt !== undefined) return true;
  const escalated = news.some(({ told: before }) => before !== '' && before !== 'resolved');
  return (
    hasRisen({ told }, now.severity) || escalated || now.firing >= told.firing + Math.max(5, Math.ceil(told.firing / 2))
  );
}

/** A threat may rise while nothing else changes. */
function hasRisen({ told }: Pick<AlertGroup, 'told'>, severity: Severity): boolean {
  return told !== undefined && severities.indexOf(severity) > severities.indexOf(told.severity);
}

function toldOf(members: readonly Member[], loud: readonly Member[], muted: readonly Member[]) {
  const told = new Map<string, string[]>();
  const note = (key: string, { alert, told: before }: Member) => {
    if (before === key) return;
    const some = told.get(key);
    if (some) some.push(alert.device);
    else told.set(key, [alert.device]);
  };
  for (const member of loud) note(member.alert.phase, member);
  for (const member of muted) note('silenced', member);
  for (const member of members) if (member.alert.state === 'resolved' && member.told !== '') note('resolved', member);
  return told;
}

function repeatAt({ group, timing }: Judged, loud: readonly Member[]): string | undefined {
  if (loud.length === 0 || group.told === undefined || group.acknowledged) return undefined;
  return hoursAfter(group.told.at, timing.repeatHours);
}

/** When the first silence over one of these ends. */
function unmutedAt({ silences, now }: Judged, muted: readonly Member[]): string | undefined {
  return soonest(
    silences
      .filter((silence) => isActive(silence, now) && muted.some(({ alert }) => isSilenced(silence, alert)))
      .map(({ until }) => until),
  );
}

function soonest(instants: readonly (string | undefined)[]): string | undefined {
  return instants.filter((at) => at !== undefined).sort()[0];
}

function minutesAfter(at: string, minutes: number): string {
  return new Date(Date.parse(at) + minutes * 60_000).toISOString();
}

function hoursAfter(at: string, hours: number): string {
  return minutesAfter(at, hours * 60);
}
