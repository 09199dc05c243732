import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { sqliteDialect } from '../../src/store/sqlite';
import { commitsOn } from '../../src/store/sqlite-commits';
import { openSqlite } from '../../src/store/sqlite-engine';
import { writtenLog } from '../../src/store/sqlite-log';
import type { Tables } from '../../src/store/tables';
import { makeTurns } from '../../src/store/turns';

let folder = '';
let file = '';
let db: Kysely<Tables>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'warden-commits-'));
  file = join(folder, 'warden.db');
  db = new Kysely<Tables>({ dialect: sqliteDialect(file, { turnMilliseconds: 1000, fileMilliseconds: 100 }) });
  await sql`create table t (a integer primary key, b integer references t (a) deferrable initially deferred)`.execute(
    db,
  );
});
afterEach(async () => {
  await db.destroy();
  rmSync(folder, { recursive: true, force: true });
});

describe('what is written at the same moment', () => {
  test('shares one commit', async () => {
    const before = framesOf();

    await Promise.all([1, 2, 3, 4, 5].map((a) => insert(a)));

    // Each commit writes the page of the table once; five of them would write it five times.
    expect(framesOf() - before).toBe(1);
    expect(await numbers()).toEqual([1, 2, 3, 4, 5]);
  });

  test('is seen by others when it is told, not before', async () => {
    const other = openSqlite(file, 0);
    const seen: unknown[] = [];

    await Promise.all(
      [1, 2, 3].map((a) => insert(a).then(() => seen.push(other.prepare('select a from t').all().length))),
    );

    other.close();
    expect(seen).toEqual([3, 3, 3]);
  });

  test('keeps nothing of a transaction that is taken back, and all of the others', async () => {
    const undone = db.transaction().execute(async (inside) => {
      await sql`insert into t values (2, null)`.execute(inside);
      throw new Error('changed its mind');
    });

    const [first, second, third] = await Promise.allSettled([insert(1), undone, insert(3)]);

    expect([first.status, second.status, third.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await numbers()).toEqual([1, 3]);
  });

  test('keeps nothing of a statement that fails, and all of the others', async () => {
    const all = await Promise.allSettled([insert(1), insert(1), insert(2)]);

    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await numbers()).toEqual([1, 2]);
  });

  test('is told to nobody when the commit fails, a reader among them', async () => {
    const orphan = sql`insert into t values (2, 77)`.execute(db);

    const all = await Promise.allSettled([insert(1), orphan, numbers()]);

    expect(all.map((one) => one.status === 'rejected' && String(one.reason))).toEqual(Array(3).fill(failed));
    expect(await numbers()).toEqual([]);
    await insert(3);
    expect(await numbers()).toEqual([3]);
  });
});

describe('a transaction that another error has undone', () => {
  test('ends what came before it at the same moment, and lets nothing of itself through', async () => {
    const before = insert(1);
    const undone = db.transaction().execute(async (inside) => {
      await sql`insert or rollback into t values (1, null)`.execute(inside).catch(() => undefined);
      await sql`insert into t values (5, null)`.execute(inside);
    });

    const [first, second, third] = await Promise.allSettled([before, undone, insert(3)]);

    expect([first.status, second.status, third.status]).toEqual(['rejected', 'rejected', 'fulfilled']);
    expect(await numbers()).toEqual([3]);
  });
});

