import type { Question, Records } from '../ports';
import { decode, encode, toMilliseconds } from './columns';
import { prepared } from './prepared';
import type { Session } from './session';

/** Questions put back to people. */
export function questions(session: Session): Records['questions'] {
  const { db } = session;
  const read = ({ id, record }: { id: string; record: string }) => decode<Question>(record, { table: 'question', id });

  return {
    async put(question) {
      const columns = {
        conversation: question.conversation,
        person: question.person.objectId.toLowerCase(),
        state: question.state,
        asked_at: toMilliseconds(question.askedAt),
        record: encode(question),
      };
      await db
        .insertInto('question')
        .values({ id: question.id, ...columns })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
        .execute();
    },
    async close(question, state) {
      const row = await db
        .updateTable('question')
        .set({ state, record: encode({ ...question, state }) })
        .where('id', '=', question.id)
        .where('state', '=', 'open')
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },
    async get(id) {
      const row = await db.selectFrom('question').select(['id', 'record']).where('id', '=', id).executeTakeFirst();
      return row && read(row);
    },
    async open(conversation, objectId) {
      const [row] = (await newestOpen(session, { conversation, person: objectId.toLowerCase() })).rows;
      return row && read(row);
    },
  };
}

const newestOpen = prepared(({ db }, { conversation, person }: { conversation: string; person: string }) =>
  db
    .selectFrom('question')
    .select(['id', 'record'])
    .where('conversation', '=', conversation)
    .where('person', '=', person)
    .where('state', '=', 'open')
    .orderBy('asked_at', 'desc')
    .orderBy('n', 'desc')
    .limit(1),
);
