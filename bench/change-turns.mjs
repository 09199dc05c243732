// A change request, from the message to the plan card at the stand-in for Teams. Each sentence names another policy and
// has another requestor, so that none meets a lock or a role remembered from the turn before.
import { chatWith, messageOf } from './support/activity.mjs';
import { startChild } from './support/child.mjs';
import { startConnector } from './support/connector.mjs';
import { median, quantile } from './support/numbers.mjs';
import { policyNames, requestors } from './support/people.mjs';
import { senderTo } from './support/send.mjs';

const atOnce = 10;
const rounds = 3;
const slowTurns = 9;
const bars = { perSecond: 50, signMilliseconds: 1000, cardMilliseconds: 2000 };

export async function changeTurns(tenant) {
  return [...(await promptly(tenant.prompt)), ...(await slowly(tenant.slow))];
}

/** Graph answers at once: turns per second. */
async function promptly(graphUrl) {
  return withBot(graphUrl, async ({ bot, turn }) => {
    const perSecond = [];
    const cpu = [];
    for (let round = 0; round <= rounds; round += 1) {
      await bot.ask('renew');
      const before = await bot.ask('cpu');
      const began = performance.now();
      const waiting = [...policyNames.keys()];
      await Promise.all(
        Array.from({ length: atOnce }, async () => {
          for (let i = waiting.shift(); i !== undefined; i = waiting.shift()) await turn(i);
        }),
      );
      const seconds = (performance.now() - began) / 1000;
      const after = await bot.ask('cpu');
      if (round === 0) continue; // warms up
      perSecond.push(policyNames.length / seconds);
      cpu.push((after.user + after.system - before.user - before.system) / 1000 / policyNames.length);
    }
    const figure = median(perSecond);
    return [
      {
        name: `change request, ${atOnce} at a time, ${policyNames.length} policies`,
        figure: `${Math.round(figure)} turns/s`,
        about: `${median(cpu).toFixed(1)} ms of processor each`,
        bar: `≥ ${bars.perSecond}`,
        holds: figure >= bars.perSecond,
      },
    ];
  });
}

/** Each call to Graph takes 200 ms: when the asker sees the first sign, and when the card, one turn at a time. */
async function slowly(graphUrl) {
  return withBot(graphUrl, async ({ bot, turn }) => {
    const seen = [];
    for (let i = 0; i <= slowTurns; i += 1) {
      await bot.ask('renew');
      const times = await turn(i);
      if (i > 0) seen.push(times); // the first warms up
    }
    const sign = seen.map((one) => one.sign);
    const card = seen.map((one) => one.card);
    return [
      rowOf('  first sign', sign, Math.max(...sign), bars.signMilliseconds, 'slowest'),
      rowOf('  plan card', card, median(card), bars.cardMilliseconds, 'median'),
    ];
  });
}

function rowOf(name, times, decides, bar, which) {
  const ms = (value) => `${Math.round(value)} ms`;
  return {
    name,
    figure: `${ms(decides)} (${which})`,
    about: `median ${ms(median(times))}, slowest ${ms(quantile(times, 1))}`,
    bar: `≤ ${bar} ms`,
    holds: decides <= bar,
  };
}

async function withBot(graphUrl, measure) {
  const connector = await startConnector();
  const bot = await startChild('bot', [graphUrl]);
  const sender = senderTo(bot.url);
  const turn = async (i) => {
    const requestor = requestors[i];
    const shown = connector.next(chatWith(requestor));
    const began = performance.now();
    const text = `set max threat level low in policy ${policyNames[i]}`;
    const [{ sign, card }] = await Promise.all([shown, sender.post(messageOf(requestor, text, connector.url))]);
    return { sign: sign - began, card: card - began };
  };
  try {
    return await measure({ bot, turn });
  } finally {
    sender.close();
    await bot.end();
    await connector.close();
  }
}
