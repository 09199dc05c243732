import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../ports';
import type { Actor } from './playground/people';
import { startProxy } from './playground/proxy';
import { settingsText } from './playground/settings';

export { actors, type Actor } from './playground/people';
export { approvalsChannel } from './playground/settings';

export interface PlaygroundOptions {
  /** The bot, without a slash at the end. */
  readonly botUrl: string;
  /** Where the visitor's page is; 0 takes any free one. */
  readonly port: number;
  /** Where the proxy listens that changes who speaks; 0 takes any free one. */
  readonly proxyPort: number;
  /** Six; the visitor begins as the first. */
  readonly people: readonly Actor[];
  readonly log: Log;
}

export interface Playground {
  /** The page to open. */
  readonly url: string;
  readonly proxyUrl: string;
  close(): Promise<void>;
}

/**
 * Starts Microsoft 365 Agents Playground as the chat of the practice tenant, and the proxy in front of the bot. Everything
 * listens on 127.0.0.1. Resolves when the page answers; throws when it does not within half a minute.
 */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const [first, ...others] = options.people;
  if (first === undefined) throw new RangeError('The Playground needs people.');
  const people: readonly [Actor, ...Actor[]] = [first, ...others];
  const port = await freePort(options.port);
  const url = `http://127.0.0.1:${port}`;
  const serviceUrl = `${url}/_connector`;
  const proxy = await startProxy({ ...options, port: options.proxyPort, serviceUrl, actors: people });
  const folder = await mkdtemp(join(tmpdir(), 'warden-playground-'));
  const stop = async (child?: ChildProcess) => {
    if (child !== undefined) await end(child);
    await Promise.all([proxy.close(), rm(folder, { recursive: true, force: true })]);
  };
  try {
    await writeFile(join(folder, '.m365agentsplayground.yml'), settingsText(people));
  } catch (error) {
    await stop();
    throw error;
  }
  const child = start({ folder, port, serviceUrl, endpoint: `${proxy.url}/api/messages` }, options.log);
  try {
    await ready(url, child);
  } catch (error) {
    await stop(child);
    throw error;
  }
  return { url, proxyUrl: proxy.url, close: () => stop(child) };
}

/** The Playground would not say that its port is taken, and whoever has it might answer in its place. */
function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (cause) =>
      reject(new Error(`The Agents Playground cannot have port ${wanted}: it is taken. Choose another.`, { cause })),
    );
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : wanted));
    });
  });
}

interface Start {
  readonly folder: string;
  readonly port: number;
  readonly serviceUrl: string;
  readonly endpoint: string;
}

function start({ folder, port, serviceUrl, endpoint }: Start, log: Log): ChildProcess {
  const channel = ['-c', 'msteams', '-p', String(port), '--su', serviceUrl, '-e', endpoint, '--dt'];
  const child = spawn(
    process.execPath,
    ['--require', join(__dirname, 'playground', 'preload.cjs'), commandFile(), 'start', ...channel],
    {
      cwd: folder,
      // It gets what it needs and none of our secrets.
      env: { PATH: process.env['PATH'], HOME: folder, TEAMSAPPTESTER_BROWSER: 'none' },
      // Its standard input is never written to: that it closes tells the child that we are gone.
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  child.on('error', (error) => log.warn('the playground could not be started', { error: error.message }));
  child.stdin.on('error', () => undefined);
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => log.debug('playground', { text: text.trim() }));
  }
  return child;
}

/** A development dependency: production installs go without it. */
function commandFile(): string {
  try {
    return require.resolve('@microsoft/m365agentsplayground/cli.js');
  } catch (cause) {
    throw new Error(
      'The Agents Playground is not installed: run npm ci with development dependencies, or set WARDEN_PLAYGROUND=off.',
      { cause },
    );
  }
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  for (let waited = 0; waited < 30_000; waited += 100) {
    if (hasEnded(child)) throw new Error('The Agents Playground ended before it was ready.');
    if (await answers(url)) return;
    await sleep(100);
  }
  throw new Error('The Agents Playground did not answer within 30 seconds.');
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), 2_000);
  await gone;
  clearTimeout(killer);
}
