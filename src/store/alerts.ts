import type { Alert, AlertGroup, Condition, Silence, Subscription } from '../core/alert';
import type { Records } from '../ports';
import { decode, encode, toMilliseconds } from './columns';
import { textsIn } from './many';
import { atomically, takeTurns, type Session } from './session';

/** Alerts, the groups they are told in, silences, and the channels that hear of them. */

export function alerts(session: Session): Records['alerts'] {
  const { db } = session;
  return {
    async find(devices) {
      if (devices.length === 0) return [];
      const rows = await db
        .selectFrom('alert')
        .innerJoin(textsIn(session, JSON.stringify(devices)), 'alert.device', 'wanted.value')
        .select(['alert.device', 'alert.record'])
        .execute();
      return rows.map(readAlert);
    },

    async put(alerts) {
      for (let at = 0; at < alerts.length; at += rowsAtOnce) {
        await db
          .insertInto('alert')
          .values(alerts.slice(at, at + rowsAtOnce).map(alertColumns))
          .onConflict((conflict) =>
            conflict.columns(['device', 'condition']).doUpdateSet((row) => ({
              state: row.ref('excluded.state'),
              started_at: row.ref('excluded.started_at'),
              resolved_at: row.ref('excluded.resolved_at'),
              record: row.ref('excluded.record'),
            })),
          )
          .execute();
      }
    },

    async firing(limit) {
      const rows = await db
        .selectFrom('alert')
        .select(['device', 'record'])
        .where('state', '=', 'firing')
        .orderBy('started_at', 'desc')
        .orderBy('device')
        .limit(limit)
        .execute();
      return rows.map(readAlert);
    },

    async forgetBefore(at) {
      const living = db
        .selectFrom('alert_member')
        .innerJoin('alert_group', 'alert_group.id', 'alert_member.alert_group')
        .select('alert_member.device')
        .where('alert_group.state', '<>', 'over');
      await db
        .deleteFrom('alert')
        .where('resolved_at', '<', toMilliseconds(at))
        .where('device', 'not in', living)
        .execute();
    },
  };
}

function alertColumns(alert: Alert) {
  const { device, condition, state, startedAt, resolvedAt } = alert;
  return {
    device,
    condition,
    state,
    started_at: toMilliseconds(startedAt),
    resolved_at: resolvedAt === undefined ? null : toMilliseconds(resolvedAt),
    record: encode(alert),
  };
}

function readAlert({ device, record }: { readonly device: string; readonly record: string }): Alert {
  return decode<Alert>(record, { table: 'alert', id: device });
}

