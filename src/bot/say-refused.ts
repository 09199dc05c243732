import type { Problem } from '../core/problem';
import type { Reply } from '../ports';
import type { BotPorts } from './ports';
import type { Known } from './speaker';

/** Says why what was asked for is not done, and keeps it in the audit. */
export async function sayRefused(
  ports: BotPorts,
  { person }: Known,
  { code, say }: Problem,
  { utterance, asked }: { readonly utterance?: string; readonly asked?: string } = {},
): Promise<readonly Reply[]> {
  const at = ports.clock.now().toISOString();
  const actor = { objectId: person.objectId, name: person.name };
  const facts = {
    code,
    ...(asked === undefined ? {} : { asked }),
    ...(utterance === undefined ? {} : { utterance: utterance.slice(0, 500) }),
  };
  await ports.store.audit.append({ at, kind: 'request.refused', actor, facts });
  return [ports.drawer.say(say)];
}
