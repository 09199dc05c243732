import type { Records } from '../ports';
import { decode, encode } from './columns';
import { prepared } from './prepared';
import type { Session } from './session';

/** Things of which there is one, by name; who reads one parses it. */
export function marks(session: Session): Records['marks'] {
  return {
    async get(name) {
      const [row] = (await select(session, { name })).rows;
      return row && decode<Readonly<Record<string, unknown>>>(row.record, { table: 'mark', id: name });
    },
    async put(name, record) {
      await upsert(session, { name, record: encode(record) });
    },
    async remove(name) {
      await session.db.deleteFrom('mark').where('name', '=', name).execute();
    },
  };
}

const select = prepared(({ db }, { name }: { name: string }) =>
  db.selectFrom('mark').select('record').where('name', '=', name),
);

const upsert = prepared(({ db }, { name, record }: { name: string; record: string }) =>
  db
    .insertInto('mark')
    .values({ name, record })
    .onConflict((conflict) => conflict.column('name').doUpdateSet((row) => ({ record: row.ref('excluded.record') }))),
);
