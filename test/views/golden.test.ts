import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CardSchema } from '../support/card-schema';
import { complaintsOf } from '../support/adaptive-cards';
import { samples } from './samples';

const folder = join(__dirname, 'golden');
const writing = process.env['GOLDEN'] === 'write';

describe('golden cards', () => {
  describe.each(Object.keys(samples))('%s', (name) => {
    const draw = samples[name] ?? missing;

    test('is as it was agreed, card and words', () => {
      const message = draw();

      expectGolden(`${name}.json`, `${JSON.stringify(message.card, null, 2)}\n`);
      expectGolden(`${name}.txt`, `${message.summary}\n\n${message.text}\n`);
    });

    test('keeps to the elements, limits and verbs we declare', () => {
      const checked = CardSchema.safeParse(draw().card);

      expect(checked.error?.issues ?? []).toEqual([]);
    });

    test('has nothing that Microsoft’s own reader complains about', () => {
      expect(complaintsOf(draw().card)).toEqual([]);
    });
  });

  test('has no file that no sample draws', () => {
    const files = existsSync(folder) ? readdirSync(folder) : [];

    expect(files.filter((file) => !(file.replace(/\.(json|txt)$/, '') in samples))).toEqual([]);
  });
});

function expectGolden(file: string, text: string): void {
  const path = join(folder, file);
  if (writing) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, text);
  }
  expect(text).toBe(readFileSync(path, 'utf8'));
}

function missing(): never {
  throw new Error('no such sample');
}
