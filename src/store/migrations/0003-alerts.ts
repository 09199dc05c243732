import { sql, type CreateTableBuilder } from 'kysely';
import type { Session } from '../session';

/** Devices as the sweep last saw them, and the alerts about them. What the columns mean is said in `tables.ts`. */
export async function alerts({ db, engine }: Session): Promise<void> {
  const whole = engine === 'sqlite' ? ('integer' as const) : ('bigint' as const);
  const create = (name: string, columns: (table: Table) => Table) => {
    const table = columns(db.schema.createTable(name));
    return (engine === 'sqlite' ? table.modifyEnd(sql`strict`) : table).execute();
  };
  const index = (table: string, columns: string[]) =>
    db.schema
      .createIndex(`${table}_by_${columns.join('_')}`)
      .on(table)
      .columns(columns)
      .execute();
  const numbered = (table: Table, name: string): Table =>
    engine === 'sqlite'
      ? table.addColumn(name, 'integer', (column) => column.primaryKey().autoIncrement().notNull())
      : table.addColumn(name, 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity());

  await create('device', (table) =>
    numbered(table, 'n')
      .addColumn('id', 'text', (column) => column.notNull().unique())
      .addColumn('phases', 'text', (column) => column.notNull())
      .addColumn('hash', whole, (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('platform', 'text', (column) => column.notNull())
      .addColumn('enrolled_at', whole)
      .addColumn('record', 'text', (column) => column.notNull()),
  );
  await index('device', ['enrolled_at']);
  await index('device', ['name']);

  await create('alert', (table) =>
    table
      .addColumn('device', 'text', (column) => column.notNull())
      .addColumn('condition', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('started_at', whole, (column) => column.notNull())
      .addColumn('resolved_at', whole)
      .addColumn('record', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('alert_key', ['device', 'condition']),
  );
  await index('alert', ['state']);
  await create('alert_group', (table) =>
    numbered(table, 'id')
      .addColumn('revision', whole, (column) => column.notNull())
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('conversation', 'text', (column) => column.notNull())
      .addColumn('condition', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('record', 'text', (column) => column.notNull()),
  );
  await index('alert_group', ['key']);
  await index('alert_group', ['state']);
  await create('alert_member', (table) =>
    table
      .addColumn('alert_group', whole, (column) => column.notNull().references('alert_group.id'))
      .addColumn('device', 'text', (column) => column.notNull())
      .addColumn('told', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('alert_member_key', ['alert_group', 'device']),
  );
  await index('alert_member', ['device']);
  await create('silence', (table) =>
    numbered(table, 'id')
      .addColumn('until', whole, (column) => column.notNull())
      .addColumn('record', 'text', (column) => column.notNull()),
  );
  await create('subscription', (table) =>
    table
      .addColumn('conversation', 'text', (column) => column.primaryKey().notNull())
      .addColumn('record', 'text', (column) => column.notNull()),
  );
}

type Table = CreateTableBuilder<string, string>;
