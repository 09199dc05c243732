import type { AuditRecord } from '../../src/core/audit';
import { chainStart, linkAudit } from '../../src/store/audit-chain';
import { csvLines, jsonLines, verifyExport } from '../../src/store/audit-export';

const key = 'the key';
const log = aLog(6, key);
const head = { sequence: 4, hash: log[3]?.hash ?? '' };

describe('verifyExport', () => {
  test('accepts what was exported, also against a head known from elsewhere', async () => {
    const text = await exported(log);

    expect(verifyExport(text, { key, heads: [head] })).toEqual({
      ok: true,
      last: { sequence: 6, hash: log[5]?.hash },
    });
  });

  test('accepts an empty log', async () => {
    expect(verifyExport(await exported([]), { key })).toEqual({ ok: true, last: chainStart });
  });

  test.each([
    ['a flipped bit', (lines: string[]) => lines.with(2, flipped(lines[2])), 3, /does not match its hash/],
    ['a dropped row', (lines: string[]) => lines.toSpliced(2, 1), 3, /record 3 is not where it belongs/],
    ['a dropped first row', (lines: string[]) => lines.slice(1), 1, /record 1 is not where it belongs/],
    ['two rows in another order', (lines: string[]) => swapped(lines, 2), 3, /record 3 is not where it belongs/],
    ['a dropped tail', (lines: string[]) => lines.toSpliced(4, 2), 5, /newest records are missing: the log ended at 6/],
    [
      'an end that was cut off',
      (lines: string[]) => lines.slice(0, 4),
      5,
      /line that says where the log ends is missing/,
    ],
    ['a line that is no record', (lines: string[]) => lines.with(4, '{"half":'), 5, /line 5 is no record/],
    ['a record after the end', (lines: string[]) => [...lines, lines[0] ?? ''], 7, /line 8 is no record/],
    ['a fork', (lines: string[]) => lines.toSpliced(4, 0, branch()), 4, /two records 4: the chain forks/],
  ])('finds %s, and says where', async (_, forge, sequence, why) => {
    const lines = (await exported(log)).trimEnd().split('\n');

    const checked = verifyExport(forge(lines).join('\n'), { key, heads: [] });

    expect(checked).toMatchObject({ ok: false, sequence, why: expect.stringMatching(why) });
  });

  test('finds a log that was chained anew without the key', async () => {
    const forged = aLog(6, 'a guess', 2);

    expect(verifyExport(await exported(forged, 'a guess'), { key })).toMatchObject({ ok: false, sequence: 1 });
  });

  test('finds a log that was chained anew with the key, by a head that was told before', async () => {
    const forged = await exported(aLog(6, key, 2));

    expect(verifyExport(forged, { key })).toMatchObject({ ok: true });
    expect(verifyExport(forged, { key, heads: [head] })).toMatchObject({
      ok: false,
      sequence: 4,
      why: expect.stringMatching(/chained anew/),
    });
  });

  test('finds a tail that was dropped from the database before the export, by a head that was told before', async () => {
    const shortened = await exported(log.slice(0, 3));

    expect(verifyExport(shortened, { key, heads: [head] })).toMatchObject({ ok: false, sequence: 4 });
  });

  test('finds an end that was moved by somebody without the key', async () => {
    const shortened = await exported(log.slice(0, 3));
    const end = (await exported(log.slice(0, 3), 'a guess')).trimEnd().split('\n').at(-1) ?? '';
    const forged = shortened.trimEnd().split('\n').with(3, end).join('\n');

    expect(verifyExport(forged, { key })).toMatchObject({ ok: false, sequence: 3 });
  });
});

test('csvLines quotes what needs it, and disarms what a spreadsheet would compute', async () => {
  const odd = linkAudit({ ...anEntry(0), actor: { objectId: '=1+1', name: 'Ana "A", Ruiz' } }, chainStart);

  const [, line] = await collected(csvLines(oneByOne([odd])));

  expect(line).toContain(`'=1+1,"Ana ""A"", Ruiz"`);
  expect(line).toContain(odd.hash);
});

function aLog(length: number, by: string, changedAt?: number): AuditRecord[] {
  const made: AuditRecord[] = [];
  for (let n = 0; n < length; n++)
    made.push(linkAudit({ ...anEntry(n), facts: { n, changed: n === changedAt } }, made.at(-1) ?? chainStart, by));
  return made;
}

function anEntry(n: number) {
  const actor = { objectId: 'ana-id', name: 'Ana Ruiz' };
  return { at: `2026-03-02T09:00:0${n}.000Z`, kind: 'change.applied', actor, change: n, facts: {} } as const;
}

/** Another record 4 on the same record 3. */
function branch(): string {
  return JSON.stringify(linkAudit(anEntry(9), log[2] ?? chainStart, key));
}

function flipped(line = ''): string {
  return line.replace('"n":2', '"n":3');
}

function swapped(lines: readonly string[], at: number): string[] {
  return lines.with(at, lines[at + 1] ?? '').with(at + 1, lines[at] ?? '');
}

async function exported(records: readonly AuditRecord[], by = key): Promise<string> {
  return (await collected(jsonLines(oneByOne(records), by))).join('');
}

async function collected(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

async function* oneByOne<T>(all: readonly T[]): AsyncGenerator<T> {
  for (const one of all) yield await Promise.resolve(one);
}
