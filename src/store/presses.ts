import { createHash } from 'node:crypto';
import type { Press, Records } from '../ports';
import { decode, encode } from './columns';
import type { Session } from './session';

/** What buttons stand for. */
export function presses({ db }: Session): Records['presses'] {
  async function tokenOf(key: string): Promise<string | undefined> {
    const row = await db.selectFrom('press').select('token').where('key', '=', key).executeTakeFirst();
    return row?.token;
  }

  return {
    async tokenFor(press, makeToken) {
      const key = keyOf(press);
      const known = await tokenOf(key);
      if (known !== undefined) return known;
      const token = makeToken();
      const row = await db
        .insertInto('press')
        .values({ token, key, record: encode({ ...press, token }) })
        .onConflict((conflict) => conflict.column('key').doNothing())
        .returning('token')
        .executeTakeFirst();
      const kept = row?.token ?? (await tokenOf(key));
      if (kept === undefined) throw new Error('a press was neither kept nor found');
      return kept;
    },

    async find(token) {
      const row = await db.selectFrom('press').select('record').where('token', '=', token).executeTakeFirst();
      // The token is a secret, so an error names the table only.
      return row && decode<Press>(row.record, { table: 'press', id: 'of a token' });
    },
  };
}

function keyOf({ thing, version, verb, argument, conversation }: Omit<Press, 'token'>): string {
  return createHash('sha256')
    .update(JSON.stringify([thing, version, verb, argument, conversation]))
    .digest('hex');
}
