import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Request } from '../../../src/core/request';
import { ask, canonical } from '../support';

interface Expected {
  readonly text: string;
  readonly requests: readonly Request[];
}

const sentences = readFileSync(join(__dirname, 'sentences.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Expected);

describe('the fresh set', () => {
  test('has 200 sentences', () => {
    expect(sentences.length).toBeGreaterThanOrEqual(200);
  });

  test('is read as it was meant', () => {
    const wrong = sentences.filter(({ text, requests }) => canonical(ask(text)) !== canonical(requests));

    expect(wrong.map(({ text }) => text)).toEqual([]);
  });
});
