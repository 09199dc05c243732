// A question answered from the store, beside a bare botbuilder echo bot: the same messages to both, in turns, with the
// same stand-in for Teams.
import { ana, chatWith, messageOf } from './support/activity.mjs';
import { startChild } from './support/child.mjs';
import { startConnector } from './support/connector.mjs';
import { median } from './support/numbers.mjs';
import { senderTo, throughput } from './support/send.mjs';

const bar = 0.6;
const atOnce = 10;
const warmUpMilliseconds = 2000;
const roundMilliseconds = 400;
const rounds = 13;

export async function questionTurns(tenant) {
  const connector = await startConnector();
  const [echo, bot] = await Promise.all([startChild('echo'), startChild('bot', [tenant.prompt])]);
  const [toEcho, toBot] = [senderTo(echo.url), senderTo(bot.url)];
  try {
    await aChange(connector, toBot);
    const asking = (to, text) => () => to.post(messageOf(ana, text, connector.url));
    return rowsOf(
      await inTurns([
        { name: 'echo bot', child: echo, turn: asking(toEcho, 'show change 1') },
        { name: '«show change 1»', child: bot, turn: asking(toBot, 'show change 1') },
        { name: '«help»', child: bot, turn: asking(toBot, 'help') },
      ]),
    );
  } finally {
    for (const sender of [toEcho, toBot]) sender.close();
    await Promise.all([echo.end(), bot.end(), connector.close()]);
  }
}

/** The change the question is about. */
async function aChange(connector, toBot) {
  const text = 'set max threat level Medium for Outlook in policy Android Office baseline';
  await Promise.all([connector.next(chatWith(ana)), toBot.post(messageOf(ana, text, connector.url))]);
}

/** Short rounds one after the other, so that what else the machine does strikes all of them alike. */
async function inTurns(cases) {
  for (const { turn } of cases) await throughput(turn, { atOnce, milliseconds: warmUpMilliseconds });
  const measured = cases.map(({ name }) => ({ name, perSecond: [], cpu: [] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, { child, turn }] of cases.entries()) {
      const before = await child.cpu();
      const { turns, perSecond } = await throughput(turn, { atOnce, milliseconds: roundMilliseconds });
      measured[at].perSecond.push(perSecond);
      measured[at].cpu.push(((await child.cpu()) - before) / turns);
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
        figure: `${Math.round(share * 100)} % of it`,
        about: `${Math.round(median(one.perSecond))} turns/s, ${cpuOf(one)}`,
        bar: `≥ ${bar * 100} %`,
        holds: share >= bar,
      };
    }),
  ];
}

function cpuOf({ cpu }) {
  return `${median(cpu).toFixed(2)} ms of processor each`;
}
