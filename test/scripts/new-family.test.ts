import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { families } from '../../src/families';

const project = join(__dirname, '../..');

describe('npm run new-family', () => {
  const root = mkdtempSync(join(tmpdir(), 'warden-family-'));
  mkdirSync(join(root, 'src/families'), { recursive: true });
  mkdirSync(join(root, 'test/families'), { recursive: true });
  cpSync(join(project, 'src/families/index.ts'), join(root, 'src/families/index.ts'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const run = (...words: readonly string[]) =>
    spawnSync(process.execPath, [join(project, 'scripts/new-family.mjs'), ...words, root], { encoding: 'utf8' });

  test('makes a file, a test and a line in the registry', () => {
    expect(run('disk-encryption', "The company's disk encryption").status).toBe(0);

    const read = (path: string) => readFileSync(join(root, path), 'utf8');
    expect(read('src/families/disk-encryption.ts')).toContain(String.raw`title: 'The company\'s disk encryption'`);
    expect(read('test/families/disk-encryption.test.ts')).toContain("describe('diskEncryption'");
    expect(read('src/families/index.ts')).toMatch(
      /defender-app-configuration';\nimport \{ diskEncryption \} from '\.\/disk-encryption';\n[^]*\n {2}diskEncryption,\n\];/,
    );
  });

  test('leaves a family that is there alone', () => {
    expect(run('disk-encryption', 'Again').status).toBe(1);
  });

  test('refuses what is no file name', () => {
    expect(run('../DiskEncryption', 'Disk encryption').status).toBe(1);
  });
});

describe('docs/families.md', () => {
  const page = readFileSync(join(project, 'docs/families.md'), 'utf8');
  const script = readFileSync(join(project, 'scripts/new-family.mjs'), 'utf8');

  test('tells what each family after the first needed', () => {
    const [first, ...others] = [...families.keys()];

    const told = [...page.matchAll(/^### (\w+)$/gm)].map(([, id]) => id);
    expect(first).toBe('appProtection');
    expect(told.sort()).toEqual(others.sort());
  });

  test('speaks of each field that a new file has to fill', () => {
    const [, file = ''] = /defineFamily\(\{\n([^]*?)\n\}\);/.exec(script) ?? [];
    const fields = [...file.matchAll(/^ {2}(\w+):/gm)].map(([, field]) => field ?? '');

    const unsaid = fields.filter((field) => !['id', 'title'].includes(field) && !page.includes(`\`${field}\``));
    expect(fields).toContain('variants');
    expect(unsaid).toEqual([]);
  });

  test('speaks of no field that a family cannot have', () => {
    const shape = ['family', 'setting', 'shapes/key-values']
      .map((file) => readFileSync(join(project, `src/core/${file}.ts`), 'utf8'))
      .join();
    const [, eight = ''] = page.split('## What the eight needed');
    const words = [...eight.matchAll(/`([a-z]+[A-Z]?[A-Za-z]*)`/g)].map(([, word]) => word ?? '');

    const unknown = words.filter((word) => !new RegExp(`\\b${word}\\b`).test(shape));
    expect(words.length).toBeGreaterThan(20);
    expect(unknown).toEqual([]);
  });
});
