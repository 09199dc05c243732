import * as chrono from 'chrono-node/en';
import { DateTime, Duration } from 'luxon';
import type { Ending } from '../core/change';
import { accept, refuse, type Outcome } from '../core/problem';

/** When something that was asked for a while ends: «for 2 hours», «until Friday 18:00». Pure. */

const longestDays = 366;

/** `length` is ISO 8601; `until` is as typed, understood in the zone, and has to lie ahead. */
export function endingOf(
  said: { readonly for?: string | undefined; readonly until?: string | undefined },
  now: Date,
  zone: string,
): Outcome<Ending | undefined> {
  if (said.for !== undefined) return lengthOf(said.for);
  return said.until === undefined ? accept(undefined) : momentOf(said.until, now, zone);
}

/** The instant at which it ends, once it is applied. */
export function endOf(ending: Ending, appliedAt: Date): Date {
  if (ending.kind === 'at') return new Date(ending.at);
  return DateTime.fromJSDate(appliedAt, { zone: 'utc' }).plus(Duration.fromISO(ending.length)).toJSDate();
}

/** «2 hours», «1 day». */
export function sayLength(length: string): string {
  return Duration.fromISO(length).toHuman({ listStyle: 'long' });
}

function lengthOf(length: string): Outcome<Ending> {
  const duration = Duration.fromISO(length);
  if (!duration.isValid || duration.toMillis() <= 0)
    return refuse('bad-length', 'I cannot tell how long that is. Say for example «for 2 hours».');
  if (duration.as('days') > longestDays) return tooLong();
  return accept({ kind: 'after', length });
}

function momentOf(typed: string, now: Date, zone: string): Outcome<Ending> {
  const at = readMoment(typed, now, zone);
  if (!at)
    return refuse(
      'bad-moment',
      `I cannot tell when «${typed}» is. Say a day and a time, such as «until Friday 18:00» or «until 30 June».`,
    );
  if (at <= now) return refuse('past-moment', `«${typed}» is over already. Say a time that lies ahead.`);
  if (at.getTime() - now.getTime() > longestDays * 86_400_000) return tooLong();
  return accept({ kind: 'at', at: at.toISOString(), zone });
}

function tooLong(): Outcome<never> {
  return refuse('too-long', 'That is more than a year, which is no loan. Ask for it without a time limit.');
}

/** A day without a time means its end. */
function readMoment(typed: string, now: Date, zone: string): Date | undefined {
  const local = DateTime.fromJSDate(now, { zone });
  const [found, ...more] = chrono.parse(typed, { instant: now, timezone: local.offset }, { forwardDate: true });
  if (!found || more.length > 0 || hasMore(typed, found)) return undefined;
  const { start } = found;
  if (start.isCertain('timezoneOffset')) return start.date();
  const [year, month, day] = [start.get('year'), start.get('month'), start.get('day')];
  if (year === null || month === null || day === null) return undefined;
  const wall = DateTime.fromObject({ year, month, day }, { zone });
  if (!wall.isValid) return undefined;
  if (!start.isCertain('hour')) return wall.endOf('day').startOf('minute').toJSDate();
  return wall.set({ hour: start.get('hour') ?? 0, minute: start.get('minute') ?? 0 }).toJSDate();
}

/** Words that were not understood may have meant another moment. */
function hasMore(typed: string, found: chrono.ParsedResult): boolean {
  const rest = typed.slice(0, found.index) + typed.slice(found.index + found.text.length);
  return /[\p{L}\p{N}]/u.test(rest.replace(/\b(?:the|at|on|next|coming|this|o'clock|of|end)\b/giu, ''));
}
