import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { families } from '../../src/families';
import { canonical, changesOf, reader } from './support';

const shared = join(__dirname, '../../../shared/language');

describe.each([...families.values()].map((family) => [family.id, family] as const))(
  'the examples of %s',
  (id, family) => {
    test.each(family.examples.map(({ say, set, act }) => [say, set, act] as const))('%s', (say, set, act) => {
      const [request, ...more] = reader.parse(say).requests;

      expect(more).toEqual([]);
      expect(request?.kind).toBe(act ?? 'set');
      if (request?.kind === 'set' || request?.kind === 'create') {
        expect(request.family).toBe(id);
        if (set) expect(request.settings).toEqual(set);
      }
    });

    test.each(family.ignores)('«%s» is no change', (say) => {
      expect(changesOf(reader.parse(say))).toEqual([]);
    });
  },
);

describe('the shared corpora', () => {
  const corpus = join(shared, 'examples.jsonl');
  const outside = join(shared, 'clinc150.txt');

  test('every line of examples.jsonl is read exactly', () => {
    if (!existsSync(corpus)) return skipped(corpus);
    const lines = linesOf(corpus).map(
      (line) => JSON.parse(line) as { readonly text: string; readonly requests: unknown },
    );

    const wrong = lines.filter(({ text, requests }) => canonical(reader.parse(text).requests) !== canonical(requests));

    expect(wrong.map(({ text }) => text)).toEqual([]);
  });

  test('no sentence about something else asks for a change', () => {
    if (!existsSync(outside)) return skipped(outside);

    const changing = linesOf(outside).filter((line) => changesOf(reader.parse(line)).length > 0);

    expect(changing).toEqual([]);
  });
});

function linesOf(file: string): readonly string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
}

function skipped(file: string): void {
  console.warn(`skipped: ${file} is not here`);
}
