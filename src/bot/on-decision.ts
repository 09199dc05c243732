import type { DecisionRequest } from '../core/request';
import type { Incoming, Reply } from '../ports';
import { onShowChange } from './on-show-change';
import type { BotPorts } from './ports';
import type { Speaker } from './speaker';

type Known = Extract<Speaker, { kind: 'known' }>;

/** A typed decision brings up the card: only its buttons decide, since they are bound to what the card shows. */
export async function onTypedDecision(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  request: DecisionRequest,
): Promise<readonly Reply[]> {
  const which = request.change ?? (await waiting(ports, incoming));
  if (which === 'several') {
    return [
      ports.drawer.say(`Several changes wait for a decision. Say which one: «${request.kind} 12», or «list changes».`),
    ];
  }
  const shown = await onShowChange(ports, incoming, speaker, which);
  const [card] = shown;
  if (!card?.card) return shown;
  const change = typeof which === 'number' ? await ports.store.changes.get(which) : undefined;
  if (change && change.status.kind !== 'needsApproval') return shown;
  return [ports.drawer.say(`Look at what it does, then press the button on the card to ${request.kind} it.`), card];
}

/** The only change that waits: here, or anywhere. */
async function waiting(ports: BotPorts, incoming: Incoming): Promise<number | 'last' | 'several'> {
  const here = await ports.store.changes.list({
    status: ['needsApproval'],
    conversation: incoming.conversation.id,
    limit: 2,
  });
  const all = here.length > 0 ? here : await ports.store.changes.list({ status: ['needsApproval'], limit: 2 });
  if (all.length > 1) return 'several';
  return all[0]?.id ?? 'last';
}
