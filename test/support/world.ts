import { startBot, type Bot, type BotOptions } from '../../src/bot/bot';
import { defaultThresholds } from '../../src/core/thresholds';
import type { BotRules } from '../../src/bot/ports';
import { loadTemplates } from '../../src/card-templates';
import apps from '../../src/catalog/apps.json';
import type { Person } from '../../src/core/change';
import { families } from '../../src/families';
import { sandboxToken } from '../../src/graph/credential';
import { openGraph } from '../../src/graph/graph';
import { readerFor } from '../../src/language/parse';
import type { Chat, Clock, Conversation, Graph, Incoming, Log, Reply, Store } from '../../src/ports';
import { groups, people as ids, tenantId } from '../../src/sandbox/seed/ids';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/server';
import { screenFor, type Screen, type Shown } from '../../src/shell/screen';
import { openStore } from '../../src/store/open';
import { drawerFor } from '../../src/views/drawer';

/** The real bot on the real store and the sandbox over HTTP; only the clock and the chat are the test's own. */
export interface World {
  readonly bot: Bot;
  readonly store: Store;
  readonly sandbox: Sandbox;
  readonly screen: Screen;
  readonly clock: FixedClock;
  /** Everything that was shown since it was last taken. */
  readonly shown: Shown[];
  readonly logged: readonly { readonly level: string; readonly message: string; readonly facts: unknown }[];
  /** Says something, and lets everything that follows happen. */
  say(who: Who, text: string, where?: Conversation): Promise<readonly Reply[]>;
  /** Presses the newest button of that name there. */
  press(who: Who, button: string, options?: PressOptions): Promise<readonly Reply[]>;
  /** The same press as an Incoming, for tests that send it twice or change it. */
  pressOf(who: Who, button: string, options?: PressOptions): Incoming;
  later(milliseconds: number): Promise<void>;
  /** A second instance on the same store, as after a crash or beside the first. */
  another(changes?: Partial<BotOptions>): Bot;
  close(): Promise<void>;
}

export interface PressOptions {
  readonly where?: Conversation;
  readonly reason?: string;
}

export type Who = 'ana' | 'omar' | 'priya' | 'ben' | 'eve' | 'sam';

export interface FixedClock extends Clock {
  move(milliseconds: number): void;
}

export const people: Readonly<Record<Who, Person>> = {
  ana: { objectId: ids.ana, name: 'Ana Ruiz', teamsId: '29:ana' },
  omar: { objectId: ids.omar, name: 'Omar Haddad', teamsId: '29:omar' },
  priya: { objectId: ids.priya, name: 'Priya Nair', teamsId: '29:priya' },
  ben: { objectId: ids.ben, name: 'Ben Cole', teamsId: '29:ben' },
  eve: { objectId: ids.eve, name: 'Eve Stone', teamsId: '29:eve' },
  sam: { objectId: ids.sam, name: 'Sam Okafor', teamsId: '29:sam' },
};

export const channel: Conversation = conversation('19:approvals@thread.tacv2', 'channel');

export function personal(who: Who): Conversation {
  return conversation(`a:${who}`, 'personal');
}

export interface WorldOptions {
  readonly now?: Date;
  readonly rules?: Partial<BotRules>;
  readonly sandbox?: SandboxOptions;
  readonly graph?: (graph: Graph) => Graph;
  readonly store?: (store: Store) => Store;
  readonly chat?: (screen: Screen) => Chat;
  readonly file?: string;
  /** A file that gets one line for each Graph call. */
  readonly record?: string;
}

