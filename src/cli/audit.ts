import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { auditKeyIn, readConfig } from '../config';
import { prepareDatabase } from '../program';
import type { Link } from '../store/audit-chain';
import { csvLines, everyRecord, jsonLines, verifyExport } from '../store/audit-export';
import { openStore } from '../store/open';

/** `npm run audit -- export` writes the audit to a file; `npm run audit -- verify` checks such a file offline. */

const usage = `npm run audit -- export [--csv] [--out FILE]
    writes the whole audit as JSON lines (or CSV, for reading) to FILE or to the screen
npm run audit -- verify FILE [--head NUMBER:HASH]...
    checks an export in JSON lines; the key is WARDEN_AUDIT_KEY, heads are those of the messages in the audit channel
`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      csv: { type: 'boolean', default: false },
      out: { type: 'string' },
      head: { type: 'string', multiple: true, default: [] },
    },
  });
  const [act, file] = positionals;
  if (act === 'export' && file === undefined) return exportAudit(values);
  if (act === 'verify' && file !== undefined) return verify(file, values.head);
  process.stderr.write(usage);
  return 2;
}

async function exportAudit({ csv, out }: { readonly csv: boolean; readonly out?: string }): Promise<number> {
  const config = readConfig(process.env, { sandboxSettings: join(__dirname, '..', 'sandbox', 'warden.yaml') });
  const key = config.auditKey?.reveal();
  const store = await openStore(prepareDatabase(config.database), key === undefined ? {} : { auditKey: key });
  try {
    const records = everyRecord(store.audit);
    const lines = Readable.from(csv ? csvLines(records) : jsonLines(records, key));
    if (out === undefined) await pipeline(lines, process.stdout, { end: false });
    else await pipeline(lines, createWriteStream(out, { mode: 0o600 }));
  } finally {
    await store.close();
  }
  return 0;
}

function verify(file: string, heads: readonly string[]): number {
  const key = auditKeyIn(process.env)?.reveal();
  const checked = verifyExport(readFileSync(file, 'utf8'), {
    ...(key === undefined ? {} : { key }),
    heads: heads.map(headOf),
  });
  if (checked.ok) {
    const { sequence, hash } = checked.last;
    process.stdout.write(`The audit is whole: ${sequence} records, the newest with the hash ${hash}.\n`);
    return 0;
  }
  process.stderr.write(`The audit is not whole at number ${checked.sequence}: ${checked.why}.\n`);
  return 1;
}

function headOf(typed: string): Link {
  const [, sequence, hash] = /^(\d+):([0-9a-f]{64})$/.exec(typed) ?? [];
  if (sequence === undefined || hash === undefined)
    throw new Error(`--head ${typed} is not a number, a colon and a hash.`);
  return { sequence: Number(sequence), hash };
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  },
);
