import { sql } from 'kysely';
import type { Session } from '../session';

/** What went out when, for the budgets that all instances share; and of which row nobody knows whether it did. */
export async function sent({ db, engine }: Session): Promise<void> {
  const whole = engine === 'sqlite' ? ('integer' as const) : ('bigint' as const);
  await db.schema.alterTable('outbox').addColumn('unclear', whole).execute();
  const table = db.schema
    .createTable('sent')
    .addColumn('conversation', 'text', (column) => column.notNull())
    .addColumn('at', whole, (column) => column.notNull());
  await (engine === 'sqlite' ? table.modifyEnd(sql`strict`) : table).execute();
  await db.schema.createIndex('sent_by_conversation_at').on('sent').columns(['conversation', 'at']).execute();
  await db.schema.createIndex('sent_by_at').on('sent').columns(['at']).execute();
}
