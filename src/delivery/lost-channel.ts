import { warden } from '../core/audit';
import type { Clock, Log, Store } from '../ports';

/** A channel that Teams does not know any more, or in which the bot was removed: its owners hear of it, once a day. */

interface Ports {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly owners: () => Promise<readonly string[]>;
}

const againHours = 24;

export async function tellOfLostChannel(ports: Ports, id: string): Promise<void> {
  const { store, clock } = ports;
  const conversation = await store.conversations.get(id);
  // People who blocked the bot are nobody's business but theirs.
  if (conversation !== undefined && conversation.kind !== 'channel') return;
  const now = clock.now();
  const mark = `lost:${id}`;
  const last = Date.parse(String((await store.marks.get(mark))?.['at']));
  if (now.getTime() - last < againHours * 3_600_000) return;
  const owners = (await ownersOf(ports)).filter((owner) => owner !== id);
  const text = sentence(conversation?.name ?? id);
  const at = now.toISOString();
  await store.transaction(async (records) => {
    await records.marks.put(mark, { at });
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
