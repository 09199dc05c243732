import { isNativeError } from 'node:util/types';
import {
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';
import { Pool, types, type PoolClient, type QueryResult as PgResult } from 'pg';
import { messageOf, statementFailedBefore, StoreFailed, transactionIsOver } from './errors';

/** kysely over `pg`. kysely's own driver does not see when a commit was answered with a rollback, and so this one. */
export function postgresDialect(url: string): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => postgresDriver(url),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

function postgresDriver(url: string): Driver {
  const pool = openPool(url);
  const connections = new WeakMap<DatabaseConnection, PostgresConnection>();

  function known(connection: DatabaseConnection): PostgresConnection {
    const one = connections.get(connection);
    if (!one) throw new Error('this connection is not of this pool');
    return one;
  }

  return {
    init: () => Promise.resolve(),
    async acquireConnection() {
      const client = await pool.connect().catch((cause: unknown) => {
        throw new StoreFailed('unreachable', `connecting to PostgreSQL: ${messageOf(cause)}`, { cause });
      });
      const connection = postgresConnection(client);
      connections.set(connection, connection);
      return connection;
    },
    async beginTransaction(connection) {
      await known(connection).ask('begin');
    },
    async commitTransaction(connection) {
      await known(connection).commit();
    },
    async rollbackTransaction(connection) {
      await known(connection).rollback();
    },
    releaseConnection(connection) {
      known(connection).release();
      return Promise.resolve();
    },
    destroy: () => pool.end(),
  };
}

/** Enough for one instance; PostgreSQL's own default is 100 for all. */
const mostConnections = 10;
const connectMilliseconds = 10_000;

function openPool(url: string): Pool {
  const pool = new Pool({
    connectionString: url,
    application_name: 'warden',
    max: mostConnections,
    connectionTimeoutMillis: connectMilliseconds,
    types: { getTypeParser: parserOf },
  });
  // Without listeners a connection that dies would end the process. Who uses it next is told, and the pool drops it.
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));
  return pool;
}

function ignore(): void {}

/** Our bigints are numbers people count and milliseconds, far below 2^53. */
function parserOf(...[type, format]: Parameters<typeof types.getTypeParser>): (text: string) => unknown {
  if (type === types.builtins.INT8) return Number;
  // pg's types give a parser per type; what it returns differs by type.
  return types.getTypeParser(type, format) as (text: string) => unknown;
}

interface PostgresConnection extends DatabaseConnection {
  ask(sql: string, parameters?: readonly unknown[]): Promise<Answer>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  release(): void;
}

type Answer = PgResult<Record<string, unknown>>;

/** A client from being taken out of the pool to being put back. */
function postgresConnection(client: PoolClient): PostgresConnection {
  let last: Promise<unknown> = Promise.resolve();
  let over = false;
  let broken = false;

  /** One statement after the other; `pg` warns that its version 9 will no longer queue them. */
  function ask(sql: string, parameters: readonly unknown[] = []): Promise<Answer> {
    const answer = last.then(() => client.query<Record<string, unknown>>(sql, [...parameters])).catch(fail);
    last = answer.catch(ignore);
    return answer;
  }

  return {
    ask,
    async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
      if (over) throw transactionIsOver();
      const { rows, rowCount } = await ask(sql, parameters);
      // kysely's types say what the statement gives.
      return { rows: rows as R[], numAffectedRows: BigInt(rowCount ?? 0) };
    },
    async commit() {
      over = true;
      const { command } = await ask('commit').catch(failCommit);
      // After a failed statement PostgreSQL answers COMMIT with ROLLBACK and no error.
      if (command !== 'COMMIT') throw statementFailedBefore();
    },
    async rollback() {
      over = true;
      // Its failure would hide why there is a rollback; a connection that ends rolls back as well.
      await ask('rollback').catch(() => (broken = true));
    },
    release: () => client.release(broken),
    streamQuery() {
      throw new Error('the store does not stream');
    },
  };
}

function fail(cause: unknown): never {
  throw new StoreFailed(codeOf(cause), `PostgreSQL: ${messageOf(cause)}`, { cause });
}

function failCommit(error: unknown): never {
  if (!(error instanceof StoreFailed) || error.code !== 'unreachable') throw error;
  throw new StoreFailed('unclear', 'commit: the connection broke before PostgreSQL answered', { cause: error });
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
function codeOf(cause: unknown): StoreFailed['code'] {
  const state = isNativeError(cause) && 'code' in cause ? String(cause.code) : '';
  if (state === '40001' || state === '40P01') return 'collision';
  if (state === '53300' || state === '55P03') return 'busy';
  // A connection that ended has no SQLSTATE of five characters.
  if (!/^[0-9A-Z]{5}$/.test(state) || /^08|^57P0/.test(state)) return 'unreachable';
  return 'refused';
}
