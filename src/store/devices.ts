import { sql, type RawBuilder } from 'kysely';
import type { Phases } from '../core/alert';
import type { Device } from '../core/device';
import type { KnownDevice, Records, StoredDevice } from '../ports';
import { decode, encode, toInstant, toKey, toMilliseconds } from './columns';
import type { Session } from './session';

/** Managed devices as the sweep last saw them. Only what changed is written, a page at a time. */
export function devices(session: Session): Records['devices'] {
  const { db } = session;
  const read = (row: { readonly id: string; readonly record: string }) =>
    decode<Device>(row.record, { table: 'device', id: row.id });

  return {
    async find(ids) {
      const { rows } = await sql<{ readonly found: string }>`select ${compared(session, ids)} as found`.execute(db);
      const found = JSON.parse(rows[0]?.found ?? '[]') as readonly Compared[]; // as `compared` gathers it
      const known = new Array<KnownDevice | undefined>(ids.length).fill(undefined);
      for (const [place, n, phases, hash] of found) known[place] = { n, hash, phases: readPhases(phases) };
      return known;
    },

    async put(devices) {
      if (devices.length === 0) return new Map();
      const { rows } = await sql<{ readonly id: string; readonly n: number }>`
        insert into device (id, phases, hash, name, state, platform, enrolled_at, record)
        ${rowsOf(session, JSON.stringify(devices.map(columnsOf)))}
        on conflict (id) do update set
          phases = excluded.phases, hash = excluded.hash, name = excluded.name, state = excluded.state,
          platform = excluded.platform, enrolled_at = excluded.enrolled_at, record = excluded.record
        returning id, n`.execute(db);
      return new Map(rows.map(({ id, n }) => [id, n]));
    },

    async remove(ids) {
      for (let at = 0; at < ids.length; at += rowsAtOnce)
        await db
          .deleteFrom('device')
          .where('id', 'in', ids.slice(at, at + rowsAtOnce))
          .execute();
    },

    async unseen(seen, most) {
      const missing: number[] = [];
      for (let after = 0; missing.length < most;) {
        const rows = await db
          .selectFrom('device')
          .select('n')
          .where('n', '>', after)
          .orderBy('n')
          .limit(numbersAtOnce)
          .execute();
        for (const { n } of rows) if (!seen(n)) missing.push(n);
        const last = rows.at(-1);
        if (!last || rows.length < numbersAtOnce) break;
        after = last.n;
      }
      if (missing.length === 0) return [];
      const rows = await db.selectFrom('device').select('id').where('n', 'in', missing.slice(0, most)).execute();
      return rows.map(({ id }) => id);
    },

    async cuts(parts) {
      const { number } = await db
        .selectFrom('device')
        .select((row) => row.fn.countAll<number>().as('number'))
        .where('enrolled_at', 'is not', null)
        .executeTakeFirstOrThrow();
      const cuts: string[] = [];
      for (let part = 1; part < parts && number >= parts; part++) {
        const row = await db
          .selectFrom('device')
          .select('enrolled_at')
          .where('enrolled_at', 'is not', null)
          .orderBy('enrolled_at')
          .offset(Math.floor((number * part) / parts))
          .limit(1)
          .executeTakeFirst();
        if (typeof row?.enrolled_at === 'number') cuts.push(toInstant(row.enrolled_at));
      }
      return [...new Set(cuts)];
    },

    async count() {
      const row = await db
        .selectFrom('device')
        .select((all) => all.fn.countAll<number>().as('number'))
        .executeTakeFirstOrThrow();
      return row.number;
    },

    async get(id) {
      const row = await db.selectFrom('device').select(['id', 'record']).where('id', '=', id).executeTakeFirst();
      return row && read(row);
    },

    async named(name) {
      const rows = await db
        .selectFrom('device')
        .select(['id', 'record'])
        .where('name', '=', toKey(name.toLowerCase()))
        .orderBy('n')
        .limit(20)
        .execute();
      return rows.map(read);
    },

    async tally() {
      return db
        .selectFrom('device')
        .select(['state', 'platform', (row) => row.fn.countAll<number>().as('devices')])
        .groupBy(['state', 'platform'])
        .orderBy('state')
        .orderBy('platform')
        .execute();
    },
  };
}

/** Place among those asked for, number, phases, hash. */
type Compared = readonly [number, number, string, number];

/** One text for all that was found: a row each would cost more to hand over than to find. */
function compared({ engine }: Session, ids: readonly string[]): RawBuilder<string> {
  const json = JSON.stringify(ids);
  return engine === 'sqlite'
    ? sql`(select json_group_array(json_array(wanted.key, n, phases, hash))
        from json_each(${json}) wanted join device indexed by device_compared on device.id = wanted.value)`
    : sql`(select json_agg(json_build_array(wanted.place - 1, n, phases, hash))::text
        from json_array_elements_text(${json}::json) with ordinality wanted (value, place)
        join device on device.id = wanted.value)`;
}

/** Rows in one parameter: a statement of one parameter for each value takes longer to read than to do. */
function rowsOf({ engine }: Session, json: string): RawBuilder<unknown> {
  return engine === 'sqlite'
    ? sql`select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7
        from json_each(${json}) where true`
    : sql`select value ->> 0, value ->> 1, (value ->> 2)::bigint, value ->> 3, value ->> 4, value ->> 5,
        (value ->> 6)::bigint, value ->> 7
        from json_array_elements(${json}::json)`;
}

const rowsAtOnce = 250;
/** Few enough that whoever else waits for this thread does not notice. */
const numbersAtOnce = 2000;

/** In the order in which `put` names them. */
function columnsOf({ device, phases, hash }: StoredDevice): readonly (string | number | null)[] {
  return [
    device.id,
    writePhases(phases),
    hash,
    toKey(device.name.toLowerCase()),
    device.state,
    device.platform,
    device.enrolledAt === undefined ? null : toMilliseconds(device.enrolledAt),
    encode(device),
  ];
}

const order = ['compliance', 'threat', 'unseen', 'flagged'] as const;

function writePhases(phases: Phases): string {
  return order.map((condition) => phases[condition] ?? '').join('/');
}

const nothingWrong: Phases = {};

function readPhases(text: string): Phases {
  if (text === '///') return nothingWrong;
  const parts = text.split('/');
  return Object.fromEntries(order.flatMap((condition, i) => (parts[i] ? [[condition, parts[i]]] : [])));
}
