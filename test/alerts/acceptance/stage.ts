import { endSilences, makeSilence } from '../../../src/alerts/silence';
import { startBot, type Bot } from '../../../src/bot/bot';
import { beginLookBack } from '../../../src/changes/look-back';
import { planOf } from '../../../src/core/plan';
import { placeOf } from '../../../src/bot/places';
import type { BotRules } from '../../../src/bot/ports';
import { loadTemplates } from '../../../src/card-templates';
import { families } from '../../../src/families';
import { readerFor } from '../../../src/language/parse';
import { ChatRefused, type Chat, type Clock, type Graph, type Log, type Store } from '../../../src/ports';
import { rulesFrom } from '../../../src/program';
import { parseSettings } from '../../../src/settings-file';
import { openStore } from '../../../src/store/open';
import { drawerFor } from '../../../src/views/drawer';
import { aChange, aPart } from '../../support/builders';
import { channel, people, personal, sandboxRules } from '../../support/world';
import { aFleet, graphOf, type Fleet } from './fleet';
import { mortal, type Death } from './mortal';
import type { Script, What } from './script';

/** Plays a script with the real bot and store; Graph, Teams and the clock are the stage's own. */

export interface Told {
  /** Seconds since the beginning. */
  readonly at: number;
  /** `owner`: to one of them alone; `person`: to the one whose device it is. */
  readonly kind: 'card' | 'redraw' | 'reply' | 'owner' | 'person';
  readonly text: string;
}

export interface Played {
  readonly told: readonly Told[];
  /** Points at which an instance could have died. */
  readonly points: number;
  readonly logged: readonly { readonly level: string; readonly message: string; readonly facts: unknown }[];
  readonly store: Store;
  readonly close: () => Promise<void>;
}

export interface Staging {
  /** Where the first instance dies; a new one starts at once. */
  readonly dies?: Death;
  readonly store?: () => Promise<Store>;
  readonly graph?: (fleet: Fleet, now: () => Date) => Graph;
}

const start = Date.parse('2026-03-02T09:00:00Z');
/** The tenant is looked at once before anything happens, so that the rest is news. */
const settling = 300;

interface Stage {
  readonly script: Script;
  readonly store: Store;
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly told: Told[];
  readonly logged: { level: string; message: string; facts: unknown }[];
  readonly log: Log;
  readonly rules: BotRules;
  readonly instances: Map<string, { readonly bot: Bot; readonly death: Death }>;
  readonly graph: Graph;
  elapsed: number;
  skew: number;
  teams: {
    throttledUntil: number;
    missingUntil: number;
    losesNext: boolean;
    gone: boolean;
    last: string;
    deleted: Set<string>;
  };
  graphDownUntil: number;
}

export async function play(script: Script, staging: Staging = {}): Promise<Played> {
  const stage = await build(script, staging);
  startInstance(stage, 'one', staging.dies);
  await settle(stage);
  const events = [...script.events];
  while (stage.elapsed < script.until) {
    const next = Math.min(events[0]?.at ?? Infinity, await nextDue(stage), script.until);
    stage.elapsed = Math.max(next, stage.elapsed);
    for (let event = events[0]; event && event.at <= stage.elapsed; event = events[0]) {
      events.shift();
      await happen(stage, event.what);
    }
    await settle(stage);
  }
  const { told, logged, store } = stage;
  const points = Math.max(0, ...[...stage.instances.values()].map(({ death }) => death.passed));
  return {
    told,
    logged,
    store,
    points,
    async close() {
      for (const { bot, death } of stage.instances.values()) if (!death.dead) await bot.close();
      await store.close();
    },
  };
}

