import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const src = join(__dirname, '../../src');

/** Every module a file loads, itself and libraries included; type-only imports load nothing. */
function loaded(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  if (!file.endsWith('.ts')) return seen;
  for (const [, clause = '', specifier = ''] of readFileSync(file, 'utf8').matchAll(
    /^(?:import|export)\s([^;]*?)from '([^']+)'/gms,
  )) {
    if (clause.startsWith('type ')) continue;
    if (specifier.startsWith('.')) loaded(fileOf(join(dirname(file), specifier)), seen);
    else seen.add(specifier);
  }
  return seen;
}

function fileOf(path: string): string {
  return [path, `${path}.ts`, join(path, 'index.ts')].find((file) => /\.\w+$/.test(file) && existsSync(file)) ?? path;
}

describe('what reading a sentence loads', () => {
  test('the language is core and itself', () => {
    const folders = [...loaded(join(src, 'language/parse.ts'))].map((file) => relative(src, file).split('/')[0]);

    expect([...new Set(folders)].sort()).toEqual(['core', 'language']);
  });

  test.each(['cli/parse.ts', 'cli/explain.ts'])('%s loads no edge and no library', (program) => {
    const modules = [...loaded(join(src, program))];
    const libraries = modules.filter((file) => !file.startsWith('/') && !file.startsWith('node:'));
    const folders = modules.filter((file) => file.startsWith('/')).map((file) => relative(src, file).split('/')[0]);

    expect(libraries).toEqual([]);
    expect([...new Set(folders)].sort()).toEqual(['catalog', 'cli', 'core', 'families', 'language']);
  });
});
