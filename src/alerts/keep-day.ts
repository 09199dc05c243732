import { daysMark, readDays, withDay } from '../core/compliance-days';
import type { Clock, Store } from '../ports';

/** A count of all devices takes a while where there are a million, so it is made this often. */
const againHours = 6;

/** After a sweep: writes down how compliant the devices are, for the trend. */
export async function keepDay({ store, clock }: { readonly store: Store; readonly clock: Clock }): Promise<void> {
  const now = clock.now();
  const last = Date.parse(String((await store.marks.get(countedMark))?.['at']));
  if (now.getTime() - last < againHours * 3_600_000) return;
  const tally = await store.devices.tally();
  await store.transaction(async (records) => {
    await records.marks.put(daysMark, withDay(readDays(await records.marks.get(daysMark)), tally, now));
    await records.marks.put(countedMark, { at: now.toISOString() });
  });
}

const countedMark = 'compliance.counted';
