import { Kysely } from 'kysely';
import { prepared } from '../../src/store/prepared';
import type { Session } from '../../src/store/session';
import { sqliteDialect } from '../../src/store/sqlite';
import type { Tables } from '../../src/store/tables';

describe('prepared', () => {
  let session: Session;
  beforeEach(async () => {
    session = { engine: 'sqlite', db: new Kysely<Tables>({ dialect: sqliteDialect(':memory:') }) };
    await session.db.schema.createTable('inbox').addColumn('key', 'text').addColumn('at', 'integer').execute();
  });
  afterEach(() => session.db.destroy());

  test('builds a statement once and runs it with the values of each time', async () => {
    const built = jest.fn();
    const insert = prepared(({ db }, { key, at }: { key: string; at: number }) => {
      built();
      return db.insertInto('inbox').values({ key, at }).returning(['key', 'at']);
    });

    const first = await insert(session, { key: 'a', at: 1 });
    const second = await insert(session, { key: 'b', at: 2 });

    expect([...first.rows, ...second.rows]).toEqual([
      { key: 'a', at: 1 },
      { key: 'b', at: 2 },
    ]);
    expect(built).toHaveBeenCalledTimes(1);
  });

  test('leaves what is no value as it was written', async () => {
    const insert = prepared(({ db }, { key }: { key: string }) =>
      db.insertInto('inbox').values({ key, at: 7 }).returning('at'),
    );

    expect((await insert(session, { key: 'a' })).rows).toEqual([{ at: 7 }]);
  });
});
