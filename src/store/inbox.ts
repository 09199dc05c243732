import type { Records } from '../ports';
import { toMilliseconds } from './columns';
import type { Session } from './session';

/** What has come in, so that a redelivery is known as one. */
export function inbox({ db }: Session): Records['inbox'] {
  return {
    async claim(key, at) {
      const row = await db
        .insertInto('inbox')
        .values({ key, at: toMilliseconds(at) })
        .onConflict((conflict) => conflict.doNothing())
        .returning('key')
        .executeTakeFirst();
      return row !== undefined;
    },
    async forgetBefore(at) {
      await db.deleteFrom('inbox').where('at', '<', toMilliseconds(at)).execute();
    },
  };
}
