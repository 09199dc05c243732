import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import catalog from '../src/catalog/apps.json';
import { options } from '../src/config';
import { families } from '../src/families';
import { readerFor } from '../src/language/parse';
import { actors } from '../src/sandbox/playground';
import { aWorld, type World } from './support/world';

/** The README is the first thing a newcomer believes, so what it says is held against what there is. */

const root = join(__dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

describe('README.md', () => {
  test('opens with lines of a scenario, in its order', () => {
    const scenario = readFileSync(join(root, 'test/scenarios/set-threat-level.chat'), 'utf8').split('\n').map(bare);
    const [transcript = ''] = blocksWith('ana:');
    const lines = transcript.split('\n').map(bare).filter(Boolean);

    expect(lines.length).toBeGreaterThan(10);
    let from = 0;
    for (const line of lines) {
      const at = scenario.indexOf(line, from);
      expect(at === -1 ? `not in the scenario, or not in this order: ${line}` : line).toBe(line);
      from = at + 1;
    }
  });

  test('has no placeholder left', () => {
    expect(readme).not.toMatch(/<!--|TODO|TBD/);
  });

  test('links only to what there is', () => {
    const targets = [...readme.matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)].map(([, a, b]) => a ?? b ?? '');
    const missing = targets.filter((one) => !/^https?:/.test(one) && !existsSync(join(root, one.split('#')[0] ?? '')));

    expect(targets.length).toBeGreaterThan(5);
    expect(missing).toEqual([]);
  });

  test('names only commands there are, and those run files there are', () => {
    const named = new Set([...readme.matchAll(/`?npm (?:run )?([a-z][a-z-]*)/g)].map(([, name]) => name ?? ''));
    const ours = [...named].filter((name) => name !== 'ci');

    expect(ours.filter((name) => !(name in scripts))).toEqual([]);
    expect(ours.flatMap((name) => filesOf(scripts[name] ?? '')).filter((file) => !existsSync(file))).toEqual([]);
  });

  test('prints the address and the sentences that npm start prints', () => {
    const port = options.find(({ name }) => name === 'PLAYGROUND_PORT')?.otherwise ?? '';
    const program = readFileSync(join(root, 'src/main.ts'), 'utf8');
    const [said = ''] = blocksWith('Warden is ready');

    expect(said).toContain(`open http://127.0.0.1:${port}`);
    for (const line of said.split('\n').map(bare).filter(Boolean)) {
      expect(program).toContain(line.replace(/http:\S+/, '${page}'));
    }
  });

  test('names the people there are, with their roles', () => {
    const [first, ...others] = actors;

    expect(readme).toContain(`You are **${first?.name ?? ''}**, a ${first?.role ?? ''}.`);
    const told = others.filter(({ name }) => readme.includes(`*${name}*`));
    expect(told.map(({ name, role }) => `*${name}* (${role})`).filter((one) => !readme.includes(one))).toEqual([]);
    expect(told.length).toBe(others.length - 1); // Omar is told apart, where the visitor becomes him
  });

  describe('what you can ask', () => {
    const table = readme.split('## What you can ask')[1]?.split('## ')[0] ?? '';
    const rows = table.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| for example'));
    const sentences = rows.flatMap((row) => (row.split('|')[1] ?? '').split(' · ').map((one) => one.trim()));
    let world: World;
    beforeAll(async () => (world = await aWorld()));
    afterAll(() => world.close());

    test('is a table of many sentences', () => {
      expect(sentences.length).toBeGreaterThan(30);
    });

    // One after the other in one conversation, since some go on from what was asked before.
    test.each(sentences)('«%s» is understood and done', async (sentence) => {
      await world.later(60_000);
      world.shown.length = 0;

      await world.say('ana', sentence);
      const { requests } = reader.parse(sentence);

      const said = world.shown.map(({ message }) => message.text).join('\n');
      expect(said).not.toBe('');
      expect(said).not.toMatch(
        /did not understand|Not understood|Unknown app|not something I do here|not done here|do not know what to do with/,
      );
      expect(requests.length).toBeLessThanOrEqual(1);
    });
  });
});

const reader = readerFor({ families, apps: catalog.apps });

/** Without what only makes columns. */
function bare(line: string): string {
  return line.replace(/\s+/g, ' ').trim();
}

/** Fenced or indented blocks of code that hold these words. */
function blocksWith(words: string): readonly string[] {
  const fenced = [...readme.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map(([, block]) => block ?? '');
  const indented = readme.match(/(?:^ {4}.+\n)+/gm) ?? [];
  return [...fenced, ...indented].filter((block) => block.includes(words));
}

/** The files of ours a script runs; what is built is looked for where it is built from. */
function filesOf(script: string): readonly string[] {
  return [...script.matchAll(/node (\S+\.m?js)/g)].map(([, file]) =>
    join(root, (file ?? '').replace(/^dist\/(.+)\.js$/, 'src/$1.ts')),
  );
}
