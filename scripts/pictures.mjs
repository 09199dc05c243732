// Takes the pictures of docs/pictures: what a visitor of the practice tenant sees, in the Agents Playground.
// Needs a Chromium: CHROMIUM=/path/to/chromium npm run pictures
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = join(root, 'docs/pictures');
// A narrow page drawn large: 900 dots wide, and the card fills it. Higher than all that is said, so that nothing scrolls.
const viewport = { width: 600, height: 5_000 };
const dots = 1.5;

mkdirSync(out, { recursive: true });
const folder = await mkdtemp(join(tmpdir(), 'warden-pictures-'));
let warden, browser;
try {
  warden = await startWarden(folder);
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  const page = await openChat(browser, warden.url);

  const change = 'set max threat level Medium for Outlook, block access';
  await say(page, change);
  await page.getByRole('button', { name: 'Approve', exact: true }).waitFor();
  await take(page, change, 'plan');

  await say(page, 'as Omar');
  await page.getByText('You are now Omar Haddad').first().waitFor();
  await page.getByPlaceholder('Optional, shown on the card').fill('agreed in the change board');
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await page.getByText('verified by reading back').first().waitFor();
  await take(page, undefined, 'applied');

  await say(page, 'as Ana');
  await page.getByText('You are now Ana Ruiz').first().waitFor();
  await say(page, 'check readiness');
  await page.getByText('Readiness').first().waitFor();
  await take(page, 'check readiness', 'readiness');

  await say(page, 'help');
  await page.getByText('Try without changing').first().waitFor();
  await take(page, 'help', 'help');
  console.log(`four pictures in ${out}`);
} finally {
  await browser?.close();
  await warden?.close();
  await rm(folder, { recursive: true, force: true });
}

/** The chat alone: without the list of conversations and without the log. */
async function openChat(browser, url) {
  const page = await browser.newPage({ viewport, deviceScaleFactor: dots, locale: 'en-GB', timezoneId: 'UTC' });
  // The page asks a content network for fonts; it does without.
  await page.route('**/*', (route) =>
    new URL(route.request().url()).hostname === '127.0.0.1' ? route.continue() : route.abort(),
  );
  await page.goto(url);
  await page.getByRole('textbox').last().waitFor();
  await page.getByTitle('Hide log panel').click();
  await page.getByTitle('Toggle app bar and conversation window').click();
  return page;
}

async function say(page, text) {
  // The last one: a card above may have an input of its own.
  await page.getByRole('textbox').last().click();
  await page.keyboard.type(text);
  await page.locator('button[aria-label="Send Message"]').click();
}

/** From what was said, or else from the top of the card, to the end of the last card. */
async function take(page, said, name) {
  await page.mouse.move(1, 1);
  // The card is drawn in several steps, and the last message slides in.
  await page.waitForTimeout(1_000);
  const card = await page.locator('.ac-adaptiveCard').last().boundingBox();
  const words = said && (await page.getByText(said, { exact: true }).first().boundingBox());
  // With the line of name and time above, and the frame around the card.
  const top = words ? words.y - 31 : card.y - 36;
  const clip = { x: 0, y: top, width: viewport.width, height: card.y + card.height + 11 - top };
  await page.screenshot({ path: join(out, `${name}.png`), clip });
}

/** `npm start` on free ports, with a database of its own. */
async function startWarden(home) {
  const [port, sandboxPort, playgroundPort] = await Promise.all([freePort(), freePort(), freePort()]);
  const child = spawn(process.execPath, [join(root, 'dist/main.js')], {
    env: {
      PATH: process.env.PATH,
      HOME: home,
      PORT: String(port),
      SANDBOX_PORT: String(sandboxPort),
      PLAYGROUND_PORT: String(playgroundPort),
      WARDEN_DATA: join(home, 'data'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const close = () => end(child);
  const url = `http://127.0.0.1:${playgroundPort}`;
  try {
    await answers(`http://127.0.0.1:${port}/healthz`, child);
    await answers(url, child);
  } catch (error) {
    await close();
    throw error;
  }
  return { url, close };
}

async function answers(url, child) {
  for (let waited = 0; waited < 40_000; waited += 200) {
    if (child.exitCode !== null) throw new Error('Warden did not start. Built? npm run build.');
    const status = await fetch(url, { signal: AbortSignal.timeout(1_000) }).then(
      (response) => response.status,
      () => undefined,
    );
    if (status === 200) return;
    await sleep(200);
  }
  throw new Error(`${url} did not answer.`);
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await gone;
  clearTimeout(killer);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
      .once('error', reject)
      .listen(0, '127.0.0.1', () => {
        const { port } = server.address();
        server.close(() => resolve(port));
      });
  });
}
