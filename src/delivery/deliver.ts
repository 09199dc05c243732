import type { Person } from '../core/change';
import { hashOf } from '../core/snapshot';
import {
  ChatRefused,
  type Card,
  type Chat,
  type Clock,
  type Conversation,
  type Log,
  type OutboxRow,
  type Posted,
  type Store,
} from '../ports';
import { drawChange, shownOf, type DrawPorts } from './draw';
import { paceOf } from './pace';

/** Outbox → chat: the only sender. Draws a record as it is when its turn comes, posts it or updates the copy there is. */

export interface DeliveryPorts extends DrawPorts {
  readonly store: Store;
  readonly chat: Chat;
  readonly clock: Clock;
  readonly log: Log;
  /** Whose card Teams shall redraw by itself: approvers first, then the requestor; Teams ids of that conversation. */
  readonly refreshFor: (conversation: Conversation, change: number) => Promise<readonly string[]>;
  /** People to be told of a change that was just posted where they decide; their message goes beside the card. */
  readonly deciders: (
    conversation: Conversation,
    change: number,
  ) => Promise<readonly Pick<Person, 'teamsId' | 'name'>[]>;
  /** A conversation the bot knows only from its configuration. */
  readonly configured: (id: string) => Promise<Conversation | undefined>;
}

export interface Delivery {
  kick(): void;
  /** Sends all that is due, once; for tests and for an orderly end. */
  runDue(): Promise<void>;
  close(): Promise<void>;
}

const claimSeconds = 30;
const tickMilliseconds = 1000;
const conversationsAtOnce = 20;
/** After this many tries a message is given up and logged: two days of growing waits. */
const mostAttempts = 40;
const mostFaults = 5;

export function startDelivery(ports: DeliveryPorts, options: { readonly tick: boolean }): Delivery {
  const pace = paceOf();
  let running: Promise<void> | undefined;
  let wanted = false;
  let closed = false;

  function kick(): void {
    if (closed) return;
    wanted = true;
    running ??= loop().finally(() => (running = undefined));
  }

  async function loop(): Promise<void> {
    while (wanted && !closed) {
      wanted = false;
      try {
        await runDue();
      } catch (error) {
        ports.log.error('outbox could not be read', { why: String(error) });
      }
    }
  }

  async function runDue(): Promise<void> {
    for (;;) {
      const now = ports.clock.now();
      const until = new Date(now.getTime() + claimSeconds * 1000).toISOString();
      const rows = await ports.store.outbox.take(now.toISOString(), until, conversationsAtOnce);
      if (rows.length === 0) return;
      await Promise.all(rows.map(sendRow));
    }
  }

  async function sendRow(row: OutboxRow): Promise<void> {
    const wait = pace.waitFor(row.conversation, ports.clock.now().getTime());
    if (wait > 0) return later(row, wait, 'untried');
    try {
      await sendOne(ports, row);
      await ports.store.outbox.done(row.id);
    } catch (error) {
      await afterFailure(row, error);
    }
  }

  async function afterFailure(row: OutboxRow, error: unknown): Promise<void> {
    const facts = { conversation: row.conversation, attempts: row.attempts, why: String(error) };
    const final =
      error instanceof ChatRefused && (error.code === 'gone' || error.code === 'unclear' || error.code === 'refused');
    // A message that cannot be made must not hold up what comes after it in its conversation.
    const broken = !(error instanceof ChatRefused) && row.attempts >= mostFaults;
    if (final || broken || row.attempts >= mostAttempts) {
      ports.log.warn('message given up', facts);
      return ports.store.outbox.done(row.id);
    }
    // A refusal of Teams is weather; anything else is a fault of ours that somebody has to see.
    if (error instanceof ChatRefused) ports.log.info('message delayed', facts);
    else ports.log.error('message could not be made', facts);
    const asked = error instanceof ChatRefused ? error.retryAfterSeconds : undefined;
    await later(row, asked === undefined ? Math.min(3600, 2 ** Math.min(row.attempts, 12)) * 1000 : asked * 1000);
  }

  function later(row: OutboxRow, milliseconds: number, untried?: 'untried'): Promise<void> {
    return ports.store.outbox.again(
      row.id,
      new Date(ports.clock.now().getTime() + milliseconds).toISOString(),
      untried,
    );
  }

  const timer = options.tick ? setInterval(kick, tickMilliseconds) : undefined;
  timer?.unref();
  return {
    kick,
    async runDue() {
      // What a kick has claimed is on its way already; only then is it known that nothing is left.
      while (running) await running;
      await runDue();
    },
    async close() {
      closed = true;
      clearInterval(timer);
      await running;
    },
  };
}

