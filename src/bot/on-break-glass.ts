import { drawChange } from '../delivery/draw';
import type { Incoming, Reply } from '../ports';
import type { BotPorts } from './ports';
import type { Known } from './speaker';

/** «break glass on change 12»: the number. Nothing else brings up the button. */
export function readBreakGlass(text: string): number | undefined {
  const said = /^\s*(?:please )?(?:use )?break[ -]?glass (?:(?:on|for) )?(?:change )?#?(\d{1,9})[.!]?\s*$/i.exec(text);
  return said?.[1] === undefined ? undefined : Number(said[1]);
}

/** Brings up the card with the one button that lets an owner approve alone; the press is judged anew. */
export async function onBreakGlass(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  id: number,
): Promise<readonly Reply[]> {
  const { drawer } = ports;
  if (!speaker.rights.roles.has('owner'))
    return [drawer.say('Only owners break the glass, and you are not one of them.')];
  const change = await ports.store.changes.get(id);
  if (!change) return [drawer.say(`There is no change #${id}.`)];
  const card = await drawChange(ports.draw, id, {
    conversation: incoming.conversation.id,
    viewer: 'owner',
    refresh: [],
  });
  if (change.status.kind !== 'needsApproval' || !card) return card ? [card] : [];
  const about =
    'Break glass approves this alone, at once, past waiting times and freezes. It needs a reason, and the audit channel is told.';
  return [drawer.say(about), card];
}
