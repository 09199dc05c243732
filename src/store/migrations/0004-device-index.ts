import type { Session } from '../session';

/** All that a sweep compares stands in the index by which it looks a device up, so that it need not read the row. */
export async function deviceIndex({ db }: Session): Promise<void> {
  await db.schema.createIndex('device_compared').on('device').columns(['id', 'phases', 'hash']).execute();
}
