import { isActive, sayMatches, sayPhase, sayWanted, severityOf, worstFirst, type Alert } from '../core/alert';
import type { Action, Place } from '../core/answer';
import { sayCount } from './patience';
import { questionKind, type QuestionPorts } from './question-kind';
import { sayWhen } from './when';

const perPage = 20;
/** More at once are not looked through; the newest count. */
const mostRead = 20_000;

/** What fires now; or, by the number of its card, the devices of one alert with those that are well again. */
export const listAlerts = questionKind({
  kind: 'listAlerts',
  topic: 'alerts',
  names: true,
  examples: ['list alerts', 'any open alerts?'],
  families: [],
  async answer(ports, _, at) {
    const alerts = at.id === undefined ? await firingNow(ports) : await ofGroup(ports, Number(at.id));
    if (alerts.length === 0) return { title: 'Alerts', lead: 'Nothing fires.' };
    const from = Math.max(0, Math.min(at.from ?? 0, alerts.length - 1));
    const page = alerts.slice(from, from + perPage);
    return {
      title: 'Alerts',
      lead: leadOf(alerts),
      table: { columns: ['Device', 'Person', 'What', 'Last check-in'], rows: page.map((one) => rowOf(one, ports)) },
      actions: turnsOf(at, from, alerts.length),
      ...(page.length < alerts.length
        ? { note: `${from + 1} to ${from + page.length} of ${alerts.length.toLocaleString('en-US')}, the worst first.` }
        : {}),
    };
  },
});

function leadOf(alerts: readonly Alert[]): string {
  const firing = alerts.filter(({ state }) => state === 'firing').length;
  const over = alerts.length - firing;
  const well = over === 0 ? '' : `${over.toLocaleString('en-US')} ${over === 1 ? 'is' : 'are'} well again`;
  if (firing === 0) return `${sayCount(over, true, 'device')}: all well again or removed.`;
  return well === ''
    ? `${sayCount(firing, true, 'device')}.`
    : `${sayCount(firing, true, 'device')}; ${well} or removed.`;
}

async function firingNow({ store }: QuestionPorts): Promise<readonly Alert[]> {
  const all = await store.alerts.firing(mostRead);
  const explained = new Set(all.filter(({ condition }) => condition === 'compliance').map(({ device }) => device));
  return worstFirst(all.filter(({ condition, device }) => condition !== 'threat' || !explained.has(device)));
}

async function ofGroup({ store }: QuestionPorts, id: number): Promise<readonly Alert[]> {
  const group = await store.groups.get(id);
  const alerts = group ? (await store.groups.members(group)).map(({ alert }) => alert) : [];
  const [firing, well] = [true, false].map((fires) => alerts.filter(({ state }) => (state === 'firing') === fires));
  return [...worstFirst(firing ?? []), ...worstFirst(well ?? [])];
}

function rowOf(alert: Alert, { timezone }: QuestionPorts): readonly string[] {
  const what = alert.state === 'firing' ? `${sayPhase(alert)}, ${severityOf(alert)} severity` : overSaid(alert);
  const seen = alert.lastSeenAt === undefined ? '' : sayWhen(alert.lastSeenAt, timezone());
  return [alert.name, alert.person?.name ?? '', what, seen];
}

function overSaid({ gone }: Alert): string {
  return gone ? 'removed' : 'well again';
}

function turnsOf(at: Place, from: number, all: number): readonly Action[] {
  const turn = (title: string, to: number): Action => {
    return { kind: 'ask', title, request: { kind: 'listAlerts' }, at: { ...at, from: to } };
  };
  const [before, after] = [Math.max(0, from - perPage), from + perPage];
  return [
    ...(from > 0 ? [turn(`Back to ${before + 1}`, before)] : []),
    ...(after < all ? [turn(`Show ${after + 1} to ${Math.min(all, after + perPage)}`, after)] : []),
  ];
}

export const listSilences = questionKind({
  kind: 'listSilences',
  topic: 'alerts',
  names: true,
  examples: ['list silences'],
  families: [],
  async answer({ store, clock, timezone }) {
    const now = clock.now().toISOString();
    const active = (await store.silences.endingAfter(now)).filter((silence) => isActive(silence, now));
    if (active.length === 0) return { title: 'Silences', lead: 'Nothing is silenced.' };
    const rows = active.map(({ id, matches, by, until, why }) => [
      `${id}: ${sayMatches(matches)}`,
      by.name,
      sayWhen(until, timezone()),
      why,
    ]);
    return { title: 'Silences', table: { columns: ['Silence', 'By', 'Until', 'Reason'], rows } };
  },
});

export const listSubscriptions = questionKind({
  kind: 'listSubscriptions',
  topic: 'alerts',
  examples: ['list subscriptions'],
  families: [],
  async answer({ store, timezone, subscriptions }) {
    const said = await store.subscriptions.list();
    const known = new Set(said.map(({ conversation }) => conversation));
    const all = [...said, ...subscriptions().filter(({ conversation }) => !known.has(conversation))];
    if (all.length === 0) return { title: 'Subscriptions', lead: 'No channel hears of alerts.' };
    const rows = await Promise.all(
      all.map(async (one) => [
        (await store.conversations.get(one.conversation))?.name ?? one.conversation,
        sayWanted(one),
        one.by.name,
        one.at === '' ? '' : sayWhen(one.at, timezone()),
      ]),
    );
    return { title: 'Subscriptions', table: { columns: ['Channel', 'Of', 'By', 'Since'], rows } };
  },
});
