import { first } from './migrations/0001-first';
import { marks } from './migrations/0002-marks';
import { alerts } from './migrations/0003-alerts';
import { deviceIndex } from './migrations/0004-device-index';
import { sent } from './migrations/0005-sent';
import { outboxIndexes } from './migrations/0006-outbox-indexes';
import { atomically, takeTurns, type Session } from './session';

/** In this order, and only ever added to. */
const migrations: Readonly<Record<string, (inside: Session) => Promise<void>>> = {
  '0001-first': first,
  '0002-marks': marks,
  '0003-alerts': alerts,
  '0004-device-index': deviceIndex,
  '0005-sent': sent,
  '0006-outbox-indexes': outboxIndexes,
};

/**
 * Brings the tables up to date, in one transaction and one process at a time. Not kysely's Migrator: that locks the
 * session on PostgreSQL, which a pooler between us breaks, and nothing on SQLite, where two processes would collide.
 */
export async function migrate(session: Session): Promise<void> {
  await atomically(session, async (inside) => {
    await takeTurns(inside, 'migrations');
    await inside.db.schema
      .createTable('migration')
      .ifNotExists()
      .addColumn('name', 'text', (column) => column.primaryKey().notNull())
      .execute();
    const done = new Set((await inside.db.selectFrom('migration').select('name').execute()).map(({ name }) => name));
    const unknown = [...done].filter((name) => !(name in migrations));
    if (unknown.length > 0) {
      throw new Error(`the database was made by a newer Warden (${unknown.join(', ')}); start that version`);
    }
    for (const [name, run] of Object.entries(migrations).filter(([name]) => !done.has(name))) {
      await run(inside);
      await inside.db.insertInto('migration').values({ name }).execute();
    }
  });
}
