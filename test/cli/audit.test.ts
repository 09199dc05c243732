import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/store/open';
import { auditKey, buildProgram, type Program } from '../support/program';

/** `npm run audit` as an operator runs it: exported from the database, verified where there is none. */

let program: Program;
let folder: string;
let lines: string[];

const inFolder = (name: string) => join(folder, name);
const exported = (args: readonly string[] = []) =>
  program.run('audit', ['export', ...args], { WARDEN_DATA: folder, WARDEN_AUDIT_KEY: auditKey });
/** Without the database, and with nothing that leads to it. */
const verify = (file: string, args: readonly string[] = [], key = auditKey) =>
  program.run('audit', ['verify', file, ...args], { WARDEN_AUDIT_KEY: key });

beforeAll(async () => {
  program = buildProgram();
  folder = mkdtempSync(join(tmpdir(), 'warden-audit-'));
  const store = await openStore({ kind: 'sqlite', file: inFolder('practice.db') }, { auditKey });
  for (let n = 1; n <= 6; n++)
    await store.audit.append({
      at: `2026-03-02T09:0${n}:00.000Z`,
      kind: 'change.applied',
      actor: { objectId: 'warden', name: 'Warden' },
      change: n,
      facts: { n },
    });
  await store.close();
  await exported(['--out', inFolder('audit.jsonl')]);
  lines = readFileSync(inFolder('audit.jsonl'), 'utf8').trimEnd().split('\n');
}, 60_000);
afterAll(() => {
  program.close();
  rmSync(folder, { recursive: true, force: true });
});

test('an export is whole, as far as verify and a head that was told can say', async () => {
  const { sequence, hash } = JSON.parse(lines[3] ?? '') as { sequence: number; hash: string };

  const checked = await verify(inFolder('audit.jsonl'), ['--head', `${sequence}:${hash}`]);

  expect(checked).toMatchObject({ code: 0, said: expect.stringMatching(/is whole: 6 records/) as string });
});

test.each<[string, () => readonly string[], number]>([
  ['a flipped bit', () => lines.with(2, (lines[2] ?? '').replace('"n":3', '"n":2')), 3],
  ['a dropped row', () => lines.toSpliced(3, 1), 4],
  ['a dropped tail', () => lines.toSpliced(4, 2), 5],
  ['a tail dropped with its end', () => lines.slice(0, 4), 5],
  ['two rows in another order', () => lines.with(1, lines[2] ?? '').with(2, lines[1] ?? ''), 2],
  [
    'a fork',
    () => lines.toSpliced(5, 0, (lines[4] ?? '').replace('"n":5', '"n":6').replace(/"hash":"../, '"hash":"00')),
    5,
  ],
])('%s is found, and at which number', async (_, forge, number) => {
  writeFileSync(inFolder('forged.jsonl'), `${forge().join('\n')}\n`);

  const checked = await verify(inFolder('forged.jsonl'));

  expect(checked).toMatchObject({ code: 1, said: expect.stringContaining(`at number ${number}:`) as string });
});

test('a log that somebody without the key wrote anew is found at its first record, one with the key by a head', async () => {
  const [first] = lines;
  const head = `6:${'0'.repeat(64)}`;

  expect(await verify(inFolder('audit.jsonl'), [], 'another key of these tests')).toMatchObject({
    code: 1,
    said: expect.stringContaining('at number 1:') as string,
  });
  expect(await verify(inFolder('audit.jsonl'), ['--head', head])).toMatchObject({
    code: 1,
    said: expect.stringContaining('at number 6: the log was chained anew') as string,
  });
  expect(first).toContain('"sequence":1');
});

test('a table for reading has a line for each record', async () => {
  const { code, said } = await exported(['--csv']);

  expect(code).toBe(0);
  expect(said.trimEnd().split('\r\n')).toHaveLength(7);
});
