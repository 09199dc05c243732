import { sql } from 'kysely';
import type { Due, Records } from '../ports';
import { toInstant, toMilliseconds } from './columns';
import type { Session } from './session';
import type { Tables } from './tables';

/** Things to do at a time. */
export function due(session: Session): Records['due'] {
  const { db } = session;
  return {
    async set({ key, at, job, about }) {
      const columns = { at: toMilliseconds(at), job, about, claimed_until: null };
      await db
        .insertInto('due')
        .values({ key, ...columns })
        .onConflict((conflict) => conflict.column('key').doUpdateSet(columns))
        .execute();
    },

    take: (now, until, limit) => take(session, { now: toMilliseconds(now), until: toMilliseconds(until), limit }),

    async done({ key, at }) {
      await db.deleteFrom('due').where('key', '=', key).where('at', '=', toMilliseconds(at)).execute();
    },

    async renew(key, held, until) {
      const { numUpdatedRows } = await db
        .updateTable('due')
        .set({ claimed_until: toMilliseconds(until) })
        .where('key', '=', key)
        .where('claimed_until', '=', toMilliseconds(held))
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },

    async next() {
      const row = await db
        .selectFrom('due')
        .select(sql<number | null>`min(case when claimed_until > at then claimed_until else at end)`.as('at'))
        .executeTakeFirst();
      return typeof row?.at === 'number' ? toInstant(row.at) : undefined;
    },
  };
}

interface Taking {
  readonly now: number;
  readonly until: number;
  readonly limit: number;
}

async function take({ db, engine }: Session, { now, until, limit }: Taking): Promise<readonly Due[]> {
  const rows = await db
    .with('ready', (all) =>
      all
        .selectFrom('due')
        .select('key')
        .where('at', '<=', now)
        .where((row) => row.or([row('claimed_until', 'is', null), row('claimed_until', '<=', now)]))
        .orderBy('at')
        .orderBy('key')
        .limit(limit)
        .$if(engine === 'postgres', (query) => query.forUpdate().skipLocked()),
    )
    .updateTable('due')
    .set({ claimed_until: until })
    .where('key', 'in', (row) => row.selectFrom('ready').select('ready.key'))
    .returning(['key', 'at', 'job', 'about'])
    .execute();
  return rows.sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1)).map(read);
}

function read({ key, at, job, about }: Pick<Tables['due'], 'key' | 'at' | 'job' | 'about'>): Due {
  return { key, at: toInstant(at), job, about };
}
