import type { Records } from '../ports';
import { toMilliseconds } from './columns';
import type { Session } from './session';

/** Who may do what only one instance may do. */
export function leases({ db, engine }: Session): Records['leases'] {
  return {
    async take(name, holder, now, until) {
      const at = toMilliseconds(now);
      const row = await db
        .insertInto('lease')
        .values({ name, holder, fence: 1, expires_at: toMilliseconds(until) })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet((old) => ({
              holder: old.ref('excluded.holder'),
              expires_at: old.ref('excluded.expires_at'),
              // Only a lease that still runs is renewed. One that ran out was nobody's for a while.
              fence: old
                .case()
                .when(old.and([old('lease.holder', '=', old.ref('excluded.holder')), old('lease.expires_at', '>', at)]))
                .then(old.ref('lease.fence'))
                .else(old('lease.fence', '+', 1))
                .end(),
            }))
            .where((old) =>
              old.or([old('lease.holder', '=', old.ref('excluded.holder')), old('lease.expires_at', '<=', at)]),
            ),
        )
        .returning('fence')
        .executeTakeFirst();
      return row?.fence;
    },

    async holds(name, holder, fence, now) {
      const row = await db
        .selectFrom('lease')
        .select('fence')
        .where('name', '=', name)
        .where('holder', '=', holder)
        .where('fence', '=', fence)
        .where('expires_at', '>', toMilliseconds(now))
        // In a transaction the answer stays true until its end.
        .$if(engine === 'postgres' && db.isTransaction, (query) => query.forShare())
        .executeTakeFirst();
      return row !== undefined;
    },

    async holder(name, now) {
      const row = await db
        .selectFrom('lease')
        .select('holder')
        .where('name', '=', name)
        .where('expires_at', '>', toMilliseconds(now))
        .executeTakeFirst();
      return row?.holder;
    },

    async release(name, holder, fence) {
      // The row stays for now, for its fence must go on growing while anybody may remember an older one.
      await db
        .updateTable('lease')
        .set({ holder: '', expires_at: 0 })
        .where('name', '=', name)
        .where('holder', '=', holder)
        .where('fence', '=', fence)
        .execute();
    },

    async forgetBefore(at) {
      await db.deleteFrom('lease').where('expires_at', '<', toMilliseconds(at)).execute();
    },
  };
}
