import { concerns, type AlertGroup, type Member, type Subscription } from '../core/alert';
import type { Records } from '../ports';
import { groupFor, touch, type Timing } from './gather';

/** A channel may want a card for each policy: devices go to the group of theirs as soon as it is known which that is. */

/** So long a card waits for reasons; by then those of the worst and Intune's report have come, or do not come soon. */
const patienceSeconds = 120;

export interface Sorted {
  /** Those that stay: told already, or nobody knows yet which policy they do not meet. */
  readonly left: readonly Member[];
  /** When to tell of them as they are. */
  readonly waitsUntil?: string;
}

/** In the transaction that judges an unsorted group. */
export async function sortByPolicy(
  records: Records,
  group: AlertGroup,
  { members, subscription }: { readonly members: readonly Member[]; readonly subscription: Subscription },
  timing: Timing,
): Promise<Sorted> {
  const untold = members.filter(({ alert, told }) => told === '' && alert.state === 'firing');
  const moved = [...byPolicy(untold, subscription)];
  for (const [policy, devices] of moved) {
    const { conversation, condition, platform, openedAt } = group;
    const own = await groupFor(records, { conversation, condition, platform, policy, openedAt }, timing);
    await records.groups.leave(group.id, devices);
    await records.groups.join(own.id, devices);
    await touch(records, own, timing);
  }
  const gone = new Set(moved.flatMap(([, devices]) => devices));
  const left = members.filter(({ alert }) => !gone.has(alert.device));
  const until = new Date(Date.parse(group.openedAt) + patienceSeconds * 1000).toISOString();
  const waits = group.state === 'waiting' && left.length > 0 && timing.now.toISOString() < until;
  return { left, ...(waits ? { waitsUntil: until } : {}) };
}

/** Who fails several policies goes with the most others. */
function byPolicy(members: readonly Member[], subscription: Subscription): ReadonlyMap<string, readonly string[]> {
  const failed = members.map(({ alert }) => ({ device: alert.device, policies: policiesOf(alert, subscription) }));
  const counts = new Map<string, number>();
  for (const { policies } of failed) for (const policy of policies) counts.set(policy, (counts.get(policy) ?? 0) + 1);
  const sorted = new Map<string, string[]>();
  for (const { device, policies } of failed) {
    const [most] = [...policies].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || (a < b ? -1 : 1));
    if (most !== undefined) sorted.set(most, [...(sorted.get(most) ?? []), device]);
  }
  return sorted;
}

function policiesOf({ reasons = [] }: Member['alert'], subscription: Subscription): readonly string[] {
  return [...new Set(reasons.filter((one) => concerns(subscription, { reasons: [one] })).map(({ policy }) => policy))];
}
