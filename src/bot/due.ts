import { usersIn } from '../alerts/members';
import { applyChange, type ApplyPorts } from '../changes/apply';
import { remindOfReturn, returnChange } from '../changes/borrowed';
import { expireChange, remindOfChange } from '../changes/expire';
import { followChange } from '../changes/follow';
import { chatOf, sendOn } from '../changes/guide';
import { countReach, thorough } from '../changes/reach';
import { redraw } from '../changes/records';
import { watchPortal } from '../changes/watch';
import { lookBack } from '../changes/look-back';
import { needsOf } from '../core/thresholds';
import { anchorAudit } from '../jobs/anchor';
import type { Handler } from '../jobs/jobs';
import type { Due, Store } from '../ports';
import { alertJobs } from './alert-jobs';
import { namedApps, reachPortsOf } from './on-change';
import { tellOfPortal } from './on-portal-edit';
import { lookAtSynced } from './synced';
import type { BotPorts } from './ports';
import { lookAtReaders } from './outsiders';
import { postSummary, summaryNow } from './post-summary';
import type { Turns } from './turns';

/** What is done when a due time has come. */

interface DuePorts {
  readonly bot: BotPorts;
  /** The store without anybody listening: what jobs keep is sent by `sends`. */
  readonly store: Store;
  readonly apply: ApplyPorts;
  readonly turns: Turns;
  /** Has the outbox looked at. */
  readonly sends: () => void;
}

export function handlersFor(ports: DuePorts): Readonly<Record<Due['job'], Handler>> {
  const { bot, store, apply } = ports;
  const { clock } = bot;
  const sending = (handler: Handler): Handler => {
    return (about) => handler(about).finally(ports.sends);
  };
  return {
    apply: sending((about) => applyShown(ports, Number(about))),
    expire: sending((about) => expireChange({ store, clock, holdOn: apply.holdOn }, Number(about))),
    remind: sending((about) => remindOfChange({ store, clock }, Number(about)).then(done)),
    reach: sending((about) => completeReach(bot, Number(about)).then(done)),
    return: sending((about) => putBack(ports, Number(about))),
    returnSoon: sending((about) => remindOfReturn({ store, clock }, Number(about)).then(done)),
    lookBack: sending((about) => lookBack({ store, clock }, about).then(done)),
    resume: sending((about) => ports.turns.resume(about)),
    forget: () => forget(ports),
    follow: sending((about) => followChange({ ...bot, store }, Number(about))),
    guide: sending((about) => sendOn({ ...bot, store, teamsApp: bot.rules().teamsApp }, about)),
    synced: sending((about) => lookAtSynced({ ...bot, store }, about)),
    watch: sending(() => watchPortal({ ...bot, store, families: bot.rules().families }, tellOfPortal(bot))),
    readers: sending(() => lookAtReaders({ ...bot, store })),
    summary: sending(() => postSummary({ ...bot, store })),
    anchor: sending(() => anchorAudit({ store, clock }, bot.rules().auditChannel)),
    ...alertJobs({
      ...bot,
      store,
      instance: apply.instance,
      settings: () => bot.rules().alerts,
      membersOf: (group) => usersIn(bot.graph, group),
      firstSwept: () => summaryNow({ ...bot, store }),
      chatWith: (person) => chatOf({ ...bot, store, teamsApp: bot.rules().teamsApp }, person),
      kick: ports.sends,
    }),
  };
}

const done = () => undefined;

async function applyShown({ apply, bot, store, sends }: DuePorts, id: number): ReturnType<Handler> {
  const show = () =>
    store
      .transaction((records) => redraw(records, id, bot.clock.now().toISOString()))
      .then(sends, (error: unknown) => bot.log.warn('card not redrawn', { why: String(error) }));
  const slow = setTimeout(() => void show(), bot.patience.apply);
  const end = await applyChange(apply, id).finally(() => clearTimeout(slow));
  return end === 'done' ? undefined : end;
}

/** Looks again whether a borrowed change can be put back, while its extension is being applied. */
const returnAgainSeconds = 15;

async function putBack({ bot, store }: DuePorts, id: number): ReturnType<Handler> {
  const { families, timezone, approvalsChannel, breakGlass } = bot.rules();
  const end = await returnChange({ ...bot, store, families, timezone, approvalsChannel, breakGlass }, id);
  return end === 'done' ? undefined : { again: returnAgainSeconds };
}

/** Counts whom a change hits without haste, and completes its card. */
async function completeReach(ports: BotPorts, id: number): Promise<void> {
  const change = await ports.store.changes.get(id);
  if (!change) return;
  const reach = await countReach(reachPortsOf(ports), change.plan, namedApps(ports, change.request), thorough);
  const at = ports.clock.now().toISOString();
  const { families, thresholds } = ports.rules();
  await ports.store.transaction(async (records) => {
    const now = await records.changes.get(id);
    // A part may have been left out meanwhile; then it is counted anew for the plan as it is.
    if (now?.version !== change.version) return;
    await records.changes.setReach(id, reach);
    // A rule may hang on how many are hit: what was not yet counted was taken for many.
    if (now?.status.kind === 'needsApproval')
      await records.changes.save({ ...now, needs: needsOf(now, reach, { families, thresholds }) });
    await redraw(records, id, at);
  });
}

/** Teams sends a message again within minutes; after a week nobody asks whether it came before. */
const rememberDays = 7;
/** Whoever looks back at what was wrong with a device asks within a quarter. */
const rememberAlertsDays = 90;
const forgetHours = 24;

async function forget({ bot, store }: DuePorts): ReturnType<Handler> {
  const daysAgo = (days: number) => new Date(bot.clock.now().getTime() - days * 24 * 3_600_000).toISOString();
  await store.inbox.forgetBefore(daysAgo(rememberDays));
  await store.leases.forgetBefore(daysAgo(rememberDays));
  await store.alerts.forgetBefore(daysAgo(rememberAlertsDays));
  return { again: forgetHours * 3600 };
}
