import { wants, type Alert, type AlertGroup, type Condition, type Subscription } from '../core/alert';
import type { Records } from '../ports';
import type { Detected } from './detect';
import { membersOfGroups } from './members';
import type { AlertPorts, AlertSettings } from './ports';
import { subscriptionsOf } from './subscriptions';

/** Puts alerts into the groups that will tell of them, and sets the groups' timers; in the transaction of the alerts. */

export interface Gathering {
  readonly settings: AlertSettings;
  readonly subscriptions: readonly Subscription[];
  /** Whether a person is in an Entra group that a subscription names. */
  readonly isIn: (group: string, person: string | undefined) => boolean;
  readonly now: Date;
  /** How many alerts have come to a group so far. */
  readonly gathered: Map<number, number>;
}

export async function prepareGathering(ports: AlertPorts): Promise<Gathering> {
  const now = ports.clock.now();
  const settings = ports.settings();
  const subscriptions = await subscriptionsOf(ports.store, settings);
  const members = await membersOfGroups(ports, subscriptions);
  return {
    settings,
    subscriptions,
    now,
    gathered: new Map(),
    isIn: (group, person) => person !== undefined && members.get(group)?.has(person) === true,
  };
}

/** Keeps alerts that changed, and has those hear of them whom they concern. */
export async function keepDetected(records: Records, detected: readonly Detected[], how: Gathering): Promise<void> {
  if (detected.length === 0) return;
  await records.alerts.put(detected.map(({ alert }) => alert));
  await gather(records, detected, how);
}

/** So many at once need not wait for more than the rest of their sweep. */
const burst = 100;

/** The sweep is over: what came in a burst is told now. */
export async function tellBursts(records: Records, { gathered }: Gathering, now: Date): Promise<void> {
  for (const [id, alerts] of gathered) {
    const group = alerts < burst ? undefined : await records.groups.get(id);
    if (group?.state === 'waiting' && !group.unsorted) await flushAt(records, group, now.toISOString());
  }
}

async function gather(records: Records, detected: readonly Detected[], how: Gathering): Promise<void> {
  for (const [condition, some] of by(detected, ({ alert }) => alert.condition)) {
    const held = await records.groups.holding(
      condition,
      some.map(({ alert }) => alert.device),
    );
    for (const { group } of held) await touch(records, group, how);
    // The card of what is over told of their threats too.
    const over = condition === 'compliance' ? some.filter(({ what }) => what === 'resolves') : [];
    const threats = await records.groups.holding(
      'threat',
      over.map(({ alert }) => alert.device),
    );
    for (const { group } of threats) await touch(records, group, how);
    for (const subscription of how.subscriptions) {
      const inCards = new Set(
        held.filter(({ group }) => group.conversation === subscription.conversation).flatMap(({ devices }) => devices),
      );
      const news = some.filter(
        ({ alert, what }) =>
          what !== 'resolves' &&
          !inCards.has(alert.device) &&
          wants(subscription, alert, (group) => how.isIn(group, alert.person?.id)),
      );
      for (const [platform, alerts] of by(news, ({ alert }) => alert.platform))
        await join(records, { subscription, condition, platform, alerts: alerts.map(({ alert }) => alert) }, how);
    }
  }
}

interface Joining {
  readonly subscription: Subscription;
  readonly condition: Condition;
  readonly platform: AlertGroup['platform'];
  readonly alerts: readonly Alert[];
}

async function join(records: Records, { subscription, condition, platform, alerts }: Joining, how: Gathering) {
  const { conversation, groupBy } = subscription;
  const unsorted = condition === 'compliance' && groupBy === 'policy' ? ({ unsorted: true } as const) : {};
  const openedAt = how.now.toISOString();
  const group = await groupFor(records, { conversation, condition, platform, openedAt, ...unsorted }, how);
  await records.groups.join(
    group.id,
    alerts.map(({ device }) => device),
  );
  how.gathered.set(group.id, (how.gathered.get(group.id) ?? 0) + alerts.length);
  await touch(records, group, how);
}

type About = Pick<AlertGroup, 'conversation' | 'condition' | 'platform' | 'policy' | 'unsorted' | 'openedAt'>;

/** The group of its kind that still takes in devices, or a new one. */
export async function groupFor(records: Records, about: About, { settings, now }: Timing): Promise<AlertGroup> {
  const { conversation, condition, platform, policy, unsorted } = about;
  const byPolicy = policy === undefined ? (unsorted ? ['unsorted'] : []) : ['policy', policy];
  const key = JSON.stringify([conversation, condition, platform, ...byPolicy]);
  const current = await records.groups.current(key);
  const fresh = current && now.getTime() - Date.parse(current.openedAt) < settings.newCardHours * 3_600_000;
  return current && fresh ? current : records.groups.add({ ...about, key, state: 'waiting', trend: [] });
}

/** What a group's timer goes by. */
export type Timing = Pick<Gathering, 'now'> & {
  readonly settings: Pick<AlertSettings, 'groupWaitSeconds' | 'groupIntervalSeconds' | 'newCardHours'>;
};

/** The group is looked at when its wait is over, or its interval since it was last looked at. */
export async function touch(records: Records, group: AlertGroup, { settings, now }: Timing): Promise<void> {
  const from = group.state === 'waiting' ? group.openedAt : (group.judgedAt ?? group.openedAt);
  const waits = group.state === 'waiting' ? settings.groupWaitSeconds : settings.groupIntervalSeconds;
  // What is still to come was so before the clock was set back.
  const due = Math.min(Date.parse(from), now.getTime()) + waits * 1000;
  await flushAt(records, group, new Date(Math.max(now.getTime(), due)).toISOString());
}

/** The clock was set back: timers that were to ring soon would ring as much later. */
export async function touchLiving(records: Records, how: Timing): Promise<void> {
  for (const group of await records.groups.living()) await touch(records, group, how);
}

/** Sets the timer of a group, unless it rings earlier anyway. */
export async function flushAt(records: Records, group: AlertGroup, at: string): Promise<void> {
  if (group.flushAt !== undefined && group.flushAt <= at) return;
  const saved = await records.groups.save({ ...group, flushAt: at });
  if (!saved) throw new Error(`group ${group.id} was saved by somebody else`);
  await setTimer(records, group.id, at);
}

/** Has all alerts drawn that a conversation hears of now. */
export async function drawLiving({ groups, outbox }: Records, conversation: string, dueAt: string): Promise<void> {
  for (const { id, state } of (await groups.living(conversation)).toReversed())
    if (state === 'open') await outbox.add({ conversation, what: { kind: 'draw', thing: thingOfGroup(id) }, dueAt });
}

export function setTimer(records: Records, group: number, at: string): Promise<void> {
  return records.due.set({ key: `group:${group}`, at, job: 'group', about: String(group) });
}

export function thingOfGroup(id: number): string {
  return `alert:${id}`;
}

/** In the order in which the keys come up first. */
function by<T, K>(all: readonly T[], keyOf: (one: T) => K): ReadonlyMap<K, readonly T[]> {
  const found = new Map<K, T[]>();
  for (const one of all) {
    const some = found.get(keyOf(one));
    if (some) some.push(one);
    else found.set(keyOf(one), [one]);
  }
  return found;
}
