import { z } from 'zod';

/** How compliant the devices were, day by day: what a trend is drawn from. Pure. */

const Day = z.object({ day: z.iso.date(), compliant: z.int(), all: z.int() });
export type ComplianceDay = Readonly<z.infer<typeof Day>>;

const Days = z.object({ days: z.array(Day) });

const daysKept = 30;
/** Where the store keeps them. */
export const daysMark = 'compliance.days';

export function readDays(mark: unknown): readonly ComplianceDay[] {
  const read = Days.safeParse(mark);
  return read.success ? read.data.days : [];
}

interface Counted {
  readonly state: string;
  readonly devices: number;
}

/** The days with this one as it now stands; the last count of a day is the one that is kept. */
export function withDay(days: readonly ComplianceDay[], tally: readonly Counted[], now: Date): z.input<typeof Days> {
  const day = now.toISOString().slice(0, 10);
  const since = new Date(now.getTime() - daysKept * 86_400_000).toISOString().slice(0, 10);
  const sum = (some: readonly Counted[]) => some.reduce((all, { devices }) => all + devices, 0);
  // What is not judged is neither compliant nor not.
  const judged = tally.filter(({ state }) => state !== 'unknown');
  const today = { day, all: sum(judged), compliant: sum(judged.filter(({ state }) => state === 'compliant')) };
  return { days: [...days.filter((one) => one.day > since && one.day !== day), today] };
}

/** The share that is compliant, in whole per cent, rounded down: 100 only when all are. */
export function shareOf({ compliant, all }: Pick<ComplianceDay, 'compliant' | 'all'>): number {
  return all === 0 ? 100 : Math.floor((100 * compliant) / all);
}