describe('the disk', () => {
  test('is waited for by who wrote and by who has read it', async () => {
    const { disk, write, read, told } = commitsTo();
    void write('a');
    await disk.asked();

    void read('reader');
    await turnOfEvents();
    const before = [...told];
    disk.has();
    await turnOfEvents();

    expect(before).toEqual([]);
    expect(told.toSorted()).toEqual(['a', 'reader']);
  });

  test('takes at once what was written while it was busy', async () => {
    const { disk, write, statements, told } = commitsTo();
    void write('a');
    await disk.asked();

    void write('b');
    await turnOfEvents();
    void write('c');
    await turnOfEvents();
    const committed = statements.filter((one) => one === 'commit').length;
    disk.has();
    await disk.asked();
    disk.has();
    await turnOfEvents();

    expect(committed).toBe(1);
    expect(statements).toEqual(['begin immediate', 'commit', 'begin immediate', 'commit']);
    expect(told).toEqual(['a', 'b', 'c']);
  });

  test('is not asked for what only reads', async () => {
    const { disk, commits, statements } = commitsTo();

    await commits.join();
    await turnOfEvents();

    expect(statements).toEqual(['begin immediate', 'commit']);
    expect(disk.times()).toBe(0);
  });

  test('that failed is not written to again, and nobody is told what it was to keep', async () => {
    const { disk, commits, write, read, statements } = commitsTo();
    const first = write('a');
    await disk.asked();
    const meanwhile = write('b');

    disk.fails();

    await expect(first).rejects.toMatchObject({ code: 'unclear', retryable: false });
    await expect(meanwhile).rejects.toThrow('the disk failed, so nothing more is kept until a restart: EIO');
    await expect(read('reader')).rejects.toThrow('the disk failed');
    await expect(commits.join()).rejects.toThrow('the disk failed');
    expect(statements).toEqual(['begin immediate', 'commit', 'begin immediate', 'rollback']);
  });

  test('is asked for the log of the file, which has to be there', async () => {
    const there = writtenLog(file);
    const missing = writtenLog(join(folder, 'other.db'));
    await insert(1);

    await expect(there.flush()).resolves.toBeUndefined();
    await expect(missing.flush()).rejects.toThrow('ENOENT');
    await there.close();
  });
});

test('what is written just before the end is kept', async () => {
  const written = insert(1);

  await db.destroy();

  await written;
  const other = openSqlite(file, 0);
  expect(other.prepare('select a from t').all()).toEqual([{ a: 1 }]);
  other.close();
  db = new Kysely<Tables>({ dialect: sqliteDialect(':memory:') });
});

/** Commits to a disk that says when it has them. */
function commitsTo() {
  const statements: string[] = [];
  const told: string[] = [];
  let open = false;
  const run = (sql: string) => {
    open = sql.startsWith('begin');
    statements.push(sql);
    return Promise.resolve();
  };
  const disk = aDisk();
  const engine = {
    get isTransaction() {
      return open;
    },
    exec: (sql: string) => void run(sql),
  };
  const commits = commitsOn({ engine, run, turns: makeTurns(1000), flush: disk.flush });
  const tell = (name: string) => commits.kept().then(() => told.push(name));
  return {
    commits,
    statements,
    told,
    disk,
    read: tell,
    async write(name: string) {
      await commits.join();
      commits.wrote();
      await tell(name);
    },
  };
}

function aDisk() {
  let times = 0;
  let [has, fails] = [() => undefined as void, (_: Error) => undefined as void];
  return {
    flush: () =>
      new Promise<void>((resolve, reject) => {
        times += 1;
        [has, fails] = [resolve, reject];
      }),
    times: () => times,
    async asked() {
      const before = times;
      while (times === before) await turnOfEvents();
    },
    has: () => {
      has();
    },
    fails: () => {
      fails(new Error('EIO'));
    },
  };
}

/** Long enough for all that waits for nothing but its turn. */
async function turnOfEvents(): Promise<void> {
  for (let i = 0; i < 5; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

const failed = 'StoreFailed: SQLite: FOREIGN KEY constraint failed';

function insert(a: number): Promise<unknown> {
  return db.transaction().execute((inside) => sql`insert into t values (${a}, null)`.execute(inside));
}

async function numbers(): Promise<readonly unknown[]> {
  return (await sql<{ a: number }>`select a from t order by a`.execute(db)).rows.map(({ a }) => a);
}

/** Pages in the log of the file, each behind a head of 24 bytes, all behind one of 32: https://www.sqlite.org/fileformat2.html#walformat */
function framesOf(): number {
  return (statSync(`${file}-wal`).size - 32) / (4096 + 24);
}
