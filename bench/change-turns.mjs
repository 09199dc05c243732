// A change request, from the message to the plan card at the stand-in for Teams. Each sentence names another policy and
// comes from another requestor, so that none meets a lock or a role remembered from the turn before.
import { setTimeout as sleep } from 'node:timers/promises';
import { ana, approvers, chatWith, messageOf } from './support/activity.mjs';
import { startChild } from './support/child.mjs';
import { startConnector } from './support/connector.mjs';
import { median } from './support/numbers.mjs';
import { atATime, policyName, requestorOf } from './support/people.mjs';
import { senderTo } from './support/send.mjs';

const atOnce = 10;
/** A server runs for weeks: Node compiles what it runs often, which takes it some hundred turns. */
const warmUpRounds = 15;
const rounds = 7;
/** Teams takes 50 messages a second from one bot, and the bot keeps to it: a round begins with that second behind it. */
const teamsMilliseconds = 1000;
const slowTurns = 9;
const bars = { perSecond: 50, signMilliseconds: 1000, cardMilliseconds: 2000 };

export async function changeTurns(tenant) {
  return [await promptly(tenant), ...(await slowly(tenant))];
}

/** Graph answers at once: turns per second, of rounds that each speak of all policies there are. */
async function promptly(tenant) {
  return withBot(tenant.prompt, async ({ bot, turn }) => {
    const perSecond = [];
    const cpu = { bot: [], tenant: [] };
    for (let round = 0; round < warmUpRounds + rounds; round += 1) {
      await tenant.ask('prepare', { from: round * atATime, turns: atATime });
      await sleep(teamsMilliseconds);
      const before = { bot: await bot.cpu(), tenant: await tenant.cpu() };
      const began = performance.now();
      await sideBySide(atOnce, atATime, (i) => turn(round * atATime + i));
      const seconds = (performance.now() - began) / 1000;
      if (round < warmUpRounds) continue;
      perSecond.push(atATime / seconds);
      cpu.bot.push(((await bot.cpu()) - before.bot) / atATime);
      cpu.tenant.push(((await tenant.cpu()) - before.tenant) / atATime);
    }
    const figure = median(perSecond);
    return {
      name: `Graph answers at once, ${atOnce} at a time`,
      figure: `${Math.round(figure)} turns/s`,
      // What else the machine does makes turns longer, not dearer: this tells both apart.
      about: `processor a turn: bot ${median(cpu.bot).toFixed(1)} ms, practice tenant ${median(cpu.tenant).toFixed(1)} ms`,
      bar: `≥ ${bars.perSecond} turns/s`,
      holds: figure >= bars.perSecond,
    };
  });
}

/** Each call to Graph takes 200 ms: when the asker sees the first sign, and when the card, one turn at a time. */
async function slowly(tenant) {
  return withBot(tenant.slow, async ({ bot, turn, say }) => {
    await tenant.ask('prepare', { from: 0, turns: slowTurns + 1 });
    const seen = [];
    for (let i = 0; i <= slowTurns; i += 1) {
      // A bot that has read nothing of the tenant but the role of somebody else, who makes it load its words.
      await bot.ask('renew');
      await say(ana, 'help');
      const times = await turn(i);
      if (i > 0) seen.push(times); // the first warms up
    }
    return [
      rowOf(
        'Graph answers after 200 ms: first sign',
        bars.signMilliseconds,
        seen.map(({ sign }) => sign),
      ),
      rowOf(
        'Graph answers after 200 ms: plan card',
        bars.cardMilliseconds,
        seen.map(({ card }) => card),
      ),
    ];
  });
}

function rowOf(name, bar, times) {
  const figure = median(times);
  return {
    name,
    figure: `${Math.round(figure)} ms`,
    about: `slowest of ${times.length}: ${Math.round(Math.max(...times))} ms`,
    bar: `≤ ${bar} ms`,
    holds: figure <= bar,
  };
}

async function withBot(graphUrl, measure) {
  const connector = await startConnector(approvers);
  const bot = await startChild('bot', [graphUrl]);
  const sender = senderTo(bot.url);
  const say = (person, text) => sender.post(messageOf(person, text, connector.url));
  const turn = async (i) => {
    const requestor = requestorOf(i);
    const shown = connector.next(chatWith(requestor));
    const began = performance.now();
    const [{ sign, card }] = await Promise.all([
      shown,
      say(requestor, `set max threat level low in policy ${policyName(i)}`),
    ]);
    return { sign: sign - began, card: card - began };
  };
  try {
    return await measure({ bot, turn, say });
  } finally {
    sender.close();
    await bot.end();
    await connector.close();
  }
}

/** Does all of them, so many at a time. */
async function sideBySide(atOnce, count, work) {
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < count) await work(next++);
    }),
  );
}
