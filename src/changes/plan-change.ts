import { isDeepStrictEqual } from 'node:util';
import type { Ending } from '../core/change';
import { planOf } from '../core/plan';
import type { ChangeRequest, SeveralRequest, SingleRequest } from '../core/request';
import { endingOf } from './moments';
import { needPermissions } from './permissions';
import { planApps } from './plan-apps';
import { planCreate } from './plan-create';
import { planDelete } from './plan-delete';
import { planGroups } from './plan-groups';
import { planOperation } from './plan-operation';
import { planOutside } from './plan-outside';
import { planRevert } from './plan-revert';
import { planSeveral } from './plan-several';
import { planSet } from './plan-set';
import { Detour, type PlanContext, type Planned, type PlanningPorts, problem } from './planned';
import type { Parts } from './wanted';
import { completed } from './completed';

/** From a request to a plan, a question, a refusal, or nothing to do. Reads only. */
export async function planChange(ports: PlanningPorts, request: ChangeRequest, context: PlanContext): Promise<Planned> {
  try {
    if (request.kind === 'revert') return await planRevert(ports, request, context);
    if (request.kind === 'putBack' || request.kind === 'adopt') return await planOutside(ports, request);
    const ending = borrowedFor(request, context);
    const { parts, notes, assumed } =
      request.kind === 'several'
        ? await planSeveral(request, context, (one, own) => partsFor(ports, one, own))
        : await partsFor(ports, request, context);
    if (parts.length === 0) return { kind: 'nothing', say: ['Nothing to do.', ...notes].join(' ') };
    await needPermissions(ports, parts);
    const plan = planOf(await completed(ports, parts));
    const taken = assumed && assumed.length > 0 ? { assumed } : {};
    return { kind: 'plan', plan, notes, ...taken, quickRevert: false, ...ending };
  } catch (error) {
    if (error instanceof Detour) return error.planned;
    throw error;
  }
}

async function partsFor(ports: PlanningPorts, request: SingleRequest, context: PlanContext): Promise<Parts> {
  switch (request.kind) {
    case 'set':
      return planSet(ports, request, context);
    case 'create':
      return planCreate(ports, request, context);
    case 'assign':
    case 'unassign':
      return planGroups(ports, request, context);
    case 'addApps':
    case 'removeApps':
      return planApps(ports, request, context);
    case 'delete':
      return planDelete(ports, request, context);
    case 'createGroup':
    case 'wipeAppData':
      return planOperation(ports, request, context);
  }
}

/** A change for a while: when it is put back. */
function borrowedFor(request: SingleRequest | SeveralRequest, context: PlanContext): { readonly ending?: Ending } {
  const { now, zone } = context;
  if (request.kind === 'several') {
    const [first, ...more] = request.requests.map((one) => borrowedFor(one, context));
    if (more.every((one) => isDeepStrictEqual(one, first))) return first ?? {};
    throw problem(
      'mixed-endings',
      'Only a part of this ends by itself, or at another time. Ask for that in a sentence of its own.',
    );
  }
  if (request.kind !== 'set' && request.kind !== 'assign' && request.kind !== 'unassign') return {};
  const ending = endingOf(request, now, zone);
  if (!ending.ok) throw problem(ending.problem.code, ending.problem.say);
  return ending.value ? { ending: ending.value } : {};
}
