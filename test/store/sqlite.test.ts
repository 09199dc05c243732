import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, sql } from 'kysely';
import { verifyAudit } from '../../src/store/audit-chain';
import { openStore } from '../../src/store/open';
import { sqliteDialect } from '../../src/store/sqlite';
import { openSqlite } from '../../src/store/sqlite-engine';
import type { Tables } from '../../src/store/tables';
import { auditKey } from './engines';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'warden-sqlite-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a process that is killed', () => {
  test('loses nothing it has said, keeps nothing by half, and the next one goes on', async () => {
    const file = join(folder, 'killed.db');
    let said: readonly number[] = [];

    for (let round = 0; round < 6; round++) {
      const writer = startChild('write', file);
      await writer.first;
      await sleep(20 + 17 * round);
      said = [...said, ...(await writer.kill())];
    }

    const store = await openStore({ kind: 'sqlite', file }, { auditKey });
    const changes = await store.changes.list({ limit: 1_000_000 });
    const records = await store.audit.list({ limit: 1_000_000 });
    const kept = changes.map(({ id }) => id).toReversed();
    const claims = await Promise.all(kept.map((id) => store.inbox.claim(`change-${id}`, at)));
    await store.close();
    expect(said.length).toBeGreaterThanOrEqual(6);
    expect(said.filter((id) => !kept.includes(id))).toEqual([]);
    expect(kept).toEqual(kept.map((_, n) => n + 1));
    expect(records.map(({ change }) => change).toReversed()).toEqual(kept);
    expect(claims.filter(Boolean)).toEqual([]);
    expect(verifyAudit(records.toReversed(), auditKey)).toMatchObject({ ok: true });
  });
});

describe('two processes on one file', () => {
  test('open it at once and share the outbox', async () => {
    const file = join(folder, 'shared.db');
    const store = await openStore({ kind: 'sqlite', file }, { auditKey });
    for (let n = 0; n < 200; n++) {
      const message = { text: String(n), summary: '' };
      await store.outbox.add({ conversation: `c${n % 20}`, what: { kind: 'say', message }, dueAt: at });
    }

    const taken = await Promise.all([startChild('take', file), startChild('take', file)].map((one) => one.end()));

    const rest = await store.outbox.size();
    await store.close();
    expect(rest).toBe(0);
    expect(taken.flat().sort((a, b) => a - b)).toEqual([...Array(200).keys()].map((n) => n + 1));
  });

  test('make the tables once', async () => {
    const file = join(folder, 'made-by-two.db');

    const taken = await Promise.all([startChild('take', file), startChild('take', file)].map((one) => one.end()));

    expect(taken).toEqual([[], []]);
    const store = await openStore({ kind: 'sqlite', file }, { auditKey });
    expect(await store.outbox.size()).toBe(0);
    await store.close();
  });
});

describe('waiting', () => {
  test('for another process leaves this one free to work', async () => {
    const file = join(folder, 'waiting.db');
    const store = await openStore({ kind: 'sqlite', file }, { auditKey });
    const other = openSqlite(file, 0);
    other.exec('begin immediate');
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);

    const claimed = store.inbox.claim('key', at).finally(() => {
      clearInterval(timer);
    });
    await sleep(300);
    other.exec('rollback');

    expect(await claimed).toBe(true);
    other.close();
    await store.close();
    expect(ticks).toBeGreaterThan(2);
  });

  test('for another process ends', async () => {
    const file = join(folder, 'held.db');
    const db = aDatabase(file, { turnMilliseconds: 1000, fileMilliseconds: 100 });
    await sql`create table t (a integer)`.execute(db);
    const other = openSqlite(file, 0);
    other.exec('begin immediate');

    await expect(sql`insert into t values (1)`.execute(db)).rejects.toMatchObject({ code: 'busy', retryable: true });

    other.exec('rollback');
    other.close();
    await sql`insert into t values (1)`.execute(db);
    await db.destroy();
  });

  test('for a transaction from inside of it ends with a sentence, and the next one works', async () => {
    const db = aDatabase(':memory:', { turnMilliseconds: 50, fileMilliseconds: 100 });

    const work = db.transaction().execute(async () => {
      await sql`select 1`.execute(db);
    });

    await expect(work).rejects.toThrow('Inside a transaction only its own records may be awaited');
    expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
    await db.destroy();
  });
});

