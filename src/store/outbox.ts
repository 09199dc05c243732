import { type QueryCreator, sql } from 'kysely';
import type { Outgoing, OutboxRow, Pace, Records } from '../ports';
import { decode, encode, toInstant, toMilliseconds } from './columns';
import { prepared } from './prepared';
import { noteSent, roomFor, waitFor } from './sent';
import { atomically, takeTurns, type Session } from './session';
import type { Tables } from './tables';

/** What shall go out: in order within a conversation, one row of it at a time. */
export function outbox(session: Session): Records['outbox'] {
  const { db } = session;
  return {
    add: (row) => atomically(session, (inside) => add(inside, row)),

    take: (now, until, limit, pace) =>
      atomically(session, (inside) =>
        take(inside, { now: toMilliseconds(now), until: toMilliseconds(until), limit }, pace),
      ),

    async done(id) {
      await remove(session, { id });
    },

    async again(id, dueAt, how) {
      await db
        .updateTable('outbox')
        .set((row) => ({
          due_at: toMilliseconds(dueAt),
          claimed_until: null,
          attempts: how === 'untried' ? row('attempts', '-', 1) : row.ref('attempts'),
          unclear: how === 'unclear' ? 1 : row.ref('unclear'),
        }))
        .where('id', '=', id)
        .execute();
    },

    async renew(id, held, until) {
      const { numUpdatedRows } = await db
        .updateTable('outbox')
        .set({ claimed_until: toMilliseconds(until) })
        .where('id', '=', id)
        .where('claimed_until', '=', toMilliseconds(held))
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },

    async size() {
      const row = await db
        .selectFrom('outbox')
        .select((count) => count.fn.countAll<number>().as('rows'))
        .executeTakeFirstOrThrow();
      return row.rows;
    },

    next: () => next(session),
  };
}

async function add(inside: Session, row: Omit<OutboxRow, 'id' | 'attempts'>): Promise<void> {
  const { conversation, what } = row;
  const dueAt = toMilliseconds(row.dueAt);
  if (what.kind === 'draw' && (await waits(inside, { conversation, thing: what.thing, dueAt }))) return;
  const thing = what.kind === 'draw' ? what.thing : null;
  await insert(inside, { conversation, thing, record: encode(what), dueAt });
}

const insert = prepared(
  ({ db }, row: { conversation: string; thing: string | null; record: string; dueAt: number }) => {
    const { conversation, thing, record, dueAt } = row;
    return db
      .insertInto('outbox')
      .values({ conversation, thing, record, attempts: 0, due_at: dueAt, claimed_until: null, unclear: null });
  },
);

const remove = prepared(({ db }, { id }: { id: number }) => db.deleteFrom('outbox').where('id', '=', id));

/**
 * Whether the drawing waits already. The row is written, not only read: so it is locked, and nobody takes it and draws
 * the thing as it was before this transaction ends. It goes out at the earlier time, unless it was put off after a try.
 */
async function waits(inside: Session, draw: Drawing): Promise<boolean> {
  await takeTurns(inside, `outbox:${draw.conversation}:${draw.thing}`);
  return (await hasten(inside, draw)).rows.length > 0;
}

interface Drawing {
  readonly conversation: string;
  readonly thing: string;
  readonly dueAt: number;
}

const hasten = prepared(({ db }, { conversation, thing, dueAt }: Drawing) =>
  db
    .updateTable('outbox')
    .set((old) => ({
      due_at: old
        .case()
        .when(old.and([old('attempts', '=', 0), old('due_at', '>', dueAt)]))
        // As a parameter: kysely writes a bare value into the statement.
        .then(sql.val(dueAt))
        .else(old.ref('due_at'))
        .end(),
    }))
    .where('conversation', '=', conversation)
    .where('thing', '=', thing)
    .where('claimed_until', 'is', null)
    .returning('id'),
);

interface Taking {
  readonly now: number;
  readonly until: number;
  readonly limit: number;
}

async function take(inside: Session, taking: Taking, pace?: Pace): Promise<readonly OutboxRow[]> {
  // One taker at a time: two could not see what the other is about to claim of a conversation.
  await takeTurns(inside, 'outbox');
  const limit = pace ? Math.min(taking.limit, await roomFor(inside, pace, taking.now)) : taking.limit;
  if (limit === 0) return [];
  const { rows } = await claim(inside, { ...taking, limit });
  const all = rows.map(read).sort((a, b) => a.id - b.id);
  if (!pace) return all;
  const given: OutboxRow[] = [];
  for (const row of all) if (await letOut(inside, row, pace, taking.now)) given.push(row);
  return given;
}

async function letOut(inside: Session, { id, conversation }: OutboxRow, pace: Pace, now: number): Promise<boolean> {
  const wait = await waitFor(inside, conversation, pace, now);
  if (wait > 0) await putOff(inside, { id, dueAt: now + wait });
  else await noteSent(inside, conversation, pace, now);
  return wait === 0;
}

const putOff = prepared(({ db }, { id, dueAt }: { id: number; dueAt: number }) =>
  db
    .updateTable('outbox')
    .set((row) => ({ due_at: sql.val(dueAt), claimed_until: null, attempts: row('attempts', '-', 1) }))
    .where('id', '=', id),
);

const claim = prepared(({ db, engine }, { now, until, limit }: Taking) =>
  db
    .with('ready', (db) =>
      db
        .selectFrom(queues(db))
        .innerJoin('outbox as row', 'row.id', 'queue.oldest')
        .select('row.id')
        .where('row.due_at', '<=', now)
        .where((row) => row.or([row('queue.held', 'is', null), row('queue.held', '<=', now)]))
        .orderBy('row.id')
        .limit(limit)
        .$if(engine === 'postgres', (query) => query.forUpdate('row').skipLocked()),
    )
    .updateTable('outbox')
    .set((row) => ({
      claimed_until: until,
      attempts: row('attempts', '+', 1),
      // Who had it before and is not heard of may have died before or after it went out.
      unclear: row.case().when('claimed_until', 'is not', null).then(sql.lit(1)).else(row.ref('unclear')).end(),
    }))
    .where('id', 'in', (row) => row.selectFrom('ready').select('ready.id'))
    .returning(['id', 'conversation', 'record', 'attempts', 'due_at', 'unclear']),
);

/** Of each conversation the row whose turn it is, and until when a claim holds it up. Read from an index alone. */
function queues(db: Pick<QueryCreator<Tables>, 'selectFrom'>) {
  return db
    .selectFrom('outbox')
    .select([
      'conversation',
      (all) => all.fn.min('id').as('oldest'),
      (all) => all.fn.max<number | null>('claimed_until').as('held'),
    ])
    .groupBy('conversation')
    .as('queue');
}

/** When `take` can give something again. */
async function next({ db }: Session): Promise<string | undefined> {
  const row = await db
    .selectFrom(queues(db))
    .innerJoin('outbox', 'outbox.id', 'queue.oldest')
    .select(
      sql<number | null>`min(case when queue.held > outbox.due_at then queue.held else outbox.due_at end)`.as('at'),
    )
    .executeTakeFirst();
  return typeof row?.at === 'number' ? toInstant(row.at) : undefined;
}

interface Row {
  readonly id: number;
  readonly conversation: string;
  readonly record: string;
  readonly attempts: number;
  readonly due_at: number;
  readonly unclear: number | null;
}

function read({ id, conversation, record, attempts, due_at, unclear }: Row): OutboxRow {
  const what = decode<Outgoing>(record, { table: 'outbox', id });
  return { id, conversation, what, attempts, dueAt: toInstant(due_at), ...(unclear === 1 ? { unclear: true } : {}) };
}
