import { DateTime } from 'luxon';

/** «5 Mar 09:00 UTC», in the given zone, which is always said. */
export function sayWhen(iso: string, timezone: string): string {
  const time = DateTime.fromISO(iso, { zone: timezone });
  return `${time.toFormat('d LLL HH:mm')} ${timezone === 'UTC' ? 'UTC' : (time.offsetNameShort ?? timezone)}`;
}