async function build(script: Script, staging: Staging): Promise<Stage> {
  const read = parseSettings(
    `alerts: ${JSON.stringify({ ...stageSettings, ...(JSON.parse(script.settings) as object) })}`,
    [...families.keys()],
  );
  if (!read.ok) throw new Error(read.faults.join('; '));
  const { alerts } = rulesFrom(read.settings, []);
  const store = await (staging.store ?? (() => openStore({ kind: 'sqlite', file: ':memory:' }, { auditKey: 'k' })))();
  const fleet = aFleet(script.devices, new Date(start));
  const logged: Stage['logged'] = [];
  let tokens = 0;
  const stage: Stage = {
    script,
    store,
    fleet,
    clock: {
      now: () => new Date(start + (stage.elapsed + stage.skew) * 1000),
      token: () => `token-${++tokens}-${'x'.repeat(24)}`,
    },
    told: [],
    logged,
    log: recording(logged),
    rules: { ...sandboxRules, approvalsChannel: undefined, ...(alerts === undefined ? {} : { alerts }) },
    instances: new Map(),
    graph: (staging.graph ?? ((some) => graphOf(some)))(fleet, () => stage.clock.now()),
    elapsed: -settling,
    skew: 0,
    teams: {
      throttledUntil: -Infinity,
      missingUntil: -Infinity,
      losesNext: false,
      gone: false,
      last: '',
      deleted: new Set(),
    },
    graphDownUntil: -Infinity,
  };
  for (const conversation of [channel, owner, person]) await store.conversations.put(conversation);
  await store.marks.put(placeOf(people.priya.objectId), { conversation: owner.id });
  await store.marks.put(placeOf(people.omar.objectId), { conversation: owner.id });
  await store.marks.put(placeOf('u1'), { conversation: person.id });
  // Watched already, by nobody here: days would pass in steps of two minutes.
  await store.marks.put('watch', { begun: new Date(start).toISOString(), seen: [], turn: 0 });
  return stage;
}

const owner = personal('priya');
/** Whose device is the first. */
const person = personal('ben');

const stageSettings = {
  sweep: '*/10 * * * * *',
  settleHours: 0,
  summary: 'off',
  channels: [{ channel: channel.id }],
};

/** The next moment at which anything is due, at least a second from now. */
async function nextDue({ store, elapsed, skew }: Stage): Promise<number> {
  const due = [await store.due.next(), await store.outbox.next()].flatMap((at) =>
    at === undefined ? [] : [(Date.parse(at) - start) / 1000 - skew],
  );
  return Math.max(elapsed + 1, Math.min(Infinity, ...due));
}

async function settle(stage: Stage): Promise<void> {
  for (const [name, { bot, death }] of [...stage.instances]) {
    await bot.settle().catch((error: unknown) => {
      if (!death.dead) throw error;
    });
    if (!death.dead) continue;
    stage.instances.delete(name);
    if (stage.instances.size > 0) continue;
    startInstance(stage, `after ${name}`);
    await settle(stage);
  }
}

function startInstance(stage: Stage, name: string, death: Death = { dead: false, passed: 0, at: Infinity }): void {
  const { store, graph, chat } = mortal({ store: stage.store, graph: unsteady(stage), chat: teamsOf(stage) }, death);
  const bot = startBot({
    store,
    graph,
    chat: () => chat,
    clock: stage.clock,
    log: stage.log,
    apps: [],
    drawer,
    rules: () => stage.rules,
    reader: () => reader,
    instance: name,
    patience: { reach: 60_000, apply: 60_000, press: 60_000 },
    readBackAfter: [5],
    tick: false,
  });
  stage.instances.set(name, { bot, death });
}

const drawer = drawerFor({ templates: loadTemplates(), families });
const reader = readerFor({ families, apps: [] });

function unsteady(stage: Stage): Graph {
  const down = () => stage.elapsed < stage.graphDownUntil;
  return {
    ...stage.graph,
    page: (at, link) => (down() ? Promise.reject(new Error('Graph fails')) : stage.graph.page(at, link)),
  };
}

