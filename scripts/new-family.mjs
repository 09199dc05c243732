// Makes a new family of policies: its file, its test and its line in the registry.
// npm run new-family -- attack-surface-reduction "Attack surface reduction policy"
// The new test fails until the file says what Graph has there and how people speak of it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [file, title, root = join(dirname(fileURLToPath(import.meta.url)), '..')] = process.argv.slice(2);
if (!/^[a-z]+(-[a-z]+)*$/.test(file ?? '') || !title) {
  console.error('Say a file name and a title: npm run new-family -- disk-encryption "Disk encryption policy"');
  process.exit(1);
}
const id = file.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const at = (...parts) => join(root, ...parts);
const source = at('src/families', `${file}.ts`);
if (existsSync(source)) {
  console.error(`There is a family of this name: ${source}`);
  process.exit(1);
}

writeFileSync(
  source,
  `import { defineFamily } from '../core/family';

/** What it is for, in one sentence. */
export const ${id} = defineFamily({
  id: '${id}',
  title: ${quoted(title)},
  words: [${quoted(title.toLowerCase())}],
  allows: ['set', 'create', 'assign', 'unassign', 'delete'],
  permission: { read: [], write: [] },
  docs: '',
  nameAt: 'displayName',
  variants: {},
  settings: {},
  examples: [],
  ignores: [],
});
`,
);
writeFileSync(
  at('test/families', `${file}.test.ts`),
  `import { ${id} } from '../../src/families/${file}';

describe('${id}', () => {
  test('says where its policies lie, what they need and what they are made of', () => {
    expect(Object.keys(${id}.variants)).not.toEqual([]);
    expect(Object.keys(${id}.settings)).not.toEqual([]);
    expect(${id}.permission.read).not.toEqual([]);
    expect(${id}.permission.write).not.toEqual([]);
    expect(${id}.docs).toMatch(/^https:\\/\\/learn\\.microsoft\\.com\\/graph\\//);
  });

  test('has examples of what people say, and of what is none of it', () => {
    expect(${id}.examples).not.toEqual([]);
    expect(${id}.ignores).not.toEqual([]);
  });
});
`,
);
const registry = at('src/families/index.ts');
const lines = readFileSync(registry, 'utf8').split('\n');
const line = `import { ${id} } from './${file}';`;
const before = lines.findIndex((one) => one.startsWith('import { ') && one > line);
lines.splice(before < 0 ? lines.findIndex((one) => one === '') : before, 0, line);
lines.splice(lines.indexOf('];'), 0, `  ${id},`);
writeFileSync(registry, lines.join('\n'));
console.log(
  `Fill src/families/${file}.ts until test/families/${file}.test.ts and test/families/contract.test.ts pass. How: docs/families.md.`,
);

function quoted(text) {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
