import type { Alert, AlertGroup } from '../core/alert';
import type { Role } from '../core/approval';
import type { Person } from '../core/change';
import { accept, refuse, type Outcome } from '../core/problem';
import { readDevice } from '../operations/finding';
import { askToSync, isOfDefender } from '../operations/sync-device';
import { GraphRefused, GraphUnreachable, type Clock, type Graph, type Store } from '../ports';
import { thingOfGroup } from './gather';

/** What people do with an alert card: acknowledge it, and have its devices check in. */

interface Ports {
  readonly store: Store;
  readonly clock: Clock;
  readonly graph: Graph;
}

interface Asked {
  readonly group: number;
  readonly by: Person;
  readonly roles: ReadonlySet<Role>;
}

/** Somebody looks after it: nothing is repeated from now on. */
export async function acknowledge(
  { store, clock }: Ports,
  { group: id, by, roles }: Asked,
): Promise<Outcome<AlertGroup>> {
  if (!roles.has('requestor') && !roles.has('approver'))
    return refuse('not-requestor', 'Only requestors and approvers acknowledge alerts.');
  const at = clock.now().toISOString();
  return store.transaction(async (records) => {
    const group = await records.groups.get(id);
    if (!group) return refuse('no-such-alert', 'That alert is not kept any more.');
    if (group.acknowledged) return refuse('already', `${group.acknowledged.by} has acknowledged it already.`);
    const saved = await records.groups.save({ ...group, acknowledged: { by: by.name, at } });
    if (!saved) return refuse('busy', 'The alert is changing right now. Press again.');
    const actor = { objectId: by.objectId, name: by.name };
    await records.audit.append({ at, kind: 'alert.acknowledged', actor, facts: { group: id } });
    const what = { kind: 'draw', thing: thingOfGroup(id) } as const;
    await records.outbox.add({ conversation: group.conversation, what, dueAt: at });
    return accept(saved);
  });
}

/** So many devices are asked to check in at one press. */
const mostSynced = 10;

export interface Synced {
  readonly asked: readonly Pick<Alert, 'device' | 'name'>[];
  readonly refused: readonly string[];
  /** Intune cannot ask them: they check in with Defender. */
  readonly byDefender: readonly string[];
  readonly left: number;
}

export async function syncDevices(
  ports: Ports,
  alerts: readonly Alert[],
  { by, roles }: Asked,
): Promise<Outcome<Synced>> {
  if (!roles.has('requestor')) return refuse('not-requestor', 'Only requestors have devices check in.');
  const some = alerts
    .filter(({ gone, condition }) => !gone && condition !== 'flagged' && condition !== 'connector')
    .slice(0, mostSynced);
  const done = await Promise.all(some.map(({ device }) => sync(ports.graph, device)));
  const namesOf = (end: SyncEnd) => some.filter((_, i) => done[i] === end).map(({ name }) => name);
  const asked = some.filter((_, i) => done[i] === 'asked').map(({ device, name }) => ({ device, name }));
  const [refused, byDefender] = [namesOf('refused'), namesOf('byDefender')];
  const at = ports.clock.now().toISOString();
  const actor = { objectId: by.objectId, name: by.name };
  const facts = { devices: asked.map(({ name }) => name), refused: [...refused, ...byDefender] };
  await ports.store.audit.append({ at, kind: 'device.synced', actor, facts });
  return accept({ asked, refused, byDefender, left: alerts.length - some.length });
}

type SyncEnd = 'asked' | 'refused' | 'byDefender';

async function sync(graph: Graph, id: string): Promise<SyncEnd> {
  try {
    const device = await readDevice(graph, id);
    if (!device) return 'refused';
    if (isOfDefender(device)) return 'byDefender';
    return (await askToSync(graph, device)).kind;
  } catch (error) {
    if (error instanceof GraphRefused || error instanceof GraphUnreachable) return 'refused';
    throw error;
  }
}
