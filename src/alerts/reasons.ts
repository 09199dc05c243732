import { worstFirst, type Alert, type Reason } from '../core/alert';
import type { Entity } from '../core/snapshot';
import { GraphRefused, GraphUnreachable, type Graph } from '../ports';
import type { Detected } from './detect';
import { drawGroupsOf, keepReasons } from './keep-reasons';
import type { AlertPorts } from './ports';
import { askReport } from './reasons-report';

/** Why devices are not compliant: one call a device, so only for what is news, the worst first, and not for all. */
const mostAsked = 50;
const atOnce = 4;

/** Stands from before a sweep until it has asked for its reasons: one that dies leaves it to the next. */
const mark = 'reasons.since';
const mostLeftBehind = 20_000;

/** A sweep begins. Gives the alerts for whose reasons a former one was to ask and never did. */
export async function leftBehind({ store, clock }: AlertPorts): Promise<readonly Alert[]> {
  const since = (await store.marks.get(mark))?.['at'];
  if (typeof since === 'string')
    return (await store.alerts.firing(mostLeftBehind)).filter(
      ({ condition, startedAt, reasons }) => condition === 'compliance' && (startedAt >= since || !reasons),
    );
  await store.marks.put(mark, { at: clock.now().toISOString() });
  return [];
}

/**
 * Fetches the reasons of the worst that is news, or that was left behind, and completes the alerts and their cards; the
 * rest comes by report.
 */
export async function addReasons(ports: AlertPorts, news: readonly Detected[], left: readonly Alert[]): Promise<void> {
  const fresh = news.filter(lacksReasons).map(({ alert }) => alert);
  await explain(ports, worstFirst([...new Map([...left, ...fresh].map((alert) => [alert.device, alert])).values()]));
  await ports.store.marks.remove(mark);
}

async function explain(ports: AlertPorts, unknown: readonly Alert[]): Promise<void> {
  if (unknown.length === 0) return;
  const known = new Map<string, readonly Reason[]>();
  for (let at = 0; at < Math.min(unknown.length, mostAsked); at += atOnce)
    await Promise.all(unknown.slice(at, Math.min(at + atOnce, mostAsked)).map((alert) => ask(ports, alert, known)));
  const rest = unknown.map(({ device }) => device).filter((device) => !known.has(device));
  const now = ports.clock.now();
  await ports.store.transaction(async (records) => {
    await drawGroupsOf(records, await keepReasons(records, known), ports);
    await askReport(records, rest, now);
  });
}

function lacksReasons({ alert, what }: Detected): boolean {
  return alert.condition === 'compliance' && (what === 'fires' || !alert.reasons);
}

async function ask(ports: AlertPorts, { device }: Alert, known: Map<string, readonly Reason[]>): Promise<void> {
  try {
    known.set(device, await reasonsOf(ports.graph, device));
  } catch (error) {
    if (!(error instanceof GraphRefused || error instanceof GraphUnreachable)) throw error;
    ports.log.debug('reason not known', { device, why: error.message });
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
