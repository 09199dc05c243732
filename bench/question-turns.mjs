// A question answered from the store, beside a bare botbuilder echo bot: the same messages to both, in turns, with the
// same stand-in for Teams.
import { ana, chatWith, messageOf } from './support/activity.mjs';
import { startChild } from './support/child.mjs';
import { startConnector } from './support/connector.mjs';
import { median } from './support/numbers.mjs';
import { senderTo, throughput } from './support/send.mjs';

const bar = 0.6;
const atOnce = 10;
const rounds = 7;
const roundMilliseconds = 1000;

export async function questionTurns(tenant) {
  const connector = await startConnector();
  const [echo, bot] = await Promise.all([startChild('echo'), startChild('bot', [tenant.prompt])]);
  const [toEcho, toBot] = [senderTo(echo.url), senderTo(bot.url)];
  try {
    await aChange(connector, toBot);
    const say = (to, text) => () => to.post(messageOf(ana, text, connector.url));
    const cases = [
      { name: 'echo bot', child: echo, turn: say(toEcho, 'show change 1') },
      { name: 'show change', child: bot, turn: say(toBot, 'show change 1') },
      { name: 'help', child: bot, turn: say(toBot, 'help') },
    ];
    const measured = await inTurns(cases);
    return rowsOf(measured);
  } finally {
    for (const sender of [toEcho, toBot]) sender.close();
    await Promise.all([echo.end(), bot.end(), connector.close()]);
  }
}

/** The change the question is about. */
async function aChange(connector, toBot) {
  const card = connector.next(chatWith(ana));
  const text = 'set max threat level Medium for Outlook in policy Android Office baseline';
  await toBot.post(messageOf(ana, text, connector.url));
  await card;
}

async function inTurns(cases) {
  const measured = cases.map(({ name }) => ({ name, perSecond: [], cpu: [] }));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [at, { child, turn }] of cases.entries()) {
      const before = await child.ask('cpu');
      const { turns, perSecond } = await throughput(turn, { atOnce, milliseconds: roundMilliseconds });
      const after = await child.ask('cpu');
      if (round === 0) continue; // warms up
      measured[at].perSecond.push(perSecond);
      measured[at].cpu.push((after.user + after.system - before.user - before.system) / 1000 / turns);
    }
  }
  return measured;
}

function rowsOf([echo, ...others]) {
  return [
    { name: echo.name, figure: `${Math.round(median(echo.perSecond))} turns/s`, about: cpuOf(echo) },
    ...others.map((one) => {
      const share = median(one.perSecond.map((perSecond, round) => perSecond / echo.perSecond[round]));
      return {
        name: one.name,
        figure: `${Math.round(median(one.perSecond))} turns/s`,
        about: `${Math.round(share * 100)} % of the echo bot; ${cpuOf(one)}`,
        bar: '≥ 60 %',
        holds: share >= bar,
      };
    }),
  ];
}

function cpuOf({ cpu }) {
  return `${median(cpu).toFixed(2)} ms of processor each`;
}
