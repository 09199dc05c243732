import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { play } from '../support/play';
import { readScript } from '../support/chat-script';

/**
 * Microsoft’s log of what was edited in Entra. It is in Graph v1.0 (learn.microsoft.com/graph/api/directoryaudit-list),
 * but not in the part of the metadata that the validator has.
 */
const outsideValidator = '/v1.0/auditLogs/directoryAudits?$filter=activityDateTime%20ge%20';

const validator = join(__dirname, '../../../shared/graph/validate.mjs');

describe('every Graph call of the transcripts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'warden-record-'));
  const record = join(folder, 'graph.jsonl');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is recorded without tokens, in a file of its own mode', async () => {
    for (const file of readdirSync(__dirname).filter((one) => one.endsWith('.chat'))) {
      await play(readScript(readFileSync(join(__dirname, file), 'utf8')), record);
    }

    const lines = readFileSync(record, 'utf8').trim().split('\n');
    expect(lines.length).toBeGreaterThan(200);
    const write = lines.find((line) => line.includes('"PATCH"')) ?? '{}';
    expect(Object.keys(JSON.parse(write) as object).sort()).toEqual(['body', 'method', 'status', 'url']);
    expect(lines.filter((line) => /bearer|eyJ/i.test(line))).toEqual([]);
    expect(statSync(record).mode & 0o777).toBe(0o600);
  }, 240_000);

  test('is as Microsoft’s metadata has it', () => {
    if (!existsSync(validator)) {
      console.log('skipped: the validator of Graph requests is not beside the project (../shared/graph/validate.mjs)');
      return;
    }
    const calls = readFileSync(record, 'utf8').trim().split('\n');
    const known = calls.filter((call) => !call.includes(outsideValidator));
    expect(known.length).toBeGreaterThan(calls.length * 0.9);
    writeFileSync(record, known.join('\n'));
    // Its exit code says it: 1 when a request is not what the metadata has.
    const { status, stdout } = spawnSync(process.execPath, [validator, record], { encoding: 'utf8' });

    expect({ status, wrong: stdout.split('\n').filter((line) => /^#\d+ (?!ok)/.test(line)) }).toEqual({
      status: 0,
      wrong: [],
    });
  });
});
