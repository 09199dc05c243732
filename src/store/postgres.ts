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
import { Pool, types, type PoolClient } from 'pg';
import { messageOf, StoreFailed } from './errors';

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
  const clients = new WeakMap<DatabaseConnection, PoolClient>();
  const broken = new WeakSet<DatabaseConnection>();

  function clientOf(connection: DatabaseConnection): PoolClient {
    const client = clients.get(connection);
    if (!client) throw new Error('this connection was given back');
    return client;
  }

  return {
    init: () => Promise.resolve(),
    async acquireConnection() {
      const client = await pool.connect().catch((cause: unknown) => {
        throw new StoreFailed('unreachable', `connecting to PostgreSQL: ${messageOf(cause)}`, { cause });
      });
      const connection = postgresConnection(client);
      clients.set(connection, client);
      return connection;
    },
    async beginTransaction(connection) {
      await ask(clientOf(connection), 'begin');
    },
    async commitTransaction(connection) {
      await commit(clientOf(connection));
    },
    async rollbackTransaction(connection) {
      // Its failure would hide why there is a rollback; a connection that ends rolls back as well.
      await clientOf(connection)
        .query('rollback')
        .catch(() => broken.add(connection));
    },
    releaseConnection(connection) {
      clientOf(connection).release(broken.has(connection));
      clients.delete(connection);
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

function postgresConnection(client: PoolClient): DatabaseConnection {
  return {
    async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
      const { rows, rowCount } = await ask(client, sql, parameters);
      // kysely's types say what the statement gives.
      return { rows: rows as R[], numAffectedRows: BigInt(rowCount ?? 0) };
    },
    streamQuery() {
      throw new Error('the store does not stream');
    },
  };
}

async function ask(client: PoolClient, sql: string, parameters: readonly unknown[] = []) {
  try {
    return await client.query<Record<string, unknown>>(sql, [...parameters]);
  } catch (cause) {
    throw new StoreFailed(codeOf(cause), `PostgreSQL: ${messageOf(cause)}`, { cause });
  }
}

async function commit(client: PoolClient): Promise<void> {
  const { command } = await ask(client, 'commit').catch((error: unknown) => {
    if (!(error instanceof StoreFailed) || error.code !== 'unreachable') throw error;
    throw new StoreFailed('unclear', 'commit: the connection broke before PostgreSQL answered', { cause: error });
  });
  // After a failed statement PostgreSQL answers COMMIT with ROLLBACK and no error.
  if (command !== 'COMMIT') {
    throw new StoreFailed('refused', 'commit: a statement of this transaction failed before');
  }
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
