import type { AlertPorts } from '../alerts/ports';
import { isDiscreet } from '../alerts/subscriptions';
import type { ApplyPorts } from '../changes/apply';
import { holdOn } from '../changes/gate';
import { beginWatch } from '../changes/watch';
import type { Apps } from '../core/app';
import { startDelivery, type DeliveryPorts } from '../delivery/deliver';
import { nothingKept } from '../delivery/draw';
import { beginAnchors } from '../jobs/anchor';
import { startJobs } from '../jobs/jobs';
import type { Reader } from '../language/parse';
import type { Chat, Clock, Graph, Incoming, Log, Reply, Store } from '../ports';
import type { Drawer } from '../views/drawer';
import { unbroken } from '../views/shown';
import { sayWhen } from '../views/when';
import { afterClockWentBack, firstSweep } from './alert-jobs';
import { approversFrom, concernedIn, refreshIds } from './approvers';
import { handlersFor } from './due';
import { botFor } from './handle';
import { onCall } from './on-call';
import { planSummary } from './post-summary';
import { namesNobody } from './outsiders';
import { addressOf, personalChatOf, placesOfOwners } from './places';
import type { BotPorts, BotRules, Patience } from './ports';
import { rateOf } from './rate';
import { rolesFor, rolesFrom } from './roles';
import { turnsIn } from './turns';
import { watched, type News } from './watched';

/** The whole bot on its ports: what is asked comes in by `handle`, what is due is done by jobs, what is said goes out by delivery. */
export interface Bot {
  handle(incoming: Incoming): Promise<readonly Reply[]>;
  /** Does all that is due now and sends all that is to be sent; for tests and an orderly end. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export interface BotOptions {
  readonly store: Store;
  readonly graph: Graph;
  readonly chat: () => Chat;
  readonly clock: Clock;
  readonly log: Log;
  readonly apps: Apps;
  readonly drawer: Drawer;
  readonly rules: () => BotRules;
  readonly reader: () => Reader;
  /** A name no other running instance has. */
  readonly instance: string;
  /** Where devices are read and compared; without it, on this thread. */
  readonly pages?: AlertPorts['pages'];
  /** Waits between read-backs, in milliseconds. */
  readonly readBackAfter: readonly number[];
  readonly patience: Patience;
  /** Whether timers run; without them only `kick` and `settle` move anything. */
  readonly tick: boolean;
}

export function startBot(options: BotOptions): Bot {
  const turns = turnsIn(options);
  const looks: Looks = { news: new Set(), look: () => undefined, hurry: () => Promise.resolve() };
  const ports = portsOf(options, looks);
  const delivery = startDelivery(deliveryPortsOf(options, ports), { tick: options.tick });
  const handlers = handlersFor({
    bot: ports,
    store: options.store,
    apply: applyPortsOf(options, ports),
    turns,
    sends: delivery.kick,
  });
  const jobs = startJobs(options, handlers, {
    tick: options.tick,
    clockWentBack: () => afterClockWentBack({ ...options, settings: () => options.rules().alerts }),
  });
  looks.look = (news) => {
    if (news === 'job') jobs.kick();
    else delivery.kick();
  };
  looks.hurry = () => jobs.runDue();
  const begun = begin(options, ports);
  return {
    handle: botFor(ports, turns),
    async settle() {
      await begun;
      await ports.approvers.refresh('cached');
      await turns.flush();
      await jobs.runDue();
      await delivery.runDue();
      await jobs.runDue();
    },
    async close() {
      await begun;
      await jobs.close();
      await delivery.close();
      await turns.flush();
    },
  };
}

/** How the bot has jobs and delivery look: they start after the ports they are given. */
interface Looks {
  /** What was kept that has to be sent or done. */
  readonly news: Set<News>;
  look: (news: News) => void;
  hurry: () => Promise<void>;
}

