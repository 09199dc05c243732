import type { AuditEntry } from '../core/audit';
import { objectsOf, type Change } from '../core/change';
import type { Message, Records } from '../ports';

/** What the acts of a change's life have in common: writing outbox rows and audit entries beside the record. */

/** Every posted copy of the change's card is drawn anew as the record then is. */
export async function redraw(records: Records, changeId: number, now: string): Promise<void> {
  const cards = await records.cards.list(thingOf(changeId));
  for (const card of cards) {
    if (card.state === 'gone') continue;
    await records.outbox.add({
      conversation: card.conversation,
      what: { kind: 'draw', thing: card.thing },
      dueAt: now,
    });
  }
}

/** Cards of other open changes on the same objects name this one, so they change with it. */
export async function redrawOthers(records: Records, change: Pick<Change, 'id' | 'plan'>, now: string): Promise<void> {
  const others = await records.changes.openOn(objectsOf(change));
  for (const other of others) {
    if (other.id !== change.id) await redraw(records, other.id, now);
  }
}

/** A sentence, and where it names somebody the same without names, for places where outsiders read along. */
export type Told = string | { readonly named: string; readonly unnamed: string };

/** One line to the requestor, where it was asked. */
export async function tellRequestor(records: Records, change: Change, told: Told, now: string): Promise<void> {
  const mentions = [change.requestor];
  const thread = change.askedIn === '' ? {} : { thread: change.askedIn };
  await records.outbox.add({
    conversation: change.conversation,
    what: { kind: 'say', ...saying(told, { mentions }), ...thread },
    dueAt: now,
  });
}

/** What an outbox row says. */
export function saying(told: Told, more: Pick<Message, 'mentions'> = {}): { message: Message; unnamed?: Message } {
  const message = (text: string): Message => ({ text, summary: text, ...more });
  if (typeof told === 'string') return { message: message(told) };
  return { message: message(told.named), unnamed: message(told.unnamed) };
}

/** One line beside each copy of the card that stands where others decide. */
export async function tellDeciders(records: Records, change: Change, told: Told, now: string): Promise<void> {
  for (const card of await records.cards.list(thingOf(change.id))) {
    if (card.conversation === change.conversation || card.state !== 'posted') continue;
    const thread = card.posted?.threadId ?? card.thread;
    await records.outbox.add({
      conversation: card.conversation,
      what: { kind: 'say', ...saying(told), ...(thread === undefined ? {} : { thread }) },
      dueAt: now,
    });
  }
}

export function thingOf(changeId: number): string {
  return `change:${changeId}`;
}

/** An entry about a change, with its objects and the names of its policies. */
export function auditOf(change: Change, entry: Pick<AuditEntry, 'at' | 'kind' | 'actor' | 'facts'>): AuditEntry {
  return {
    ...entry,
    change: change.id,
    objects: objectsOf(change),
    policies: [...new Set(change.plan.parts.map((part) => part.target.name))],
  };
}
