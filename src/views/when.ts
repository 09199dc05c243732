import { shown, type Shown } from './shown';

/** «5 Mar 09:00 UTC»; with the year when it is not this one. */
export function sayWhen(iso: string, now: string, timezone: string): Shown {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return shown(iso, 40);
  const format = formatFor(timezone);
  // «2 Mar 2026, 09:00 UTC» in one piece: taking it apart by `formatToParts` costs ten times as much.
  const text = format.format(at).replace(',', '');
  return shown(text.replace(` ${yearOf(now, format)} `, ' '));
}

/** The year in the zone of the format, which on New Year's Eve is not everybody's. */
function yearOf(now: string, format: Intl.DateTimeFormat): string {
  return /\d{4}/.exec(format.format(new Date(now)))?.[0] ?? '';
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
