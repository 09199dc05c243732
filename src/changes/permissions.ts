import { alertReadsMissing } from '../core/alert-reads';
import type { Families } from '../core/family';
import type { PlanPart } from '../core/plan';
import { problem, type PlanningPorts } from './planned';

/** Permissions that what is switched on, families and alerts, needs and the app has not; one to write a thing reads it, too. */
export function missingPermissions(
  has: ReadonlySet<string>,
  rules: { readonly families: Families; readonly writes: boolean; readonly alerts?: unknown },
): readonly string[] {
  const needed = [...rules.families.values()].flatMap(({ permission: { read, write } }) =>
    rules.writes ? [...read, ...write] : read,
  );
  const hasIt = (permission: string) => has.has(permission) || has.has(permission.replace('.Read.', '.ReadWrite.'));
  const forAlerts = rules.alerts === undefined ? [] : alertReadsMissing(has).map(({ permission }) => permission);
  return [...new Set([...needed.filter((permission) => !hasIt(permission)), ...forAlerts])];
}

/** Says which write permission the app lacks, before anyone is asked to approve. */
export async function needPermissions(ports: PlanningPorts, parts: readonly PlanPart[]): Promise<void> {
  const has = await ports.graph.permissions();
  const needed = new Set(
    parts.flatMap((part) => part.operation?.permissions ?? ports.families.get(part.family)?.permission.write ?? []),
  );
  const missing = [...needed].filter((permission) => !has.has(permission));
  if (missing.length === 0) return;
  throw problem(
    'missing-permission',
    `I cannot write this: the app registration lacks ${missing.join(' and ')}. An Entra administrator can grant it.`,
  );
}
