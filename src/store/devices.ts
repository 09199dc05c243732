import type { Phases } from '../core/alert';
import type { Device } from '../core/device';
import type { Records, StoredDevice } from '../ports';
import { decode, encode, toInstant, toKey, toMilliseconds } from './columns';
import { textsIn } from './many';
import type { Session } from './session';

/** Managed devices as the sweep last saw them. Only what changed is written, a page at a time. */
export function devices(session: Session): Records['devices'] {
  const { db } = session;
  const read = (row: { readonly id: string; readonly record: string }) =>
    decode<Device>(row.record, { table: 'device', id: row.id });

  return {
    async find(ids) {
      const rows = await db
        .selectFrom('device')
        .innerJoin(textsIn(session, ids), 'device.id', 'wanted.value')
        .select(['device.id', 'device.n', 'device.phases', 'device.hash'])
        .execute();
      return new Map(rows.map(({ id, n, phases, hash }) => [id, { n, hash, phases: readPhases(phases) }]));
    },

    async put(devices) {
      const numbers = new Map<string, number>();
      for (let at = 0; at < devices.length; at += rowsAtOnce) {
        const rows = await db
          .insertInto('device')
          .values(devices.slice(at, at + rowsAtOnce).map(columnsOf))
          .onConflict((conflict) =>
            conflict.column('id').doUpdateSet((row) => ({
              phases: row.ref('excluded.phases'),
              hash: row.ref('excluded.hash'),
              name: row.ref('excluded.name'),
              state: row.ref('excluded.state'),
              platform: row.ref('excluded.platform'),
              enrolled_at: row.ref('excluded.enrolled_at'),
              record: row.ref('excluded.record'),
            })),
          )
          .returning(['id', 'n'])
          .execute();
        for (const { id, n } of rows) numbers.set(id, n);
      }
      return numbers;
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

const rowsAtOnce = 250;
const numbersAtOnce = 20_000;

function columnsOf({ device, phases, hash }: StoredDevice) {
  return {
    id: device.id,
    phases: writePhases(phases),
    hash,
    name: toKey(device.name.toLowerCase()),
    state: device.state,
    platform: device.platform,
    enrolled_at: device.enrolledAt === undefined ? null : toMilliseconds(device.enrolledAt),
    record: encode(device),
  };
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
