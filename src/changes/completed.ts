import type { PlanPart } from '../core/plan';
import type { PlanningPorts } from './planned';
import { withReferences } from './references';
import { withWarnings } from './warnings';

/** The parts of a plan with what an approver should know, and with what the writes need of the tenant. */
export async function completed(ports: PlanningPorts, parts: readonly PlanPart[]): Promise<readonly PlanPart[]> {
  const [warned, referenced] = await Promise.all([withWarnings(ports, parts), withReferences(ports, parts)]);
  return warned.map((part, i) => {
    const references = referenced[i]?.references;
    return references ? { ...part, references } : part;
  });
}
