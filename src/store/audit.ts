import type { AuditEntry, AuditRecord } from '../core/audit';
import type { AuditFilter, Records } from '../ports';
import { chainStart, linkAudit, type Link } from './audit-chain';
import { decode, encode, toKey, toMilliseconds } from './columns';
import { prepared } from './prepared';
import { atomically, takeTurns, type Session } from './session';
import type { Tables } from './tables';

/** The audit log: appended to, read, and nothing else. */
export function audit(session: Session, key: string | undefined): Records['audit'] {
  // Within a transaction nobody else appends, so what it appended last is the last there is.
  let newest: Link | undefined;
  return {
    append: (entry) =>
      atomically(session, async (inside) => {
        const record = await append(inside, entry, newest, key);
        if (session.db.isTransaction) newest = record;
        return record;
      }),
    list: (filter) => list(session, filter),
    after: (sequence, limit) => after(session, sequence, limit),
  };
}

async function append(
  inside: Session,
  entry: AuditEntry,
  newest: Link | undefined,
  key: string | undefined,
): Promise<AuditRecord> {
  if (newest === undefined) await takeTurns(inside, 'audit');
  const last = newest ?? (await selectNewest(inside, {})).rows[0];
  const text = encode(entry);
  // Hashed as it will be read again: JSON drops what is undefined and turns dates into texts.
  const record = linkAudit(read(text, (last?.sequence ?? 0) + 1), last ?? chainStart, key);
  const { sequence, previous, hash, at, actor, change = null } = record;
  await insert(inside, {
    sequence,
    at: toMilliseconds(at),
    actor: actor.objectId.toLowerCase(),
    change,
    entry: text,
    previous,
    hash,
  });
  for (const policy of new Set(record.policies?.map(policyKey))) await insertPolicy(inside, { policy, sequence });
  return record;
}

const selectNewest = prepared(({ db }) =>
  db.selectFrom('audit').select(['sequence', 'hash']).orderBy('sequence', 'desc').limit(1),
);

const insert = prepared(({ db }, { sequence, at, actor, change, entry, previous, hash }: Tables['audit']) =>
  db.insertInto('audit').values({ sequence, at, actor, change, entry, previous, hash }),
);

const insertPolicy = prepared(({ db }, { policy, sequence }: Tables['audit_policy']) =>
  db.insertInto('audit_policy').values({ policy, sequence }),
);

async function list({ db }: Session, { since, policy, actor, change, limit }: AuditFilter) {
  let query = db
    .selectFrom('audit')
    .select(['sequence', 'entry', 'previous', 'hash'])
    .orderBy('sequence', 'desc')
    .limit(limit);
  if (since !== undefined) query = query.where('at', '>=', toMilliseconds(since));
  if (actor !== undefined) query = query.where('actor', '=', actor.toLowerCase());
  if (change !== undefined) query = query.where('change', '=', change);
  if (policy !== undefined) {
    const about = db.selectFrom('audit_policy').select('sequence').where('policy', '=', policyKey(policy));
    query = query.where('sequence', 'in', about);
  }
  return (await query.execute()).map(readRecord);
}

async function after({ db }: Session, sequence: number, limit: number): Promise<readonly AuditRecord[]> {
  const rows = await db
    .selectFrom('audit')
    .select(['sequence', 'entry', 'previous', 'hash'])
    .where('sequence', '>', sequence)
    .orderBy('sequence')
    .limit(limit)
    .execute();
  return rows.map(readRecord);
}

type Row = Pick<Tables['audit'], 'sequence' | 'entry' | 'previous' | 'hash'>;

function readRecord({ sequence, entry, previous, hash }: Row): AuditRecord {
  return { ...read(entry, sequence), sequence, previous, hash };
}

function read(entry: string, sequence: number): AuditEntry {
  return decode<AuditEntry>(entry, { table: 'audit', id: sequence });
}

/** People write names in any case. */
function policyKey(name: string): string {
  return toKey(name.toLowerCase());
}
