import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';

const program = join(__dirname, '..', '..', 'dist', 'main.js');
const browserFile = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) =>
  existsSync(file),
);
if (browserFile === undefined) {
  console.warn('test/browser is skipped: there is no chromium here (apt-get install -y chromium).');
}

/** What a visitor sees who runs `npm start` with nothing configured. */
(browserFile === undefined ? describe.skip : describe)('the practice tenant in a browser', () => {
  let warden: Warden;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    [warden, browser] = await Promise.all([
      startWarden(),
      chromium.launch({ executablePath: browserFile ?? '', args: ['--no-sandbox'] }),
    ]);
    page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
    // The page asks a content network for fonts; it does without.
    await page.route('**/*', (route) =>
      new URL(route.request().url()).hostname === '127.0.0.1' ? route.continue() : route.abort(),
    );
    await page.goto(warden.playgroundUrl);
    await page.getByRole('textbox').last().waitFor();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await warden?.close();
  }, 30_000);

  test('a change is asked for by Ana, refused to her, approved by Omar, and applied', async () => {
    await say('set max threat level Medium for Outlook, block access');
    await approve().waitFor();
    expect(await shown()).toMatch(/Max allowed device threat level\s+High\s*→\s*Medium/);

    await approve().click();
    await page.getByText('You asked for this change, so someone else has to approve it.').first().waitFor();
    expect(await approve().count()).toBe(1);

    await say('as Omar');
    await page.getByText('You are now Omar Haddad (approver).').first().waitFor();
    await approve().click();
    await page.getByText('Approved by Omar Haddad').first().waitFor();
    expect(await shown()).toMatch(/Applied .* UTC, verified by reading back/);
    expect(await approve().count()).toBe(0);

    await page.getByRole('treeitem').filter({ hasText: 'Approvals' }).click();
    await page.getByText('Start a new post').first().waitFor();
    await page.getByText('verified by reading back').first().waitFor();
    expect(await shown()).toMatch(/Applied .* UTC, verified by reading back/);
  }, 60_000);

  const approve = () => page.getByRole('button', { name: 'Approve', exact: true });
  const shown = () => page.locator('body').innerText();

  async function say(text: string): Promise<void> {
    // The last one: a card above may have an input of its own.
    await page.getByRole('textbox').last().click();
    await page.keyboard.type(text);
    await page.locator('button[aria-label="Send Message"]').click();
  }
});

interface Warden {
  readonly playgroundUrl: string;
  close(): Promise<void>;
}

/** `npm start` on free ports, with a database of its own. */
async function startWarden(): Promise<Warden> {
  const [port, sandboxPort, playgroundPort] = await Promise.all([freePort(), freePort(), freePort()]);
  const folder = await mkdtemp(join(tmpdir(), 'warden-browser-'));
  const child = spawn(process.execPath, [program], {
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      PORT: String(port),
      SANDBOX_PORT: String(sandboxPort),
      PLAYGROUND_PORT: String(playgroundPort),
      WARDEN_DATA: join(folder, 'data'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const close = async () => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await answers(`http://127.0.0.1:${port}/healthz`, child);
    await answers(`http://127.0.0.1:${playgroundPort}`, child);
  } catch (error) {
    await close();
    throw new Error(`Warden did not start. It said:\n${said.join('')}`, { cause: error });
  }
  return { playgroundUrl: `http://127.0.0.1:${playgroundPort}`, close };
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  for (let waited = 0; waited < 40_000; waited += 200) {
    if (child.exitCode !== null) throw new Error(`Warden ended with ${child.exitCode}.`);
    const status = await fetch(url, { signal: AbortSignal.timeout(1_000) }).then(
      (response) => response.status,
      () => undefined,
    );
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${url} did not answer.`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await gone;
  clearTimeout(killer);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
