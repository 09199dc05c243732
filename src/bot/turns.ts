import { z } from 'zod';
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

/** Longer than any turn lasts: Graph may have to be asked again and again. */
const longestTurnMinutes = 5;
const flushMilliseconds = 500;

export function turnsIn(ports: Ports): Turns {
  const going = new Map<string, { readonly due: Due; readonly incoming: Incoming }>();
  const ended: Due[] = [];
  /** Turns of this instance that lasted so long that their job came. */
  const overdue = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const some = ended.splice(0);
    if (some.length === 0) return;
    await ports.store.transaction(async (records) => {
      for (const one of some) await records.due.done(one);
    });
  }

  return {
    flush,
    async begin(records, incoming) {
      if (incoming.what.kind !== 'text') return;
      const due = dueOf(incoming, incoming.what.text, ports.clock.now());
      going.set(due.key, { due, incoming });
      await records.due.set(due);
    },
    end(incoming) {
      const turn = going.get(keyOf(incoming));
      // A redelivery has the same key, and its turn is none.
      if (turn?.incoming !== incoming) return;
      going.delete(turn.due.key);
      ended.push(turn.due);
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
      if (overdue.delete(turn.key) || ended.some(({ key }) => key === turn.key)) return undefined;
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

function dueOf(incoming: Incoming, text: string, now: Date): Due {
  const { from, conversation, thread } = incoming;
  const key = keyOf(incoming);
  const turn: Turn = {
    key,
    at: now.toISOString(),
    text: text.trim().slice(0, 100),
    conversation: conversation.id,
    ...(thread === undefined ? {} : { thread }),
    person: { teamsId: from.teamsId, name: from.name },
  };
  const at = new Date(now.getTime() + longestTurnMinutes * 60_000).toISOString();
  return { key, at, job: 'resume', about: JSON.stringify(turn) };
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
