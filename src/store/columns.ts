import { createHash } from 'node:crypto';
import { StoreCorrupt } from './errors';

/** How values lie in columns, the same in both engines: records as JSON text, instants as milliseconds. */

export function encode(record: object): string {
  return JSON.stringify(record);
}

/** The record in a column. Only the store writes there, so its shape is the one that was encoded. Throws StoreCorrupt. */
export function decode<T extends object>(
  text: string,
  at: { readonly table: string; readonly id: string | number },
): T {
  const record = parse(text, at);
  if (typeof record !== 'object' || record === null) throw new StoreCorrupt(at.table, String(at.id));
  return record as T; // what `encode` was given for this table
}

/** Numbers, since ISO texts of different precision do not sort (`…00.500Z` comes before `…00Z`). */
export function toMilliseconds(at: string): number {
  const milliseconds = Date.parse(at);
  if (Number.isNaN(milliseconds)) throw new RangeError(`not an instant: ${JSON.stringify(at)}`);
  return milliseconds;
}

export function toInstant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/**
 * A name from people or the tenant as an index key. PostgreSQL takes no NUL in texts and no index key above 2,704 bytes:
 * https://www.postgresql.org/docs/current/datatype-character.html
 */
export function toKey(name: string): string {
  const escaped = JSON.stringify(name).slice(1, -1);
  return escaped.length <= 300 ? escaped : `sha256:${createHash('sha256').update(escaped).digest('hex')}`;
}

function parse(text: string, at: { readonly table: string; readonly id: string | number }): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StoreCorrupt(at.table, String(at.id), { cause });
  }
}