function portsOf(options: BotOptions, looks: Looks): BotPorts {
  const { store, graph, clock, log, rules } = options;
  const roles = rolesFrom({ graph, clock, log, table: rules });
  const approvers = approversFrom({ clock, log, roles, table: rules });
  return {
    ...options,
    chat: lateChat(options.chat),
    sayWhen: (iso) => unbroken(sayWhen(iso, clock.now().toISOString(), rules().timezone)),
    store: watched(store, clock, (news) => looks.news.add(news)),
    roles,
    rate: rateOf(store.inbox),
    approvers,
    draw: {
      store,
      clock,
      drawer: options.drawer,
      timezone: () => rules().timezone,
      isDiscreet: (conversation) => isDiscreet(store, rules().alerts, conversation),
      namesNobody: (conversation) => namesNobody({ store, rules }, conversation),
      approverNames: approvers.names,
      holdOn: (change) => holdOn({ store, clock, rules }, change),
      kept: nothingKept(),
    },
    kick() {
      const news = [...looks.news];
      looks.news.clear();
      news.forEach(looks.look);
    },
    hurry: () =>
      Promise.race([
        looks.hurry(),
        new Promise<void>((resolve) => setTimeout(resolve, options.patience.press).unref()),
      ]),
  };
}

function applyPortsOf(options: BotOptions, { draw, roles, rules }: BotPorts): ApplyPorts {
  return {
    ...options,
    get families() {
      return rules().families;
    },
    holdOn: draw.holdOn,
    async rightsOf(objectId, families) {
      const rights = await roles.of(objectId, 'fresh');
      const failed = rights.failed === undefined ? {} : { failed: rights.failed };
      return { roles: rolesFor(rights, families), groups: rights.groups, ...failed };
    },
  };
}

function deliveryPortsOf(options: BotOptions, { draw, approvers, roles }: BotPorts): DeliveryPorts {
  return {
    ...draw,
    log: options.log,
    chat: lateChat(options.chat),
    async concerned(conversation, change) {
      const members = await concernedIn({ ...options, approvers }, conversation, change);
      return { refresh: refreshIds(members), deciders: members.approving };
    },
    tenants: () => options.rules().tenants,
    onCall: (conversation) => onCall({ ...options, roles }, conversation),
    chatOf: (person) => personalChatOf(options.store, person),
    addressOf: (id) => addressOf(options.store, id),
    owners: () => placesOfOwners({ rules: options.rules, roles, store: options.store }),
  };
}

const forgetFirstMinutes = 10;

/** What runs once at the start, while the first messages may come in already. */
async function begin({ store, clock, log, rules }: BotOptions, { approvers }: BotPorts): Promise<void> {
  const at = new Date(clock.now().getTime() + forgetFirstMinutes * 60_000).toISOString();
  const forget = store.due.set({ key: 'forget', at, job: 'forget', about: '' });
  const soon = clock.now().toISOString();
  const readers = store.due.set({ key: 'readers', at: soon, job: 'readers', about: '' });
  const sweep = store.due.set(firstSweep({ clock }));
  await Promise.all([
    approvers.refresh('fresh'),
    forget.catch((error: unknown) => log.warn('nothing will be forgotten', { why: String(error) })),
    beginWatch({ store, clock }).catch((error: unknown) =>
      log.warn('what others change is not watched', { why: String(error) }),
    ),
    beginAnchors({ store, clock }).catch((error: unknown) =>
      log.warn('the daily head of the audit is not planned', { why: String(error) }),
    ),
    planSummary({ store, clock, rules }).catch((error: unknown) =>
      log.error('the summary is not planned', { why: String(error) }),
    ),
    readers.catch((error: unknown) => log.error('who reads along is not looked at', { why: String(error) })),
    sweep.catch((error: unknown) => log.error('devices are not swept', { why: String(error) })),
  ]);
}

/** The chat edge starts after the bot it serves. */
function lateChat(chat: () => Chat): Chat {
  return {
    post: (...args) => chat().post(...args),
    update: (...args) => chat().update(...args),
    typing: (...args) => chat().typing(...args),
    roster: (...args) => chat().roster(...args),
  };
}
