import { isActive, sayPhase, severityOf, worstFirst, type SilenceMatch } from '../core/alert';
import { questionKind } from './question-kind';
import { sayWhen } from './when';

const shown = 40;

export const listAlerts = questionKind({
  kind: 'listAlerts',
  topic: 'alerts',
  examples: ['list alerts', 'any open alerts?'],
  families: [],
  async answer({ store, timezone }) {
    const all = await store.alerts.firing(2000);
    const explained = new Set(all.filter(({ condition }) => condition === 'compliance').map(({ device }) => device));
    const firing = worstFirst(all.filter(({ condition, device }) => condition !== 'threat' || !explained.has(device)));
    if (firing.length === 0) return { title: 'Alerts', lead: 'Nothing fires.' };
    const rows = firing
      .slice(0, shown)
      .map((alert) => [
        alert.name,
        alert.person?.name ?? '',
        `${sayPhase(alert)}, ${severityOf(alert)} severity`,
        sayWhen(alert.startedAt, timezone()),
      ]);
    return {
      title: 'Alerts',
      lead: firing.length === 1 ? '1 device.' : `${firing.length} devices.`,
      table: { columns: ['Device', 'Person', 'What', 'Since'], rows },
      ...(firing.length > shown ? { note: `${firing.length - shown} more are not shown; the worst come first.` } : {}),
    };
  },
});

export const listSilences = questionKind({
  kind: 'listSilences',
  topic: 'alerts',
  examples: ['list silences'],
  families: [],
  async answer({ store, clock, timezone }) {
    const now = clock.now().toISOString();
    const active = (await store.silences.endingAfter(now)).filter((silence) => isActive(silence, now));
    if (active.length === 0) return { title: 'Silences', lead: 'Nothing is silenced.' };
    const rows = active.map(({ id, matches, by, until, why }) => [
      `${id}: ${sayMatch(matches)}`,
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
  async answer({ store, timezone }) {
    const all = await store.subscriptions.list();
    const note = 'Channels that warden.yaml subscribes are not listed.';
    if (all.length === 0) return { title: 'Subscriptions', lead: 'No channel has subscribed.', note };
    const rows = all.map(({ conversation, threat, platforms, groups, by, at }) => [
      conversation,
      [threat, ...(platforms ?? []), ...(groups ?? []).map(({ name }) => name)].filter(Boolean).join(', ') ||
        'everything',
      by.name,
      sayWhen(at, timezone()),
    ]);
    return { title: 'Subscriptions', table: { columns: ['Channel', 'Of', 'By', 'Since'], rows }, note };
  },
});

function sayMatch({ device, person, policy, platforms = [] }: SilenceMatch): string {
  return device ?? person ?? (policy === undefined ? platforms.join(' and ') : `policy ${policy}`);
}
