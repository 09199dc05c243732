import { setTimeout as sleep } from 'node:timers/promises';
import {
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';
import { messageOf, statementFailedBefore, StoreFailed, transactionIsOver } from './errors';
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
      for (const pragma of pragmas) await connection.run(pragma);
    },
    async acquireConnection() {
      await turns.take();
      return connection;
    },
    async beginTransaction() {
      await connection.run('begin immediate');
      connection.failed = false;
    },
    async commitTransaction() {
      connection.over = true;
      if (connection.failed) throw statementFailedBefore();
      await connection.run('commit');
    },
    async rollbackTransaction() {
      connection.over = true;
      // Some errors (a full disk) have rolled back already.
      if (engine.isTransaction) await connection.run('rollback');
    },
    releaseConnection() {
      connection.over = false;
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
  /** A statement of this transaction failed. */
  failed: boolean;
  /** The transaction ends or has ended. */
  over: boolean;
  run(sql: string, parameters?: readonly unknown[]): Promise<QueryResult<unknown>>;
}

function sqliteConnection(engine: SqliteEngine, patience: Patience): SqliteConnection {
  const execute = statements(engine);

  const connection: SqliteConnection = {
    failed: false,
    over: false,
    async run(sql, parameters = []) {
      const giveUpAt = Date.now() + patience.fileMilliseconds;
      for (;;) {
        try {
          return execute(sql, parameters);
        } catch (error) {
          // Busy is said before anything is done, so the same statement can be tried again.
          if (isBusy(error) && Date.now() < giveUpAt) await sleep(retryMilliseconds);
          else {
            connection.failed = true;
            throw new StoreFailed(isBusy(error) ? 'busy' : 'refused', `SQLite: ${messageOf(error)}`, { cause: error });
          }
        }
      }
    },
    async executeQuery<R>({ sql, parameters }: CompiledQuery) {
      if (connection.over) throw transactionIsOver();
      return (await connection.run(sql, parameters)) as QueryResult<R>; // kysely's types say what the statement gives
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
