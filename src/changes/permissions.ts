import type { PlanPart } from '../core/plan';
import { problem, type PlanningPorts } from './planned';

/** Says which write permission the app lacks, before anyone is asked to approve. */
export async function needPermissions(ports: PlanningPorts, parts: readonly PlanPart[]): Promise<void> {
  const has = await ports.graph.permissions();
  const needed = new Set(parts.flatMap((part) => ports.families.get(part.family)?.permission.write ?? []));
  const missing = [...needed].filter((permission) => !has.has(permission));
  if (missing.length === 0) return;
  throw problem(
    'missing-permission',
    `I cannot write this: the app registration lacks ${missing.join(' and ')}. An Entra administrator can grant it.`,
  );
}
