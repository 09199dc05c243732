// How fast sentences are read: the families' own examples and, where it is there, the shared list of sentences.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { plainEnvironment } from './support/child.mjs';
import { median, quantile } from './support/numbers.mjs';

const require = createRequire(import.meta.url);
const dist = (path) => require(`../dist/${path}.js`);

const bars = { median: 0.2, p99: 2, document: 100, startUp: 500 };
const warmUpMilliseconds = 2500;
const measureMilliseconds = 4000;

export async function reading() {
  const reader = readerOfParse();
  const sentences = sentencesToRead();
  return [...speed(reader, sentences), document(reader, sentences), await startUp()];
}

/** As dist/cli/parse.js makes it. */
function readerOfParse() {
  const { families } = dist('families/index');
  const { apps } = require('../dist/catalog/apps.json');
  return dist('language/parse').readerFor({ families, apps });
}

function sentencesToRead() {
  const { families } = dist('families/index');
  const own = [...families.values()].flatMap(({ examples, ignores }) => [
    ...examples.map(({ say }) => say),
    ...ignores,
  ]);
  const shared = fileURLToPath(new URL('../../shared/language/examples.jsonl', import.meta.url));
  if (!existsSync(shared)) return [...new Set(own)];
  const lines = readFileSync(shared, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return [...new Set([...own, ...lines.map((line) => JSON.parse(line).text)])];
}

function speed(reader, sentences) {
  // A bot reads for weeks: what counts is how it reads once Node has compiled what it runs.
  for (const until = performance.now() + warmUpMilliseconds; performance.now() < until;)
    for (const sentence of sentences) reader.parse(sentence);
  const times = [];
  const passes = [];
  const before = process.cpuUsage();
  const until = performance.now() + measureMilliseconds;
  while (performance.now() < until) {
    const began = performance.now();
    for (const sentence of sentences) {
      const start = performance.now();
      reader.parse(sentence);
      times.push(performance.now() - start);
    }
    passes.push(performance.now() - began);
  }
  const { user, system } = process.cpuUsage(before);
  const third = Math.max(1, Math.floor(passes.length / 3));
  const drift = median(passes.slice(-third)) / median(passes.slice(0, third));
  const [middle, most] = [median(times), quantile(times, 0.99)];
  return [
    {
      name: 'sentences read',
      figure: `${Math.round((sentences.length * 1000) / median(passes))} sentences/s`,
      about: `${times.length} of ${sentences.length} kinds; the last third took ${drift.toFixed(2)} × the first`,
    },
    {
      name: '  median',
      figure: ms(middle),
      // What else the machine does makes sentences longer, not dearer: this tells both apart.
      about: `processor a sentence: ${ms((user + system) / 1000 / times.length)} on average`,
      bar: `< ${bars.median} ms`,
      holds: middle < bars.median,
    },
    { name: '  99 of 100', figure: ms(most), bar: `< ${bars.p99} ms`, holds: most < bars.p99 },
  ];
}

/** 100 kB in one message: of sentences, of one word without end, and of numbers and signs. The slowest counts. */
function document(reader, sentences) {
  const size = 100_000;
  const kinds = [sentences.join('. '), 'a', 'set max threat level 7, ', '«"(,;'];
  const times = kinds.map((kind) => {
    const text = kind.repeat(Math.ceil(size / kind.length)).slice(0, size);
    return median(Array.from({ length: 5 }, () => timed(() => reader.parse(text))));
  });
  const slowest = Math.max(...times);
  return { name: '100 kB of text', figure: ms(slowest), bar: `< ${bars.document} ms`, holds: slowest < bars.document };
}

/** From the start of the program to its first answer. */
async function startUp() {
  const parse = fileURLToPath(new URL('../dist/cli/parse.js', import.meta.url));
  const [ours, bare] = [[], []];
  for (let round = 0; round < 5; round += 1) {
    ours.push(await firstOutput([parse], 'set max threat level Medium for Outlook\n'));
    bare.push(await firstOutput(['-e', 'console.log(1)'], ''));
  }
  const figure = median(ours);
  return {
    name: 'start-up of parse, with one sentence',
    figure: ms(figure, 0),
    about: `node alone ${ms(median(bare), 0)}`,
    bar: `< ${bars.startUp} ms`,
    holds: figure < bars.startUp,
  };
}

async function firstOutput(args, input) {
  const began = performance.now();
  const child = spawn(process.execPath, args, { env: plainEnvironment(), stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const said = new Promise((resolve) => child.stdout.once('data', () => resolve(performance.now())));
  child.stdin.end(input);
  const at = await Promise.race([said, gone]);
  await gone;
  if (child.exitCode !== 0) throw new Error(`${args[0]} ended with ${child.exitCode}.`);
  return at - began;
}

function timed(work) {
  const began = performance.now();
  work();
  return performance.now() - began;
}

function ms(value, digits = 3) {
  return `${value.toFixed(digits)} ms`;
}
