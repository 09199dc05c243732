import { heldUntil, keeping, lookMilliseconds } from '../alive';
import { ChatRefused, type OutboxRow } from '../ports';
import { forgetPosted, loseCard } from './deleted';
import { lookFor, tellOfLostChannel } from './lost-channel';
import { teamsPace } from './pace';
import { sendRow, type SendPorts } from './send';

/** Outbox → chat: the only sender. Draws a record as it is when its turn comes, posts it or updates the copy there is. */

export interface DeliveryPorts extends SendPorts {
  /** Conversations in which owners hear of what they have to look after. */
  readonly owners: () => Promise<readonly string[]>;
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
/** A post of which nobody can say whether it arrived is sent once more: better twice than not at all. */
const mostUnclear = 2;
const unclearSeconds = 10;
/** Teams may say that there is no such conversation, and take the message a moment later. */
const missingSeconds = 60;

export function startDelivery(ports: DeliveryPorts, options: { readonly tick: boolean }): Delivery {
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
          const sent = sendClaimed(claimed).finally(() => onTheWay.delete(sent));
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
    const rows = await ports.store.outbox.take(ports.clock.now().toISOString(), until, limit, teamsPace);
    return rows.map((row) => ({ row, until }));
  }

  async function sendClaimed({ row, until: claimed }: Claimed): Promise<void> {
    const stop = keeping(ports.clock, claimed, (held, until) => ports.store.outbox.renew(row.id, held, until));
    await trySending(row).finally(stop);
  }

  async function trySending(row: OutboxRow): Promise<void> {
    try {
      const kept = await sendRow(ports, row);
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
    const code = error instanceof ChatRefused ? error.code : undefined;
    const place = code === 'missing' ? await lookFor(ports, row) : code === 'gone' ? 'lost' : undefined;
    if (place === 'there') await forgetPosted(ports, row);
    if (place === 'lost') {
      await loseCard(ports, row);
      await tellOfLostChannel(ports, row.conversation);
    }
    const unclear = code === 'unclear';
    const final = place === 'lost' || code === 'refused' || (unclear && row.attempts >= mostUnclear);
    // A message that cannot be made must not hold up what comes after it in its conversation.
    const broken = (place === 'there' || !(error instanceof ChatRefused)) && row.attempts >= mostFaults;
    if (final || broken || row.attempts >= mostAttempts) {
      ports.log.warn('message given up', facts);
      return ports.store.outbox.done(row.id);
    }
    // A refusal of Teams is weather; anything else is a fault of ours that somebody has to see.
    if (error instanceof ChatRefused) ports.log.info('message delayed', facts);
    else ports.log.error('message could not be made', facts);
    // Told when to come back is not turned away: however often, it is no reason to give up.
    const asked = error instanceof ChatRefused ? error.retryAfterSeconds : undefined;
    if (asked !== undefined && !unclear) return later(row, asked * 1000, 'untried');
    const usual = Math.min(3600, 2 ** Math.min(row.attempts, 12));
    const waits = place === 'perhaps' ? missingSeconds : unclear ? (asked ?? unclearSeconds) : usual;
    await later(row, waits * 1000, unclear ? 'unclear' : undefined);
  }

  function later(row: OutboxRow, milliseconds: number, how?: 'untried' | 'unclear'): Promise<void> {
    return ports.store.outbox.again(row.id, new Date(ports.clock.now().getTime() + milliseconds).toISOString(), how);
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
