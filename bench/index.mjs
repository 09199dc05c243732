// `npm run bench`: the bars of speed, measured in one run on this machine. Whether a bar holds is printed beside the
// figure; the exit code is 0 unless something breaks. `npm run bench -- questions changes` runs these sections only.
import { existsSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { startChild } from './support/child.mjs';

const sections = {
  start: {
    title: 'The first reply',
    run: async () => (await import('./first-reply.mjs')).firstReply(),
  },
  questions: {
    title: 'A question answered from the store, beside a bare botbuilder echo bot, 10 at a time',
    run: async (tenant) => (await import('./question-turns.mjs')).questionTurns(await tenant()),
  },
  changes: {
    title: 'A change request, from the message to its plan card',
    run: async (tenant) => (await import('./change-turns.mjs')).changeTurns(await tenant()),
  },
  sweep: {
    title: 'A sweep of all devices, in parts side by side',
    run: async () => (await import('./sweep.mjs')).sweep(),
  },
  million: {
    title: 'The same of a million devices',
    run: async () => (await import('./sweep.mjs')).million(),
  },
  burst: {
    title: 'Ten thousand devices become noncompliant at once, and Teams refuses every second message',
    run: async () => (await import('./burst.mjs')).burst(),
  },
  reading: {
    title: 'Reading sentences',
    run: async () => (await import('./reading.mjs')).reading(),
  },
};

if (!existsSync(fileURLToPath(new URL('../dist/main.js', import.meta.url)))) {
  stop('dist/ is missing: run npm ci (or npm run build) first.');
}
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in sections));
if (unknown.length > 0) stop(`There is no section «${unknown[0]}»; there are ${Object.keys(sections).join(', ')}.`);

let tenant;
const began = performance.now();
const [load = 0] = loadavg();
const busy = load > 0.5 ? `, already busy with ${load.toFixed(1)} others` : '';
console.log(`Node ${process.version}, ${availableParallelism()} processors${busy}`);
const rows = [];
try {
  for (const [name, { title, run }] of Object.entries(sections)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(`\n${title}\n${columns('', 'measured', 'bar', 'met', '')}`);
    const measured = await run(() => (tenant ??= startChild('tenant')));
    for (const row of measured) console.log(lineOf(row));
    rows.push(...measured);
  }
} finally {
  await (await tenant)?.end();
}
const bars = rows.filter(({ bar }) => bar !== undefined);
const held = bars.filter(({ holds }) => holds);
const seconds = Math.round((performance.now() - began) / 1000);
console.log(`\n${held.length} of ${bars.length} bars hold; ${seconds} s.`);

function lineOf({ name, figure, bar, holds, about }) {
  const met = bar === undefined ? '' : holds ? 'yes' : 'NO';
  return columns(name, figure, bar ?? '', met, about ?? '');
}

function columns(name, measured, bar, met, about) {
  return `  ${name.padEnd(40)} ${measured.padStart(14)}   ${bar.padEnd(14)} ${met.padEnd(5)} ${about}`.trimEnd();
}

function stop(why) {
  console.error(why);
  process.exit(1);
}
