import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createConnection, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { transformSync } from '@swc/core';

/** The program as `npm start` runs it, in processes of its own that can be killed. */

export const auditKey = 'the key of these tests';

export interface Program {
  /** Starts an instance and waits until it serves. */
  start(wishes: Wishes): Promise<Instance>;
  /** Runs one of the other programs to its end. */
  run(
    name: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
    typed?: string,
  ): Promise<Ended>;
  /** A module of it, as it runs in production: for what runs in threads of its own. */
  readonly module: (name: string) => unknown;
  close(): void;
}

export interface Ended {
  readonly code: number | null;
  readonly said: string;
}

export interface Wishes {
  readonly graphUrl: string;
  /** PostgreSQL, or the folder of an embedded database. */
  readonly database: { readonly url: string } | { readonly folder: string };
  /** A warden.yaml instead of the practice tenant's. */
  readonly config?: string;
}

export interface Instance {
  readonly url: string;
  /** True once it has sent a Graph request of this method. */
  readonly sent: (method: string) => boolean;
  /** Gone at once, as when its machine fails. */
  kill(): Promise<void>;
  /** Told to end; gives its exit code. */
  stop(): Promise<number | null>;
  readonly said: readonly string[];
}

const root = join(__dirname, '..', '..');

/** Compiles the program once, into a folder of its own, so that no build has to be there. */
export function buildProgram(): Program {
  const folder = mkdtempSync(join(tmpdir(), 'warden-program-'));
  compile(join(root, 'src'), join(folder, 'dist'));
  cpSync(join(root, 'cards'), join(folder, 'cards'), { recursive: true });
  symlinkSync(join(dirname(require.resolve('pg')), '..', '..'), join(folder, 'node_modules'));
  const main = join(folder, 'dist', 'main.js');
  return {
    start: (wishes) => startInstance(main, wishes),
    run: (name, args, environment, typed) =>
      runToEnd(join(folder, 'dist', 'cli', `${name}.js`), args, environment, typed),
    module: (name) => createRequire(__filename)(join(folder, 'dist', `${name}.js`)) as unknown,
    close: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function compile(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) compile(source, target);
    else if (!entry.name.endsWith('.ts')) cpSync(source, target);
    else writeFileSync(target.replace(/\.ts$/, '.js'), transpiled(source));
  }
}

function transpiled(file: string): string {
  return transformSync(readFileSync(file, 'utf8'), {
    filename: file,
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  }).code;
}

async function runToEnd(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  typed = '',
): Promise<Ended> {
  const env = { PATH: process.env['PATH'], ...environment };
  const child = spawn(process.execPath, [file, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(typed);
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => said.push(text));
  await once(child, 'close');
  return { code: child.exitCode, said: said.join('') };
}

async function startInstance(main: string, { graphUrl, database, config }: Wishes): Promise<Instance> {
  const wire = await startWire(Number(new URL(graphUrl).port));
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      WARDEN_PLAYGROUND: 'off',
      WARDEN_AUDIT_KEY: auditKey,
      WARDEN_LOG: 'warn',
      GRAPH_BASE_URL: wire.url,
      ...(config === undefined ? {} : { WARDEN_CONFIG: config }),
      ...('url' in database ? { DATABASE_URL: database.url } : { WARDEN_DATA: database.folder }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const url = await listening(child, said);
  return {
    url,
    said,
    sent: wire.sent,
    async kill() {
      await ended(child, 'SIGKILL');
      wire.close();
    },
    async stop() {
      const code = await ended(child, 'SIGTERM');
      wire.close();
      return code;
    },
  };
}

async function listening(child: ChildProcess, said: readonly string[]): Promise<string> {
  for (let waited = 0; waited < 90_000; waited += 20) {
    const url = /listens on (http:\/\/127\.0\.0\.1:\d+)/.exec(said.join(''))?.[1];
    if (url !== undefined) return url;
    if (child.exitCode !== null) break;
    await sleep(20);
  }
  child.kill('SIGKILL');
  throw new Error(
    `The program did not start (${child.exitCode ?? child.signalCode ?? 'it still runs'}). It said:\n${said.join('')}`,
  );
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
  return child.exitCode;
}

interface Wire {
  readonly url: string;
  readonly sent: (method: string) => boolean;
  close(): void;
}

/** Between one instance and Graph, so that it is known which instance a request came from. */
async function startWire(port: number): Promise<Wire> {
  const begun: string[] = [];
  const server = createServer((from) => {
    const to = createConnection(port, '127.0.0.1');
    from.on('data', (bytes: Buffer) => {
      const method = /^([A-Z]+) \//.exec(bytes.toString('latin1'))?.[1];
      if (method !== undefined) begun.push(method);
    });
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const)
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
    from.pipe(to).pipe(from);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: own } = server.address() as AddressInfo; // it listens on a port
  return {
    url: `http://127.0.0.1:${own}`,
    sent: (method) => begun.includes(method),
    close: () => {
      server.close();
    },
  };
}
