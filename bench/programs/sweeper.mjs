// The sweep as the bot does it, in a process that is otherwise an idle bot: what it takes on top of that is the sweep's.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { answerParent, startChild } from '../support/child.mjs';

const require = createRequire(import.meta.url);
const dist = (path) => require(`../../dist/${path}.js`);
const { families } = dist('families/index');
const { openGraph } = dist('graph/graph');
const { openLog } = dist('log');
const { pagesThread } = dist('pages-thread');
const { sweepDevices } = dist('alerts/sweep');
const { buildBot, rulesFrom, sharedClock } = dist('program');
const { tenantId } = dist('sandbox/seed/ids');
const { parseSettings } = dist('settings-file');
const { openStore } = dist('store/open');

const [root, partitions] = process.argv.slice(2);
const log = openLog('warn');
const folder = mkdtempSync(join(tmpdir(), 'warden-bench-'));
const where = { kind: 'sqlite', file: join(folder, 'sweep.sqlite') };
const store = await openStore(where, {});
const clock = await sharedClock(store, log);
const token = () => Promise.resolve('t');
const graph = openGraph({ root, token, log });
const { settings } = parseSettings(`alerts: { sweep: '0 0 1 1 *', settleHours: 0, partitions: ${partitions} }`, [
  ...families.keys(),
]);
const chat = () => {
  throw new Error('nothing is said here');
};
// Sweeps are begun here and not by its clock; all else of the bot runs.
const bot = buildBot({
  store,
  graph,
  chat,
  clock,
  log,
  tenants: [tenantId],
  settings: () => ({ ...settings, alerts: { ...settings.alerts, sweep: 'off' } }),
});
const thread = pagesThread({ root, token, log, where });
const ports = {
  store,
  graph,
  clock,
  log,
  settings: () => rulesFrom(settings, [tenantId]).alerts,
  membersOf: () => Promise.resolve([]),
  instance: 'bench',
  pages: thread.pages,
};

answerParent(
  {},
  {
    /** By a process of its own, since what it takes is not the sweep's. */
    async fill({ devices }) {
      const filler = await startChild('filler', [where.file]);
      await filler.ask('fill', { devices });
      await filler.end();
    },
    memory: () => ({ bytes: process.memoryUsage.rss() }),
    /** One sweep: how long it took, the most memory it held, and how late the main loop came. */
    async sweep() {
      const delay = monitorEventLoopDelay({ resolution: 1 });
      let peak = 0;
      const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
      delay.enable();
      const began = performance.now();
      const swept = await sweepDevices(ports);
      const milliseconds = performance.now() - began;
      delay.disable();
      clearInterval(watch);
      return { ...swept, milliseconds, peak, delayMilliseconds: delay.percentile(99) / 1e6, cpu: process.cpuUsage() };
    },
    async end() {
      await bot.close();
      await thread.close();
      clock.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  },
);
