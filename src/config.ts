import { join } from 'node:path';
import { inspect } from 'node:util';
import { z } from 'zod';

/** One table of settings: the only reader of the environment, and the source of docs/settings.md. */

/** A value that prints as ***; `reveal` is for the one place that needs it. */
export class Secret {
  readonly #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  reveal(): string {
    return this.#value;
  }
  toString(): string {
    return '***';
  }
  toJSON(): string {
    return '***';
  }
  [inspect.custom](): string {
    return '***';
  }
}

export interface Option {
  readonly name: string;
  readonly about: string;
  /** What counts when it is not set, in words. */
  readonly otherwise: string;
  readonly schema: z.ZodType<unknown>;
  readonly secret?: true;
}

const port = z.coerce.number().int().min(1).max(65_535);
const text = z.string().min(1);
const guid = z.guid();

/** Every setting of the environment, in the order of docs/settings.md. */
export const options = [
  { name: 'PORT', about: 'Port the bot listens on.', otherwise: '3978', schema: port },
  {
    name: 'HOST',
    about: 'Address it listens on. Without MicrosoftAppId it has to be loopback.',
    otherwise: '127.0.0.1; 0.0.0.0 with MicrosoftAppId',
    schema: text,
  },
  { name: 'WARDEN_DATA', about: 'Folder of the embedded database.', otherwise: './data', schema: text },
  {
    name: 'DATABASE_URL',
    about: 'PostgreSQL to use instead of the embedded database.',
    otherwise: 'the embedded database',
    schema: z.string().regex(/^postgres(ql)?:\/\//, 'has to begin with postgres://'),
    secret: true,
  },
  {
    name: 'WARDEN_CONFIG',
    about: 'The file that says who may do what (warden.yaml).',
    otherwise: './warden.yaml; the sandbox brings its own',
    schema: text,
  },
  {
    name: 'WARDEN_CLOUD',
    about: 'Microsoft cloud: sets Graph, sign-in and the Bot Framework’s endpoints together.',
    otherwise: 'global',
    schema: z.enum(['global', 'usGov', 'usGovDod', 'china']),
  },
  {
    name: 'WARDEN_AUDIT_KEY',
    about: 'Key of the audit’s hash chain, at least 16 characters. Needed with MicrosoftAppId.',
    otherwise: 'none in the sandbox',
    schema: z.string().min(16, 'needs at least 16 characters'),
    secret: true,
  },
  {
    name: 'WARDEN_LOG',
    about: 'Least level that is logged.',
    otherwise: 'info',
    schema: z.enum(['debug', 'info', 'warn', 'error']),
  },
  {
    name: 'MicrosoftAppId',
    about: 'App id of the bot registration. Set: a real tenant. Not set: the sandbox.',
    otherwise: 'the sandbox',
    schema: guid,
  },
  {
    name: 'MicrosoftAppPassword',
    about: 'Secret of the bot registration.',
    otherwise: 'none; not needed for UserAssignedMSI',
    schema: text,
    secret: true,
  },
  {
    name: 'MicrosoftAppType',
    about: 'Kind of bot registration.',
    otherwise: 'SingleTenant',
    schema: z.enum(['SingleTenant', 'UserAssignedMSI']),
  },
  {
    name: 'MicrosoftAppTenantId',
    about: 'The tenant. Needed with MicrosoftAppId; nobody from another tenant is answered.',
    otherwise: 'none',
    schema: guid,
  },
  {
    name: 'WARDEN_SERVICE_URL_HOSTS',
    about: 'Hosts that Teams may be reached at, separated by commas.',
    otherwise: 'those of the cloud',
    schema: text,
  },
  {
    name: 'AZURE_CLIENT_ID',
    about: 'App that talks to Graph; best one of its own.',
    otherwise: 'MicrosoftAppId',
    schema: guid,
  },
  { name: 'AZURE_TENANT_ID', about: 'Its tenant.', otherwise: 'MicrosoftAppTenantId', schema: guid },
  { name: 'AZURE_CLIENT_SECRET', about: 'Its secret.', otherwise: 'none', schema: text, secret: true },
  {
    name: 'AZURE_CLIENT_CERTIFICATE_PATH',
    about: 'Its certificate with private key (PEM), instead of a secret.',
    otherwise: 'none',
    schema: text,
  },
  {
    name: 'AZURE_USE_MANAGED_IDENTITY',
    about: 'Use the managed identity of the machine for Graph, instead of a secret.',
    otherwise: 'off',
    schema: z.enum(['on', 'off']),
  },
  { name: 'SANDBOX_PORT', about: 'Port of the practice tenant’s Graph.', otherwise: '3979', schema: port },
  { name: 'PLAYGROUND_PORT', about: 'Port of the Agents Playground.', otherwise: '56150', schema: port },
  {
    name: 'WARDEN_PLAYGROUND',
    about: 'Whether the sandbox opens the Agents Playground.',
    otherwise: 'on',
    schema: z.enum(['on', 'off']),
  },
  {
    name: 'GRAPH_BASE_URL',
    about: 'Another Graph on loopback instead of the sandbox; tests only.',
    otherwise: 'the sandbox',
    schema: z.url(),
  },
  {
    name: 'GRAPH_RECORD',
    about: 'File that gets one JSON line for each Graph call; sandbox and tests only.',
    otherwise: 'nothing is recorded',
    schema: text,
  },
] as const satisfies readonly Option[];

export type Cloud = 'global' | 'usGov' | 'usGovDod' | 'china';

/** How the app that talks to Graph signs in; chosen by what is set, never by what the machine happens to have. */
export type GraphCredential =
  | { readonly kind: 'secret'; readonly tenantId: string; readonly clientId: string; readonly secret: Secret }
  | { readonly kind: 'certificate'; readonly tenantId: string; readonly clientId: string; readonly path: string }
  | { readonly kind: 'managedIdentity'; readonly clientId: string | undefined };

interface Common {
  readonly host: string;
  readonly port: number;
  readonly database:
    { readonly kind: 'sqlite'; readonly file: string } | { readonly kind: 'postgres'; readonly url: string };
  readonly settingsFile: string;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly auditKey: Secret | undefined;
}

export interface SandboxConfig extends Common {
  readonly mode: 'sandbox';
  readonly graphRoot: string | undefined;
  readonly sandboxPort: number;
  readonly playground: boolean;
  readonly playgroundPort: number;
  readonly record: string | undefined;
}

export interface RealConfig extends Common {
  readonly mode: 'real';
  readonly cloud: Cloud;
  readonly app: {
    readonly id: string;
    readonly password: Secret | undefined;
    readonly type: 'SingleTenant' | 'UserAssignedMSI';
    readonly tenantId: string;
  };
  readonly credential: GraphCredential;
  /** Undefined: those of the cloud. */
  readonly serviceUrlHosts: readonly string[] | undefined;
}

export type Config = SandboxConfig | RealConfig;

/** All that is wrong with the environment, at once; the start ends with it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly faults: readonly string[]) {
    super(`The settings do not fit together:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
}

type Environment = Readonly<Record<string, string | undefined>>;
type Name = (typeof options)[number]['name'];

/** Reads and checks the environment. One decision is taken here and nowhere else: no MicrosoftAppId is the sandbox. */
export function readConfig(env: Environment, defaults: { readonly sandboxSettings: string }): Config {
  const faults: string[] = [];
  const values = new Map<string, unknown>();
  for (const option of options) {
    const raw = env[option.name];
    if (raw === undefined || raw === '') continue;
    const parsed = option.schema.safeParse(raw);
    if (parsed.success) values.set(option.name, parsed.data);
    else
      faults.push(
        `${option.name} ${'secret' in option ? '' : `«${raw}» `}${parsed.error.issues[0]?.message ?? 'is wrong'}.`,
      );
  }
  const read = <T>(name: Name): T | undefined => values.get(name) as T | undefined; // the table's schema has made it so
  const real = env['MicrosoftAppId'] !== undefined && env['MicrosoftAppId'] !== '';
  faults.push(...(real ? faultsOfReal(env, read) : faultsOfSandbox(env, read)));
  if (faults.length > 0) throw new ConfigError(faults);

  const secret = (name: Name) => {
    const value = read<string>(name);
    return value === undefined ? undefined : new Secret(value);
  };
  const url = read<string>('DATABASE_URL');
  const common: Common = {
    host: read<string>('HOST') ?? (real ? '0.0.0.0' : '127.0.0.1'),
    port: read<number>('PORT') ?? 3978,
    database:
      url === undefined
        ? { kind: 'sqlite', file: join(read<string>('WARDEN_DATA') ?? 'data', 'warden.db') }
        : { kind: 'postgres', url },
    settingsFile: read<string>('WARDEN_CONFIG') ?? (real ? 'warden.yaml' : defaults.sandboxSettings),
    logLevel: read<Common['logLevel']>('WARDEN_LOG') ?? 'info',
    auditKey: secret('WARDEN_AUDIT_KEY'),
  };
  if (!real) {
    return {
      ...common,
      mode: 'sandbox',
      graphRoot: read<string>('GRAPH_BASE_URL')?.replace(/\/+$/, ''),
      sandboxPort: read<number>('SANDBOX_PORT') ?? 3979,
      playground: read<string>('WARDEN_PLAYGROUND') !== 'off',
      playgroundPort: read<number>('PLAYGROUND_PORT') ?? 56150,
      record: read<string>('GRAPH_RECORD'),
    };
  }
  const app = {
    id: read<string>('MicrosoftAppId') ?? '',
    password: secret('MicrosoftAppPassword'),
    type: read<RealConfig['app']['type']>('MicrosoftAppType') ?? 'SingleTenant',
    tenantId: read<string>('MicrosoftAppTenantId') ?? '',
  } as const;
  return {
    ...common,
    mode: 'real',
    cloud: read<Cloud>('WARDEN_CLOUD') ?? 'global',
    app,
    credential: credentialOf(read, secret, app),
    serviceUrlHosts: read<string>('WARDEN_SERVICE_URL_HOSTS')
      ?.split(',')
      .map((host) => host.trim()),
  };
}

function credentialOf(
  read: <T>(name: Name) => T | undefined,
  secret: (name: Name) => Secret | undefined,
  app: RealConfig['app'],
): GraphCredential {
  const clientId = read<string>('AZURE_CLIENT_ID');
  const tenantId = read<string>('AZURE_TENANT_ID') ?? app.tenantId;
  const path = read<string>('AZURE_CLIENT_CERTIFICATE_PATH');
  if (read<string>('AZURE_USE_MANAGED_IDENTITY') === 'on') return { kind: 'managedIdentity', clientId };
  if (path !== undefined) return { kind: 'certificate', tenantId, clientId: clientId ?? app.id, path };
  const own = secret('AZURE_CLIENT_SECRET');
  if (own) return { kind: 'secret', tenantId, clientId: clientId ?? app.id, secret: own };
  return { kind: 'secret', tenantId, clientId: app.id, secret: app.password ?? new Secret('') };
}

function faultsOfSandbox(env: Environment, read: <T>(name: Name) => T | undefined): readonly string[] {
  const faults: string[] = [];
  const host = read<string>('HOST');
  const root = read<string>('GRAPH_BASE_URL');
  if (host !== undefined && !isLoopback(host))
    faults.push(
      `HOST «${host}» is not loopback: without MicrosoftAppId nobody is asked who they are, so Warden listens on this machine only.`,
    );
  if (root !== undefined && !isLoopbackUrl(root))
    faults.push(
      `GRAPH_BASE_URL «${root}» is not on loopback: without MicrosoftAppId no other Graph than the sandbox's can be reached.`,
    );
  for (const name of ['MicrosoftAppPassword', 'MicrosoftAppTenantId', 'MicrosoftAppType'] as const) {
    if (env[name])
      faults.push(`${name} is set without MicrosoftAppId: set both for a real tenant, neither for the sandbox.`);
  }
  if (env['WARDEN_CLOUD']) faults.push('WARDEN_CLOUD is set without MicrosoftAppId: the sandbox is in no cloud.');
  return faults;
}

function faultsOfReal(env: Environment, read: <T>(name: Name) => T | undefined): readonly string[] {
  const faults: string[] = [];
  if (!env['MicrosoftAppTenantId'])
    faults.push('MicrosoftAppTenantId is missing: with MicrosoftAppId it says whose people are answered.');
  if (!env['WARDEN_AUDIT_KEY'])
    faults.push('WARDEN_AUDIT_KEY is missing: with MicrosoftAppId the audit needs a key from outside the database.');
  if (read<string>('MicrosoftAppType') !== 'UserAssignedMSI' && !env['MicrosoftAppPassword'])
    faults.push(
      'MicrosoftAppPassword is missing: a single-tenant bot signs in with it. A managed identity is MicrosoftAppType=UserAssignedMSI.',
    );
  for (const name of [
    'GRAPH_BASE_URL',
    'GRAPH_RECORD',
    'SANDBOX_PORT',
    'WARDEN_PLAYGROUND',
    'PLAYGROUND_PORT',
  ] as const) {
    if (env[name]) faults.push(`${name} is set together with MicrosoftAppId: it is for the sandbox only.`);
  }
  const ways = ['AZURE_CLIENT_SECRET', 'AZURE_CLIENT_CERTIFICATE_PATH'].filter((name) => env[name]);
  if (read<string>('AZURE_USE_MANAGED_IDENTITY') === 'on') ways.push('AZURE_USE_MANAGED_IDENTITY');
  if (ways.length > 1) faults.push(`${ways.join(' and ')} are set: choose one way to sign in to Graph.`);
  if (ways.length === 0 && read<string>('MicrosoftAppType') === 'UserAssignedMSI')
    faults.push('How to sign in to Graph is not said: set AZURE_USE_MANAGED_IDENTITY=on, a certificate or a secret.');
  if (
    ways.some((name) => name !== 'AZURE_USE_MANAGED_IDENTITY') === false &&
    ways.length === 0 &&
    env['AZURE_CLIENT_ID']
  )
    faults.push('AZURE_CLIENT_ID is set without a secret, a certificate or AZURE_USE_MANAGED_IDENTITY=on.');
  return faults;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

function isLoopbackUrl(url: string): boolean {
  return URL.canParse(url) && isLoopback(new URL(url).hostname);
}