async function sendOne(ports: DeliveryPorts, row: OutboxRow): Promise<void> {
  const to = (await ports.store.conversations.get(row.conversation)) ?? (await ports.configured(row.conversation));
  if (!to) return ports.log.warn('conversation is not known', { conversation: row.conversation });
  if (row.what.kind === 'say') {
    const thread = to.kind === 'channel' ? row.what.thread : undefined;
    await ports.chat.post(to, row.what.message, thread === undefined ? {} : { thread });
    return;
  }
  const card = await ports.store.cards.get(row.what.thing, row.conversation);
  if (card && card.state !== 'gone') await sendCard(ports, to, card);
}

async function sendCard(ports: DeliveryPorts, to: Conversation, card: Card): Promise<void> {
  const id = Number(card.thing.replace('change:', ''));
  const refresh = await ports.refreshFor(to, id);
  const message = await drawChange(ports, id, { conversation: to.id, viewer: 'everyone', refresh });
  if (!message) return;
  const shown = hashOf(shownOf(message));
  if (card.posted) {
    if (card.shown === shown) return;
    return update(ports, to, card, { message, shown });
  }
  if (card.state === 'posting')
    ports.log.warn('a card may stand twice: the answer to its post was lost', { thing: card.thing });
  // Claimed before it is sent: after a crash it is known that this one may have arrived.
  await ports.store.cards.put({ ...card, state: 'posting' });
  const thread = to.kind === 'channel' ? card.thread : undefined;
  try {
    const posted = await ports.chat.post(to, message, thread === undefined ? {} : { thread });
    await ports.store.cards.put({ ...card, state: 'posted', posted, shown });
    await tellDeciders(ports, to, id, posted);
  } catch (error) {
    if (error instanceof ChatRefused && error.code === 'gone') await ports.store.cards.put({ ...card, state: 'gone' });
    else if (error instanceof ChatRefused && error.code !== 'unclear')
      await ports.store.cards.put({ ...card, state: 'wanted' });
    throw error;
  }
}

/** Redrawing is silent in Teams, so the people who may approve are mentioned in a message of its own, once. */
async function tellDeciders(ports: DeliveryPorts, to: Conversation, id: number, posted: Posted): Promise<void> {
  const change = await ports.store.changes.get(id);
  if (!change || change.status.kind !== 'needsApproval' || change.conversation === to.id) return;
  const mentions = await ports.deciders(to, id);
  const text = `Change #${id} by ${change.requestor.name} waits for a decision.`;
  const thread = posted.threadId ?? posted.activityId;
  const message = { text, summary: text, mentions: mentions.slice(0, mostMentioned) };
  await ports.store.outbox.add({
    conversation: to.id,
    what: { kind: 'say', message, thread },
    dueAt: ports.clock.now().toISOString(),
  });
}

const mostMentioned = 10;

async function update(
  ports: DeliveryPorts,
  to: Conversation,
  card: Card,
  drawn: { readonly message: Parameters<Chat['update']>[2]; readonly shown: string },
): Promise<void> {
  if (!card.posted) return;
  try {
    await ports.chat.update(to, card.posted, drawn.message);
    await ports.store.cards.put({ ...card, shown: drawn.shown });
  } catch (error) {
    if (error instanceof ChatRefused && error.code === 'gone') await ports.store.cards.put({ ...card, state: 'gone' });
    throw error;
  }
}
