import type { Person } from '../core/change';
import type { Card, Conversation, Records } from '../ports';
import { decode, encode } from './columns';
import type { Session } from './session';

/** Where the bot can write, who it has met, and the cards it has posted. An equal record is not written again. */

export function conversations({ db }: Session): Records['conversations'] {
  const select = db.selectFrom('conversation').select(['id', 'record']);
  const read = ({ id, record }: { id: string; record: string }) =>
    decode<Conversation>(record, { table: 'conversation', id });

  return {
    async put(conversation) {
      await db
        .insertInto('conversation')
        .values({ id: conversation.id, record: encode(conversation) })
        .onConflict((conflict) =>
          conflict
            .column('id')
            .doUpdateSet((row) => ({ record: row.ref('excluded.record') }))
            .whereRef('conversation.record', '<>', 'excluded.record'),
        )
        .execute();
    },
    async get(id) {
      const row = await select.where('id', '=', id).executeTakeFirst();
      return row && read(row);
    },
    async any() {
      const row = await select.limit(1).executeTakeFirst();
      return row && read(row);
    },
  };
}

/** Object ids are compared without case, as Entra does. */
export function people({ db }: Session): Records['people'] {
  return {
    async put(person) {
      await db
        .insertInto('person')
        .values({ id: person.objectId.toLowerCase(), record: encode(person) })
        .onConflict((conflict) =>
          conflict
            .column('id')
            .doUpdateSet((row) => ({ record: row.ref('excluded.record') }))
            .whereRef('person.record', '<>', 'excluded.record'),
        )
        .execute();
    },
    async find(objectIds) {
      const ids = [...new Set(objectIds.map((id) => id.toLowerCase()))];
      if (ids.length === 0) return [];
      const rows = await db.selectFrom('person').select(['id', 'record']).where('id', 'in', ids).execute();
      const found = new Map(rows.map(({ id, record }) => [id, decode<Person>(record, { table: 'person', id })]));
      return ids.flatMap((id) => found.get(id) ?? []);
    },
  };
}

export function cards({ db }: Session): Records['cards'] {
  const select = db.selectFrom('card').select(['thing', 'conversation', 'record']);
  const read = ({ thing, conversation, record }: { thing: string; conversation: string; record: string }) =>
    decode<Card>(record, { table: 'card', id: `${thing} in ${conversation}` });

  return {
    async list(thing) {
      return (await select.where('thing', '=', thing).orderBy('conversation').execute()).map(read);
    },
    async get(thing, conversation) {
      const row = await select.where('thing', '=', thing).where('conversation', '=', conversation).executeTakeFirst();
      return row && read(row);
    },
    async put(card) {
      await db
        .insertInto('card')
        .values({ thing: card.thing, conversation: card.conversation, record: encode(card) })
        .onConflict((conflict) =>
          conflict
            .columns(['thing', 'conversation'])
            .doUpdateSet((row) => ({ record: row.ref('excluded.record') }))
            .whereRef('card.record', '<>', 'excluded.record'),
        )
        .execute();
    },
  };
}
