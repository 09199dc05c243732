import { applyChange } from '../changes/apply';
import { remindOfReturn, returnChange } from '../changes/borrowed';
import { expireChange, remindOfChange } from '../changes/expire';
import { holdOn } from '../changes/gate';
import { countReach, thorough } from '../changes/reach';
import { redraw } from '../changes/records';
import type { Apps } from '../core/app';
import { needsOf } from '../core/thresholds';
import type { Change, Person } from '../core/change';
import { startDelivery, type Delivery } from '../delivery/deliver';
import { nothingKept } from '../delivery/draw';
import { startJobs, type Jobs } from '../jobs/jobs';
import type { Reader } from '../language/parse';
import type { Chat, Clock, Conversation, Graph, Incoming, Log, Reply, Store } from '../ports';
import type { Drawer } from '../views/drawer';
import { botFor } from './handle';
import { namedApps, reachPortsOf } from './on-change';
import type { BotPorts, BotRules } from './ports';
import { rolesFor, rolesFrom } from './roles';
import { watched } from './watched';

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
  /** Waits between read-backs, in milliseconds. */
  readonly readBackAfter: readonly number[];
  /** Whether timers run; without them only `kick` and `settle` move anything. */
  readonly tick: boolean;
}

/** An apply that lasts longer than this is shown as being applied. */
const slowApplyMilliseconds = 2000;
/** How long the answer to a deciding press waits, so that it can show what came of it. */
const hurryMilliseconds = 1500;

/** Looks again whether a borrowed change can be put back, while its extension is being applied. */
const returnAgainSeconds = 15;

export function startBot(options: BotOptions): Bot {
  const { store, graph, clock, log, rules } = options;
  const roles = rolesFrom({ graph, clock, log, table: rules });
  const approverNames = namesOfApprovers(options, () => roles.approvers());
  const draw = {
    store,
    clock,
    drawer: options.drawer,
    timezone: () => rules().timezone,
    approverNames: approverNames.known,
    holdOn: (change: Change) => holdOn({ store, clock, rules }, change),
    kept: nothingKept(),
  };
  let news = false;
  const kick = () => {
    if (!news) return;
    news = false;
    jobs.kick();
    delivery.kick();
  };
  const hurry = () =>
    Promise.race([jobs.runDue(), new Promise<void>((resolve) => setTimeout(resolve, hurryMilliseconds).unref())]);
  const ports: BotPorts = {
    store: watched(store, () => (news = true)),
    graph,
    clock,
    log,
    apps: options.apps,
    rules,
    roles,
    reader: options.reader,
    drawer: options.drawer,
    draw,
    kick,
    hurry,
  };
  const delivery: Delivery = startDelivery(
    {
      ...draw,
      log,
      chat: lateChat(options.chat),
      refreshFor: (conversation, change) => refreshFor(options, () => roles.approvers(), conversation, change),
      deciders: (conversation) => decidersIn(options, () => roles.approvers(), conversation),
      configured: (id) => configured(options, id),
    },
    { tick: options.tick },
  );
  const jobs: Jobs = startJobs(
    { store, clock, log },
    {
      apply: async (about) => {
        const slow = setTimeout(
          () =>
            void redrawNow(store, clock, Number(about)).then(
              () => delivery.kick(),
              (error: unknown) => log.warn('card not redrawn', { why: String(error) }),
            ),
          slowApplyMilliseconds,
        );
        const end = await applyChange(
          {
            ...options,
            families: rules().families,
            holdOn: draw.holdOn,
            rightsOf: async (objectId, families) => {
              const rights = await roles.of(objectId, 'fresh');
              const failed = rights.failed === undefined ? {} : { failed: rights.failed };
              return { roles: rolesFor(rights, families), groups: rights.groups, ...failed };
            },
          },
          Number(about),
        ).finally(() => clearTimeout(slow));
        delivery.kick();
        return end === 'done' ? undefined : end;
      },
      expire: async (about) => {
        const end = await expireChange({ store, clock, holdOn: draw.holdOn }, Number(about));
        delivery.kick();
        return end;
      },
      remind: async (about) => {
        await remindOfChange({ store, clock }, Number(about));
        delivery.kick();
        return undefined;
      },
      reach: async (about) => {
        await completeReach(ports, Number(about));
        delivery.kick();
        return undefined;
      },
      return: async (about) => {
        const { families, timezone, approvalsChannel } = rules();
        const planning = { store, graph, clock, families, apps: options.apps, timezone, approvalsChannel };
        const end = await returnChange(planning, Number(about));
        kick();
        return end === 'done' ? undefined : { again: returnAgainSeconds };
      },
      returnSoon: async (about) => {
        await remindOfReturn({ store, clock }, Number(about));
        delivery.kick();
        return undefined;
      },
      resume: () => Promise.resolve(undefined),
      forget: () => Promise.resolve(undefined),
    },
    { tick: options.tick },
  );
  void approverNames.refresh();
  return {
    handle: botFor(ports),
    async settle() {
      await approverNames.refresh();
      await jobs.runDue();
      await delivery.runDue();
      await jobs.runDue();
    },
    async close() {
      await jobs.close();
      await delivery.close();
    },
  };
}