export async function aWorld(options: WorldOptions = {}): Promise<World> {
  const clock = fixedClock(options.now ?? new Date('2026-03-02T09:00:00Z'));
  const sandbox = await startSandbox({ seed: 1, now: () => clock.now(), ...options.sandbox });
  const logged: { level: string; message: string; facts: unknown }[] = [];
  const log = recordingLog(logged);
  const real = await openStore({ kind: 'sqlite', file: options.file ?? ':memory:' }, { auditKey: 'test key' });
  const store = options.store ? options.store(real) : real;
  const token = sandboxToken(sandbox.url);
  // The pace of Conditional Access has its own test, and would make the steps of a card a matter of luck. So have the
  // waits between attempts, half a second at first and twice as long each time.
  const open = openGraph({ root: sandbox.url, token, log, record: options.record, paceMs: 0, backoffMs: 10 });
  const graph = options.graph ? options.graph(open) : open;
  const shown: Shown[] = [];
  const screen = screenFor(Object.values(people), (one) => shown.push(one));
  const rules: BotRules = { ...sandboxRules, ...options.rules };
  const botOptions: BotOptions = {
    store,
    graph,
    chat: () => (options.chat ? options.chat(screen) : screen),
    clock,
    log,
    apps: apps.apps,
    drawer,
    rules: () => rules,
    reader: () => reader,
    instance: 'one',
    // A busy machine must not change what a transcript shows.
    patience: { reach: 60_000, apply: 60_000, press: 60_000 },
    readBackAfter: [5, 5, 5],
    tick: false,
  };
  await store.conversations.put(channel);
  const bot = startBot(botOptions);
  const others: Bot[] = [];
  let count = 0;

  function pressOf(who: Who, typed: string, press: PressOptions = {}): Incoming {
    const where = press.where ?? personal(who);
    const found = screen.button(where.id, typed);
    if (!found) throw new Error(`no button (${typed}) in ${where.id}`);
    const what = {
      kind: 'press',
      verb: found.button.verb,
      token: found.button.token,
      inputs: press.reason ? { reason: press.reason } : {},
      card: found.card,
      automatic: false,
    } as const;
    return incoming(who, where, `p${++count}`, clock, what);
  }

  async function give(one: Incoming): Promise<readonly Reply[]> {
    const replies = await bot.handle(one);
    const pressed = one.what.kind === 'press' ? one.what.card : undefined;
    for (const reply of replies) screen.answered(one.conversation, reply, pressed);
    await bot.settle();
    return replies;
  }

  return {
    bot,
    store,
    sandbox,
    screen,
    clock,
    shown,
    logged,
    pressOf,
    say: (who, text, where = personal(who)) => give(incoming(who, where, `t${++count}`, clock, { kind: 'text', text })),
    press: (who, button, press) => give(pressOf(who, button, press)),
    async later(milliseconds) {
      clock.move(milliseconds);
      await bot.settle();
    },
    another(changes = {}) {
      const second = startBot({
        ...botOptions,
        store: real,
        graph: open,
        chat: () => screen,
        instance: `other ${others.length}`,
        ...changes,
      });
      others.push(second);
      return second;
    },
    async close() {
      for (const one of [bot, ...others]) await one.close();
      await store.close();
      await sandbox.close();
    },
  };
}

/** The same for every world, and a third of what it takes to make one. */
const reader = readerFor({ families, apps: apps.apps });
const drawer = drawerFor({ templates: loadTemplates(), families });

/** The rules of src/sandbox/warden.yaml, with the channel of these tests. */
export const sandboxRules: BotRules = {
  families,
  writes: true,
  freezes: [],
  never: [],
  thresholds: defaultThresholds,
  expireAfterHours: 72,
  remindBeforeHours: 1,
  approvalsChannel: channel.id,
  auditChannel: undefined,
  // Eve is a guest there, and names are shown all the same.
  discreet: new Map([[channel.id, false]]),
  breakGlass: { groups: [groups.breakGlass], people: [] },
  timezone: 'UTC',
  tenants: [tenantId],
  teamsApp: '22222222-2222-4222-8222-222222222222',
  roles: {
    reader: { groups: [groups.readers], people: [] },
    requestor: { groups: [groups.requestors], people: [] },
    approver: { groups: [groups.approvers], people: [] },
    owner: { groups: [], people: [people.priya.objectId] },
  },
  byFamily: {},
};

export function incoming(who: Who, where: Conversation, id: string, clock: Clock, what: Incoming['what']): Incoming {
  const { objectId, name, teamsId } = people[who];
  return { id, at: clock.now().toISOString(), from: { objectId, name, teamsId, tenantId }, conversation: where, what };
}

export function fixedClock(start: Date): FixedClock {
  let now = start.getTime();
  let tokens = 0;
  return {
    now: () => new Date(now),
    token: () => `token-${++tokens}-${'x'.repeat(24)}`,
    move(milliseconds) {
      now += milliseconds;
    },
  };
}

function conversation(id: string, kind: Conversation['kind']): Conversation {
  return { id, kind, tenantId, serviceUrl: 'http://127.0.0.1/', reference: null };
}

function recordingLog(logged: { level: string; message: string; facts: unknown }[]): Log {
  const level = (name: string) => (message: string, facts?: unknown) =>
    void logged.push({ level: name, message, facts });
  return { debug: level('debug'), info: level('info'), warn: level('warn'), error: level('error') };
}
