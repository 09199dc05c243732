import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { withDefaults } from './core/thresholds';
import catalog from './catalog/apps.json';
import { loadTemplates } from './card-templates';
import type { AlertPorts, AlertSettings } from './alerts/ports';
import { startBot, type Bot } from './bot/bot';
import { usualPatience, type BotRules } from './bot/ports';
import type { Config } from './config';
import { families } from './families';
import { readerFor, type Reader } from './language/parse';
import type { Chat, Clock, Graph, Log, Store } from './ports';
import type { Settings } from './settings-file';
import type { Where } from './store/open';
import { drawerFor } from './views/drawer';

/** The bot as a program puts it together; shared by the server and the terminal. */

export const clock: Clock = {
  now: () => new Date(),
  token: () => randomBytes(24).toString('base64url'),
};

/** A clock that goes as the database's does, so that instances on other hosts agree about what has run out. */
export async function sharedClock(store: Store, log: Log): Promise<Clock & { close(): void }> {
  let aheadMs = 0;
  async function compare(): Promise<void> {
    const before = Date.now();
    const there = await store.now();
    aheadMs = there.getTime() - (before + Date.now()) / 2;
  }
  await compare();
  if (Math.abs(aheadMs) > tellAboveMs)
    log.warn('the clocks of this host and of the database differ', { aheadMs: Math.round(aheadMs) });
  const timer = setInterval(() => {
    compare().catch((error: unknown) => log.warn('the clock could not be compared', { why: String(error) }));
  }, compareMs).unref();
  return {
    ...clock,
    now: () => new Date(Date.now() + aheadMs),
    close: () => {
      clearInterval(timer);
    },
  };
}

const compareMs = 30_000;
const tellAboveMs = 1000;

export interface Parts {
  readonly store: Store;
  readonly graph: Graph;
  readonly chat: () => Chat;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: () => Settings;
  readonly pages?: AlertPorts['pages'];
  readonly tenants: readonly string[];
  /** The id of the bot registration, which the manifest has too (`npm run package`). */
  readonly teamsApp?: string;
}

/** The id in manifest/manifest.json as it is: of the practice tenant. */
const placeholderApp = '22222222-2222-4222-8222-222222222222';

export function buildBot(parts: Parts): Bot {
  const own = parts.teamsApp === undefined ? {} : { teamsApp: parts.teamsApp };
  const rulesOf = remembered((settings: Settings) => ({ ...rulesFrom(settings, parts.tenants), ...own }));
  const readers = remembered((rules: BotRules): Reader => readerFor({ families: rules.families, apps: catalog.apps }));
  return startBot({
    ...parts,
    apps: catalog.apps,
    drawer: drawerFor({ templates: loadTemplates(), families }),
    rules: () => rulesOf(parts.settings()),
    reader: () => readers(rulesOf(parts.settings())),
    instance: randomUUID(),
    patience: usualPatience,
    readBackAfter: [300, 700, 1500, 3000],
    tick: true,
  });
}

/** Makes the folder of an embedded database; PostgreSQL needs none. */
export function prepareDatabase(database: Config['database']): Where {
  if (database.kind === 'postgres') return { kind: 'postgres', url: database.url.reveal() };
  mkdirSync(dirname(database.file), { recursive: true, mode: 0o700 });
  return database;
}

/** What the bot obeys, of what stands in warden.yaml. */
export function rulesFrom(settings: Settings, tenants: readonly string[]): BotRules {
  const on = settings.families;
  const { channel, expireAfterHours, remindBeforeHours } = settings.approvals;
  return {
    families: on === undefined ? families : new Map([...families].filter(([id]) => on.includes(id))),
    writes: settings.writes === 'on',
    freezes: settings.freezes.map((one) => ({ ...one, zone: one.zone ?? settings.timezone })),
    thresholds: withDefaults(settings.approvals.thresholds),
    never: settings.never,
    expireAfterHours,
    remindBeforeHours,
    approvalsChannel: channel,
    auditChannel: settings.audit.channel,
    discreet: discreetIn(settings),
    breakGlass: settings.breakGlass,
    timezone: settings.timezone,
    tenants,
    teamsApp: placeholderApp,
    roles: settings.roles,
    byFamily: settings.byFamily,
    ...(settings.alerts.sweep === 'off' ? {} : { alerts: alertSettings(settings) }),
  };
}

/** A channel is what it is, wherever warden.yaml speaks of it; said twice, nobody is named. */
function discreetIn({ approvals, audit, alerts }: Settings): ReadonlyMap<string, boolean> {
  const said = [approvals, audit, ...alerts.channels].flatMap(({ channel, discreet }) =>
    channel === undefined || discreet === undefined ? [] : [[channel, discreet] as const],
  );
  return new Map(said.sort(([, one], [, other]) => Number(one) - Number(other)));
}

function alertSettings(settings: Settings): AlertSettings {
  const { channels, tellPeople, ...rest } = settings.alerts;
  const { timezone } = settings;
  const said = discreetIn(settings);
  return {
    ...rest,
    timezone,
    tellPeople: tellPeople === 'on',
    subscriptions: channels.map(({ channel, threat, platforms, groups, policies, groupBy, quiet, mention }) => ({
      conversation: channel,
      ...(threat === undefined ? {} : { threat }),
      ...(platforms === undefined ? {} : { platforms }),
      ...(groups === undefined ? {} : { groups: groups.map((id) => ({ id, name: id })) }),
      ...(policies === undefined ? {} : { policies }),
      ...(groupBy === undefined ? {} : { groupBy }),
      ...(quiet === undefined ? {} : { quiet: { ...quiet, zone: quiet.zone ?? timezone } }),
      ...(mention === undefined ? {} : { mention }),
      ...(said.has(channel) ? { discreet: said.get(channel) === true } : {}),
      by: { objectId: 'warden.yaml', name: 'warden.yaml' },
      at: '',
    })),
  };
}

/** Computes anew only when its argument is another object. */
function remembered<A extends object, R>(compute: (from: A) => R): (from: A) => R {
  let last: { readonly from: A; readonly result: R } | undefined;
  return (from) => {
    last = last?.from === from ? last : { from, result: compute(from) };
    return last.result;
  };
}