async function redrawNow(store: Store, clock: Clock, id: number): Promise<void> {
  await store.transaction((records) => redraw(records, id, clock.now().toISOString()));
}

/** Counts whom a change hits without haste, and completes its card. */
async function completeReach(ports: BotPorts, id: number): Promise<void> {
  const change = await ports.store.changes.get(id);
  if (!change) return;
  const reach = await countReach(reachPortsOf(ports), change.plan, namedApps(ports, change.request), thorough);
  const at = ports.clock.now().toISOString();
  const { families, thresholds } = ports.rules();
  await ports.store.transaction(async (records) => {
    await records.changes.setReach(id, reach);
    const now = await records.changes.get(id);
    // A rule may hang on how many are hit: what was not yet counted was taken for many.
    if (now?.status.kind === 'needsApproval')
      await records.changes.save({ ...now, needs: needsOf(now, reach, { families, thresholds }) });
    await redraw(records, id, at);
  });
}

/** Drawing must not wait for Entra, so the approvers' names are those last known. */
function namesOfApprovers(options: BotOptions, approvers: () => Promise<readonly string[]>) {
  let names: readonly string[] | null = null;
  return {
    known: () => names,
    async refresh() {
      try {
        const ids = await approvers();
        const people = await options.store.people.find(ids);
        // Somebody who has never spoken here has no name yet: then nobody can be named as the only one.
        names = people.length === ids.length ? people.map(({ name }) => name) : null;
      } catch (error) {
        options.log.warn('approvers could not be listed', { why: String(error) });
      }
    },
  };
}

const mostRefreshed = 60;

/** At most 60 Teams ids whose card redraws itself: approvers first, then the requestor; from the conversation's roster. */
async function refreshFor(
  options: BotOptions,
  approvers: () => Promise<readonly string[]>,
  conversation: Conversation,
  changeId: number,
): Promise<readonly string[]> {
  try {
    const change = await options.store.changes.get(changeId);
    const [roster, ids] = await Promise.all([options.chat().roster(conversation), approvers()]);
    const approving = roster.filter(({ objectId }) => ids.includes(objectId)).map(({ teamsId }) => teamsId);
    const asking = roster
      .filter(({ objectId }) => objectId === change?.requestor.objectId)
      .map(({ teamsId }) => teamsId);
    return [...new Set([...approving, ...asking])].slice(0, mostRefreshed);
  } catch (error) {
    // Without a roster everybody gets the base card, which is right for all.
    options.log.debug('no roster', { conversation: conversation.id, why: String(error) });
    return [];
  }
}

/** Members of the conversation who may approve. */
async function decidersIn(
  options: BotOptions,
  approvers: () => Promise<readonly string[]>,
  conversation: Conversation,
): Promise<readonly Person[]> {
  try {
    const [roster, ids] = await Promise.all([options.chat().roster(conversation), approvers()]);
    return roster.filter(({ objectId }) => ids.includes(objectId));
  } catch (error) {
    options.log.debug('no roster', { conversation: conversation.id, why: String(error) });
    return [];
  }
}

/** A channel known only from warden.yaml: reached through the service URL the tenant is known to use. */
async function configured(options: BotOptions, id: string): Promise<Conversation | undefined> {
  const known = await options.store.conversations.any();
  if (!known) return undefined;
  return { id, kind: 'channel', tenantId: known.tenantId, serviceUrl: known.serviceUrl, reference: null };
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
