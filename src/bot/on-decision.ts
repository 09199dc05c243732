import { cancel, decide, isUndecided } from '../core/approval';
import type { Change } from '../core/change';
import type { DecisionRequest } from '../core/request';
import type { Incoming, Reply } from '../ports';
import { onShowChange } from './on-show-change';
import type { BotPorts } from './ports';
import { rolesFor } from './roles';
import type { Known } from './speaker';

/** A typed decision brings up the card: only its buttons decide, since they are bound to what the card shows. */
export async function onTypedDecision(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  request: DecisionRequest,
): Promise<readonly Reply[]> {
  const which = request.change ?? (await waiting(ports, incoming, speaker, request.kind));
  if (typeof which === 'object') {
    const numbers = which.several.map((id) => `#${id}`).join(', ');
    const example = which.several[0] ?? 12;
    return [
      ports.drawer.say(`Several changes wait for a decision: ${numbers}. Say which one: «${request.kind} ${example}».`),
    ];
  }
  const shown = await onShowChange(ports, incoming, speaker, which);
  const [card] = shown;
  if (!card?.card) return shown;
  const change = typeof which === 'number' ? await ports.store.changes.get(which) : undefined;
  if (!change) return shown;
  if (!isUndecided(change, request.kind)) return shown;
  return [
    ports.drawer.say(
      whyNot(ports, change, speaker, request) ??
        `Look at what it does, then press the button on the card to ${request.kind} it.`,
    ),
    card,
  ];
}

/** Why this person's button would be refused, so that nobody is sent to a button in vain; the press is judged anew. */
function whyNot(ports: BotPorts, change: Change, speaker: Known, { kind }: DecisionRequest): string | undefined {
  const at = ports.clock.now().toISOString();
  const by = speaker.person;
  const families = [...new Set(change.plan.parts.map((part) => part.family))];
  const rights = { roles: rolesFor(speaker.rights, families), version: change.version };
  const outcome = kind === 'cancel' ? cancel(change, by, at) : decide(change, { by, verdict: kind, at }, rights);
  return outcome.ok ? undefined : outcome.problem.say;
}

/** The only change that waits: here, or anywhere. One's own, where it is about cancelling. */
async function waiting(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  kind: DecisionRequest['kind'],
): Promise<number | 'last' | { readonly several: readonly number[] }> {
  const status =
    kind === 'approve' ? (['needsApproval'] as const) : (['needsApproval', 'approved', 'waitingForIntune'] as const);
  const open = { status, limit: mostNamed };
  const mine = kind === 'cancel' ? { ...open, requestor: speaker.person.objectId } : open;
  const here = await ports.store.changes.list({ ...mine, conversation: incoming.conversation.id });
  const all = here.length > 0 ? here : await ports.store.changes.list(mine);
  if (all.length > 1) return { several: all.map(({ id }) => id) };
  return all[0]?.id ?? 'last';
}

const mostNamed = 5;
