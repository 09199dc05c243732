import { sql } from 'kysely';
import type { Due, Records } from '../ports';
import { toInstant, toMilliseconds } from './columns';
import { prepared } from './prepared';
import type { Session } from './session';
import type { Tables } from './tables';

/** Things to do at a time. */
export function due(session: Session): Records['due'] {
  const { db } = session;
  return {
    async set({ key, at, job, about }) {
      await upsert(session, { key, at: toMilliseconds(at), job, about });
    },

    take: (now, until, limit) => take(session, { now: toMilliseconds(now), until: toMilliseconds(until), limit }),

    async done({ key, at }) {
      await remove(session, { key, at: toMilliseconds(at) });
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

const upsert = prepared(({ db }, { key, at, job, about }: Omit<Tables['due'], 'claimed_until'>) => {
  const columns = { at, job, about, claimed_until: null };
  return db
    .insertInto('due')
    .values({ key, ...columns })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(columns));
});

const remove = prepared(({ db }, { key, at }: { key: string; at: number }) =>
  db.deleteFrom('due').where('key', '=', key).where('at', '=', at),
);

interface Taking {
  readonly now: number;
  readonly until: number;
  readonly limit: number;
}

async function take(session: Session, taking: Taking): Promise<readonly Due[]> {
  const { rows } = await claim(session, taking);
  return rows.toSorted((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1)).map(read);
}

const claim = prepared(({ db, engine }, { now, until, limit }: Taking) =>
  db
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
    .returning(['key', 'at', 'job', 'about']),
);

function read({ key, at, job, about }: Pick<Tables['due'], 'key' | 'at' | 'job' | 'about'>): Due {
  return { key, at: toInstant(at), job, about };
}
