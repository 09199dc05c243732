import { join } from 'node:path';
import { inspect } from 'node:util';
import { z } from 'zod';

/** The settings of the environment: one table, one reader, one decision between the practice tenant and a real one. */

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

export type Mode = 'sandbox' | 'real';

export interface Option {
  readonly name: string;
  readonly about: string;
  /** What counts when it is not set, in words. */
  readonly otherwise: string;
  readonly schema: z.ZodType;
  /** Its place: set elsewhere it ends the start, or is not even read. */
  readonly mode: 'both' | Mode | 'real, else not read';
}

const text = z.string();
const port = z
  .string()
  .regex(/^\d{1,5}$/, 'has to be a port number')
  .transform(Number)
  .refine((number) => number <= 65_535, 'has to be a port number');
const guid = z.guid('has to be an id such as 11111111-1111-4111-8111-111111111111');
const secret = text.transform((value) => new Secret(value));
const levels = ['debug', 'info', 'warn', 'error'] as const;
const clouds = ['global', 'usGov', 'usGovDod', 'china'] as const;
const onOff = z.enum(['on', 'off'], 'has to be on or off');

/** Every setting of the environment, in the order of docs/settings.md. */
export const options = [
  {
    name: 'MicrosoftAppId',
    mode: 'both',
    about:
      'App id of the bot registration. It decides: set, Warden works on a real tenant; not set, on the practice tenant.',
    otherwise: 'the practice tenant',
    schema: guid,
  },
  {
    name: 'MicrosoftAppType',
    mode: 'real',
    about: 'Kind of bot registration.',
    otherwise: 'SingleTenant',
    schema: z.enum(['SingleTenant', 'UserAssignedMSI'], 'has to be SingleTenant or UserAssignedMSI'),
  },
  {
    name: 'MicrosoftAppTenantId',
    mode: 'real',
    about: 'The tenant. Needed with `MicrosoftAppId`; nobody from another tenant is answered.',
    otherwise: '',
    schema: guid,
  },
  {
    name: 'MicrosoftAppPassword',
    mode: 'real',
    about: 'Secret of the bot registration. Needed with `SingleTenant`, refused with `UserAssignedMSI`.',
    otherwise: '',
    schema: secret,
  },
  {
    name: 'AZURE_CLIENT_ID',
    mode: 'real, else not read',
    about: 'App registration that talks to Graph, best one of its own; with a managed identity its client id.',
    otherwise: '`MicrosoftAppId`; with a managed identity the one of the machine',
    schema: guid,
  },
  {
    name: 'AZURE_TENANT_ID',
    mode: 'real, else not read',
    about: 'Its tenant. People are looked up where they chat, so it has to be `MicrosoftAppTenantId`.',
    otherwise: '`MicrosoftAppTenantId`',
    schema: guid,
  },
  {
    name: 'AZURE_CLIENT_CERTIFICATE_PATH',
    mode: 'real, else not read',
    about: 'File (PEM) with its certificate and private key. One of three ways to sign in to Graph.',
    otherwise: '',
    schema: text,
  },
  {
    name: 'AZURE_CLIENT_SECRET',
    mode: 'real, else not read',
    about: 'Its secret. Another way to sign in.',
    otherwise: '`MicrosoftAppPassword`, when nothing about Graph is set: then one registration does both',
    schema: secret,
  },
  {
    name: 'AZURE_USE_MANAGED_IDENTITY',
    mode: 'real, else not read',
    about: '`on`: the managed identity of the machine signs in to Graph.',
    otherwise: 'off',
    schema: onOff,
  },
  {
    name: 'WARDEN_CLOUD',
    mode: 'real',
    about: 'Microsoft cloud. Sets Graph, sign-in and the endpoints of Teams together; GCC is `global`.',
    otherwise: 'global',
    schema: z.enum(clouds, `has to be one of ${clouds.join(', ')}`),
  },
  {
    name: 'WARDEN_SERVICE_URL_HOSTS',
    mode: 'real',
    about: 'Hosts at which Teams may be answered, separated by commas.',
    otherwise: 'those of the cloud',
    schema: text.transform((list) =>
      list
        .split(',')
        .map((host) => host.trim())
        .filter((host) => host !== ''),
    ),
  },
  {
    name: 'WARDEN_AUDIT_KEY',
    mode: 'both',
    about:
      'Key of the audit’s hash chain, at least 16 characters. Needed with `MicrosoftAppId`. Keep it outside of the database.',
    otherwise: 'no key on the practice tenant',
    schema: text.min(16, 'needs at least 16 characters').transform((value) => new Secret(value)),
  },
  {
    name: 'WARDEN_CONFIG',
    mode: 'both',
    about: 'Path of `warden.yaml`, which says who may do what.',
    otherwise: './warden.yaml; the practice tenant brings its own',
    schema: text,
  },
  {
    name: 'WARDEN_DATA',
    mode: 'both',
    about: 'Folder of the embedded database.',
    otherwise: './data',
    schema: text,
  },
  {
    name: 'DATABASE_URL',
    mode: 'both',
    about: 'PostgreSQL (`postgres://…`) instead of the embedded database.',
    otherwise: 'the embedded database',
    schema: text.regex(/^postgres(ql)?:\/\//, 'has to begin with postgres://').transform((value) => new Secret(value)),
  },
  {
    name: 'HOST',
    mode: 'both',
    about:
      'Address to listen on. On the practice tenant nobody proves who they are, so there it can only be 127.0.0.1.',
    otherwise: '0.0.0.0; on the practice tenant 127.0.0.1',
    schema: text,
  },
  { name: 'PORT', mode: 'both', about: 'Port to listen on; 0 takes any free one.', otherwise: '3978', schema: port },
  {
    name: 'WARDEN_LOG',
    mode: 'both',
    about: 'Least level that is logged.',
    otherwise: 'info; on the practice tenant warn',
    schema: z.enum(levels, `has to be one of ${levels.join(', ')}`),
  },
  {
    name: 'WARDEN_METRICS',
    mode: 'both',
    about:
      'Address such as `127.0.0.1:9464` at which Prometheus gets `/metrics`. Not for the public: nobody is asked who they are.',
    otherwise: 'no metrics',
    schema: text
      .regex(/^[^\s:]+:\d{1,5}$/, 'has to be an address such as 127.0.0.1:9464')
      .transform((at) => ({ host: at.slice(0, at.lastIndexOf(':')), port: Number(at.slice(at.lastIndexOf(':') + 1)) }))
      .refine(({ port }) => port <= 65_535, 'has to be an address such as 127.0.0.1:9464'),
  },
  {
    name: 'WARDEN_PLAYGROUND',
    mode: 'sandbox',
    about: 'Whether the Agents Playground is opened as the chat.',
    otherwise: 'on',
    schema: onOff,
  },
  {
    name: 'PLAYGROUND_PORT',
    mode: 'sandbox',
    about: 'Port of the Agents Playground.',
    otherwise: '56150',
    schema: port,
  },
  {
    name: 'SANDBOX_PORT',
    mode: 'sandbox',
    about: 'Port of the practice tenant’s Graph.',
    otherwise: '3979',
    schema: port,
  },
  {
    name: 'GRAPH_BASE_URL',
    mode: 'sandbox',
    about:
      'A Graph on this machine that is used instead of starting the practice tenant, such as `http://127.0.0.1:3979`. Real roots come from `WARDEN_CLOUD`.',
    otherwise: 'the practice tenant',
    schema: text.refine(isLoopbackRoot, {
      error: ({ input }) =>
        `«${String(input)}» is not on loopback: without MicrosoftAppId Warden talks to a practice tenant on this machine and to no other Graph`,
    }),
  },
  {
    name: 'GRAPH_RECORD',
    mode: 'sandbox',
    about: 'File that gets one JSON line for each Graph call; without tokens, secret settings as ***.',
    otherwise: 'nothing is recorded',
    schema: text,
  },
] as const satisfies readonly Option[];

export type Cloud = (typeof clouds)[number];

/** How the app that talks to Graph signs in: by what is set, never by what the machine happens to have. */
export type GraphCredential =
  | { readonly kind: 'secret'; readonly tenantId: string; readonly clientId: string; readonly secret: Secret }
  | { readonly kind: 'certificate'; readonly tenantId: string; readonly clientId: string; readonly path: string }
  | { readonly kind: 'managedIdentity'; readonly clientId: string | undefined };

export interface Address {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

interface Common {
  readonly host: string;
  readonly port: number;
  readonly database:
    { readonly kind: 'sqlite'; readonly file: string } | { readonly kind: 'postgres'; readonly url: Secret };
  readonly settingsFile: string;
  readonly logLevel: (typeof levels)[number];
  /** Where Prometheus gets its figures; undefined: nowhere. */
  readonly metrics: Address | undefined;
}

export interface SandboxConfig extends Common {
  readonly mode: 'sandbox';
  readonly auditKey: Secret | undefined;
  /** A Graph that is already there; undefined: Warden starts its own. */
  readonly graphRoot: string | undefined;
  readonly sandboxPort: number;
  readonly playground: boolean;
  readonly playgroundPort: number;
  readonly record: string | undefined;
}

export interface RealConfig extends Common {
  readonly mode: 'real';
  readonly auditKey: Secret;
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

export type Environment = Readonly<Record<string, string | undefined>>;

type Values = { readonly [O in (typeof options)[number] as O['name']]?: z.output<O['schema']> };

/**
 * Reads and checks the environment. No `MicrosoftAppId` is the practice tenant, and this is the only place that
 * decides it. Throws ConfigError.
 */
export function readConfig(env: Environment, defaults: { readonly sandboxSettings: string }): Config {
  const mode: Mode = isSet(env, 'MicrosoftAppId') ? 'real' : 'sandbox';
  const { values, faults } = readValues(env, mode);
  const all = [
    ...faults,
    ...misplaced(env, mode),
    ...(mode === 'real' ? faultsOfReal(env, values) : faultsOfSandbox(values)),
  ];
  if (all.length > 0) throw new ConfigError(all);
  return mode === 'real' ? realConfig(values) : sandboxConfig(values, defaults.sandboxSettings);
}

/** The key of the audit alone: an export is checked where nothing else is set. Throws ConfigError. */
export function auditKeyIn(env: Environment): Secret | undefined {
  const { values, faults } = readValues({ WARDEN_AUDIT_KEY: env['WARDEN_AUDIT_KEY'] }, 'sandbox');
  if (faults.length > 0) throw new ConfigError(faults);
  return values.WARDEN_AUDIT_KEY;
}

function isSet(env: Environment, name: (typeof options)[number]['name']): boolean {
  return (env[name] ?? '').trim() !== '';
}

/** What is set, parsed; what stands empty counts as not set. A faulty value is left out and told, a secret one not shown. */
function readValues(env: Environment, mode: Mode): { readonly values: Values; readonly faults: readonly string[] } {
  const entries: (readonly [string, unknown])[] = [];
  const faults: string[] = [];
  for (const { name, schema, mode: place } of options) {
    if (!isSet(env, name) || (place !== 'both' && !place.startsWith(mode))) continue;
    const parsed = schema.safeParse((env[name] ?? '').trim());
    if (parsed.success) entries.push([name, parsed.data]);
    else faults.push(`${name} ${parsed.error.issues[0]?.message ?? 'is wrong'}.`);
  }
  return { values: Object.fromEntries(entries), faults }; // each value came out of its own schema
}

function misplaced(env: Environment, mode: Mode): readonly string[] {
  return options
    .filter(({ name, mode: place }) => (place === 'real' || place === 'sandbox') && place !== mode && isSet(env, name))
    .filter(({ name }) => !(name === 'WARDEN_PLAYGROUND' && env[name] === 'off')) // as it is with an app id anyway
    .map(({ name }) =>
      mode === 'real'
        ? `${name} is set together with MicrosoftAppId: it is for the practice tenant only.`
        : `${name} is set without MicrosoftAppId: set both for a real tenant, neither for the practice tenant.`,
    );
}

function faultsOfSandbox({ HOST, WARDEN_METRICS }: Values): readonly string[] {
  const hosts = { HOST, WARDEN_METRICS: WARDEN_METRICS?.host };
  return Object.entries(hosts).flatMap(([name, host]) =>
    host === undefined || host === '127.0.0.1' || host === 'localhost'
      ? []
      : [
          `${name} «${host}» is not 127.0.0.1: without MicrosoftAppId nobody proves who they are, so Warden listens on this machine only.`,
        ],
  );
}

function faultsOfReal(env: Environment, values: Values): readonly string[] {
  const lacks = (name: (typeof options)[number]['name'], why: string) =>
    isSet(env, name) ? [] : [`${name} is missing: ${why}`];
  const managed = values.MicrosoftAppType === 'UserAssignedMSI';
  return [
    ...lacks('MicrosoftAppTenantId', 'with MicrosoftAppId it says whose people are answered.'),
    ...lacks('WARDEN_AUDIT_KEY', 'with MicrosoftAppId the audit needs a key from outside of the database.'),
    ...(managed
      ? []
      : lacks(
          'MicrosoftAppPassword',
          'a single-tenant bot signs in with it. For a managed identity set MicrosoftAppType=UserAssignedMSI.',
        )),
    ...(managed && isSet(env, 'MicrosoftAppPassword')
      ? ['MicrosoftAppPassword is set, but a bot of type UserAssignedMSI has no secret.']
      : []),
    ...faultsOfGraphSignIn(env, values, managed),
  ];
}

function faultsOfGraphSignIn(env: Environment, values: Values, managed: boolean): readonly string[] {
  const ways = [
    ...(['AZURE_CLIENT_CERTIFICATE_PATH', 'AZURE_CLIENT_SECRET'] as const).filter((name) => isSet(env, name)),
    ...(values.AZURE_USE_MANAGED_IDENTITY === 'on' ? ['AZURE_USE_MANAGED_IDENTITY'] : []),
  ];
  const needsOne = managed || isSet(env, 'AZURE_CLIENT_ID') || isSet(env, 'AZURE_TENANT_ID');
  const tenants = [values.AZURE_TENANT_ID, values.MicrosoftAppTenantId].map((id) => id?.toLowerCase());
  return [
    ...(ways.length > 1 ? [`${ways.join(' and ')} are set: there can be one way to sign in to Graph.`] : []),
    ...(ways.length === 0 && needsOne
      ? [
          'How to sign in to Graph is not said: set AZURE_CLIENT_CERTIFICATE_PATH, AZURE_CLIENT_SECRET or AZURE_USE_MANAGED_IDENTITY=on.',
        ]
      : []),
    ...(tenants[0] !== undefined && tenants[1] !== undefined && tenants[0] !== tenants[1]
      ? ['AZURE_TENANT_ID is not MicrosoftAppTenantId: people of one tenant would change another.']
      : []),
  ];
}

function sandboxConfig(values: Values, settingsFile: string): SandboxConfig {
  return {
    ...commonOf(values, { host: '127.0.0.1', settingsFile, database: 'practice.db', logLevel: 'warn' }),
    mode: 'sandbox',
    host: '127.0.0.1',
    auditKey: values.WARDEN_AUDIT_KEY,
    graphRoot: values.GRAPH_BASE_URL?.replace(/\/$/, ''),
    sandboxPort: values.SANDBOX_PORT ?? 3979,
    playground: values.WARDEN_PLAYGROUND !== 'off',
    playgroundPort: values.PLAYGROUND_PORT ?? 56150,
    record: values.GRAPH_RECORD,
  };
}

function realConfig(values: Values): RealConfig {
  const app = {
    id: present(values.MicrosoftAppId),
    password: values.MicrosoftAppPassword,
    type: values.MicrosoftAppType ?? 'SingleTenant',
    tenantId: present(values.MicrosoftAppTenantId),
  } as const;
  return {
    ...commonOf(values, { host: '0.0.0.0', settingsFile: 'warden.yaml', database: 'warden.db', logLevel: 'info' }),
    mode: 'real',
    auditKey: present(values.WARDEN_AUDIT_KEY),
    cloud: values.WARDEN_CLOUD ?? 'global',
    app,
    credential: credentialOf(values, app),
    serviceUrlHosts: values.WARDEN_SERVICE_URL_HOSTS,
  };
}

/** The practice tenant's records never stand in the same file as a real tenant's. */
function commonOf(
  values: Values,
  other: Pick<Common, 'host' | 'settingsFile' | 'logLevel'> & { readonly database: string },
): Common {
  const url = values.DATABASE_URL;
  return {
    host: values.HOST ?? other.host,
    port: values.PORT ?? 3978,
    database: url
      ? { kind: 'postgres', url }
      : { kind: 'sqlite', file: join(values.WARDEN_DATA ?? 'data', other.database) },
    settingsFile: values.WARDEN_CONFIG ?? other.settingsFile,
    logLevel: values.WARDEN_LOG ?? other.logLevel,
    metrics: values.WARDEN_METRICS,
  };
}

function credentialOf(values: Values, app: RealConfig['app']): GraphCredential {
  const { AZURE_CLIENT_ID: clientId, AZURE_CLIENT_CERTIFICATE_PATH: path } = values;
  if (values.AZURE_USE_MANAGED_IDENTITY === 'on') return { kind: 'managedIdentity', clientId };
  const registration = { tenantId: app.tenantId, clientId: clientId ?? app.id };
  if (path !== undefined) return { kind: 'certificate', ...registration, path };
  return { kind: 'secret', ...registration, secret: present(values.AZURE_CLIENT_SECRET ?? app.password) };
}

/** What the faults above have already insisted on. */
function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a setting is missing that was checked to be there');
  return value;
}

/** The root of a server on this machine, and nothing beside it. */
function isLoopbackRoot(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, search, hash, username, password } = new URL(text);
  return (
    /^https?:$/.test(protocol) &&
    /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/.test(hostname) &&
    pathname === '/' &&
    search + hash + username + password === ''
  );
}
