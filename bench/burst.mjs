// Ten thousand devices fall out of compliance at once, while Teams refuses every second message.
import { setTimeout as sleep } from 'node:timers/promises';
import { startBusyTeams } from './support/busy-teams.mjs';
import { startChild } from './support/child.mjs';

const devices = 100_000;
const failing = 10_000;
const channels = ['19:first@thread.tacv2', '19:second@thread.tacv2'];
const groupIntervalSeconds = 10;
const bars = { afterSweepSeconds: 5 };
const patienceSeconds = 120;

export async function burst() {
  const tenant = await startChild('devices');
  const teams = await startBusyTeams();
  const bot = await startAfter(tenant, teams);
  try {
    await until('the first sweep', async () => (await bot.ask('swept')).swept.length === 1);
    await tenant.ask('become', { devices, version: 1, oneIn: devices / failing });
    const before = Date.now();
    await bot.ask('sweep');
    await until('the sweep', async () => (await bot.ask('swept')).swept.length === 2);
    const swept = (await bot.ask('swept')).swept[1];
    if (swept.changed !== failing || swept.news !== failing) throw new Error(JSON.stringify(swept));
    // Cards that were posted in the middle of the sweep are drawn anew when their interval is over.
    await until('the cards', async () => toldIn(teams) === failing * channels.length).catch(() => undefined);
    await until('the outbox', async () => (await bot.ask('waiting')).rows === 0);
    return rowsOf({ swept, before, teams, ...(await bot.ask('groups')) });
  } finally {
    await bot.end();
    await tenant.end();
    await teams.close();
  }
}

async function startAfter(tenant, teams) {
  await tenant.ask('become', { devices, version: 0 });
  return startChild('alerting', [tenant.url, teams.url, String(groupIntervalSeconds), ...channels]);
}

function rowsOf({ swept, before, teams, groups }) {
  const cards = teams.taken.filter(({ isNew, isCard }) => isNew && isCard);
  const first = Math.min(...cards.map(({ at }) => at));
  const afterSweep = (first - swept.endedAt) / 1000;
  const told = toldIn(teams);
  const all = failing * channels.length;
  return [
    {
      name: 'The first card, after the sweep',
      figure: `${afterSweep.toFixed(1)} s`,
      bar: `≤ ${bars.afterSweepSeconds} s`,
      holds: afterSweep <= bars.afterSweepSeconds,
      about: `${((first - before) / 1000).toFixed(1)} s after it began, the sweep itself ${(swept.milliseconds / 1000).toFixed(1)} s`,
    },
    {
      name: 'Cards for each group',
      figure: `${(cards.length / groups).toFixed(2)}`,
      bar: '1',
      holds: cards.length === groups,
      about: `${groups} groups in ${channels.length} channels`,
    },
    {
      name: 'Devices on the cards, in all channels',
      figure: told.toLocaleString('en-US'),
      bar: `= ${all.toLocaleString('en-US')}`,
      holds: told === all,
      about: `${teams.refused()} messages refused with 429, ${teams.taken.length} taken`,
    },
  ];
}

/** How many devices the cards tell of, as they now stand. */
function toldIn({ taken }) {
  const standing = new Map(taken.filter(({ isCard }) => isCard).map(({ id, summary }) => [id, summary]));
  return [...standing.values()].reduce((sum, summary) => sum + countIn(summary), 0);
}

/** «Windows · 5,000 devices noncompliant …» */
function countIn(summary) {
  return Number((/([\d.,\u202f]+) devices?/.exec(summary)?.[1] ?? '0').replaceAll(/\D/g, ''));
}

async function until(what, holds) {
  const giveUpAt = Date.now() + patienceSeconds * 1000;
  while (!(await holds())) {
    if (Date.now() > giveUpAt) throw new Error(`${what} did not come within ${patienceSeconds} s`);
    await sleep(100);
  }
}
