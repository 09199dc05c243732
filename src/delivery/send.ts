import type { Change, Person } from '../core/change';
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
import { tellAlone, type AlonePorts } from './alone';
import { drawChange, shownHash, type DrawPorts } from './draw';
import { drawAlertGroup } from './draw-alert';
import { drawGuide } from './draw-guide';
import { inThread, isMessageGone, unposted } from './deleted';
import { isLost } from './lost-channel';
import { sendFitting } from './smaller';
import type { Along } from './tokens';

/** One row of the outbox: a message is posted, a card posted or updated wherever it stands. */

export interface SendPorts extends DrawPorts, AlonePorts {
  readonly chat: Chat;
  readonly log: Log;
  readonly concerned: (conversation: Conversation, change: Change) => Promise<Concerned>;
  /** Who is mentioned when something fires that this channel hears of. */
  readonly onCall: (conversation: Conversation) => Promise<readonly Person[]>;
  /** The tenants whose teams it may post to. */
  readonly tenants: () => readonly string[];
  /** Where Teams reaches a conversation. */
  readonly addressOf: (id: string) => Promise<Conversation | undefined>;
}

/** Members of a conversation who have to do with a change. */
export interface Concerned {
  /** Whose card Teams shall redraw by itself: approvers first, then the requestor; Teams ids of that conversation. */
  readonly refresh: readonly string[];
  /** Whom to tell of a change that was just posted where they decide; their message goes beside the card. */
  readonly deciders: readonly Person[];
}

const nobody: Concerned = { refresh: [], deciders: [] };

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
    if (row.unclear) ports.log.warn('a message may stand twice: the answer to its post was lost', { row: row.id });
    return say(ports, to, row.what);
  }
  const card = await ports.store.cards.get(row.what.thing, row.conversation);
  if (card?.state !== 'gone') return card && sendCard(ports, to, card);
  // Where its channel is there again, it is posted anew with its next news.
  const isBack = to.kind === 'channel' && !(await isLost(ports, to.id));
  return isBack ? sendCard(ports, to, unposted(card)) : undefined;
}

type Saying = Extract<OutboxRow['what'], { kind: 'say' }>;

async function say(ports: SendPorts, to: Conversation, what: Saying): Promise<Kept> {
  const thread = to.kind === 'channel' ? await threadOf(ports, what, to) : undefined;
  const said = harmless(ports, what.unnamed && (await ports.namesNobody(to.id)) ? what.unnamed : what.message);
  const called = what.calls ? await ports.onCall(to) : [];
  const alone = called.length > 0 && (await ports.isDiscreet(to.id));
  const message = what.calls && !alone ? { ...said, mentions: called } : said;
  await inThread(thread, (options) =>
    sendFitting(
      () => Promise.resolve(message),
      (fitting) => ports.chat.post(to, fitting, options),
    ),
  );
  return alone ? tellAlone(ports, called, `You are on call. ${said.text} «list alerts» shows more.`) : undefined;
}

/** Sentences with names of the tenant in them were put together where nothing is drawn. */
function harmless({ drawer }: SendPorts, message: Message): Message {
  if (message.card !== undefined) return message;
  return { ...message, text: drawer.say(message.text).text, summary: drawer.say(message.summary).summary };
}

async function sendCard(ports: SendPorts, to: Conversation, card: Card): Promise<Kept> {
  const id = idIn(card.thing, 'change');
  const change = id === undefined ? undefined : await ports.store.changes.get(id);
  const concerned = change === undefined ? nobody : await ports.concerned(to, change);
  const draw: Draw = (how = {}) => drawThing(ports, to, card.thing, { ...how, refresh: concerned.refresh });
  if (card.posted) return update(ports, to, { ...card, posted: card.posted }, draw);
  const tell = change === undefined ? undefined : await wordToDeciders(ports, to, change, concerned.deciders);
  return post(ports, to, card, { draw, tell });
}

/** The card as it now is; `room`: again, with less on it. */
type Draw = (how?: { readonly room?: number | undefined; readonly along?: Along }) => Promise<Message | undefined>;

interface Posting {
  readonly draw: Draw;
  /** What is said beside the card once it stands. */
  readonly tell: ((records: Records, posted: Posted) => Promise<void>) | undefined;
}

