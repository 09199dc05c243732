import type { Records } from '../ports';
import { decode, encode } from './columns';
import type { Session } from './session';

/** Things of which there is one, by name; who reads one parses it. */
export function marks({ db }: Session): Records['marks'] {
  return {
    async get(name) {
      const row = await db.selectFrom('mark').select('record').where('name', '=', name).executeTakeFirst();
      return row && decode<Readonly<Record<string, unknown>>>(row.record, { table: 'mark', id: name });
    },
    async put(name, record) {
      await db
        .insertInto('mark')
        .values({ name, record: encode(record) })
        .onConflict((conflict) =>
          conflict.column('name').doUpdateSet((row) => ({ record: row.ref('excluded.record') })),
        )
        .execute();
    },
    async remove(name) {
      await db.deleteFrom('mark').where('name', '=', name).execute();
    },
  };
}
