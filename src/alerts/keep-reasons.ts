import type { Reason } from '../core/alert';
import { hashOf } from '../core/snapshot';
import type { Records } from '../ports';
import { thingOfGroup, touch } from './gather';
import type { AlertPorts } from './ports';

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

/** Has the cards drawn anew that tell of these devices, and those sorted that waited for it. */
export async function drawGroupsOf(
  records: Records,
  devices: readonly string[],
  { settings, clock }: Pick<AlertPorts, 'settings' | 'clock'>,
): Promise<void> {
  const now = clock.now();
  for (const { group } of await records.groups.holding('compliance', devices)) {
    const { conversation, state, unsorted } = group;
    const what = { kind: 'draw', thing: thingOfGroup(group.id) } as const;
    if (state === 'open') await records.outbox.add({ conversation, what, dueAt: now.toISOString() });
    else if (unsorted) await touch(records, group, { settings: settings(), now });
  }
}
