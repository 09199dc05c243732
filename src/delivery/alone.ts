import type { Person } from '../core/change';
import type { Clock, Log, Records } from '../ports';

/** What people are called for where nobody may be named: each of them is told in their own chat. */

export interface AlonePorts {
  readonly clock: Clock;
  readonly log: Log;
  /** The chat in which a person is told alone; undefined: they have never written to the bot. */
  readonly chatOf: (objectId: string) => Promise<string | undefined>;
}

/** To be written down together with what calls them. */
export async function tellAlone(
  { clock, log, chatOf }: AlonePorts,
  people: readonly Person[],
  text: string,
): Promise<(records: Pick<Records, 'outbox'>) => Promise<void>> {
  const chats = (await Promise.all(people.map(({ objectId }) => chatOf(objectId)))).flatMap((one) => one ?? []);
  if (chats.length < people.length)
    log.warn('people could not be called: they never wrote to the bot', { people: people.length - chats.length });
  return async ({ outbox }) => {
    const dueAt = clock.now().toISOString();
    for (const conversation of chats)
      await outbox.add({ conversation, what: { kind: 'say', message: { text, summary: text } }, dueAt });
  };
}
