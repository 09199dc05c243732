import {
  concerns,
  fewestOfMany,
  isMany,
  isQuiet,
  platformNames,
  sayTrouble,
  severityOf,
  type Alert,
  type AlertGroup,
  type Cause,
  type Member,
  type Subscription,
} from '../core/alert';
import type { Message, Records } from '../ports';
import { causeOf, isJustChanged } from './cause';
import { explainedByConnector } from './connector';
import { flushAt, setTimer, thingOfGroup } from './gather';
import { noteLater } from './notes';
import { judge, type Verdict } from './pipeline';
import type { AlertPorts } from './ports';
import { quietUntil } from './quiet';
import { sortByPolicy } from './sort';
import { subscriptionOf } from './subscriptions';

/** A group's timer rang: judge it, and write down card and message together with what people then know. */
export async function flushGroup(ports: AlertPorts, id: number): Promise<void> {
  const now = ports.clock.now();
  const at = now.toISOString();
  const settings = ports.settings();
  const verdict = await ports.store.transaction(async (records) => {
    const group = await records.groups.get(id);
    if (!group || group.state === 'over') return undefined;
    // Set anew meanwhile: that timer will ring by itself.
    if (group.flushAt !== undefined && group.flushAt > at) {
      await setTimer(records, id, group.flushAt);
      return undefined;
    }
    const subscription = await subscriptionOf(records, settings, group.conversation);
    const held = await concerned(records, group, subscription);
    const { left: members, waitsUntil } =
      group.unsorted && subscription
        ? await sortByPolicy(records, group, { members: held, subscription }, { settings, now })
        : { left: held };
    if (waitsUntil !== undefined) {
      const { flushAt: _, ...rung } = group;
      await flushAt(records, rung, waitsUntil);
      return undefined;
    }
    const cause = group.cause ?? (await causeOf(records, group, members, now));
    const silences = await records.silences.endingAfter(at);
    // To count them all takes a moment, so only where it may matter.
    const devices = members.length < fewestOfMany ? 0 : await records.devices.count();
    const verdict = judge({
      group,
      members,
      silences,
      explained: new Set([
        ...(await explainedByCompliance(records, group, (alert) => isQuiet(silences, alert, at))),
        ...(await explainedByConnector(records, group, members)),
      ]),
      justChanged: isJustChanged(group, cause, now),
      devices,
      quietUntil: quietUntil(subscription?.quiet, now),
      timing: { intervalSeconds: settings.groupIntervalSeconds, repeatHours: settings.repeatHours },
      now: at,
    });
    await keep(records, { group, subscription, verdict, at, cause, members, many: isMany(verdict.firing, devices) });
    if (subscription && settings.tellPeople) await noteLater(records, id, firstTold(members, verdict), at);
    return verdict;
  });
  if (verdict) ports.log.info('alert group judged', { group: id, why: verdict.why, firing: verdict.firing });
}

interface Kept {
  readonly group: AlertGroup;
  readonly subscription: Subscription | undefined;
  readonly verdict: Verdict;
  readonly at: string;
  readonly cause: Cause | undefined;
  readonly members: readonly Member[];
  readonly many: boolean;
}

/** Without those the channel turns out not to have asked for, now that it is known which policy they are about. */
async function concerned(records: Records, group: AlertGroup, subscription: Subscription | undefined) {
  const members = await records.groups.members(group);
  const other = members.filter(({ alert, told }) => told === '' && !concerns(subscription ?? {}, alert));
  await records.groups.leave(
    group.id,
    other.map(({ alert }) => alert.device),
  );
  return members.filter((member) => !other.includes(member));
}

/** Those whose alert people had not been told of. */
function firstTold(members: readonly Member[], { told }: Verdict): readonly Member[] {
  const now = new Set([...told].flatMap(([phase, devices]) => (isUntold(phase) ? [] : devices)));
  return members.filter(({ alert, told: before }) => isUntold(before) && now.has(alert.device));
}

function isUntold(told: string): boolean {
  return ['', 'resolved', 'silenced'].includes(told);
}

async function keep(records: Records, kept: Kept): Promise<void> {
  const { group, subscription, verdict, at } = kept;
  const saved = await records.groups.save(after(kept));
  if (!saved) throw new Error(`group ${group.id} was saved by somebody else`);
  for (const [told, devices] of verdict.told) await records.groups.tell(group.id, told, devices);
  if (verdict.next !== undefined) await setTimer(records, group.id, verdict.next);
  // Who unsubscribed hears no more of what had begun before.
  if (!subscription || verdict.card === 'none') return;
  const thing = thingOfGroup(group.id);
  if (verdict.card === 'post') await records.cards.put({ thing, conversation: group.conversation, state: 'wanted' });
  await records.outbox.add({ conversation: group.conversation, what: { kind: 'draw', thing }, dueAt: at });
  const message = messageOf(kept);
  if (!message) return;
  const calls = subscription.mention && verdict.say !== 'allResolved' ? ({ calls: true } as const) : {};
  await records.outbox.add({
    conversation: group.conversation,
    what: { kind: 'say', message, under: thing, ...calls },
    dueAt: at,
  });
}

