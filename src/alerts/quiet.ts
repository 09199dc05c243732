import { DateTime } from 'luxon';
import type { QuietHours } from '../core/alert';

/** When the quiet hours that are now end; undefined outside of them. They may reach past midnight. */
export function quietUntil(quiet: QuietHours | undefined, now: Date): string | undefined {
  if (!quiet) return undefined;
  const here = DateTime.fromJSDate(now, { zone: quiet.zone });
  for (const days of [-1, 0]) {
    const from = at(here.plus({ days }), quiet.from);
    const sameDay = at(here.plus({ days }), quiet.until);
    const until = sameDay > from ? sameDay : at(here.plus({ days: days + 1 }), quiet.until);
    if (from <= here && here < until) return until.toUTC().toJSDate().toISOString();
  }
  return undefined;
}

function at(day: DateTime, clock: string): DateTime {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return day.set({ hour, minute, second: 0, millisecond: 0 });
}
