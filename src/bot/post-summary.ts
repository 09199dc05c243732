import { Cron } from 'croner';
import { subscriptionsOf } from '../alerts/subscriptions';
import type { Handler } from '../jobs/jobs';
import { patienceMilliseconds } from '../questions/patience';
import { questions } from '../questions';
import type { Clock, Records, Store } from '../ports';
import { drawAnswer, questionPorts } from './on-query';
import type { BotPorts, BotRules } from './ports';

/** How compliant the devices are, posted where alerts are: every week, and once the tenant was looked at first. */

type Rules = () => Pick<BotRules, 'alerts'>;

/** The time that is planned stays over restarts, unless warden.yaml has another pattern by now. */
export async function planSummary({
  store,
  clock,
  rules,
}: {
  store: Store;
  clock: Clock;
  rules: Rules;
}): Promise<void> {
  const { summary = 'off', timezone = 'UTC' } = rules().alerts ?? {};
  await store.transaction(async (records) => {
    const planned = await records.marks.get(planMark);
    if (planned?.['summary'] === summary && planned['timezone'] === timezone) return;
    await records.marks.put(planMark, { summary, timezone });
    await setNext(records, { summary, timezone }, clock.now());
  });
}

const planMark = 'summary.plan';

/** Now, beside its times. */
export async function summaryNow({ store, clock, rules }: { store: Store; clock: Clock; rules: Rules }): Promise<void> {
  const { summary = 'off' } = rules().alerts ?? {};
  const at = clock.now().toISOString();
  if (summary !== 'off') await store.due.set({ key: 'summary', at, job: 'summary', about: '' });
}

/** The posts and the next time are kept together, so that it comes once whatever happens between. */
export async function postSummary(ports: BotPorts): ReturnType<Handler> {
  const { alerts } = ports.rules();
  const kind = questions.get('complianceSummary');
  if (!alerts || alerts.summary === 'off' || !kind) return undefined;
  const patience = AbortSignal.timeout(patienceMilliseconds);
  const answer = await kind.answer(questionPorts(ports, patience), { kind: 'complianceSummary' }, {});
  const places = (await subscriptionsOf(ports.store, alerts)).map(({ conversation }) => conversation);
  const drawn = await Promise.all(
    places.map(async (id) => ({ id, message: await drawAnswer(ports, { conversation: { id } }, answer) })),
  );
  const now = ports.clock.now();
  await ports.store.transaction(async (records) => {
    for (const { id, message } of drawn)
      await records.outbox.add({ conversation: id, what: { kind: 'say', message }, dueAt: now.toISOString() });
    await setNext(records, alerts, now);
  });
  return undefined;
}

async function setNext(
  { due }: Pick<Records, 'due'>,
  { summary, timezone }: { readonly summary: string; readonly timezone: string },
  now: Date,
): Promise<void> {
  const next = summary === 'off' ? null : new Cron(summary, { timezone }).nextRun(now);
  if (next) await due.set({ key: 'summary', at: next.toISOString(), job: 'summary', about: '' });
}
