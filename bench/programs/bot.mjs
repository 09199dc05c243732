// The bot as `npm start` puts it together (dist/program.js behind dist/teams/server.js), in a process of its own, so
// that what is measured does not share a thread with those who measure.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerParent } from '../support/child.mjs';

const require = createRequire(import.meta.url);
const dist = (path) => require(`../../dist/${path}.js`);
const { families } = dist('families/index');
const { openGraph } = dist('graph/graph');
const { sandboxToken } = dist('graph/credential');
const { openLog } = dist('log');
const { buildBot, sharedClock } = dist('program');
const { tenantId } = dist('sandbox/seed/ids');
const { watchSettings } = dist('settings-file');
const { openStore } = dist('store/open');
const { startTeams } = dist('teams/server');

const [graphUrl] = process.argv.slice(2);
const log = openLog('warn');
const folder = mkdtempSync(join(tmpdir(), 'warden-bench-'));
const settings = watchSettings(require.resolve('../../dist/sandbox/warden.yaml'), [...families.keys()], log);
let databases = 0;
let parts = await open();
const teams = await startTeams({
  mode: 'sandbox',
  serviceUrlHosts: [],
  host: '127.0.0.1',
  port: 0,
  allowedTenants: [tenantId],
  handle: (incoming) => parts.bot.handle(incoming),
  log,
  clock: parts.clock,
  ready: () => Promise.resolve(true),
});

answerParent(
  { url: `${teams.url}/api/messages` },
  {
    /** An empty database, and a bot that has read nothing yet. */
    async renew() {
      await shut();
      parts = await open();
    },
    async end() {
      await teams.close();
      await shut();
      settings.close();
      rmSync(folder, { recursive: true, force: true });
    },
  },
);

async function open() {
  databases += 1;
  const store = await openStore({ kind: 'sqlite', file: join(folder, `${databases}.sqlite`) }, {});
  const clock = await sharedClock(store, log);
  const graph = openGraph({ root: graphUrl, token: sandboxToken(graphUrl), log });
  const chat = () => teams.chat;
  const bot = buildBot({ store, graph, chat, clock, log, settings: settings.current, tenants: [tenantId] });
  return { store, clock, bot };
}

async function shut() {
  await parts.bot.close();
  parts.clock.close();
  await parts.store.close();
}
