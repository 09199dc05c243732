import { z } from 'zod';
import type { Alert, Condition } from '../core/alert';
import type { Entity } from '../core/snapshot';
import { GraphRefused, GraphUnreachable, type GraphPath, type Records } from '../ports';
import { resolved, type Detected } from './detect';
import { flushAt, keepDetected, type Gathering } from './gather';
import type { AlertPorts } from './ports';

/** What is wrong beside the devices a sweep reads: a list that is short, and read whole each time. */
export interface Beside {
  readonly condition: Condition;
  /** Alerts of devices that it may be the reason of. */
  readonly explains?: Condition;
  /** The keys of what is wrong now; undefined when Graph does not say. */
  readonly keysNow: (graph: AlertPorts['graph']) => Promise<readonly string[] | undefined>;
  /** What people are told of those that are new. */
  readonly describe: (graph: AlertPorts['graph'], keys: readonly string[]) => Promise<readonly AlertOfKey[]>;
}

export type AlertOfKey = Pick<Alert, 'device' | 'name' | 'platform' | 'person' | 'reasons'>;

const Known = z.object({ keys: z.array(z.string()) });

/** Compares the list with the last one and keeps what began and what ended. What was so at the first look is no news. */
export async function lookBeside(ports: AlertPorts, gathering: Gathering, beside: Beside): Promise<void> {
  const now = await beside.keysNow(ports.graph);
  if (now === undefined) return;
  const mark = `sweep.${beside.condition}`;
  const known = Known.safeParse(await ports.store.marks.get(mark)).data?.keys;
  const began = known === undefined ? [] : now.filter((key) => !known.includes(key));
  const over = known?.filter((key) => !now.includes(key)) ?? [];
  if (known !== undefined && began.length + over.length === 0) return;
  const described = began.length === 0 ? [] : await beside.describe(ports.graph, began);
  await ports.store.transaction(async (records) => {
    const alerts = [
      ...described.map((alert) => fires(beside.condition, alert, gathering.now.toISOString())),
      ...(await endOf(records, beside.condition, over, gathering.now.toISOString())),
    ];
    await keepDetected(records, alerts, gathering);
    await records.marks.put(mark, { keys: now });
    if (beside.explains !== undefined) await lookAgain(records, beside.explains, gathering.now.toISOString());
  });
}

function fires(condition: Condition, alert: AlertOfKey, at: string): Detected {
  return { what: 'fires', alert: { ...alert, condition, phase: condition, state: 'firing', startedAt: at } };
}

async function endOf(records: Records, condition: Condition, keys: readonly string[], at: string) {
  const firing = (await records.alerts.find(keys)).filter(
    (alert) => alert.condition === condition && alert.state === 'firing',
  );
  return firing.map((alert): Detected => ({ what: 'resolves', alert: resolved(alert, at) }));
}

/** What it explained, or explains now, is judged anew. */
async function lookAgain(records: Records, condition: Condition, at: string): Promise<void> {
  for (const group of await records.groups.living())
    if (group.condition === condition) await flushAt(records, group, at);
}

/** Undefined where Graph refuses or is not reached: then nothing is known, and nothing has changed. */
export async function unlessRefused<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof GraphRefused || error instanceof GraphUnreachable) return undefined;
    throw error;
  }
}

export function at(path: string): GraphPath {
  return { version: 'v1.0', path };
}

export function textOf(entity: Entity, name: string): string {
  const value = entity[name];
  return typeof value === 'string' ? value : '';
}
