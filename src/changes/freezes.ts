import { DateTime } from 'luxon';

/** Windows in which nothing is written, or outside of which nothing is. Pure; the windows stand in warden.yaml. */

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof weekdays)[number];

interface Common {
  readonly name: string;
  /** `deny`: nothing is written inside. `allow`: where there is one, nothing is written outside of all of them. */
  readonly kind: 'deny' | 'allow';
  readonly families?: readonly string[] | undefined;
  readonly zone: string;
}

/** Once: from and until are local times such as 2026-12-18T18:00. */
export interface OnceWindow extends Common {
  readonly from: string;
  readonly until: string;
}

/** Every week: clock times such as 22:00; a window that ends before it begins ends on the next day. */
export interface WeeklyWindow extends Common {
  readonly days: readonly Weekday[];
  readonly from: string;
  readonly until: string;
}

export type Window = OnceWindow | WeeklyWindow;

/** `until` is when writing may go on, as an ISO instant; unknown when no window opens within two weeks. */
export interface Freeze {
  readonly name: string;
  readonly until: string | undefined;
}

/** Why nothing may be written now for a plan of these families. Deny wins over allow; no window means no freeze. */
export function frozenBy(windows: readonly Window[], families: readonly string[], now: Date): Freeze | undefined {
  const own = windows.filter((one) => one.families === undefined || one.families.some((id) => families.includes(id)));
  const blocking = blockedAt(own, now);
  return blocking === undefined ? undefined : { name: blocking, until: openAfter(own, now)?.toISOString() };
}

function blockedAt(windows: readonly Window[], now: Date): string | undefined {
  const denying = windows.find((one) => one.kind === 'deny' && isInside(one, now));
  if (denying) return denying.name;
  const allowing = windows.filter(({ kind }) => kind === 'allow');
  if (allowing.length === 0 || allowing.some((one) => isInside(one, now))) return undefined;
  return `outside of ${allowing.map(({ name }) => name).join(' and ')}`;
}

/** The first end or beginning of a window from now on at which nothing blocks. */
function openAfter(windows: readonly Window[], now: Date): Date | undefined {
  return windows
    .flatMap((one) => edgesOf(one, now))
    .filter((edge) => edge > now)
    .sort((a, b) => a.getTime() - b.getTime())
    .find((edge) => blockedAt(windows, edge) === undefined);
}

function isInside(window: Window, now: Date): boolean {
  return spansOf(window, now).some(({ from, until }) => from <= now && now < until);
}

function edgesOf(window: Window, now: Date): readonly Date[] {
  return spansOf(window, now).flatMap(({ from, until }) => [from, until]);
}

interface Span {
  readonly from: Date;
  readonly until: Date;
}

const daysAround = Array.from({ length: 16 }, (_, i) => i - 1);

function spansOf(window: Window, now: Date): readonly Span[] {
  const { zone } = window;
  if (!('days' in window)) {
    return [{ from: DateTime.fromISO(window.from, { zone }).toJSDate(), until: endOf(window.until, zone) }];
  }
  const today = DateTime.fromJSDate(now, { zone }).startOf('day');
  return daysAround.flatMap((offset) => {
    const day = today.plus({ days: offset });
    const weekday = weekdays[day.weekday - 1];
    if (weekday === undefined || !window.days.includes(weekday)) return [];
    const from = atClock(day, window.from);
    const until = atClock(day, window.until);
    return [{ from: from.toJSDate(), until: (until > from ? until : until.plus({ days: 1 })).toJSDate() }];
  });
}

function endOf(until: string, zone: string): Date {
  return DateTime.fromISO(until, { zone }).toJSDate();
}

/** 24:00 is the end of the day. */
function atClock(day: DateTime, clock: string): DateTime {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return hour === 24 ? day.plus({ days: 1 }) : day.set({ hour, minute });
}
