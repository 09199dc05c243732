import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Request } from '../../../src/core/request';
import { ask, canonical } from '../support';

interface Expected {
  readonly text: string;
  readonly requests: readonly Request[];
}

const sentences = sentencesIn('sentences.jsonl');
const tenAdmins = sentencesIn('ten-admins.jsonl');

function sentencesIn(file: string): readonly Expected[] {
  return readFileSync(join(__dirname, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Expected);
}

function misread(some: readonly Expected[]): readonly Expected[] {
  return some.filter(({ text, requests }) => canonical(ask(text)) !== canonical(requests));
}

describe('the fresh set', () => {
  test('has 200 sentences', () => {
    expect(sentences.length).toBeGreaterThanOrEqual(200);
  });

  test('is read as it was meant', () => {
    expect(misread(sentences).map(({ text }) => text)).toEqual([]);
  });
});

describe('the set of ten admins', () => {
  test('has 150 sentences', () => {
    expect(tenAdmins).toHaveLength(150);
  });

  test('is read as it was meant', () => {
    expect(misread(tenAdmins).map(({ text }) => text)).toEqual([]);
  });
});
