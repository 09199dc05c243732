import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Store } from '../../src/ports';
import { openStore, type Where } from '../../src/store/open';
import { openSqlite } from '../../src/store/sqlite-engine';
import { findPostgres, startPostgres, type TestPostgres } from '../support/postgres';

/** The engines the contract is kept by: each test gets its own empty database. */
export interface Engine {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  empty(): Promise<Where>;
}

/** A database in use by a test. */
export interface Opened {
  readonly where: Where;
  readonly store: Store;
  /** Another way into the same database, as a second process has it; in memory there is only the one. */
  readonly other: Store;
  /** Runs SQL behind the back of the store; not in memory. */
  readonly sql: (text: string) => Promise<void>;
  close(): Promise<void>;
}

export const auditKey = 'the key of these tests';

/** An empty database. On PostgreSQL the one of the test before is cleared, which is faster than making one. */
export async function openOn(engine: Engine, before?: Where): Promise<Opened> {
  const where = before?.kind === 'postgres' ? before : await engine.empty();
  if (where === before) await runSql(where, clear);
  const store = await openStore(where, { auditKey });
  const inMemory = where.kind === 'sqlite' && where.file === ':memory:';
  const other = inMemory ? store : await openStore(where, { auditKey });
  return {
    where,
    store,
    other,
    sql: (text) => runSql(where, text),
    async close() {
      await store.close();
      if (other !== store) await other.close();
    },
  };
}

/** Holds somebody up until it is opened. */
export function aGate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

/** 10,000 characters that do not compress: more than PostgreSQL takes as an index key. */
export function longName(): string {
  const parts = [...Array(160).keys()].map((n) => createHash('sha256').update(String(n)).digest('hex'));
  return parts.join('').slice(0, 10_000);
}

const clear = `do $$ begin
  alter table audit disable trigger user;
  execute (
    select 'truncate ' || string_agg(quote_ident(tablename), ', ') || ' restart identity'
    from pg_tables where schemaname = 'public' and tablename <> 'migration'
  );
  alter table audit enable trigger user;
end $$`;

export async function runSql(where: Where, text: string): Promise<void> {
  if (where.kind === 'sqlite') {
    const sqlite = openSqlite(where.file, 1000);
    try {
      sqlite.exec(text);
    } finally {
      sqlite.close();
    }
    return;
  }
  const client = new Client({ connectionString: where.url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

const inMemory: Engine = {
  name: 'SQLite in memory',
  start: () => Promise.resolve(),
  stop: () => Promise.resolve(),
  empty: () => Promise.resolve({ kind: 'sqlite', file: ':memory:' }),
};

function onFile(): Engine {
  let folder = '';
  let count = 0;
  return {
    name: 'SQLite on file',
    start() {
      folder = mkdtempSync(join(tmpdir(), 'warden-store-'));
      return Promise.resolve();
    },
    stop() {
      rmSync(folder, { recursive: true, force: true });
      return Promise.resolve();
    },
    empty: () => Promise.resolve({ kind: 'sqlite', file: join(folder, `${++count}.db`) }),
  };
}

/** PostgreSQL where there is one; where there is none it is said, and its tests are left out. */
export function postgresEngines(): readonly Engine[] {
  const found = findPostgres();
  if (found.kind === 'none') {
    // Nobody reads what a build says when it passes.
    if (process.env['CI']) throw new Error(`PostgreSQL cannot be tested: ${found.why}`);
    process.stderr.write(`PostgreSQL is not tested: ${found.why}.\n`);
    return [];
  }
  let server: TestPostgres | undefined;
  const engine: Engine = {
    name: 'PostgreSQL',
    async start() {
      server = await startPostgres(found);
    },
    async stop() {
      await server?.stop();
    },
    async empty() {
      if (!server) throw new Error('the server is not started');
      return { kind: 'postgres', url: await server.emptyDatabase() };
    },
  };
  return [engine];
}

export const lasting: readonly Engine[] = [onFile(), ...postgresEngines()];
export const engines: readonly Engine[] = [inMemory, ...lasting];
