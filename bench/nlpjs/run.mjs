// `npm install && npm run bench` in this folder, after `npm run build` in the project. See README.md.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { median, quantile } from '../support/numbers.mjs';
import { canonical, changesOf } from './compare.mjs';
import { trained } from './reader.mjs';

const require = createRequire(import.meta.url);
const dist = (path) => require(`../../dist/${path}.js`);
const { families } = dist('families/index');
const { planned } = optional('language/planned/index') ?? { planned: [] };
const { apps } = require('../../dist/catalog/apps.json');
const spoken = new Map([...families, ...planned]);
const warden = dist('language/parse').readerFor({ families: spoken, apps });

const shared = corpus('../../../shared/language/examples.jsonl');
const fresh = corpus('../../test/language/fresh/sentences.jsonl');
const outside = lines('../../../shared/language/clinc150.txt').map((text) => ({ text, requests: [] }));

const began = performance.now();
const everything = await trained(shared, spoken, apps);
console.log(`@nlpjs trained on ${shared.length} sentences in ${Math.round(performance.now() - began)} ms\n`);
console.log(
  '                                        lines   exact   dangerous   refused rightly   median ms   99 of 100',
);
await compare('examples.jsonl, by fifths', shared, byFifths);
await compare(
  'the fresh set',
  fresh,
  () =>
    async ({ text }) =>
      everything(text),
);
await compare(
  'clinc150.txt, about other things',
  outside,
  () =>
    async ({ text }) =>
      everything(text),
);

async function compare(name, sentences, prepare) {
  if (sentences.length === 0) return console.log(`${name}: not here`);
  const other = await prepare(sentences);
  row(`${name}: Warden`, await read(sentences, async ({ text }) => warden.parse(text)));
  row(`${name}: @nlpjs`, await read(sentences, other));
}

/** Each fifth is read by a model that was trained on the other four. */
async function byFifths(sentences) {
  const fold = new Map(sentences.map((sentence, i) => [sentence, i % 5]));
  const models = [];
  for (let k = 0; k < 5; k += 1) {
    const known = sentences.filter((sentence) => fold.get(sentence) !== k);
    models.push(await trained(known, spoken, apps));
  }
  return async (sentence) => models[fold.get(sentence)](sentence.text);
}

async function read(sentences, parse) {
  const tally = { lines: sentences.length, exact: 0, dangerous: 0, refused: 0, refusals: 0, times: [] };
  for (const sentence of sentences.slice(0, 50)) await parse(sentence); // warms up
  for (const sentence of sentences) {
    const start = performance.now();
    const { requests, question } = await parse(sentence);
    tally.times.push(performance.now() - start);
    const wanted = new Set(changesOf(sentence.requests).map(canonical));
    if (canonical(requests) === canonical(sentence.requests)) tally.exact += 1;
    if (!question && changesOf(requests).some((change) => !wanted.has(canonical(change)))) tally.dangerous += 1;
    if (sentence.requests.length > 0) continue;
    tally.refusals += 1;
    if (changesOf(requests).length === 0) tally.refused += 1;
  }
  return tally;
}

function row(name, { lines: count, exact, dangerous, refused, refusals, times }) {
  const share = `${((100 * exact) / count).toFixed(1)} %`;
  console.log(
    [
      name.padEnd(38),
      String(count).padStart(7),
      share.padStart(7),
      String(dangerous).padStart(11),
      `${refused} of ${refusals}`.padStart(17),
      median(times).toFixed(3).padStart(11),
      quantile(times, 0.99).toFixed(3).padStart(11),
    ].join(' '),
  );
}

function corpus(path) {
  return lines(path).map((line) => JSON.parse(line));
}

function lines(path) {
  const file = fileURLToPath(new URL(path, import.meta.url));
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
}

function optional(path) {
  return existsSync(fileURLToPath(new URL(`../../dist/${path}.js`, import.meta.url))) ? dist(path) : undefined;
}
