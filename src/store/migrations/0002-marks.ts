import { sql } from 'kysely';
import type { Session } from '../session';

/** Things of which there is one: a switch, how far a reader of a log has come. */
export async function marks({ db, engine }: Session): Promise<void> {
  const table = db.schema
    .createTable('mark')
    .addColumn('name', 'text', (column) => column.primaryKey().notNull())
    .addColumn('record', 'text', (column) => column.notNull());
  await (engine === 'sqlite' ? table.modifyEnd(sql`strict`) : table).execute();
}
