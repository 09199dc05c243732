import { setImmediate as others, setTimeout as sleep } from 'node:timers/promises';
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
import { commitsOn, type Commits } from './sqlite-commits';
import { writtenLog } from './sqlite-log';
import { makeTurns, type Turns } from './turns';

/** How long to wait for others: for our own transactions, and for another process on the same file. */
export interface Patience {
  readonly turnMilliseconds: number;
  readonly fileMilliseconds: number;
}

/** kysely over `node:sqlite`. One connection; what writes takes the write lock at once, so none can deadlock. */
export function sqliteDialect(file: string, { cacheKilobytes, ...patience }: SqliteOptions = {}): Dialect {
  const cache = cacheKilobytes === undefined ? [] : [`pragma cache_size = -${cacheKilobytes}`];
  const always = ['pragma foreign_keys = on', `pragma wal_autocheckpoint = ${pagesInLog}`];
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => sqliteDriver(file, { ...usualPatience, ...patience }, [...always, ...cache]),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

export interface SqliteOptions extends Partial<Patience> {
  /** SQLite's own are 2,000. */
  readonly cacheKilobytes?: number | undefined;
}

const usualPatience: Patience = { turnMilliseconds: 30_000, fileMilliseconds: 15_000 };

// SQLite sleeps on our thread while it waits for the file, so that wait is short and the longer one is ours.
const busyMilliseconds = 10;

function sqliteDriver(file: string, patience: Patience, pragmas: readonly string[]): Driver {
  const engine = openSqlite(file, busyMilliseconds);
  const run = patientRun(engine, patience.fileMilliseconds);
  const turns = makeTurns(patience.turnMilliseconds);
  const log = writtenLog(file);
  let inLog = false;
  const commits = commitsOn({ engine, run, turns, flush: async () => (inLog ? log.flush() : undefined) });

  return {
    async init() {
      const { rows } = await run('pragma journal_mode = wal');
      inLog = JSON.stringify(rows) === '[{"journal_mode":"wal"}]';
      for (const pragma of [inLog ? flushedByUs : flushedBySqlite, ...pragmas]) await run(pragma);
    },
    async acquireConnection() {
      const connection = sqliteConnection({ engine, run, turns, commits });
      await connection.takeTurn();
      return connection;
    },
    beginTransaction: (connection) => ours(connection).begin(),
    commitTransaction: (connection) => ours(connection).commit(),
    rollbackTransaction: (connection) => ours(connection).rollback(),
    releaseConnection(connection) {
      ours(connection).giveTurn();
      return Promise.resolve();
    },
    async destroy() {
      await turns.take();
      await commits.end().finally(() => {
        engine.close();
        return log.close();
      });
    },
  };
}

/** kysely hands back what `acquireConnection` gave it. */
function ours(connection: DatabaseConnection): SqliteConnection {
  return connection as SqliteConnection;
}

/**
 * What is in the log goes to the database file when there is so much of it, 40 MB: rarely, since our thread waits for the
 * disk meanwhile, and a page that was written a hundred times goes there once. SQLite's own are 1,000.
 */
const pagesInLog = 10_000;

// An acknowledged commit survives a power failure either way. FULL flushes each on our thread; NORMAL leaves that to us,
// and only what goes from the log to the database file is flushed there. A database without a log (in memory, on some
// network drives) has no other way than FULL. https://www.sqlite.org/pragma.html#pragma_synchronous
const flushedByUs = 'pragma synchronous = normal';
const flushedBySqlite = 'pragma synchronous = full';

interface SqliteConnection extends DatabaseConnection {
  takeTurn(): Promise<void>;
  giveTurn(): void;
  begin(): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

interface ConnectionPorts {
  readonly engine: SqliteEngine;
  readonly run: Run;
  readonly turns: Turns;
  readonly commits: Commits;
}

/** A way to the one connection there is: for a statement on its own, or for a transaction. */
function sqliteConnection({ engine, run, turns, commits }: ConnectionPorts): SqliteConnection {
  let hasTurn = false;
  let transaction: 'none' | 'open' | 'failed' | 'over' = 'none';

  /** Nothing may come between the look whether the transaction still goes on and its statement. */
  async function inside(sql: string, parameters: readonly unknown[]): Promise<QueryResult<unknown>> {
    if (transaction === 'over' || !engine.isTransaction) throw transactionIsOver();
    if (!isReading(sql)) commits.wrote();
    try {
      return await run(sql, parameters);
    } catch (error) {
      if (transaction === 'open') transaction = 'failed';
      commits.checkUndone(error);
      throw error;
    }
  }

  async function alone(sql: string, parameters: readonly unknown[]): Promise<QueryResult<unknown>> {
    await connection.takeTurn();
    if (!isReading(sql)) {
      await commits.join();
      commits.wrote();
    }
    const result = await run(sql, parameters).catch((error: unknown) => {
      commits.checkUndone(error);
      throw error;
    });
    await onceKept();
    return result;
  }

  /** What is given is true: nobody hears of anything that may yet be undone. */
  async function onceKept(): Promise<void> {
    const kept = commits.kept();
    connection.giveTurn();
    await kept;
  }

  const connection: SqliteConnection = {
    async takeTurn() {
      if (!hasTurn) await turns.take();
      hasTurn = true;
    },
    giveTurn() {
      if (hasTurn) turns.give();
      hasTurn = false;
    },
    async begin() {
      await commits.join();
      await run('savepoint one');
      transaction = 'open';
    },
    async commit() {
      const failed = transaction === 'failed';
      transaction = 'over';
      if (failed) throw statementFailedBefore();
      await run('release one');
      await onceKept();
    },
    async rollback() {
      transaction = 'over';
      // Without the turn it was the shared commit that failed; and some errors (a full disk) have rolled back already.
      if (!hasTurn || !engine.isTransaction) return;
      await run('rollback to one');
      await run('release one');
    },
    async executeQuery<R>({ sql, parameters }: CompiledQuery) {
      const result = await (transaction === 'none' ? alone(sql, parameters) : inside(sql, parameters));
      return result as QueryResult<R>; // kysely's types say what the statement gives
    },
    streamQuery() {
      throw new Error('the store does not stream');
    },
  };
  return connection;
}

function isReading(sql: string): boolean {
  return /^\s*(select|pragma)\b/i.test(sql);
}

type Run = (sql: string, parameters?: readonly unknown[]) => Promise<QueryResult<unknown>>;

/** Runs statements, waiting while another process has the file. */
function patientRun(engine: SqliteEngine, milliseconds: number): Run {
  const execute = statements(engine);
  return async (sql, parameters = []) => {
    const giveUpAt = Date.now() + milliseconds;
    for (;;) {
      try {
        return execute(sql, parameters);
      } catch (error) {
        // Busy is said before anything is done, so the same statement can be tried again.
        if (isBusy(error) && Date.now() < giveUpAt) await pause();
        else throw new StoreFailed(isBusy(error) ? 'busy' : 'refused', `SQLite: ${messageOf(error)}`, { cause: error });
      }
    }
  };
}

const retryMilliseconds = 5;

/** Node runs timers as long as one is due, so waiting by timers alone would keep whoever has the file from its commit. */
async function pause(): Promise<void> {
  await sleep(retryMilliseconds);
  await others();
}

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
