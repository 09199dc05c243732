import type { Records } from '../ports';
import { toKey, toMilliseconds } from './columns';
import { prepared } from './prepared';
import type { Session } from './session';

/** What has come in, so that a redelivery is known as one. */
export function inbox(session: Session): Records['inbox'] {
  return {
    async claim(key, at) {
      const { rows } = await insert(session, { key: toKey(key), at: toMilliseconds(at) });
      return rows.length > 0;
    },
    async forgetBefore(at) {
      await session.db.deleteFrom('inbox').where('at', '<', toMilliseconds(at)).execute();
    },
  };
}

const insert = prepared(({ db }, { key, at }: { key: string; at: number }) =>
  db
    .insertInto('inbox')
    .values({ key, at })
    .onConflict((conflict) => conflict.doNothing())
    .returning('key'),
);
