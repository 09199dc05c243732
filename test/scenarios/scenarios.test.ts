import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readScript } from '../support/chat-script';
import { play } from '../support/play';

const files = readdirSync(__dirname).filter((file) => file.endsWith('.chat'));
const folder = mkdtempSync(join(tmpdir(), 'warden-record-'));
const record = join(folder, 'graph.jsonl');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('transcripts', () => {
  test.each(files)(
    '%s',
    async (file) => {
      const path = join(__dirname, file);
      const written = readFileSync(path, 'utf8');

      const played = await play(readScript(written), record);

      if (process.env['GOLDEN'] === 'write') writeFileSync(path, played);
      else expect(played).toBe(written);
    },
    60_000,
  );
});

/**
 * Microsoft’s log of what was edited in Entra. It is in Graph v1.0 (learn.microsoft.com/graph/api/directoryaudit-list),
 * but not in the part of the metadata that the validator has.
 */
const outsideValidator = '/v1.0/auditLogs/directoryAudits?$filter=activityDateTime%20ge%20';

const validator = join(__dirname, '../../../shared/graph/validate.mjs');

describe('every Graph call of the transcripts', () => {
  const calls = () => readFileSync(record, 'utf8').trim().split('\n');

  test('is recorded without tokens, in a file of its own mode', () => {
    const lines = calls();

    expect(lines.length).toBeGreaterThan(200);
    const write = lines.find((line) => line.includes('"PATCH"')) ?? '{}';
    expect(Object.keys(JSON.parse(write) as object).sort()).toEqual(['body', 'method', 'status', 'url']);
    expect(lines.filter((line) => /bearer|eyJ/i.test(line))).toEqual([]);
    expect(statSync(record).mode & 0o777).toBe(0o600);
  });

  test('is as Microsoft’s metadata has it', () => {
    if (!existsSync(validator)) {
      console.log('skipped: the validator of Graph requests is not beside the project (../shared/graph/validate.mjs)');
      return;
    }
    const all = calls();
    const known = all.filter((call) => !call.includes(outsideValidator));
    expect(known.length).toBeGreaterThan(all.length * 0.9);
    const kept = join(folder, 'known.jsonl');
    writeFileSync(kept, known.join('\n'));
    // Its exit code says it: 1 when a request is not what the metadata has.
    const { status, stdout } = spawnSync(process.execPath, [validator, kept], { encoding: 'utf8' });

    expect({ status, wrong: stdout.split('\n').filter((line) => /^#\d+ (?!ok)/.test(line)) }).toEqual({
      status: 0,
      wrong: [],
    });
  });
});
