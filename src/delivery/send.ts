import type { Person } from '../core/change';
import { hashOf } from '../core/snapshot';
import {
  ChatRefused,
  type Card,
  type Chat,
  type Conversation,
  type Log,
  type Message,
  type OutboxRow,
  type Posted,
  type Records,
} from '../ports';
import { drawChange, shownOf, type DrawPorts } from './draw';
import { drawAlertGroup } from './draw-alert';
import { drawGuide } from './draw-guide';
import { sendFitting } from './smaller';

/** One row of the outbox: a message is posted, a card posted or updated wherever it stands. */

export interface SendPorts extends DrawPorts {
  readonly chat: Chat;
  readonly log: Log;
  /** Whose card Teams shall redraw by itself: approvers first, then the requestor; Teams ids of that conversation. */
  readonly refreshFor: (conversation: Conversation, change: number) => Promise<readonly string[]>;
  /** People to be told of a change that was just posted where they decide; their message goes beside the card. */
  readonly deciders: (
    conversation: Conversation,
    change: number,
  ) => Promise<readonly Pick<Person, 'teamsId' | 'name'>[]>;
  /** Who is mentioned when something fires that this channel hears of. */
  readonly onCall: (conversation: Conversation) => Promise<readonly Pick<Person, 'teamsId' | 'name'>[]>;
  /** The tenants whose teams it may post to. */
  readonly tenants: () => readonly string[];
  /** Where Teams reaches a conversation. */
  readonly addressOf: (id: string) => Promise<Conversation | undefined>;
}

const unknownSeconds = 10;

/** What is to be written down of something that was sent. */
export type Kept = ((records: Records) => Promise<void>) | undefined;

export async function sendRow(ports: SendPorts, row: OutboxRow): Promise<Kept> {
  const to = await ports.addressOf(row.conversation);
  if (!to) {
    // Nobody has spoken yet, so Teams' address is not known: what is to be told waits.
    throw new ChatRefused('unreachable', 'the conversation is not known yet', unknownSeconds);
  }
  if (!ports.tenants().includes(to.tenantId))
    throw new ChatRefused('refused', 'the conversation belongs to another organization');
  if (row.what.kind === 'say') {
    const thread = to.kind === 'channel' ? await threadOf(ports, row.what, to) : undefined;
    const said = row.what.unnamed && (await ports.namesNobody(to.id)) ? row.what.unnamed : row.what.message;
    const message = row.what.calls ? { ...said, mentions: await ports.onCall(to) } : said;
    await sendFitting(
      () => Promise.resolve(message),
      (fitting) => ports.chat.post(to, fitting, thread === undefined ? {} : { thread }),
    );
    return undefined;
  }
  const card = await ports.store.cards.get(row.what.thing, row.conversation);
  return card && card.state !== 'gone' ? sendCard(ports, to, card) : undefined;
}

async function sendCard(ports: SendPorts, to: Conversation, card: Card): Promise<Kept> {
  const message = await drawThing(ports, to, card.thing);
  if (!message) return undefined;
  const shown = hashOf(shownOf(message));
  const draw = (room?: number) =>
    room === undefined ? Promise.resolve(message) : drawThing(ports, to, card.thing, room);
  if (card.posted) return card.shown === shown ? undefined : update(ports, to, card, { draw, shown });
  return post(ports, to, card, { draw, shown });
}

interface Drawn {
  /** Again, with less on it. */
  readonly draw: (room?: number) => Promise<Message | undefined>;
  readonly shown: string;
}

