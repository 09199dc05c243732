import type { Line } from './line';
import { typed } from './line';
import { stem } from '../text/stem';
import type { Token } from '../text/tokens';

/** A length of time as said: «90 minutes», «two weeks», «24h». */
export interface Length {
  readonly to: number;
  /** ISO 8601; whole days and weeks as days. */
  readonly iso: string;
  readonly minutes: number;
  readonly mended?: ReadonlyMap<number, string>;
}

/** A number, in digits or in words. */
export interface Amount {
  readonly to: number;
  readonly number: number;
}

export function amountAt(line: Line, i: number): Amount | undefined {
  const token = line.tokens[i];
  if (!token) return undefined;
  if (token.kind === 'number') return { to: i + 1, number: Number(token.text) };
  const number = numberWords.get(token.key);
  return number === undefined ? undefined : { to: i + 1, number };
}

/** Reads a length of time; «a day» and «half an hour» too. */
export function lengthAt(line: Line, i: number): Length | undefined {
  const written = isoAt(line, i);
  if (written) return written;
  let start = i;
  if (line.tokens[start]?.key === 'the') start++;
  if (line.tokens[start]?.key === 'next' || line.tokens[start]?.key === 'full') start++;
  const half = line.tokens[start]?.key === 'half';
  const amount = half
    ? halfAt(line, start)
    : (amountAt(line, start) ?? decimalAt(line, start) ?? articleAt(line, start));
  if (!amount) return undefined;
  let at = amount.to;
  if (line.tokens[at]?.key === 'full' || line.tokens[at]?.key === 'whole') at++;
  const unit = unitOf(line, at);
  if (!unit) return undefined;
  const minutes = amount.number * unit.minutes;
  if (!Number.isInteger(minutes) || minutes > 60 * 24 * 3660) return undefined;
  const mended = unit.mended ? { mended: new Map([[at, unit.mended]]) } : {};
  return { to: at + 1, minutes, iso: isoOf(minutes, unit.name), ...mended };
}

/** «P30D», «PT12H»: as Graph writes it. */
export function isoAt(line: Line, i: number): Length | undefined {
  const match = /^p(?:(\d{1,4})([dw])|t(\d{1,5})([hm]))$/.exec(line.tokens[i]?.key ?? '');
  const unit = units.get(match?.[2] ?? match?.[4] ?? '');
  if (!match || !unit) return undefined;
  const minutes = Number(match[1] ?? match[3]) * unit.minutes;
  return { to: i + 1, minutes, iso: isoOf(minutes, unit.name) };
}

function halfAt(line: Line, i: number): Amount {
  const article = /^an?$/.test(line.tokens[i + 1]?.key ?? '');
  return { to: i + (article ? 2 : 1), number: 0.5 };
}

function decimalAt(line: Line, i: number): Amount | undefined {
  const token = line.tokens[i];
  return token?.kind === 'version' && /^\d+\.\d$/.test(token.text)
    ? { to: i + 1, number: Number(token.text) }
    : undefined;
}

function articleAt(line: Line, i: number): Amount | undefined {
  return /^an?$/.test(line.tokens[i]?.key ?? '') ? { to: i + 1, number: 1 } : undefined;
}

function isoOf(minutes: number, unit: string): string {
  if (unit === 'day' || unit === 'week') {
    if (minutes % 1440 === 0) return `P${minutes / 1440}D`;
  } else if (unit === 'hour' && minutes % 60 === 0) return `PT${minutes / 60}H`;
  return minutes % 60 === 0 && unit !== 'minute' ? `PT${minutes / 60}H` : `PT${minutes}M`;
}

interface Unit {
  readonly name: string;
  readonly minutes: number;
}

function unitOf(line: Line, i: number): (Unit & { readonly mended?: string }) | undefined {
  const token = line.tokens[i];
  if (!token) return undefined;
  const unit = units.get(token.key) ?? units.get(token.stem);
  if (unit) return unit;
  for (const word of line.mends.get(i) ?? []) {
    const meant = units.get(stem(word));
    if (meant) return { ...meant, mended: word };
  }
  return undefined;
}

/** The words of a moment after «until» or «since»: from `i` as far as they go. */
export function momentAt(line: Line, i: number): { readonly to: number; readonly text: string } | undefined {
  let to = i;
  let last = i;
  for (; to < line.tokens.length && to < i + 8; to++) {
    const token = line.tokens[to];
    if (!token) break;
    if (isMoment(token)) last = to + 1;
    else if (!momentJoints.has(token.key) || (token.key === ',' && !isMoment(line.tokens[to + 1]))) break;
  }
  return last > i ? { to: last, text: typed(line, i, last) } : undefined;
}

/** «yesterday», «today», «last week»: a time that something happened in. */
export function pastAt(line: Line, i: number): { readonly to: number; readonly text: string } | undefined {
  const key = line.tokens[i]?.key ?? '';
  if (key === 'yesterday' || key === 'today') return { to: i + 1, text: typed(line, i, i + 1) };
  const period = (key === 'last' || key === 'this') && periods.has(line.tokens[i + 1]?.key ?? '');
  return period ? { to: i + 2, text: typed(line, i, i + 2) } : undefined;
}

function isMoment(token: Token | undefined): boolean {
  if (!token) return false;
  if (token.kind === 'number' || token.kind === 'time' || token.kind === 'date') return true;
  if (token.kind === 'version') return /^\d{1,2}\.\d{1,2}$/.test(token.text);
  return momentWords.has(token.key);
}

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const weekdaysShort = ['mon', 'tue', 'tues', 'wed', 'thu', 'thur', 'thurs', 'fri', 'sat', 'sun'];
const months =
  'january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec'.split(
    ' ',
  );
const momentWords = new Set([
  ...weekdays,
  ...weekdaysShort,
  ...months,
  ...'today tomorrow yesterday tonight noon midnight midday morning afternoon evening night weekend week month quarter year eod eow cob close business am pm utc gmt cet cest est pst st nd rd th'.split(
    ' ',
  ),
]);
/** Stand between the words of a moment, never at its end. */
const momentJoints = new Set([
  'next',
  'last',
  'this',
  'the',
  'at',
  'of',
  'end',
  'on',
  'in',
  ',',
  '-',
  'start',
  'beginning',
  'coming',
  'further',
  'following',
  'early',
  'late',
  ':',
  '/',
]);

const periods = new Set([...weekdays, 'week', 'month', 'night', 'year', 'quarter', 'morning', 'weekend']);

const numberWords = new Map(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
    .split(' ')
    .map((word, number) => [word, number] as const)
    .concat([
      ['thirty', 30],
      ['forty', 40],
      ['forty-five', 45],
      ['fifty', 50],
      ['sixty', 60],
      ['ninety', 90],
    ]),
);

const units = new Map<string, Unit>(
  (
    [
      ['minute', 1, 'minute min m mn'],
      ['hour', 60, 'hour hr h'],
      ['day', 1440, 'day d'],
      ['week', 10080, 'week wk w'],
    ] as const
  ).flatMap(([name, minutes, words]) => words.split(' ').map((word) => [word, { name, minutes }] as const)),
);
// «2 hrs», «30 mins»: short words keep their s when stemmed.
for (const [word, unit] of [...units]) units.set(`${word}s`, unit);

/** Words of time that a slip may be mended to. */
export const timeWords: readonly string[] = [
  'minute',
  'minutes',
  'hour',
  'hours',
  'week',
  'weeks',
  'days',
  'digits',
  'digit',
  'attempts',
  'percent',
  'seconds',
];
