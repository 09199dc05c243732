import { DateTime } from 'luxon';

/** «5 Mar 09:00 UTC», in the given zone, which is always said. */
export function sayWhen(iso: string, timezone: string): string {
  const time = DateTime.fromISO(iso, { zone: timezone });
  return `${time.toFormat('d LLL HH:mm')} ${timezone === 'UTC' ? 'UTC' : (time.offsetNameShort ?? timezone)}`;
}

/** «19 Aug 2025», for what is long ago. */
export function sayDay(iso: string, timezone: string): string {
  return DateTime.fromISO(iso, { zone: timezone }).toFormat('d LLL yyyy');
}
