import { objectsOf, openStatuses, type Change, type Reach } from '../core/change';
import type { Records } from '../ports';
import { decode, encode, toKey } from './columns';
import { textsIn } from './many';
import { prepared } from './prepared';
import { atomically, takeTurns, type Session } from './session';
import type { Tables } from './tables';

/** Changes, their reach, and the objects they write to. */
export function changes(session: Session): Records['changes'] {
  const { db } = session;
  const select = () => db.selectFrom('change').select(['id', 'revision', 'record']);

  return {
    add: (change) => atomically(session, (inside) => add(inside, change)),

    async get(id) {
      const [row] = (await one(session, { id })).rows;
      return row && read(row);
    },

    save: (change) => atomically(session, (inside) => save(inside, change)),

    async list({ status, requestor, conversation, limit }) {
      if (status?.length === 0) return [];
      let query = select().orderBy('id', 'desc').limit(limit);
      if (status) query = query.where('status', 'in', status);
      if (requestor !== undefined) query = query.where('requestor', '=', requestor.toLowerCase());
      if (conversation !== undefined) query = query.where('conversation', '=', conversation);
      return (await query.execute()).map(read);
    },

    async openOn(objects) {
      if (objects.length === 0) return [];
      const { rows } = await openOn(session, { objects: encode(objects.map(toKey)) });
      return rows.map(read);
    },

    async reach(id) {
      const [row] = (await reachOf(session, { id })).rows;
      return row?.reach ? decode<Reach>(row.reach, { table: 'change', id }) : undefined;
    },

    async setReach(id, reach) {
      const { rows } = await setReachOf(session, { id, reach: encode(reach) });
      if (rows.length === 0) throw new Error(`there is no change ${id} to keep the reach of`);
    },
  };
}

const one = prepared(({ db }, { id }: { id: number }) =>
  db.selectFrom('change').select(['id', 'revision', 'record']).where('id', '=', id),
);

const openOn = prepared((session, { objects }: { objects: string }) =>
  session.db
    .selectFrom('change')
    .select(['id', 'revision', 'record'])
    .where('id', 'in', (row) =>
      row
        .selectFrom(textsIn(session, objects))
        .innerJoin('change_object', 'change_object.object', 'wanted.value')
        .select('change_object.change'),
    )
    .where('status', 'in', openStatuses)
    .orderBy('id'),
);

const newest = prepared(({ db }) => db.selectFrom('change').select('id').orderBy('id', 'desc').limit(1));

const reachOf = prepared(({ db }, { id }: { id: number }) =>
  db.selectFrom('change').select('reach').where('id', '=', id),
);

const setReachOf = prepared(({ db }, { id, reach }: { id: number; reach: string }) =>
  db.updateTable('change').set({ reach }).where('id', '=', id).returning('id'),
);

async function add(inside: Session, change: Omit<Change, 'id' | 'revision'>): Promise<Change> {
  // Numbers without gaps: who adds waits until the one before is kept or given up.
  await takeTurns(inside, 'change');
  const [last] = (await newest(inside, {})).rows;
  const added = { ...change, id: (last?.id ?? 0) + 1, revision: 1 };
  await insert(inside, { id: added.id, ...columnsOf(added) });
  await keepObjects(inside, added);
  return added;
}

async function save(inside: Session, change: Change): Promise<Change | undefined> {
  const saved = { ...change, revision: change.revision + 1 };
  const row = await inside.db
    .updateTable('change')
    .set(columnsOf(saved))
    .where('id', '=', change.id)
    .where('revision', '=', change.revision)
    .returning('id')
    .executeTakeFirst();
  if (!row) return undefined;
  await keepObjects(inside, saved);
  return saved;
}

const insert = prepared(({ db }, change: Omit<Tables['change'], 'reach'>) => {
  const { id, revision, status, requestor, conversation, record } = change;
  return db.insertInto('change').values({ id, revision, status, requestor, conversation, record });
});

function columnsOf({ id: _, revision, ...change }: Change) {
  const { status, requestor, conversation } = change;
  return {
    revision,
    status: status.kind,
    requestor: requestor.objectId.toLowerCase(),
    conversation,
    record: encode(change),
  };
}

async function keepObjects(inside: Session, change: Change): Promise<void> {
  const objects = [...new Set(objectsOf(change).map(toKey))];
  await forgetOthers(inside, { change: change.id, objects: encode(objects) });
  for (const object of objects) await keepObject(inside, { change: change.id, object });
}

const forgetOthers = prepared((session, { change, objects }: { change: number; objects: string }) =>
  session.db
    .deleteFrom('change_object')
    .where('change', '=', change)
    .where('object', 'not in', (row) => row.selectFrom(textsIn(session, objects)).select('wanted.value')),
);

const keepObject = prepared(({ db }, { change, object }: Tables['change_object']) =>
  db
    .insertInto('change_object')
    .values({ change, object })
    .onConflict((conflict) => conflict.doNothing()),
);

interface Row {
  readonly id: number;
  readonly revision: number;
  readonly record: string;
}

/** The same text is the same record: decoding the plans of a few open changes over and over costs more than reading them. */
function read(row: Row): Change {
  const { id, revision, record } = row;
  const known = lately.get(id);
  if (known?.row.revision === revision && known.row.record === record) return known.change;
  const change = { ...decode<Omit<Change, 'id' | 'revision'>>(record, { table: 'change', id }), id, revision };
  if (lately.size >= mostKept) lately.clear();
  lately.set(id, { row, change });
  return change;
}

const lately = new Map<number, { readonly row: Row; readonly change: Change }>();
const mostKept = 200;
