import type { Problem } from '../core/problem';
import type { Reply } from '../ports';
import type { BotPorts } from './ports';
import type { Speaker } from './speaker';

export type Known = Extract<Speaker, { kind: 'known' }>;

/** Says why something about alerts was not done, and keeps it in the audit. */
export async function refuseAlert(ports: BotPorts, { person }: Known, problem: Problem): Promise<readonly Reply[]> {
  const at = ports.clock.now().toISOString();
  const actor = { objectId: person.objectId, name: person.name };
  await ports.store.audit.append({ at, kind: 'request.refused', actor, facts: { code: problem.code } });
  return [ports.drawer.say(problem.say)];
}