describe('the file', () => {
  test('is made with its folder, for its owner only', async () => {
    const file = join(folder, 'new', 'folder', 'warden.db');

    const store = await openStore({ kind: 'sqlite', file }, { auditKey });
    await store.inbox.claim('key', at);

    expect(statSync(file).mode & 0o077).toBe(0);
    expect(statSync(`${file}-wal`).mode & 0o077).toBe(0);
    await store.close();
  });

  test.each([
    ['with a log is flushed by us, in another thread', 'pragmas.db', 'wal', 1],
    ['without a log is flushed by SQLite at every commit', ':memory:', 'memory', 2],
  ])('%s', async (_, name, mode, synchronous) => {
    const file = name === ':memory:' ? name : join(folder, name);
    const db = aDatabase(file, { turnMilliseconds: 100, fileMilliseconds: 100 });

    expect((await sql`pragma journal_mode`.execute(db)).rows).toEqual([{ journal_mode: mode }]);
    expect((await sql`pragma synchronous`.execute(db)).rows).toEqual([{ synchronous }]);
    await db.destroy();
  });

  test('that cannot be opened is named', async () => {
    const opening = openStore({ kind: 'sqlite', file: folder }, { auditKey });

    await expect(opening).rejects.toMatchObject({ name: 'StoreFailed', code: 'unreachable' });
    await expect(opening).rejects.toThrow(`opening the database ${folder}`);
  });

  test('takes no audit record in the place of another', async () => {
    const file = join(folder, 'replaced.db');
    const store = await openStore({ kind: 'sqlite', file }, { auditKey });
    await store.audit.append({ at, kind: 'change.applied', actor: { objectId: 'a', name: 'A' }, facts: {} });
    const other = openSqlite(file, 1000);

    expect(() => {
      other.exec(`insert or replace into audit values (1, 0, 'b', null, '{}', '', 'forged')`);
    }).toThrow('append-only');

    other.close();
    expect(await store.audit.list({ limit: 5 })).toMatchObject([{ sequence: 1, kind: 'change.applied' }]);
    await store.close();
  });
});

const at = '2026-03-02T09:00:00.000Z';

function aDatabase(file: string, patience: Parameters<typeof sqliteDialect>[1]): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: sqliteDialect(file, patience) });
}

interface Child {
  /** When it has said its first number. */
  readonly first: Promise<unknown>;
  /** The whole numbers it said. */
  kill(): Promise<readonly number[]>;
  end(): Promise<readonly number[]>;
}

function startChild(act: 'write' | 'take', file: string): Child {
  const script = ['-r', join(__dirname, 'run-typescript.cjs'), join(__dirname, 'child.ts'), act, file];
  const child: ChildProcess = spawn(process.execPath, script, { stdio: ['ignore', 'pipe', 'pipe'] });
  const out: string[] = [];
  const errors: string[] = [];
  child.stdout?.on('data', (text) => out.push(String(text)));
  child.stderr?.on('data', (text) => errors.push(String(text)));
  const closed = once(child, 'close');
  const numbers = () => (out.join('').match(/\d+(?=\n)/g) ?? []).map(Number);
  return {
    first: Promise.race([child.stdout ? once(child.stdout, 'data') : closed, closed]),
    async kill() {
      child.kill('SIGKILL');
      await closed;
      if (child.signalCode !== 'SIGKILL') throw new Error(`the child ended by itself: ${errors.join('')}`);
      return numbers();
    },
    async end() {
      await closed;
      if (child.exitCode !== 0) throw new Error(`the child failed: ${errors.join('')}`);
      return numbers();
    },
  };
}
