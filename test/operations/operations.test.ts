import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import catalog from '../../src/catalog/apps.json';
import { families } from '../../src/families';
import { readerFor } from '../../src/language/parse';
import { operations } from '../../src/operations';

const reader = readerFor({ families, apps: catalog.apps });
const kebab = (kind: string) => kind.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

describe('the registry of operations', () => {
  test.each([...operations.values()])('$kind stands in a file of its name', ({ kind }) => {
    const files = readdirSync(join(__dirname, '../../src/operations'));

    expect(files).toContain(`${kebab(kind)}.ts`);
  });

  test.each([...operations.values()].flatMap(({ kind, examples }) => examples.map((say) => ({ say, kind }))))(
    '«$say» is understood as $kind, with nothing left to ask',
    ({ say, kind }) => {
      const { requests, question } = reader.parse(say);

      expect(requests.map((request) => request.kind)).toEqual([kind]);
      expect(question).toBeNull();
    },
  );
});
