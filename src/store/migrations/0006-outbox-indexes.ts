import type { Session } from '../session';

/** Many rows may wait for one conversation: whose turn it is stands in one index, what waits of a thing in the other. */
export async function outboxIndexes({ db }: Session): Promise<void> {
  await db.schema.dropIndex('outbox_by_conversation_id').execute();
  await db.schema.createIndex('outbox_queue').on('outbox').columns(['conversation', 'id', 'claimed_until']).execute();
  await db.schema.createIndex('outbox_thing').on('outbox').columns(['thing', 'conversation']).execute();
}
