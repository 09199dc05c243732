import { shown, type Shown } from './shown';

/** «5 Mar 09:00 UTC»; with the year when it is not this one. */
export function sayWhen(iso: string, now: string, timezone: string): Shown {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return shown(iso, 40);
  const parts = formatFor(timezone).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '';
  const year =
    part('year') ===
    formatFor(timezone)
      .formatToParts(new Date(now))
      .find((one) => one.type === 'year')?.value;
  const day = `${part('day')} ${part('month')}${year ? '' : ` ${part('year')}`}`;
  return shown(`${day} ${part('hour')}:${part('minute')} ${part('timeZoneName')}`);
}

/** Making a format costs more than drawing a card. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known) return known;
  const format = formatIn(timezone);
  formats.set(timezone, format);
  return format;
}

/** Zones come from people's clients too; one that is not known is shown as UTC, which the text then says. */
function formatIn(timeZone: string): Intl.DateTimeFormat {
  const shape = {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  } as const;
  try {
    return new Intl.DateTimeFormat('en-GB', { ...shape, timeZone });
  } catch {
    return new Intl.DateTimeFormat('en-GB', { ...shape, timeZone: 'UTC' });
  }
}