async function post(ports: SendPorts, to: Conversation, card: Card, { draw, shown }: Drawn): Promise<Kept> {
  const unclear = card.unclear === true || card.state === 'posting';
  if (card.state === 'posting')
    ports.log.warn('a card may stand twice: the answer to its post was lost', { thing: card.thing });
  const change = idIn(card.thing, 'change');
  const tell = change === undefined ? undefined : await wordToDeciders(ports, to, change);
  const claimed: Card = { ...card, ...(unclear ? { unclear } : {}), state: 'posting' };
  // Claimed before it is sent: after a crash it is known that this one may have arrived.
  await ports.store.cards.put(claimed);
  const thread = to.kind === 'channel' ? card.thread : undefined;
  try {
    const posted = await sendFitting(draw, (message) =>
      ports.chat.post(to, message, thread === undefined ? {} : { thread }),
    );
    if (!posted) return undefined;
    return async (records) => {
      await records.cards.put({ ...claimed, state: 'posted', posted, shown });
      if (tell) await records.outbox.add(tell(posted));
    };
  } catch (error) {
    if (error instanceof ChatRefused && error.code === 'gone') await ports.store.cards.put({ ...card, state: 'gone' });
    else if (error instanceof ChatRefused && error.code !== 'unclear')
      await ports.store.cards.put({ ...claimed, state: 'wanted' });
    throw error;
  }
}

/** A message may belong under a card whose thread is known only since it was posted. */
async function threadOf(
  { store }: SendPorts,
  { thread, under }: Extract<OutboxRow['what'], { kind: 'say' }>,
  to: Conversation,
): Promise<string | undefined> {
  const card = under === undefined ? undefined : await store.cards.get(under, to.id);
  return thread ?? card?.posted?.threadId ?? card?.posted?.activityId;
}

/** The card of a record of either sort as it now is. */
async function drawThing(ports: SendPorts, to: Conversation, thing: string, room?: number) {
  const alert = idIn(thing, 'alert');
  if (alert !== undefined) return drawAlertGroup(ports, alert, { conversation: to.id, room });
  const change = idIn(thing, 'change');
  if (change === undefined) return drawGuide(ports, thing);
  const refresh = await ports.refreshFor(to, change);
  return drawChange(ports, change, { conversation: to.id, viewer: 'everyone', refresh, room });
}

function idIn(thing: string, kind: 'alert' | 'change'): number | undefined {
  return thing.startsWith(`${kind}:`) ? Number(thing.slice(kind.length + 1)) : undefined;
}

/** Redrawing is silent in Teams, so the people who may approve are mentioned in a message of its own, once. */
async function wordToDeciders(
  ports: SendPorts,
  to: Conversation,
  id: number,
): Promise<((posted: Posted) => Omit<OutboxRow, 'id' | 'attempts'>) | undefined> {
  const change = await ports.store.changes.get(id);
  if (!change || change.status.kind !== 'needsApproval' || change.conversation === to.id) return undefined;
  const mentions = (await ports.deciders(to, id)).slice(0, mostMentioned);
  const by = (await ports.namesNobody(to.id)) ? '' : ` by ${change.requestor.name}`;
  const text = `Change #${id}${by} waits for a decision.`;
  return ({ threadId, activityId }) => ({
    conversation: to.id,
    what: { kind: 'say', message: { text, summary: text, mentions }, thread: threadId ?? activityId },
    dueAt: ports.clock.now().toISOString(),
  });
}

const mostMentioned = 10;

/** A copy that stands because an answer was lost is updated like the other; whether it is still there matters to nobody. */
async function update(ports: SendPorts, to: Conversation, card: Card, { draw, shown }: Drawn): Promise<Kept> {
  if (!card.posted) return undefined;
  const { posted, orphans = [] } = card;
  try {
    await sendFitting(draw, (message) => ports.chat.update(to, posted, message));
    for (const orphan of orphans)
      await sendFitting(draw, (message) => ports.chat.update(to, orphan, message)).catch(unlessGone);
    return (records) => records.cards.put({ ...card, shown });
  } catch (error) {
    if (error instanceof ChatRefused && error.code === 'gone') await ports.store.cards.put({ ...card, state: 'gone' });
    throw error;
  }
}

function unlessGone(error: unknown): void {
  if (!(error instanceof ChatRefused) || error.code !== 'gone') throw error;
}
