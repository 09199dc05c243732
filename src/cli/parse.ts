import { createInterface } from 'node:readline';
import catalog from '../catalog/apps.json';
import { families } from '../families';
import { readerFor } from '../language/parse';
import { planned } from '../language/planned';

/** Sentences in, one a line; what they ask for out, one JSON object a line. No network, no tenant. */
const reader = readerFor({ families: new Map([...families, ...planned]), apps: catalog.apps });

createInterface({ input: process.stdin, crlfDelay: Infinity }).on('line', (line) => {
  const { text, requests, question } = reader.parse(line);
  process.stdout.write(`${JSON.stringify({ text, requests, question })}\n`);
});
