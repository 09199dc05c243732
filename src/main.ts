import { join } from 'node:path';
import { refusalAudit } from './bot/on-refused';
import { ConfigError, readConfig, type Config, type RealConfig, type SandboxConfig } from './config';
import { families } from './families';
import { graphClouds } from './graph/clouds';
import { sandboxToken, tokenOf } from './graph/credential';
import { openGraph } from './graph/graph';
import type { GraphOptions } from './graph/options';
import { openLog } from './log';
import { pagesThread } from './pages-thread';
import type { Chat, Graph, Log, Store } from './ports';
import type { BotRules } from './bot/ports';
import { missingPermissions } from './changes/permissions';
import { buildBot, prepareDatabase, rulesFrom, sharedClock } from './program';
import { SettingsError, watchSettings } from './settings-file';
import { openStore } from './store/open';
import { teamsClouds } from './teams/clouds';
import type { TeamsOptions } from './teams/options';
import { startTeams } from './teams/server';

/** Reads the configuration, builds the edges, starts the server; ends in order when told to. */
async function main(): Promise<void> {
  const config = readConfig(process.env, { sandboxSettings: join(__dirname, 'sandbox', 'warden.yaml') });
  const metrics = config.metrics && (await import('./metrics.js')).openMetrics();
  const log = metrics?.counting(openLog(config.logLevel)) ?? openLog(config.logLevel);
  const settings = watchSettings(config.settingsFile, [...families.keys()], log);
  const database = prepareDatabase(config.database);
  const store = await openStore(database, config.auditKey ? { auditKey: config.auditKey.reveal() } : {});
  const clock = await sharedClock(store, log);
  const tenant = await (config.mode === 'sandbox' ? sandboxTenant(config, log) : realTenant(config, log));
  const graph = openGraph(tenant.graph);
  const thread = pagesThread({ ...tenant.graph, where: database });
  const late: { chat?: Chat } = {};
  const bot = buildBot({
    store,
    graph,
    pages: thread.pages,
    chat: () => late.chat ?? notYet(),
    clock,
    log,
    settings: () => settings.current(),
    tenants: tenant.tenants,
    ...(config.mode === 'real' ? { teamsApp: config.app.id } : {}),
  });
  const teams = await startTeams({
    ...tenant.teams,
    host: config.host,
    port: config.port,
    allowedTenants: tenant.tenants,
    handle: (incoming) => bot.handle(incoming),
    refused: refusalAudit({ store, clock, log }),
    log,
    clock,
    ready: () => isReady(store),
  });
  late.chat = teams.chat;
  const figures = config.metrics && (await metrics?.serve(config.metrics, store));
  const page =
    config.mode === 'sandbox' && config.playground ? await openPlayground(config, teams.url, log) : undefined;
  announce(config, teams.url, page?.url);
  await tellMissingPermissions(graph, rulesFrom(settings.current(), tenant.tenants), log);

  const end = once(async () => {
    await page?.close();
    await figures?.close();
    await teams.close();
    await bot.close();
    await thread.close();
    settings.close();
    clock.close();
    await store.close();
    await tenant.close();
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end().then(() => process.exit(0)));
}

interface Tenant {
  readonly graph: GraphOptions;
  readonly tenants: readonly string[];
  readonly teams: Pick<TeamsOptions, 'mode' | 'auth' | 'serviceUrlHosts'>;
  close(): Promise<void>;
}

/** The practice tenant is loaded here only, so that with an app id there is no way to it. */
async function sandboxTenant(config: SandboxConfig, log: Log): Promise<Tenant> {
  const { startSandbox } = await import('./sandbox/server.js');
  const { tenantId } = await import('./sandbox/seed/ids.js');
  const sandbox =
    config.graphRoot === undefined ? await startSandbox({ port: config.sandboxPort, live: true, seed: 1 }) : undefined;
  const root = config.graphRoot ?? sandbox?.url ?? '';
  return {
    graph: { root, token: sandboxToken(root), log, record: config.record },
    tenants: [tenantId],
    teams: { mode: 'sandbox', serviceUrlHosts: [] },
    close: async () => sandbox?.close(),
  };
}

function realTenant(config: RealConfig, log: Log): Promise<Tenant> {
  const cloud = graphClouds[config.cloud];
  const bot = teamsClouds[config.cloud];
  const { credential, app } = config;
  const signIn = credential.kind === 'secret' ? { ...credential, secret: credential.secret.reveal() } : credential;
  return Promise.resolve({
    graph: { root: cloud.root, token: tokenOf(signIn, cloud), log },
    tenants: [app.tenantId],
    teams: {
      mode: 'real',
      serviceUrlHosts: config.serviceUrlHosts ?? bot.serviceUrlHosts,
      auth: {
        appId: app.id,
        type: app.type,
        tenantId: app.tenantId,
        endpoints: bot.endpoints,
        ...(app.password ? { password: app.password.reveal() } : {}),
      },
    },
    close: () => Promise.resolve(),
  });
}

async function openPlayground(config: SandboxConfig, botUrl: string, log: Log) {
  const { actors, startPlayground } = await import('./sandbox/playground.js');
  return startPlayground({ botUrl, port: config.playgroundPort, proxyPort: 0, people: actors, log });
}

function announce(config: Config, botUrl: string, page: string | undefined): void {
  const lines =
    config.mode === 'real'
      ? [`Warden listens on ${botUrl}.`]
      : [
          page === undefined
            ? `Warden listens on ${botUrl} (practice tenant).`
            : `Warden is ready (practice tenant): open ${page}`,
          ...(page === undefined
            ? []
            : ['Type: set max threat level Medium for Outlook, block access', 'Become somebody else: as Omar']),
        ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Said at the start, so that nobody finds out at the first approval; only for what is switched on. */
async function tellMissingPermissions(
  graph: Graph,
  rules: Pick<BotRules, 'families' | 'writes' | 'alerts'>,
  log: Log,
): Promise<void> {
  try {
    const missing = missingPermissions(await graph.permissions(), rules);
    if (missing.length > 0) log.warn('the app lacks permissions', { missing });
  } catch (error) {
    log.warn('the app could not sign in to Graph', { why: error instanceof Error ? error.message : 'unknown' });
  }
}

/** Nothing is decided or kept without the database. */
async function isReady(store: Store): Promise<boolean> {
  await store.now();
  return true;
}

function notYet(): never {
  throw new Error('The chat is not there yet.');
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}

main().catch((error: unknown) => {
  const known = error instanceof ConfigError || error instanceof SettingsError;
  process.stderr.write(
    `${known ? error.message : `Warden could not start: ${error instanceof Error ? error.message : String(error)}`}\n`,
  );
  process.exitCode = 1;
  setTimeout(() => process.exit(1), 100).unref();
});
