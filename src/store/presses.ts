import { createHash } from 'node:crypto';
import type { Press, Records } from '../ports';
import { decode, encode, toKey } from './columns';
import { prepared } from './prepared';
import type { Session } from './session';

/** What buttons stand for. */
export function presses(session: Session): Records['presses'] {
  const tokenOf = async (key: string) => (await select(session, { key })).rows[0]?.token;

  return {
    async tokenFor(press, makeToken) {
      const key = keyOf(press);
      const token = makeToken();
      const { rows } = await insert(session, { token, key, record: encode({ ...press, token }) });
      const kept = rows[0]?.token ?? (await tokenOf(key));
      if (kept === undefined) throw new Error('a press was neither kept nor found');
      return kept;
    },

    async find(token) {
      // Whatever came in is looked for whole: SQLite would read it up to a NUL only, and PostgreSQL refuse it.
      const whole = toKey(token);
      const row = await session.db.selectFrom('press').select('record').where('token', '=', whole).executeTakeFirst();
      // The token is a secret, so an error names the table only.
      return row && decode<Press>(row.record, { table: 'press', id: 'of a token' });
    },
  };
}

const select = prepared(({ db }, { key }: { key: string }) =>
  db.selectFrom('press').select('token').where('key', '=', key),
);

const insert = prepared(({ db }, { token, key, record }: { token: string; key: string; record: string }) =>
  db
    .insertInto('press')
    .values({ token, key, record })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning('token'),
);

function keyOf({ thing, version, verb, argument, conversation }: Omit<Press, 'token'>): string {
  return createHash('sha256')
    .update(JSON.stringify([thing, version, verb, argument, conversation]))
    .digest('hex');
}
