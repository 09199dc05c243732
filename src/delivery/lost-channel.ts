import { warden } from '../core/audit';
import {
  ChatRefused,
  type Chat,
  type Clock,
  type Conversation,
  type Log,
  type OutboxRow,
  type Records,
  type Store,
} from '../ports';

/** A channel that Teams does not know any more, or in which the bot was removed: its owners hear of it, once a day. */

interface Ports {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly owners: () => Promise<readonly string[]>;
}

const againHours = 24;

interface LookPorts extends Pick<Ports, 'store' | 'clock'> {
  readonly chat: Pick<Chat, 'roster'>;
  readonly addressOf: (id: string) => Promise<Conversation | undefined>;
}

/**
 * Teams says that there is no such conversation. That is so when it says it twice, a while apart, and does not know who
 * is in it either. https://github.com/MicrosoftDocs/msteams-docs/issues/9425
 */
export async function lookFor(
  ports: LookPorts,
  { conversation: id, attempts }: Pick<OutboxRow, 'conversation' | 'attempts'>,
): Promise<'there' | 'perhaps' | 'lost'> {
  if (await isLost(ports, id)) return 'lost';
  if (attempts < 2) return 'perhaps';
  const conversation = await ports.addressOf(id);
  // Who is in a personal chat is known without asking Teams.
  if (conversation?.kind !== 'channel') return 'lost';
  try {
    await ports.chat.roster(conversation, 1);
    return 'there';
  } catch (error) {
    if (!(error instanceof ChatRefused)) throw error;
    return error.code === 'missing' || error.code === 'gone' ? 'lost' : 'perhaps';
  }
}

/** Known for a day; the bot being added there again ends that. */
export async function isLost({ store, clock }: Pick<Ports, 'store' | 'clock'>, id: string): Promise<boolean> {
  const last = Date.parse(String((await store.marks.get(markOf(id)))?.['at']));
  return clock.now().getTime() - last < againHours * 3_600_000;
}

/** True when it was lost until now. */
export async function foundAgain({ marks }: Pick<Records, 'marks'>, id: string): Promise<boolean> {
  const wasLost = (await marks.get(markOf(id))) !== undefined;
  if (wasLost) await marks.remove(markOf(id));
  return wasLost;
}

function markOf(id: string): string {
  return `lost:${id}`;
}

export async function tellOfLostChannel(ports: Ports, id: string): Promise<void> {
  const { store, clock } = ports;
  const conversation = await store.conversations.get(id);
  // People who blocked the bot are nobody's business but theirs.
  if (conversation !== undefined && conversation.kind !== 'channel') return;
  if (await isLost(ports, id)) return;
  const now = clock.now();
  const owners = (await ownersOf(ports)).filter((owner) => owner !== id);
  const text = sentence(conversation?.name ?? id);
  const at = now.toISOString();
  await store.transaction(async (records) => {
    await records.marks.put(markOf(id), { at });
    await records.audit.append({ at, kind: 'channel.lost', actor: warden, facts: { conversation: id } });
    for (const owner of owners)
      await records.outbox.add({
        conversation: owner,
        what: { kind: 'say', message: { text, summary: text } },
        dueAt: at,
      });
  });
}

function sentence(channel: string): string {
  return `I can no longer post to the channel ${channel}: it was deleted, or I was removed from it. What was meant for it is not seen there. Subscribe another channel, or take it out of warden.yaml.`;
}

async function ownersOf({ owners, log }: Ports): Promise<readonly string[]> {
  try {
    return await owners();
  } catch (error) {
    log.warn('owners could not be listed', { why: String(error) });
    return [];
  }
}
