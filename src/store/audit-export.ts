import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { AuditRecord } from '../core/audit';
import type { Records } from '../ports';
import { canonicalJson, chainStart, verifyAudit, type Link } from './audit-chain';

/** The audit as a file: one record a line, oldest first, and a last line that says where it ends, sealed with the key. */

interface End {
  readonly end: Link;
  readonly seal: string;
}

const pageSize = 1000;

/** Every record in order, page by page. */
export async function* everyRecord(audit: Records['audit']): AsyncGenerator<AuditRecord> {
  for (let after = 0; ;) {
    const page = await audit.after(after, pageSize);
    yield* page;
    const last = page.at(-1);
    if (!last) return;
    after = last.sequence;
  }
}

export async function* jsonLines(records: AsyncIterable<AuditRecord>, key?: string): AsyncGenerator<string> {
  let end = chainStart;
  for await (const record of records) {
    end = { sequence: record.sequence, hash: record.hash };
    yield `${JSON.stringify(record)}\n`;
  }
  yield `${JSON.stringify({ end, seal: sealOf(end, key) } satisfies End)}\n`;
}

const columns = ['sequence', 'at', 'kind', 'objectId', 'name', 'change', 'policies', 'facts', 'previous', 'hash'];

/** For reading in a spreadsheet; only JSON lines can be verified. */
export async function* csvLines(records: AsyncIterable<AuditRecord>): AsyncGenerator<string> {
  yield `${columns.join(',')}\r\n`;
  for await (const { sequence, at, kind, actor, change = '', policies = [], facts, previous, hash } of records) {
    const texts = [at, kind, actor.objectId, actor.name, String(change), policies.join('; '), JSON.stringify(facts)];
    yield `${[String(sequence), ...texts, previous, hash].map(cell).join(',')}\r\n`;
  }
}

/** A spreadsheet would compute what begins like a formula. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export type Checked =
  { readonly ok: true; readonly last: Link } | { readonly ok: false; readonly sequence: number; readonly why: string };

/**
 * An export in JSON lines, without the database. `heads` are numbers and hashes known from elsewhere, such as the daily
 * message in the audit channel: with them even a log that was chained anew with the right key is found.
 */
export function verifyExport(
  text: string,
  known: { readonly key?: string; readonly heads?: readonly Link[] },
): Checked {
  const { records, end, unreadable } = readLines(text);
  const bad = (sequence: number, why: string) => ({ ok: false, sequence, why }) as const;
  const forked = forkIn(records);
  const verified = verifyAudit(records, known.key);
  if (forked !== undefined && (verified.ok || forked <= verified.sequence))
    return bad(forked, `there are two records ${forked}: the chain forks`);
  if (!verified.ok) return verified;
  const { last } = verified;
  if (unreadable !== undefined) return bad(last.sequence + 1, `line ${unreadable} is no record`);
  if (!end)
    return bad(last.sequence + 1, 'the line that says where the log ends is missing, so its newest records may be');
  if (!equal(end.seal, sealOf(end.end, known.key)))
    return bad(end.end.sequence, 'the line that says where the log ends was not made with this key');
  if (end.end.sequence !== last.sequence || end.end.hash !== last.hash)
    return bad(last.sequence + 1, `the newest records are missing: the log ended at ${end.end.sequence}`);
  return againstHeads(records, last, known.heads ?? []);
}

function againstHeads(records: readonly AuditRecord[], last: Link, heads: readonly Link[]): Checked {
  for (const { sequence, hash } of heads.toSorted((a, b) => a.sequence - b.sequence)) {
    if (sequence > last.sequence)
      return {
        ok: false,
        sequence: last.sequence + 1,
        why: `the newest records are missing: ${sequence} was there once`,
      };
    if (sequence > 0 && records[sequence - 1]?.hash !== hash)
      return { ok: false, sequence, why: 'the log was chained anew: this record had another hash once' };
  }
  return { ok: true, last };
}

function readLines(text: string) {
  const records: AuditRecord[] = [];
  let end: End | undefined;
  const lines = text.split('\n');
  for (const [place, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const value = parsed(line);
    if (end || value === undefined) return { records, end, unreadable: place + 1 };
    if (isEnd(value)) end = value;
    else if (isRecord(value)) records.push(value);
    else return { records, end, unreadable: place + 1 };
  }
  return { records, end, unreadable: undefined };
}

/** The first number that two different records bear. */
function forkIn(records: readonly AuditRecord[]): number | undefined {
  const hashes = new Map<number, string>();
  for (const { sequence, hash } of records) {
    if ((hashes.get(sequence) ?? hash) !== hash) return sequence;
    hashes.set(sequence, hash);
  }
  return undefined;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // told as a line that is no record
  }
}

function isEnd(value: unknown): value is End {
  if (!isObject(value) || typeof value['seal'] !== 'string' || !isObject(value['end'])) return false;
  return typeof value['end']['sequence'] === 'number' && typeof value['end']['hash'] === 'string';
}

/** Whether the rest of it is as it was is what the hash tells. */
function isRecord(value: unknown): value is AuditRecord {
  return (
    isObject(value) &&
    typeof value['sequence'] === 'number' &&
    typeof value['previous'] === 'string' &&
    typeof value['hash'] === 'string'
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function sealOf(end: Link, key: string | undefined): string {
  const hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  return hash.update(`end of the audit ${canonicalJson(end)}`).digest('hex');
}

function equal(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