async function post(ports: SendPorts, to: Conversation, card: Card, { draw, tell }: Posting): Promise<Kept> {
  const unclear = card.unclear === true || card.state === 'posting';
  if (card.state === 'posting')
    ports.log.warn('a card may stand twice: the answer to its post was lost', { thing: card.thing });
  const claimed: Card = { ...card, ...(unclear ? { unclear } : {}), state: 'posting' };
  const message = await drawClaiming(ports, { card, claimed, draw });
  if (!message) return undefined;
  const thread = to.kind === 'channel' ? card.thread : undefined;
  try {
    const posted = await inThread(thread, (options) =>
      sendFitting(orSmaller(message, draw), (fitting) => ports.chat.post(to, fitting, options)),
    );
    if (!posted) return undefined;
    return async (records) => {
      await records.cards.put({ ...claimed, state: 'posted', posted, shown: shownHash(message) });
      await tell?.(records, posted);
    };
  } catch (error) {
    if (error instanceof ChatRefused && error.code !== 'unclear')
      await ports.store.cards.put({ ...claimed, state: 'wanted' });
    throw error;
  }
}

/** Claimed before it is sent: after a crash it is known that this one may have arrived. What cannot be drawn has not. */
async function drawClaiming(
  { store }: SendPorts,
  { card, claimed, draw }: { readonly card: Card; readonly claimed: Card; readonly draw: Draw },
): Promise<Message | undefined> {
  try {
    return await draw({ along: (records) => records.cards.put(claimed) });
  } catch (error) {
    await store.cards.put(card);
    throw error;
  }
}

function orSmaller(message: Message, draw: Draw): (room?: number) => Promise<Message | undefined> {
  return (room) => (room === undefined ? Promise.resolve(message) : draw({ room }));
}

/** A message may belong under a card whose thread is known only since it was posted. */
async function threadOf(
  { store }: SendPorts,
  { thread, under }: Saying,
  to: Conversation,
): Promise<string | undefined> {
  const card = under === undefined ? undefined : await store.cards.get(under, to.id);
  return thread ?? card?.posted?.threadId ?? card?.posted?.activityId;
}

interface HowDrawn {
  readonly refresh: readonly string[];
  readonly room?: number | undefined;
  readonly along?: Along;
}

/** The card of a record of either sort as it now is. */
async function drawThing(ports: SendPorts, to: Conversation, thing: string, { refresh, room, along }: HowDrawn) {
  const alert = idIn(thing, 'alert');
  if (alert !== undefined) return drawAlertGroup(ports, alert, { conversation: to.id, room }, along);
  const change = idIn(thing, 'change');
  if (change !== undefined)
    return drawChange(ports, change, { conversation: to.id, viewer: 'everyone', refresh, room }, along);
  const guide = await drawGuide(ports, thing);
  if (guide && along) await ports.store.transaction(along);
  return guide;
}

function idIn(thing: string, kind: 'alert' | 'change'): number | undefined {
  return thing.startsWith(`${kind}:`) ? Number(thing.slice(kind.length + 1)) : undefined;
}

/**
 * Redrawing is silent in Teams, so the people who may approve are mentioned in a message of its own, once; where nobody is
 * named, each of them hears of it in their own chat.
 */
async function wordToDeciders(
  ports: SendPorts,
  to: Conversation,
  change: Change,
  deciders: Concerned['deciders'],
): Promise<Posting['tell']> {
  const { id } = change;
  if (change.status.kind !== 'needsApproval' || change.conversation === to.id) return undefined;
  const called = deciders.slice(0, mostMentioned);
  const nameless = await ports.namesNobody(to.id);
  const text = `Change #${id}${nameless ? '' : ` by ${change.requestor.name}`} waits for a decision.`;
  const message = { text, summary: text, ...(nameless ? {} : { mentions: called }) };
  const alone = `Change #${id} by ${change.requestor.name} waits for a decision. «show change ${id}» shows it here.`;
  const toEach = nameless ? await tellAlone(ports, called, alone) : undefined;
  return async (records, { threadId, activityId }) => {
    const what = { kind: 'say', message, thread: threadId ?? activityId } as const;
    await records.outbox.add({ conversation: to.id, what, dueAt: ports.clock.now().toISOString() });
    await toEach?.(records);
  };
}

const mostMentioned = 10;

/** A copy that stands because an answer was lost is updated like the other; whether it is still there matters to nobody. */
async function update(ports: SendPorts, to: Conversation, card: PostedCard, draw: Draw): Promise<Kept> {
  const message = await draw();
  if (!message) return undefined;
  const shown = shownHash(message);
  if (card.shown === shown) return undefined;
  const { posted, orphans = [] } = card;
  const fitting = orSmaller(message, draw);
  try {
    await sendFitting(fitting, (message) => ports.chat.update(to, posted, message));
    for (const orphan of orphans)
      await sendFitting(fitting, (message) => ports.chat.update(to, orphan, message)).catch(unlessGone);
    return (records) => records.cards.put({ ...card, shown });
  } catch (error) {
    if (!isMessageGone(error)) throw error;
    return post(ports, to, unposted(card), { draw, tell: undefined });
  }
}

type PostedCard = Card & { readonly posted: Posted };

function unlessGone(error: unknown): void {
  if (!isMessageGone(error)) throw error;
}
