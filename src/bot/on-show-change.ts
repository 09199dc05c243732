import { drawWhole, viewerOf } from '../delivery/draw';
import type { Incoming, Reply } from '../ports';
import { rememberChange } from './last-shown';
import type { BotPorts } from './ports';
import { rolesFor } from './roles';
import type { Known } from './speaker';

/** Brings up the card of a change, as this person may see it. */
export async function onShowChange(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  which: number | 'last' | undefined,
): Promise<readonly Reply[]> {
  const id = await changeNumber(ports, incoming, which);
  const change = id === undefined ? undefined : await ports.store.changes.get(id);
  if (!change)
    return [
      ports.drawer.say(
        id === undefined
          ? 'There is no change here yet. Say its number: «show change 12».'
          : `There is no change #${id}.`,
      ),
    ];
  const families = [...new Set(change.plan.parts.map((part) => part.family))];
  const viewer = viewerOf(change, speaker.person.objectId, rolesFor(speaker.rights, families));
  // In a channel everybody sees what one person asked for, so the card carries all buttons and the server refuses.
  const seenBy = incoming.conversation.kind === 'personal' ? viewer : 'everyone';
  const how = { conversation: incoming.conversation.id, viewer: seenBy, refresh: [] };
  const [replies] = await Promise.all([
    drawWhole(ports.draw, change.id, how),
    rememberChange(ports, incoming, change.id),
  ]);
  return replies;
}

/** The number that was said, or the newest change of this conversation, or the newest of all. */
export async function changeNumber(
  ports: BotPorts,
  incoming: Incoming,
  which: number | 'last' | undefined,
): Promise<number | undefined> {
  if (typeof which === 'number') return which;
  const [here] = await ports.store.changes.list({ conversation: incoming.conversation.id, limit: 1 });
  if (here) return here.id;
  const [newest] = await ports.store.changes.list({ limit: 1 });
  return newest?.id;
}
