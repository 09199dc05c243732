import { sql, type CreateTableBuilder } from 'kysely';
import type { Session } from '../session';

/** The first tables. What they mean is said in `tables.ts`. */
export async function first(inside: Session): Promise<void> {
  const { create, index, whole } = builders(inside);

  await create('change', (table) =>
    table
      .addColumn('id', whole, (column) => column.primaryKey().notNull())
      .addColumn('revision', whole, (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('requestor', 'text', (column) => column.notNull())
      .addColumn('conversation', 'text', (column) => column.notNull())
      .addColumn('record', 'text', (column) => column.notNull())
      .addColumn('reach', 'text'),
  );
  await index('change', ['status']);
  await create('change_object', (table) =>
    table
      .addColumn('change', whole, (column) => column.notNull().references('change.id'))
      .addColumn('object', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('change_object_key', ['object', 'change']),
  );
  await index('change_object', ['change']);
  await create('step', (table) =>
    numbered(inside, table, 'n')
      .addColumn('change', whole, (column) => column.notNull())
      .addColumn('version', whole, (column) => column.notNull())
      .addColumn('part', 'text', (column) => column.notNull())
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('record', 'text', (column) => column.notNull())
      .addUniqueConstraint('step_key', ['change', 'version', 'part', 'key']),
  );

  await create('audit', (table) =>
    table
      .addColumn('sequence', whole, (column) => column.primaryKey().notNull())
      .addColumn('at', whole, (column) => column.notNull())
      .addColumn('actor', 'text', (column) => column.notNull())
      .addColumn('change', whole)
      .addColumn('entry', 'text', (column) => column.notNull())
      .addColumn('previous', 'text', (column) => column.notNull())
      .addColumn('hash', 'text', (column) => column.notNull()),
  );
  await index('audit', ['actor']);
  await index('audit', ['change']);
  await create('audit_policy', (table) =>
    table
      .addColumn('policy', 'text', (column) => column.notNull())
      .addColumn('sequence', whole, (column) => column.notNull().references('audit.sequence'))
      .addPrimaryKeyConstraint('audit_policy_key', ['policy', 'sequence']),
  );
  for (const guard of auditGuards[inside.engine]) await sql.raw(guard).execute(inside.db);

  for (const name of ['conversation', 'person']) {
    await create(name, (table) =>
      table
        .addColumn('id', 'text', (column) => column.primaryKey().notNull())
        .addColumn('record', 'text', (column) => column.notNull()),
    );
  }
  await create('card', (table) =>
    table
      .addColumn('thing', 'text', (column) => column.notNull())
      .addColumn('conversation', 'text', (column) => column.notNull())
      .addColumn('record', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('card_key', ['thing', 'conversation']),
  );
  await create('press', (table) =>
    table
      .addColumn('token', 'text', (column) => column.primaryKey().notNull())
      .addColumn('key', 'text', (column) => column.notNull().unique())
      .addColumn('record', 'text', (column) => column.notNull()),
  );
  await create('question', (table) =>
    numbered(inside, table, 'n')
      .addColumn('id', 'text', (column) => column.notNull().unique())
      .addColumn('conversation', 'text', (column) => column.notNull())
      .addColumn('person', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('asked_at', whole, (column) => column.notNull())
      .addColumn('record', 'text', (column) => column.notNull()),
  );
  await index('question', ['conversation', 'person']);

  await create('inbox', (table) =>
    table
      .addColumn('key', 'text', (column) => column.primaryKey().notNull())
      .addColumn('at', whole, (column) => column.notNull()),
  );
  await index('inbox', ['at']);
  await create('outbox', (table) =>
    numbered(inside, table, 'id')
      .addColumn('conversation', 'text', (column) => column.notNull())
      .addColumn('thing', 'text')
      .addColumn('record', 'text', (column) => column.notNull())
      .addColumn('attempts', whole, (column) => column.notNull())
      .addColumn('due_at', whole, (column) => column.notNull())
      .addColumn('claimed_until', whole),
  );
  await index('outbox', ['conversation', 'id']);
  await create('due', (table) =>
    table
      .addColumn('key', 'text', (column) => column.primaryKey().notNull())
      .addColumn('at', whole, (column) => column.notNull())
      .addColumn('job', 'text', (column) => column.notNull())
      .addColumn('about', 'text', (column) => column.notNull())
      .addColumn('claimed_until', whole),
  );
  await index('due', ['at']);
  await create('lease', (table) =>
    table
      .addColumn('name', 'text', (column) => column.primaryKey().notNull())
      .addColumn('holder', 'text', (column) => column.notNull())
      .addColumn('fence', whole, (column) => column.notNull())
      .addColumn('expires_at', whole, (column) => column.notNull()),
  );
}

type Table = CreateTableBuilder<string, string>;

function builders({ db, engine }: Session) {
  return {
    whole: engine === 'sqlite' ? ('integer' as const) : ('bigint' as const),
    create: (name: string, columns: (table: Table) => Table) => {
      const table = columns(db.schema.createTable(name));
      // STRICT: SQLite then checks types as PostgreSQL does. https://www.sqlite.org/stricttables.html
      return (engine === 'sqlite' ? table.modifyEnd(sql`strict`) : table).execute();
    },
    index: (table: string, columns: string[]) =>
      db.schema
        .createIndex(`${table}_by_${columns.join('_')}`)
        .on(table)
        .columns(columns)
        .execute(),
  };
}

/** Numbers in the order of adding that are never used twice. */
function numbered({ engine }: Session, table: Table, name: string): Table {
  return engine === 'sqlite'
    ? table.addColumn(name, 'integer', (column) => column.primaryKey().autoIncrement().notNull())
    : table.addColumn(name, 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity());
}

/** The audit only grows. On SQLite `insert or replace` would pass the delete trigger, so its inserts are checked too. */
const auditGuards: Readonly<Record<Session['engine'], readonly string[]>> = {
  sqlite: [
    `create trigger audit_no_update before update on audit
     begin select raise(abort, 'the audit is append-only'); end`,
    `create trigger audit_no_delete before delete on audit
     begin select raise(abort, 'the audit is append-only'); end`,
    `create trigger audit_no_replace before insert on audit
     when new.sequence <> (select coalesce(max(sequence), 0) + 1 from audit)
     begin select raise(abort, 'the audit is append-only'); end`,
  ],
  postgres: [
    `create function audit_is_append_only() returns trigger language plpgsql
     as $$ begin raise exception 'the audit is append-only'; end $$`,
    `create trigger audit_append_only before update or delete or truncate on audit
     for each statement execute function audit_is_append_only()`,
  ],
};