export function groups(session: Session): Records['groups'] {
  const { db } = session;
  const select = () => db.selectFrom('alert_group').select(['id', 'revision', 'record']);
  return {
    add: (group) =>
      atomically(session, async (inside) => {
        const row = await inside.db
          .insertInto('alert_group')
          .values({ revision: 1, ...groupColumns(group) })
          .returning('id')
          .executeTakeFirstOrThrow();
        return { ...group, id: row.id, revision: 1 };
      }),

    async get(id) {
      const row = await select().where('id', '=', id).executeTakeFirst();
      return row && readGroup(row);
    },

    async save({ id, revision, ...group }) {
      const row = await db
        .updateTable('alert_group')
        .set({ revision: revision + 1, ...groupColumns(group) })
        .where('id', '=', id)
        .where('revision', '=', revision)
        .returning('id')
        .executeTakeFirst();
      return row && { ...group, id, revision: revision + 1 };
    },

    async current(key) {
      if (db.isTransaction) await takeTurns(session, `group:${key}`);
      const row = await select()
        .where('key', '=', key)
        .where('state', '<>', 'over')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row && readGroup(row);
    },

    async living(conversation) {
      let query = select().where('state', '<>', 'over').orderBy('id', 'desc');
      if (conversation !== undefined) query = query.where('conversation', '=', conversation);
      return (await query.execute()).map(readGroup);
    },

    async holding(condition, devices) {
      if (devices.length === 0) return [];
      const rows = await db
        .selectFrom('alert_member')
        .innerJoin(textsIn(session, JSON.stringify(devices)), 'alert_member.device', 'wanted.value')
        .innerJoin('alert_group', 'alert_group.id', 'alert_member.alert_group')
        .select(['alert_group.id', 'alert_member.device'])
        .where('alert_group.state', '<>', 'over')
        .where('alert_group.condition', '=', condition)
        .execute();
      const held = new Map<number, string[]>();
      for (const { id, device } of rows) {
        const devicesHeld = held.get(id);
        if (devicesHeld) devicesHeld.push(device);
        else held.set(id, [device]);
      }
      if (held.size === 0) return [];
      const found = await select()
        .where('id', 'in', [...held.keys()])
        .orderBy('id')
        .execute();
      return found.map((row) => ({ group: readGroup(row), devices: held.get(row.id) ?? [] }));
    },

    async join(id, devices) {
      for (let at = 0; at < devices.length; at += rowsAtOnce) {
        await db
          .insertInto('alert_member')
          .values(devices.slice(at, at + rowsAtOnce).map((device) => ({ alert_group: id, device, told: '' })))
          .onConflict((conflict) => conflict.columns(['alert_group', 'device']).doNothing())
          .execute();
      }
    },

    async leave(id, devices) {
      if (devices.length === 0) return;
      await db
        .deleteFrom('alert_member')
        .where('alert_group', '=', id)
        .where('device', 'in', db.selectFrom(textsIn(session, JSON.stringify(devices))).select('wanted.value'))
        .execute();
    },

    async members({ id, condition }) {
      const rows = await db
        .selectFrom('alert_member')
        .innerJoin('alert', (join) =>
          join.onRef('alert.device', '=', 'alert_member.device').on('alert.condition', '=', condition),
        )
        .select(['alert.device', 'alert.record', 'alert_member.told'])
        .where('alert_member.alert_group', '=', id)
        .orderBy('alert.device')
        .execute();
      return rows.map((row) => ({ alert: readAlert(row), told: row.told }));
    },

    async tell(id, told, devices) {
      if (devices.length === 0) return;
      await db
        .updateTable('alert_member')
        .set({ told })
        .where('alert_group', '=', id)
        .where('device', 'in', db.selectFrom(textsIn(session, JSON.stringify(devices))).select('wanted.value'))
        .execute();
    },
  };
}

function groupColumns(group: Omit<AlertGroup, 'id' | 'revision'>) {
  const { key, conversation, condition, state } = group;
  return { key, conversation, condition: condition satisfies Condition, state, record: encode(group) };
}

function readGroup(row: { readonly id: number; readonly revision: number; readonly record: string }): AlertGroup {
  const { id, revision } = row;
  return { ...decode<Omit<AlertGroup, 'id' | 'revision'>>(row.record, { table: 'alert_group', id }), id, revision };
}

export function silences(session: Session): Records['silences'] {
  const { db } = session;
  const select = () => db.selectFrom('silence').select(['id', 'record']);
  const read = ({ id, record }: { readonly id: number; readonly record: string }): Silence => ({
    ...decode<Omit<Silence, 'id'>>(record, { table: 'silence', id }),
    id,
  });
  return {
    async add(silence) {
      const row = await db
        .insertInto('silence')
        .values({ until: toMilliseconds(silence.until), record: encode(silence) })
        .returning('id')
        .executeTakeFirstOrThrow();
      return { ...silence, id: row.id };
    },
    async get(id) {
      const row = await select().where('id', '=', id).executeTakeFirst();
      return row && read(row);
    },
    async put({ id, ...silence }) {
      await db
        .updateTable('silence')
        .set({ until: toMilliseconds(silence.until), record: encode(silence) })
        .where('id', '=', id)
        .execute();
    },
    async endingAfter(at) {
      return (await select().where('until', '>', toMilliseconds(at)).orderBy('id').execute()).map(read);
    },
  };
}

export function subscriptions({ db }: Session): Records['subscriptions'] {
  return {
    async put(subscription) {
      await db
        .insertInto('subscription')
        .values({ conversation: subscription.conversation, record: encode(subscription) })
        .onConflict((conflict) =>
          conflict.column('conversation').doUpdateSet((row) => ({ record: row.ref('excluded.record') })),
        )
        .execute();
    },
    async remove(conversation) {
      await db.deleteFrom('subscription').where('conversation', '=', conversation).execute();
    },
    async list() {
      const rows = await db.selectFrom('subscription').selectAll().orderBy('conversation').execute();
      return rows.map(({ conversation, record }) =>
        decode<Subscription>(record, { table: 'subscription', id: conversation }),
      );
    },
  };
}

const rowsAtOnce = 500;
