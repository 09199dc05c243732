import type { Person } from '../core/change';
import type { Card, Conversation, Records } from '../ports';
import { decode, encode } from './columns';
import { prepared } from './prepared';
import type { Session } from './session';
import type { Tables } from './tables';

/** Where the bot can write, who it has met, and the cards it has posted. An equal record is not written again. */

export function conversations(session: Session): Records['conversations'] {
  const read = ({ id, record }: { id: string; record: string }) =>
    decode<Conversation>(record, { table: 'conversation', id });

  return {
    async put(conversation) {
      await putConversation(session, { id: conversation.id, record: encode(conversation) });
    },
    async get(id) {
      const [row] = (await conversationOf(session, { id })).rows;
      return row && read(row);
    },
    async any() {
      const [row] = (await anyConversation(session, {})).rows;
      return row && read(row);
    },
  };
}

const conversationOf = prepared(({ db }, { id }: { id: string }) =>
  db.selectFrom('conversation').select(['id', 'record']).where('id', '=', id),
);

const anyConversation = prepared(({ db }) => db.selectFrom('conversation').select(['id', 'record']).limit(1));

const putConversation = prepared(({ db }, { id, record }: Tables['conversation']) =>
  db
    .insertInto('conversation')
    .values({ id, record })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet((row) => ({ record: row.ref('excluded.record') }))
        .whereRef('conversation.record', '<>', 'excluded.record'),
    ),
);

/** Object ids are compared without case, as Entra does. */
export function people(session: Session): Records['people'] {
  return {
    async put(person) {
      await putPerson(session, { id: person.objectId.toLowerCase(), record: encode(person) });
    },
    async find(objectIds) {
      const ids = [...new Set(objectIds.map((id) => id.toLowerCase()))];
      if (ids.length === 0) return [];
      const rows = await session.db.selectFrom('person').select(['id', 'record']).where('id', 'in', ids).execute();
      const found = new Map(rows.map(({ id, record }) => [id, decode<Person>(record, { table: 'person', id })]));
      return ids.flatMap((id) => found.get(id) ?? []);
    },
  };
}

const putPerson = prepared(({ db }, { id, record }: Tables['person']) =>
  db
    .insertInto('person')
    .values({ id, record })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet((row) => ({ record: row.ref('excluded.record') }))
        .whereRef('person.record', '<>', 'excluded.record'),
    ),
);

export function cards(session: Session): Records['cards'] {
  const read = ({ thing, conversation, record }: { thing: string; conversation: string; record: string }) =>
    decode<Card>(record, { table: 'card', id: `${thing} in ${conversation}` });

  return {
    async list(thing) {
      return (await cardsOf(session, { thing })).rows.map(read);
    },
    async get(thing, conversation) {
      const [row] = (await cardIn(session, { thing, conversation })).rows;
      return row && read(row);
    },
    async put(card) {
      await putCard(session, { thing: card.thing, conversation: card.conversation, record: encode(card) });
    },
  };
}

const cardsOf = prepared(({ db }, { thing }: { thing: string }) =>
  db.selectFrom('card').select(['thing', 'conversation', 'record']).where('thing', '=', thing).orderBy('conversation'),
);

const cardIn = prepared(({ db }, { thing, conversation }: { thing: string; conversation: string }) =>
  db
    .selectFrom('card')
    .select(['thing', 'conversation', 'record'])
    .where('thing', '=', thing)
    .where('conversation', '=', conversation),
);

const putCard = prepared(({ db }, { thing, conversation, record }: Tables['card']) =>
  db
    .insertInto('card')
    .values({ thing, conversation, record })
    .onConflict((conflict) =>
      conflict
        .columns(['thing', 'conversation'])
        .doUpdateSet((row) => ({ record: row.ref('excluded.record') }))
        .whereRef('card.record', '<>', 'excluded.record'),
    ),
);
