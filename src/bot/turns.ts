import { z } from 'zod';
import { beating, heldUntil } from '../alive';
import type { Clock, Due, Incoming, Log, Records, Store } from '../ports';

/**
 * A text is claimed before it is answered, so that it is answered once. Should the instance die in between, its person
 * is told by whoever lives: until its turn has ended, a job about it stands in the store.
 */
export interface Turns {
  /** Kept in the transaction that claims the text. */
  begin(records: Pick<Records, 'due'>, incoming: Incoming): Promise<void>;
  /** Its answer is on its way. Kept a moment later, many at once. */
  end(incoming: Incoming): void;
  /** The job: tells the person, unless the turn goes on in this instance. */
  resume(about: string): Promise<{ readonly again: number } | undefined>;
  /** Keeps now which turns have ended. */
  flush(): Promise<void>;
}

interface Ports {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}

/** A turn in hand; its job is put off for as long as this instance lives. */
interface Going {
  readonly incoming: Incoming;
  due: Due;
  /** The last putting off, which may still be on its way to the store. */
  puttingOff: Promise<void>;
}

const flushMilliseconds = 500;

export function turnsIn(ports: Ports): Turns {
  const going = new Map<string, Going>();
  const ended: Going[] = [];
  /** Turns of this instance that lasted so long that their job came. */
  const overdue = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let stopBeating: (() => void) | undefined;

  /** Only what lasts costs anything: most turns have ended before the first beat. */
  async function beat(): Promise<void> {
    if (going.size === 0) {
      stopBeating?.();
      stopBeating = undefined;
    }
    const some = [...going.values()].map((turn) => ({ turn, due: { ...turn.due, at: heldUntil(ports.clock) } }));
    if (some.length === 0) return;
    const kept = ports.store.transaction(async (records) => {
      for (const { due } of some) await records.due.set(due);
    });
    const puttingOff = kept.then(
      () => some.forEach(({ turn, due }) => (turn.due = due)),
      () => undefined, // the next beat tries again
    );
    for (const { turn } of some) turn.puttingOff = puttingOff;
    await puttingOff;
  }

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const some = ended.splice(0);
    if (some.length === 0) return;
    await Promise.all(some.map(({ puttingOff }) => puttingOff));
    await ports.store.transaction(async (records) => {
      for (const { due } of some) await records.due.done(due);
    });
  }

  return {
    flush,
    async begin(records, incoming) {
      if (incoming.what.kind !== 'text') return;
      const due = dueOf(incoming, incoming.what.text, ports.clock);
      going.set(due.key, { due, incoming, puttingOff: Promise.resolve() });
      stopBeating ??= beating(beat);
      await records.due.set(due);
    },
    end(incoming) {
      const turn = going.get(keyOf(incoming));
      // A redelivery has the same key, and its turn is none.
      if (turn?.incoming !== incoming) return;
      going.delete(turn.due.key);
      ended.push(turn);
      timer ??= setTimeout(() => {
        flush().catch((error: unknown) => ports.log.warn('ends of turns were not kept', { why: String(error) }));
      }, flushMilliseconds).unref();
    },
    async resume(about) {
      const turn = Turn.parse(JSON.parse(about));
      if (going.has(turn.key)) {
        overdue.add(turn.key);
        return { again: 60 };
      }
      if (overdue.delete(turn.key) || ended.some(({ due }) => due.key === turn.key)) return undefined;
      await tell(ports, turn);
      return undefined;
    },
  };
}

const Turn = z.object({
  key: z.string(),
  at: z.string(),
  text: z.string(),
  conversation: z.string(),
  thread: z.string().optional(),
  person: z.object({ teamsId: z.string(), name: z.string() }),
});
type Turn = z.infer<typeof Turn>;

function keyOf({ conversation, id }: Incoming): string {
  return `turn:${conversation.id}/${id}`;
}

function dueOf(incoming: Incoming, text: string, clock: Clock): Due {
  const { from, conversation, thread } = incoming;
  const key = keyOf(incoming);
  const turn: Turn = {
    key,
    at: clock.now().toISOString(),
    text: text.trim().slice(0, 100),
    conversation: conversation.id,
    ...(thread === undefined ? {} : { thread }),
    person: { teamsId: from.teamsId, name: from.name },
  };
  return { key, at: heldUntil(clock), job: 'resume', about: JSON.stringify(turn) };
}

async function tell({ store, clock }: Ports, { conversation, thread, person, text }: Turn): Promise<void> {
  const said = `I was restarted while I worked on «${text}». If it has no answer here, say it again.`;
  await store.outbox.add({
    conversation,
    what: {
      kind: 'say',
      message: { text: said, summary: said, mentions: [person] },
      ...(thread === undefined ? {} : { thread }),
    },
    dueAt: clock.now().toISOString(),
  });
}
