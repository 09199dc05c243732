import { isDeepStrictEqual } from 'node:util';
import { isSame } from '../core/approval';
import { objectsOf, type Change } from '../core/change';
import { objectOf, type PlanPart } from '../core/plan';
import type { Asked } from './on-change';
import type { Known } from './speaker';

/** What waits for approval is amended, with what was picked for it; what is over is followed by a change of its own. */
export function amending(
  change: Change,
  { request }: Pick<Asked, 'request'>,
  { person }: Known,
): Pick<Asked, 'amends'> & Partial<Pick<Asked, 'chosen'>> {
  if (change.status.kind !== 'needsApproval' || !isSame(change.requestor, person)) return {};
  const objects = objectsOf(change);
  const sameTargets = isDeepStrictEqual(targetsOf(change.request), targetsOf(request));
  // A plan of a later version may have lost parts that somebody left out.
  const only = change.version > 1 && sameTargets ? (part: PlanPart) => objects.includes(objectOf(part)) : undefined;
  return { amends: { change: change.id, only }, ...(change.chosen ? { chosen: change.chosen } : {}) };
}

/** A request without what it sets. */
function targetsOf(request: Asked['request']): object {
  return 'settings' in request ? { ...request, settings: {} } : request;
}
