import type { Plan, PlanPart } from '../core/plan';
import type { Pen } from './pen';
import { counted, joined, listed, say, type Shown } from './shown';

/** A plan in one line: «Android Office baseline and iOS Office baseline», «Delete Travel». */
export function titleOf(pen: Pen, plan: Plan): Shown {
  const policies = [...new Set(plan.parts.map(({ target }) => pen.name(target.name)))];
  const some =
    policies.length > 3 ? say`${joined(policies.slice(0, 2), ', ')} and ${policies.length - 2} more` : listed(policies);
  const acts = new Set(plan.parts.map(({ act }) => act));
  const [act] = acts;
  if (acts.size > 1) return some;
  switch (act) {
    case 'create':
      return say`Create ${some}`;
    case 'restore':
      return say`Create ${some} again`;
    case 'delete':
      return say`Delete ${some}`;
    case 'wipe':
      return say`Wipe company app data on ${some}`;
    default:
      return some;
  }
}

/** «4 changes», «2 new policies», «1 deletion and 3 changes». */
export function sizeOf(plan: Plan): Shown {
  const policies = plan.parts.filter(({ operation }) => !operation);
  const count = (acts: readonly PlanPart['act'][]) => policies.filter(({ act }) => acts.includes(act)).length;
  const done = (act: PlanPart['act']) => plan.parts.filter((part) => part.operation && part.act === act).length;
  const changed = plan.parts.filter(({ act }) => act !== 'create' && act !== 'restore' && act !== 'delete');
  const changes = changed.flatMap((part) => part.changes).length;
  const [created, deleted] = [count(['create', 'restore']), count(['delete'])];
  const [groups, gone, wiped] = [done('create'), done('delete'), done('wipe')];
  return listed([
    ...(deleted > 0 ? [counted(deleted, 'deletion')] : []),
    ...(created > 0 ? [counted(created, 'new policy', 'new policies')] : []),
    ...(changes > 0 ? [counted(changes, 'change')] : []),
    ...(groups > 0 ? [counted(groups, 'new group')] : []),
    ...(done('set') > 0 ? [counted(done('set'), 'group')] : []),
    ...(gone > 0 ? [counted(gone, 'deleted group')] : []),
    ...(wiped > 0 ? [say`wipe on ${counted(wiped, 'device')}`] : []),
  ]);
}
