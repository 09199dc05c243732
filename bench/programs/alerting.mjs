// The bot as `npm start` puts it together, with channels that hear of alerts; a sweep begins when it is told to.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerParent } from '../support/child.mjs';

const require = createRequire(import.meta.url);
const dist = (path) => require(`../../dist/${path}.js`);
const { families } = dist('families/index');
const { openGraph } = dist('graph/graph');
const { openLog } = dist('log');
const { pagesThread } = dist('pages-thread');
const { buildBot, sharedClock } = dist('program');
const { tenantId } = dist('sandbox/seed/ids');
const { parseSettings } = dist('settings-file');
const { openStore } = dist('store/open');
const { startTeams } = dist('teams/server');

const [root, serviceUrl, groupIntervalSeconds, ...channels] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'warden-bench-'));
const where = { kind: 'sqlite', file: join(folder, 'alerts.sqlite') };
const swept = [];
const log = listening(openLog('warn'));
const store = await openStore(where, {});
for (const id of channels) await store.conversations.put(channelOf(id));
const clock = await sharedClock(store, log);
const token = () => Promise.resolve('t');
const graph = openGraph({ root, token, log });
const thread = pagesThread({ root, token, log, where });
const late = {};
// The first sweep comes with the start; after it the next one is begun here.
const { settings } = parseSettings(
  JSON.stringify({
    alerts: {
      sweep: '0 0 1 1 *',
      settleHours: 0,
      summary: 'off',
      groupIntervalSeconds: Number(groupIntervalSeconds),
      channels: channels.map((channel) => ({ channel, discreet: false })),
    },
  }),
  [...families.keys()],
);
const bot = buildBot({
  store,
  graph,
  pages: thread.pages,
  chat: () => late.chat,
  clock,
  log,
  settings: () => settings,
  tenants: [tenantId],
});
const teams = await startTeams({
  mode: 'sandbox',
  serviceUrlHosts: [],
  host: '127.0.0.1',
  port: 0,
  allowedTenants: [tenantId],
  handle: (incoming) => bot.handle(incoming),
  log,
  clock,
  ready: () => Promise.resolve(true),
});
late.chat = teams.chat;

answerParent(
  {},
  {
    /** What the sweeps so far were like. */
    swept: () => ({ swept }),
    /** A sweep begins as soon as the bot next looks what is due. */
    async sweep() {
      const at = new Date();
      await store.due.set({ key: 'sweep', at: at.toISOString(), job: 'sweep', about: '' });
    },
    groups: async () => ({ groups: (await store.groups.living()).length }),
    /** What has not gone out yet. */
    waiting: async () => ({ rows: await store.outbox.size() }),
    async end() {
      await teams.close();
      await bot.close();
      await thread.close();
      clock.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  },
);

/** The bot says in its log that a sweep is over, and how long it took. */
function listening(plain) {
  return {
    ...plain,
    info(message, facts) {
      if (message === 'devices swept') swept.push({ ...facts, endedAt: Date.now() });
      else plain.info(message, facts);
    },
  };
}

function channelOf(id) {
  const conversation = { id, conversationType: 'channel', isGroup: true, tenantId };
  const reference = { serviceUrl, channelId: 'msteams', bot: { id: '28:warden-bench' }, conversation };
  return { id, kind: 'channel', tenantId, serviceUrl, name: id, reference };
}
