import { setTimeout as sleep } from 'node:timers/promises';
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';
import { messageOf, StoreFailed } from './errors';
import { isBusy, openSqlite, type SqliteEngine } from './sqlite-engine';
import { makeTurns } from './turns';

/** How long to wait for others: for our own transactions, and for another process on the same file. */
export interface Patience {
  readonly turnMilliseconds: number;
  readonly fileMilliseconds: number;
}

/** kysely over `node:sqlite`. One connection; every transaction takes the write lock at once, so none can deadlock. */
export function sqliteDialect(file: string, patience: Patience = usualPatience): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => sqliteDriver(file, patience),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

const usualPatience: Patience = { turnMilliseconds: 30_000, fileMilliseconds: 15_000 };

// SQLite sleeps on our thread while it waits for the file, so that wait is short and the longer one is ours.
const busyMilliseconds = 50;

function sqliteDriver(file: string, patience: Patience): Driver {
  const engine = openSqlite(file, busyMilliseconds);
  const connection = sqliteConnection(engine, patience);
  const turns = makeTurns(patience.turnMilliseconds);

  return {
    async init() {
      for (const pragma of pragmas) await connection.executeQuery(CompiledQuery.raw(pragma));
    },
    async acquireConnection() {
      await turns.take();
      return connection;
    },
    async beginTransaction() {
      await connection.executeQuery(CompiledQuery.raw('begin immediate'));
      connection.failed = false;
    },
    async commitTransaction() {
      // PostgreSQL keeps nothing of a transaction in which a statement failed; here it is the same.
      if (connection.failed) throw new StoreFailed('refused', 'commit: a statement of this transaction failed before');
      await connection.executeQuery(CompiledQuery.raw('commit'));
    },
    async rollbackTransaction() {
      // Some errors (a full disk) have rolled back already.
      if (engine.isTransaction) await connection.executeQuery(CompiledQuery.raw('rollback'));
    },
    releaseConnection() {
      turns.give();
      return Promise.resolve();
    },
    async destroy() {
      await turns.take();
      engine.close();
    },
  };
}

/** FULL: an acknowledged commit survives a power failure. https://www.sqlite.org/pragma.html#pragma_synchronous */
const pragmas = ['pragma journal_mode = wal', 'pragma synchronous = full', 'pragma foreign_keys = on'];

interface SqliteConnection extends DatabaseConnection {
  failed: boolean;
}

function sqliteConnection(engine: SqliteEngine, patience: Patience): SqliteConnection {
  const run = statements(engine);
  const connection: SqliteConnection = {
    failed: false,
    async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
      const giveUpAt = Date.now() + patience.fileMilliseconds;
      for (;;) {
        try {
          return run(sql, parameters) as QueryResult<R>; // kysely's types say what the statement gives
        } catch (error) {
          // Busy is said before anything is done, so the same statement can be tried again.
          if (isBusy(error) && Date.now() < giveUpAt) await sleep(retryMilliseconds);
          else {
            connection.failed = true;
            throw failure(error);
          }
        }
      }
    },
    streamQuery() {
      throw new Error('the store does not stream');
    },
  };
  return connection;
}

const retryMilliseconds = 5;

/** Runs statements, prepared once. The few with a list in them differ by its length, so the memory of them is bounded. */
function statements(engine: SqliteEngine): (sql: string, parameters: readonly unknown[]) => QueryResult<unknown> {
  const prepared = new Map<string, ReturnType<typeof prepare>>();

  function prepare(sql: string) {
    const statement = engine.prepare(sql);
    return { statement, gives: statement.columns().length > 0 };
  }

  function remember(sql: string) {
    if (prepared.size >= 500) prepared.clear();
    const known = prepare(sql);
    prepared.set(sql, known);
    return known;
  }

  return (sql, parameters) => {
    const { statement, gives } = prepared.get(sql) ?? remember(sql);
    if (gives) return { rows: statement.all(...parameters) };
    return { rows: [], numAffectedRows: BigInt(statement.run(...parameters).changes) };
  };
}

function failure(cause: unknown): StoreFailed {
  return new StoreFailed(isBusy(cause) ? 'busy' : 'refused', `SQLite: ${messageOf(cause)}`, { cause });
}
