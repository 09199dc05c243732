import { heldUntil, keeping, lookMilliseconds } from '../alive';
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
  type Records,
  type Store,
} from '../ports';
import { drawChange, shownOf, type DrawPorts } from './draw';
import { drawAlertGroup } from './draw-alert';
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
  readonly kick: () => void;
  /** Sends all that is due, once; for tests and for an orderly end. */
  runDue(): Promise<void>;
  close(): Promise<void>;
}

const conversationsAtOnce = 20;
/** After this many tries a message is given up and logged: two days of growing waits. */
const mostAttempts = 40;
const mostFaults = 5;
const unknownSeconds = 10;

export function startDelivery(ports: DeliveryPorts, options: { readonly tick: boolean }): Delivery {
  const pace = paceOf();
  let running: Promise<void> | undefined;
  let wanted = false;
  let closed = false;
  let wake: () => void = () => undefined;

  function kick(): void {
    if (closed) return;
    wanted = true;
    wake();
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

  /** Until nothing is due and nothing on its way. A conversation that is slow holds up no other. */
  async function runDue(): Promise<void> {
    const onTheWay = new Set<Promise<void>>();
    try {
      for (;;) {
        const woken = new Promise<void>((resolve) => (wake = resolve));
        for (const claimed of await take(conversationsAtOnce - onTheWay.size)) {
          const sent = sendRow(claimed).finally(() => onTheWay.delete(sent));
          onTheWay.add(sent);
        }
        if (onTheWay.size === 0) return;
        await Promise.race([...onTheWay, woken]);
      }
    } finally {
      await Promise.allSettled(onTheWay);
    }
  }

  async function take(limit: number): Promise<readonly Claimed[]> {
    if (limit === 0 || closed) return [];
    const until = heldUntil(ports.clock);
    const rows = await ports.store.outbox.take(ports.clock.now().toISOString(), until, limit);
    return rows.map((row) => ({ row, until }));
  }

  async function sendRow({ row, until: claimed }: Claimed): Promise<void> {
    const stop = keeping(ports.clock, claimed, (held, until) => ports.store.outbox.renew(row.id, held, until));
    await trySending(row).finally(stop);
  }

  async function trySending(row: OutboxRow): Promise<void> {
    const wait = pace.waitFor(row.conversation, ports.clock.now().getTime());
    if (wait > 0) return later(row, wait, 'untried');
    try {
      const kept = await sendOne(ports, row);
      // One commit for all that came of it: each costs the wait for the disk.
      await ports.store.transaction(async (records) => {
        await kept?.(records);
        await records.outbox.done(row.id);
      });
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

  const timer = options.tick ? setInterval(kick, lookMilliseconds) : undefined;
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

interface Claimed {
  readonly row: OutboxRow;
  readonly until: string;
}

/** What is to be written down of something that was sent. */
type Kept = ((records: Records) => Promise<void>) | undefined;

async function sendOne(ports: DeliveryPorts, row: OutboxRow): Promise<Kept> {
  const to = (await ports.store.conversations.get(row.conversation)) ?? (await ports.configured(row.conversation));
  if (!to) {
    // Nobody has spoken yet, so Teams' address is not known: what is to be told waits.
    throw new ChatRefused('unreachable', 'the conversation is not known yet', unknownSeconds);
  }
  if (row.what.kind === 'say') {
    const thread = to.kind === 'channel' ? await threadOf(ports, row.what, to) : undefined;
    await ports.chat.post(to, row.what.message, thread === undefined ? {} : { thread });
    return undefined;
  }
  const card = await ports.store.cards.get(row.what.thing, row.conversation);
  return card && card.state !== 'gone' ? sendCard(ports, to, card) : undefined;
}

async function sendCard(ports: DeliveryPorts, to: Conversation, card: Card): Promise<Kept> {
  const message = await drawThing(ports, to, card.thing);
  if (!message) return undefined;
  const shown = hashOf(shownOf(message));
  if (card.posted) return card.shown === shown ? undefined : update(ports, to, card, { message, shown });
  if (card.state === 'posting')
    ports.log.warn('a card may stand twice: the answer to its post was lost', { thing: card.thing });
  const change = idIn(card.thing, 'change');
  const tell = change === undefined ? undefined : await wordToDeciders(ports, to, change);
  // Claimed before it is sent: after a crash it is known that this one may have arrived.
  await ports.store.cards.put({ ...card, state: 'posting' });
  const thread = to.kind === 'channel' ? card.thread : undefined;
  try {
    const posted = await ports.chat.post(to, message, thread === undefined ? {} : { thread });
    return async (records) => {
      await records.cards.put({ ...card, state: 'posted', posted, shown });
      if (tell) await records.outbox.add(tell(posted));
    };
  } catch (error) {
    if (error instanceof ChatRefused && error.code === 'gone') await ports.store.cards.put({ ...card, state: 'gone' });
    else if (error instanceof ChatRefused && error.code !== 'unclear')
      await ports.store.cards.put({ ...card, state: 'wanted' });
    throw error;
  }
}

/** A message may belong under a card whose thread is known only since it was posted. */
async function threadOf(
  { store }: DeliveryPorts,
  { thread, under }: Extract<OutboxRow['what'], { kind: 'say' }>,
  to: Conversation,
): Promise<string | undefined> {
  const card = under === undefined ? undefined : await store.cards.get(under, to.id);
  return thread ?? card?.posted?.threadId ?? card?.posted?.activityId;
}

/** The card of a record of either sort as it now is. */
async function drawThing(ports: DeliveryPorts, to: Conversation, thing: string) {
  const alert = idIn(thing, 'alert');
  if (alert !== undefined) return drawAlertGroup(ports, alert, to.id);
  const change = idIn(thing, 'change');
  if (change === undefined) return undefined;
  const refresh = await ports.refreshFor(to, change);
  return drawChange(ports, change, { conversation: to.id, viewer: 'everyone', refresh });
}

function idIn(thing: string, kind: 'alert' | 'change'): number | undefined {
  return thing.startsWith(`${kind}:`) ? Number(thing.slice(kind.length + 1)) : undefined;
}

/** Redrawing is silent in Teams, so the people who may approve are mentioned in a message of its own, once. */
async function wordToDeciders(
  ports: DeliveryPorts,
  to: Conversation,
  id: number,
): Promise<((posted: Posted) => Omit<OutboxRow, 'id' | 'attempts'>) | undefined> {
  const change = await ports.store.changes.get(id);
  if (!change || change.status.kind !== 'needsApproval' || change.conversation === to.id) return undefined;
  const mentions = (await ports.deciders(to, id)).slice(0, mostMentioned);
  const text = `Change #${id} by ${change.requestor.name} waits for a decision.`;
  return ({ threadId, activityId }) => ({
    conversation: to.id,
    what: { kind: 'say', message: { text, summary: text, mentions }, thread: threadId ?? activityId },
    dueAt: ports.clock.now().toISOString(),
  });
}

const mostMentioned = 10;

async function update(
  ports: DeliveryPorts,
  to: Conversation,
  card: Card,
  drawn: { readonly message: Parameters<Chat['update']>[2]; readonly shown: string },
): Promise<Kept> {
  if (!card.posted) return undefined;
  try {
    await ports.chat.update(to, card.posted, drawn.message);
    return (records) => records.cards.put({ ...card, shown: drawn.shown });
  } catch (error) {
    if (error instanceof ChatRefused && error.code === 'gone') await ports.store.cards.put({ ...card, state: 'gone' });
    throw error;
  }
}
