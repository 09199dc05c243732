import { ChatRefused, type Card, type OutboxRow, type Store } from '../ports';

/** Messages that somebody deleted in Teams, and conversations that are no more: what becomes of what belongs there. */

export function isMessageGone(error: unknown): boolean {
  return error instanceof ChatRefused && error.code === 'messageGone';
}

/** Where the message that began a thread was deleted, what belongs into it begins one of its own. */
export async function inThread<T>(
  thread: string | undefined,
  post: (options: { readonly thread?: string }) => Promise<T>,
): Promise<T> {
  if (thread === undefined) return post({});
  try {
    return await post({ thread });
  } catch (error) {
    if (!isMessageGone(error)) throw error;
    return post({});
  }
}

/** As if it had never been posted: its message was deleted. */
export function unposted({ thing, conversation, thread }: Card): Card {
  return { thing, conversation, ...(thread === undefined ? {} : { thread }), state: 'wanted' };
}

interface Ports {
  readonly store: Pick<Store, 'cards'>;
}

/** The card of this row is not there any more though its conversation is: with the next try it is posted anew. */
export async function forgetPosted(ports: Ports, row: OutboxRow): Promise<void> {
  const card = await cardOf(ports, row);
  if (card?.posted) await ports.store.cards.put(unposted(card));
}

/** Nothing more is sent for this card: nobody sees it. */
export async function loseCard(ports: Ports, row: OutboxRow): Promise<void> {
  const card = await cardOf(ports, row);
  if (card) await ports.store.cards.put({ ...card, state: 'gone' });
}

async function cardOf({ store }: Ports, { what, conversation }: OutboxRow): Promise<Card | undefined> {
  return what.kind === 'draw' ? store.cards.get(what.thing, conversation) : undefined;
}
