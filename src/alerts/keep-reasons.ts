import type { Reason } from '../core/alert';
import { hashOf } from '../core/snapshot';
import type { Records } from '../ports';
import { thingOfGroup } from './gather';

/** Writes down why devices are not compliant, wherever that came from; gives those of which it was not known before. */
export async function keepReasons(
  { alerts }: Pick<Records, 'alerts'>,
  known: ReadonlyMap<string, readonly Reason[]>,
): Promise<readonly string[]> {
  const changed = (await alerts.find([...known.keys()])).filter(
    ({ condition, device, reasons = [] }) =>
      condition === 'compliance' && hashOf(reasons) !== hashOf(known.get(device) ?? []),
  );
  await alerts.put(changed.map((alert) => ({ ...alert, reasons: known.get(alert.device) ?? [] })));
  return changed.map(({ device }) => device);
}

/** Has the cards drawn anew that tell of these devices. */
export async function drawGroupsOf(
  { groups, outbox }: Pick<Records, 'groups' | 'outbox'>,
  devices: readonly string[],
  now: Date,
): Promise<void> {
  for (const { group } of await groups.holding('compliance', devices)) {
    const what = { kind: 'draw', thing: thingOfGroup(group.id) } as const;
    if (group.state === 'open') await outbox.add({ conversation: group.conversation, what, dueAt: now.toISOString() });
  }
}