/** The group as it is from now on. */
function after({ group, verdict, at, cause, many }: Kept): AlertGroup {
  const { flushAt: _, many: __, ...rest } = group;
  const tells = verdict.why === 'first' || verdict.say !== undefined;
  const returns = group.resolvedAt !== undefined && verdict.firing > 0;
  const { resolvedAt, ...fired } = rest;
  const last = group.trend.at(-1)?.firing;
  return {
    ...(returns ? fired : { ...fired, ...(resolvedAt === undefined ? {} : { resolvedAt }) }),
    ...(verdict.why === 'allResolved' ? { resolvedAt: at } : {}),
    ...(returns ? { again: { at, times: (group.again?.times ?? 0) + 1 } } : {}),
    state: verdict.state,
    judgedAt: at,
    ...(tells ? { told: { at, firing: verdict.firing, severity: verdict.severity } } : {}),
    ...(verdict.next === undefined ? {} : { flushAt: verdict.next }),
    ...(cause === undefined ? {} : { cause }),
    ...(many ? { many } : {}),
    trend: verdict.card === 'none' || last === verdict.firing ? group.trend : grown(group, verdict.firing, at),
  };
}

const mostTrend = 24;

function grown({ trend }: AlertGroup, firing: number, at: string): AlertGroup['trend'] {
  return [...trend, { at, firing }].slice(-mostTrend);
}

/**
 * Devices of a threat group whose compliance alert the same channel is told of, which names their threat too. A silence
 * over that one does not hide a high threat.
 */
async function explainedByCompliance(
  records: Records,
  group: AlertGroup,
  isSilent: (alert: Alert) => boolean,
): Promise<readonly string[]> {
  if (group.condition !== 'threat') return [];
  const members = await records.groups.members(group);
  const devices = members.map(({ alert }) => alert.device);
  const held = await records.groups.holding('compliance', devices);
  const here = new Set(
    held.filter((one) => one.group.conversation === group.conversation).flatMap((one) => one.devices),
  );
  const firing = (await records.alerts.find(devices)).filter(
    (alert) =>
      alert.condition === 'compliance' &&
      alert.state === 'firing' &&
      !(severityOf(alert) === 'high' && isSilent(alert)),
  );
  return firing.map(({ device }) => device).filter((device) => here.has(device));
}

/** Beside the card, since redrawing is silent and a card alone mentions nobody. Read without the card, on a locked phone. */
function messageOf(kept: Kept): Message | undefined {
  const text = wordsOf(kept);
  return text === undefined ? undefined : { text, summary: text };
}

function wordsOf({ group, subscription, verdict, members }: Kept): string | undefined {
  const { condition } = group;
  const platform = group.platform === 'other' ? '' : ` on ${platformNames[group.platform]}`;
  const where = group.policy === undefined ? platform : `${platform} (${group.policy})`;
  const firing = members.filter(({ alert }) => alert.state === 'firing').map(({ alert }) => alert);
  const what = `${devices(verdict.firing)} ${sayTrouble(condition, firing)}${where}`;
  switch (verdict.say) {
    case 'allResolved':
      return condition === 'connector' ? 'It answers again.' : sayOver(members, where);
    case 'repeat':
      return condition === 'connector' ? 'It still does not answer.' : `Still going on: ${what}.`;
    case 'more':
      return `Now ${what}, ${verdict.severity} severity.`;
    case undefined:
      return group.state === 'waiting' && subscription?.mention
        ? `New: ${what}, ${verdict.severity} severity.`
        : undefined;
  }
}

/** A device that was removed is not well. */
function sayOver(members: readonly Member[], where: string): string {
  const gone = members.filter(({ alert }) => alert.gone).length;
  if (gone === members.length) return `It is over: ${devices(gone)}${where} removed.`;
  const removed = gone > 0 ? `, ${gone.toLocaleString('en-US')} of them removed` : '';
  return `All is well again: ${devices(members.length)}${where} resolved${removed}.`;
}

function devices(number: number): string {
  return number === 1 ? '1 device' : `${number.toLocaleString('en-US')} devices`;
}
