import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import apps from '../../src/catalog/apps.json';
import { families } from '../../src/families';
import { readerFor } from '../../src/language/parse';
import { questions } from '../../src/questions';

const folder = join(__dirname, '../../src/questions');
const reader = readerFor({ families, apps: apps.apps });

describe('the registry of questions', () => {
  test('has every one that a file of the folder makes', () => {
    const made = readdirSync(folder)
      .flatMap((file) => [
        ...readFileSync(join(folder, file), 'utf8').matchAll(/^export const (\w+) = questionKind\(/gm),
      ])
      .map(([, name]) => name);

    expect([...questions.keys()].sort()).toEqual(made.sort());
  });

  test.each([...questions.values()].flatMap((kind) => kind.examples.map((say) => [say, kind.kind] as const)))(
    '«%s» is read as %s',
    (say, kind) => {
      expect(reader.parse(say).requests.map((request) => request.kind)).toEqual([kind]);
    },
  );

  test.each([...questions.values()].map((kind) => [kind.kind, kind] as const))(
    '%s names families that exist, and has an example',
    (_, kind) => {
      expect(kind.examples).not.toHaveLength(0);
      expect(kind.families.filter((id) => !families.has(id))).toEqual([]);
    },
  );
});
