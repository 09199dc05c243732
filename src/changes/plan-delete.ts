import type { PolicyRequest } from '../core/request';
import { policiesNamed } from './find-policies';
import { type PlanContext, type PlanningPorts, problem } from './planned';
import { familiesWith, partOf, type Parts, readMeant } from './wanted';

/** «delete»: one policy, named. */

export async function planDelete(
  ports: PlanningPorts,
  request: Extract<PolicyRequest, { kind: 'delete' }>,
  context: PlanContext,
): Promise<Parts> {
  const { policy } = request;
  if (policy === undefined) throw problem('no-policy', 'Which policy? Say its name.');
  const picking = { become: (name: string) => ({ ...request, policy: name }), chosen: context.chosen };
  const known = await readMeant(ports, familiesWith(ports, request.family, 'delete'), { policy }, picking);
  const targets = policiesNamed(policy, known, 'one', picking);
  return { parts: targets.map((target, i) => partOf(target, `p${i + 1}`, 'delete', [])), notes: [] };
}
