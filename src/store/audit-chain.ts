import { createHash, createHmac } from 'node:crypto';
import type { AuditEntry, AuditRecord } from '../core/audit';

/** The hash chain of the audit: each record vouches for the one before. Pure, so an export can be verified offline. */

export interface Link {
  readonly sequence: number;
  readonly hash: string;
}

/** Before the first record. */
export const chainStart: Link = { sequence: 0, hash: '' };

export type Verified =
  { readonly ok: true; readonly last: Link } | { readonly ok: false; readonly sequence: number; readonly why: string };

/** The entry as the next link. HMAC-SHA-256 with a key; plain SHA-256 without, which shows accidents, not forgers. */
export function linkAudit(entry: AuditEntry, last: Link, key?: string): AuditRecord {
  const next = { sequence: last.sequence + 1, previous: last.hash };
  return { ...entry, ...next, hash: hashOf({ ...next, entry }, key) };
}

/**
 * Oldest first, from the first record or from `after`. Says at which sequence something was altered, dropped or moved.
 * That the newest records are missing cannot be seen from the rest: compare `last` with what is known of it.
 */
export function verifyAudit(records: Iterable<AuditRecord>, key?: string, after: Link = chainStart): Verified {
  let last = after;
  for (const record of records) {
    const expected = last.sequence + 1;
    const { sequence, previous, hash, ...entry } = record;
    if (sequence !== expected) {
      return { ok: false, sequence: expected, why: `record ${expected} is not where it belongs; ${sequence} is there` };
    }
    if (previous !== last.hash) return { ok: false, sequence, why: 'it does not follow the record before it' };
    if (hash !== hashOf({ sequence, previous, entry }, key)) {
      return { ok: false, sequence, why: 'its content does not match its hash' };
    }
    last = { sequence, hash };
  }
  return { ok: true, last };
}

/** JSON with sorted keys, so that equal content has one text. Takes what JSON can say; anything else is left out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => canonicalJson(one ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

interface Hashed {
  readonly sequence: number;
  readonly previous: string;
  readonly entry: AuditEntry;
}

function hashOf(hashed: Hashed, key: string | undefined): string {
  const hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  return hash.update(canonicalJson(hashed)).digest('hex');
}
