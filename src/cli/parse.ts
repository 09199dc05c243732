import catalog from '../catalog/apps.json';
import type { Request } from '../core/request';
import { families } from '../families';
import { readerFor } from '../language/parse';

/** Sentences in, one a line; what they ask for out, one JSON object a line. No network, no tenant. */
const reader = readerFor({ families, apps: catalog.apps });

/** Only a line feed ends a line here; node:readline would also end it at characters a sentence may contain. */
let rest = '';
process.stdin
  .setEncoding('utf8')
  .on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(answer);
  })
  .on('end', () => {
    if (rest !== '') answer(rest);
  });

function answer(line: string): void {
  const { text, requests, question } = reader.parse(line.replace(/\r$/, ''));
  const asked = question && { about: question.about, text: question.text };
  process.stdout.write(`${JSON.stringify({ text, requests: requests.map(contracted), question: asked })}\n`);
}

/** The slots that the contract of the output has. */
function contracted(request: Request): Request {
  if (request.kind !== 'audit') return request;
  const { apps: _, ...rest } = request;
  return rest;
}