function teamsOf(stage: Stage): Chat {
  let posted = 0;
  const tell = (kind: Told['kind'], text: string) => stage.told.push({ at: stage.elapsed, kind, text });
  const refuse = () => {
    const { gone, throttledUntil, missingUntil } = stage.teams;
    if (gone || stage.elapsed < missingUntil) throw new ChatRefused('missing', 'the channel was deleted');
    if (stage.elapsed < throttledUntil) throw new ChatRefused('throttled', 'too many requests', 20);
  };
  const refuseDeleted = (id: string) => {
    if (stage.teams.deleted.has(id)) throw new ChatRefused('messageGone', 'the message was deleted');
  };
  return {
    // eslint-disable-next-line @typescript-eslint/require-await -- a refusal has to be a rejection
    async post(to, { card, text, mentions = [] }, { thread = '' } = {}) {
      if (to.id !== channel.id) tell(to.id === owner.id ? 'owner' : 'person', text);
      if (to.id !== channel.id) return { activityId: String(++posted) };
      refuse();
      refuseDeleted(thread);
      tell(card ? 'card' : 'reply', [...mentions.map(({ name }) => `@${name}`), text].join(' '));
      const lost = stage.teams.losesNext;
      stage.teams.losesNext = false;
      if (lost) throw new ChatRefused('unclear', 'no answer');
      stage.teams.last = String(++posted);
      return { activityId: stage.teams.last };
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- a refusal has to be a rejection
    async update(_, { activityId }, { text }) {
      refuse();
      refuseDeleted(activityId);
      tell('redraw', text);
    },
    typing: () => Promise.resolve(),
    // eslint-disable-next-line @typescript-eslint/require-await -- a refusal has to be a rejection
    async roster() {
      refuse();
      return Object.values(people);
    },
  };
}

async function happen(stage: Stage, what: What): Promise<void> {
  const { store, clock } = stage;
  const byOmar = { by: people.omar, roles: new Set(['approver'] as const) };
  switch (what.kind) {
    case 'devices':
      return stage.fleet.become(what.from, what.to, what.become, clock.now());
    case 'throttle':
      stage.teams.throttledUntil = stage.elapsed + what.seconds;
      return;
    case 'graphFails':
      stage.graphDownUntil = stage.elapsed + what.seconds;
      return;
    case 'connector':
      stage.fleet.partnerState = what.state;
      return;
    case 'flag':
      stage.fleet.flagged[what.flagged ? 'add' : 'delete'](`u${what.user}`);
      return;
    case 'loseAnswer':
      stage.teams.losesNext = true;
      return;
    case 'deleteChannel':
      stage.teams.gone = true;
      return;
    case 'restoreChannel':
      stage.teams.gone = false;
      for (const { bot } of stage.instances.values())
        await bot.handle({
          id: `restored at ${stage.elapsed}`,
          at: clock.now().toISOString(),
          from: { teamsId: '29:someone', name: 'Someone' },
          conversation: channel,
          what: { kind: 'added' },
        });
      return;
    case 'deleteCard':
      stage.teams.deleted.add(stage.teams.last);
      return;
    case 'missing':
      stage.teams.missingUntil = stage.elapsed + what.seconds;
      return;
    case 'start':
      return startInstance(stage, what.instance);
    case 'die':
      for (const [name, { death }] of stage.instances) if (name === what.instance) death.dead = true;
      stage.instances.delete(what.instance);
      return;
    case 'silence': {
      const until = new Date(clock.now().getTime() + what.seconds * 1000);
      const { matches } = what;
      const made = await makeSilence({ store, clock }, { ...byOmar, matches, until, why: 'it is known' });
      if (!made.ok) throw new Error(made.problem.say);
      return;
    }
    case 'unsilence': {
      const ended = await endSilences({ store, clock }, { ...byOmar, which: ({ id }) => id === what.silence });
      if (!ended.ok) throw new Error(ended.problem.say);
      return;
    }
    case 'applied': {
      const at = clock.now().toISOString();
      const target = { kind: 'existing', id: what.policy, name: what.policy } as const;
      const plan = planOf([aPart({ family: 'compliance', variant: 'windows', target })]);
      await store.transaction(async (records) => {
        const change = aChange({ plan, conversation: owner.id, status: { kind: 'applied', at, otherDrift: [] } });
        await beginLookBack(records, await records.changes.add(change), at);
      });
      return;
    }
    case 'jump':
      stage.skew += what.seconds;
      return;
  }
}

function recording(logged: Stage['logged']): Log {
  const level = (name: string) => (message: string, facts?: unknown) =>
    void logged.push({ level: name, message, facts });
  return { debug: level('debug'), info: level('info'), warn: level('warn'), error: level('error') };
}
