import type { Alert, Reason } from '../core/alert';
import { worstFirst } from '../core/alert';
import { hashOf, type Entity } from '../core/snapshot';
import { GraphRefused, GraphUnreachable, type Graph } from '../ports';
import type { Detected } from './detect';
import { thingOfGroup } from './gather';
import type { AlertPorts } from './ports';

/** Why devices are not compliant: one call a device, so only for what is news, the worst first, and not for all. */
const mostAsked = 50;
const atOnce = 4;

/** Fetches the reasons of what is news and completes the alerts, and their cards where that changes them. */
export async function addReasons(ports: AlertPorts, news: readonly Detected[]): Promise<void> {
  const unknown = news.filter(
    ({ alert, what }) => alert.condition === 'compliance' && (what === 'fires' || !alert.reasons),
  );
  const wanted = worstFirst(unknown.map(({ alert }) => alert)).slice(0, mostAsked);
  const known: Alert[] = [];
  for (let at = 0; at < wanted.length; at += atOnce) {
    const some = await Promise.all(wanted.slice(at, at + atOnce).map((alert) => withReasons(ports, alert)));
    known.push(...some.flatMap((alert) => alert ?? []));
  }
  if (known.length === 0) return;
  const now = ports.clock.now().toISOString();
  await ports.store.transaction(async (records) => {
    const asked = new Map(known.map((alert) => [alert.device, alert.reasons ?? []]));
    const changed = (await records.alerts.find([...asked.keys()])).filter(
      ({ condition, device, reasons = [] }) =>
        condition === 'compliance' && hashOf(reasons) !== hashOf(asked.get(device) ?? []),
    );
    await records.alerts.put(changed.map((alert) => ({ ...alert, reasons: asked.get(alert.device) ?? [] })));
    const devices = changed.map(({ device }) => device);
    for (const { group } of await records.groups.holding('compliance', devices)) {
      const what = { kind: 'draw', thing: thingOfGroup(group.id) } as const;
      if (group.state === 'open') await records.outbox.add({ conversation: group.conversation, what, dueAt: now });
    }
  });
}

async function withReasons(ports: AlertPorts, alert: Alert): Promise<Alert | undefined> {
  try {
    return { ...alert, reasons: await reasonsOf(ports.graph, alert.device) };
  } catch (error) {
    if (!(error instanceof GraphRefused || error instanceof GraphUnreachable)) throw error;
    ports.log.debug('reason not known', { device: alert.device, why: error.message });
    return undefined;
  }
}

/** The policies a device does not meet, each with its settings. */
export async function reasonsOf(graph: Graph, device: string): Promise<readonly Reason[]> {
  const path = `/deviceManagement/managedDevices/${encodeURIComponent(device)}/deviceCompliancePolicyStates`;
  return (await graph.list({ version: 'v1.0', path })).filter(isBad).map((policy) => ({
    policy: typeof policy['displayName'] === 'string' ? policy['displayName'] : 'a policy without a name',
    settings: listIn(policy, 'settingStates')
      .filter(isBad)
      .flatMap(({ setting }) => (typeof setting === 'string' ? [setting] : [])),
  }));
}

function isBad(one: Entity): boolean {
  return ['nonCompliant', 'error', 'conflict'].includes(String(one['state']));
}

function listIn(one: Entity, name: string): readonly Entity[] {
  const value = one[name];
  return Array.isArray(value) ? value.filter((each): each is Entity => typeof each === 'object' && each !== null) : [];
}
