// From `npm start` to the page of the chat, to the first reply and to the first plan card, on an empty database. Nobody can
// ask before the page is there, so the first sentence is said once it is.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ana, chatWith, messageOf } from './support/activity.mjs';
import { plainEnvironment } from './support/child.mjs';
import { startConnector } from './support/connector.mjs';
import { senderTo } from './support/send.mjs';

const barSeconds = 15;
const giveUpSeconds = 60;

export async function firstReply() {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const data = mkdtempSync(join(tmpdir(), 'warden-bench-'));
  const [port, sandbox, playground] = await freePorts(3);
  const connector = await startConnector();
  const env = plainEnvironment({
    PORT: port,
    SANDBOX_PORT: sandbox,
    PLAYGROUND_PORT: playground,
    WARDEN_PLAYGROUND: 'on',
    WARDEN_DATA: data,
  });
  const began = performance.now();
  const server = start(root, env);
  try {
    return await Promise.race([
      watch({ port, playground, connector, began }),
      server.gone.then((said) => Promise.reject(new Error(`The server ended.\n${said()}`))),
    ]);
  } finally {
    await server.end();
    await connector.close();
    rmSync(data, { recursive: true, force: true });
  }
}

/** The one command people give. */
function start(root, env) {
  const npm = process.env['npm_execpath'];
  const [command, ...args] = npm === undefined ? ['npm', 'start'] : [process.execPath, npm, 'start'];
  // A process group of its own: npm, the server and the Playground are ended together, and nothing else is.
  const child = spawn(command, args, { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said = (said + text).slice(-4000)));
  const gone = new Promise((resolve) => {
    child.once('exit', () => resolve(() => said));
    child.once('error', (error) => resolve(() => String(error)));
  });
  return {
    gone,
    async end() {
      signal(child, 'SIGTERM');
      const killer = setTimeout(() => signal(child, 'SIGKILL'), 15_000);
      await gone;
      clearTimeout(killer);
      // The server may outlive npm by a moment, and lets go of its files only then.
      for (let waited = 0; isThere(child) && waited < 15_000; waited += 50) await sleep(50);
      signal(child, 'SIGKILL');
    },
  };
}

function signal(child, name) {
  try {
    process.kill(-child.pid, name);
  } catch {
    // Nobody of the group is left.
  }
}

function isThere(child) {
  try {
    return process.kill(-child.pid, 0);
  } catch {
    return false;
  }
}

async function watch({ port, playground, connector, began }) {
  await untilAnswered(() => fetch(`http://127.0.0.1:${playground}/`));
  const page = performance.now() - began;
  const sender = senderTo(`http://127.0.0.1:${port}/api/messages`);
  const answered = async (text) => {
    const shown = connector.next(chatWith(ana));
    await sender.post(messageOf(ana, text, connector.url));
    return (await shown).card - began; // when the card of the answer came
  };
  const reply = await answered('help');
  const card = await answered('set max threat level Medium for Outlook, block access');
  sender.close();
  return [
    rowOf('page of the chat after npm start', page),
    rowOf('first reply: «help», said on that page', reply),
    rowOf('first plan card, asked for after that', card),
  ];
}

async function untilAnswered(ask) {
  for (const until = performance.now() + giveUpSeconds * 1000; performance.now() < until; await sleep(20)) {
    const answer = await ask().catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.status === 200) return;
  }
  throw new Error(`The server did not answer within ${giveUpSeconds} s.`);
}

/** Held all at once, so that they differ. */
async function freePorts(count) {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise((resolve, reject) => {
          const server = createServer().once('error', reject);
          server.listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function rowOf(name, milliseconds) {
  const seconds = milliseconds / 1000;
  return { name, figure: `${seconds.toFixed(1)} s`, bar: `≤ ${barSeconds} s`, holds: seconds <= barSeconds };
}
