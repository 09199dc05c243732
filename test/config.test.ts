import { inspect } from 'node:util';
import { ConfigError, options, auditKeyIn, readConfig, type Config, type Environment, Secret } from '../src/config';
import { graphClouds } from '../src/graph/clouds';
import { teamsClouds } from '../src/teams/clouds';

const appId = '22222222-2222-4222-8222-222222222222';
const tenant = '11111111-1111-4111-8111-111111111111';
const graphApp = '33333333-3333-4333-8333-333333333333';
const real = {
  MicrosoftAppId: appId,
  MicrosoftAppTenantId: tenant,
  MicrosoftAppPassword: 'bot secret',
  WARDEN_AUDIT_KEY: '0123456789abcdef',
};

function read(env: Environment): Config {
  return readConfig(env, { sandboxSettings: '/warden/sandbox/warden.yaml' });
}

function faultsOf(env: Environment): readonly string[] {
  try {
    read(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('readConfig without MicrosoftAppId', () => {
  test('is the practice tenant, with nothing set', () => {
    expect(read({})).toEqual({
      mode: 'sandbox',
      host: '127.0.0.1',
      port: 3978,
      database: { kind: 'sqlite', file: 'data/practice.db' },
      settingsFile: '/warden/sandbox/warden.yaml',
      logLevel: 'warn',
      metrics: undefined,
      auditKey: undefined,
      graphRoot: undefined,
      sandboxPort: 3979,
      playground: true,
      playgroundPort: 56150,
      record: undefined,
    });
  });

  test('takes what is for it', () => {
    const config = read({
      PORT: '4000',
      HOST: 'localhost',
      WARDEN_DATA: '/var/warden',
      WARDEN_CONFIG: 'mine.yaml',
      WARDEN_LOG: 'debug',
      WARDEN_METRICS: '127.0.0.1:9464',
      SANDBOX_PORT: '0',
      PLAYGROUND_PORT: '4002',
      WARDEN_PLAYGROUND: 'off',
      GRAPH_RECORD: 'calls.jsonl',
    });

    expect(config).toMatchObject({
      port: 4000,
      host: '127.0.0.1',
      database: { kind: 'sqlite', file: '/var/warden/practice.db' },
      settingsFile: 'mine.yaml',
      logLevel: 'debug',
      metrics: { host: '127.0.0.1', port: 9464 },
      sandboxPort: 0,
      playgroundPort: 4002,
      playground: false,
      record: 'calls.jsonl',
    });
  });

  test('counts what stands empty as not set', () => {
    expect(read({ MicrosoftAppId: '', PORT: ' ', MicrosoftAppTenantId: '' }).mode).toBe('sandbox');
  });

  test('does not even read AZURE_*: what a developer has there means nothing', () => {
    const env = { AZURE_CLIENT_ID: 'not an id', AZURE_TENANT_ID: tenant, AZURE_CLIENT_SECRET: 'of a developer' };

    expect(read(env)).toEqual(read({}));
  });

  test.each(['http://127.0.0.1:4567', 'http://localhost:4567', 'http://[::1]:4567', 'http://127.0.0.1:4567/'])(
    'takes %s for Graph',
    (root) => {
      expect(read({ GRAPH_BASE_URL: root })).toMatchObject({ graphRoot: root.replace(/\/$/, '') });
    },
  );

  test.each([
    'https://graph.microsoft.com',
    'http://127.0.0.1.example.com',
    'http://127.0.0.1@example.com',
    'http://localhost.example.com:3979',
    'http://10.0.0.1:3979',
    'http://127.0.0.1:3979/v1.0',
    'file:///etc/passwd',
    '127.0.0.1:3979',
  ])('refuses %s for Graph', (root) => {
    expect(faultsOf({ GRAPH_BASE_URL: root })).toEqual([
      `GRAPH_BASE_URL «${root}» is not on loopback: without MicrosoftAppId Warden talks to a practice tenant on this machine and to no other Graph.`,
    ]);
  });

  test.each(['0.0.0.0', '::', '10.1.2.3', 'warden.example.com', '::1', '127.0.0.2'])(
    'refuses to listen on %s',
    (host) => {
      expect(faultsOf({ HOST: host })).toEqual([
        `HOST «${host}» is not 127.0.0.1: without MicrosoftAppId nobody proves who they are, so Warden listens on this machine only.`,
      ]);
    },
  );

  test.each([
    ['MicrosoftAppPassword', 'secret'],
    ['MicrosoftAppTenantId', tenant],
    ['MicrosoftAppType', 'SingleTenant'],
    ['WARDEN_CLOUD', 'usGov'],
    ['WARDEN_SERVICE_URL_HOSTS', 'smba.example.com'],
  ])('refuses %s, which is for a real tenant', (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([
      `${name} is set without MicrosoftAppId: set both for a real tenant, neither for the practice tenant.`,
    ]);
  });

  test('gives figures to this machine only', () => {
    expect(faultsOf({ WARDEN_METRICS: '0.0.0.0:9464' })).toEqual([
      'WARDEN_METRICS «0.0.0.0» is not 127.0.0.1: without MicrosoftAppId nobody proves who they are, so Warden listens on this machine only.',
    ]);
  });
});

describe('readConfig with MicrosoftAppId', () => {
  test('is a real tenant; one registration may do both', () => {
    const config = read(real);

    expect(config).toMatchObject({
      mode: 'real',
      host: '0.0.0.0',
      database: { kind: 'sqlite', file: 'data/warden.db' },
      settingsFile: 'warden.yaml',
      logLevel: 'info',
      metrics: undefined,
      cloud: 'global',
      app: { id: appId, type: 'SingleTenant', tenantId: tenant },
      credential: { kind: 'secret', tenantId: tenant, clientId: appId },
    });
    expect(config.mode === 'real' && config.credential.kind === 'secret' && config.credential.secret.reveal()).toBe(
      'bot secret',
    );
  });

  test('signs in to Graph with an app registration of its own', () => {
    const config = read({ ...real, AZURE_CLIENT_ID: graphApp, AZURE_CLIENT_SECRET: 'graph secret' });

    expect(config).toMatchObject({ credential: { kind: 'secret', tenantId: tenant, clientId: graphApp } });
    expect(config.mode === 'real' && config.credential.kind === 'secret' && config.credential.secret.reveal()).toBe(
      'graph secret',
    );
  });

  test('signs in to Graph with a certificate', () => {
    const env = { ...real, AZURE_CLIENT_ID: graphApp, AZURE_CLIENT_CERTIFICATE_PATH: '/run/graph.pem' };

    expect(read(env)).toMatchObject({
      credential: { kind: 'certificate', tenantId: tenant, clientId: graphApp, path: '/run/graph.pem' },
    });
  });

  test('signs in to both with managed identities', () => {
    const { MicrosoftAppPassword: _, ...without } = real;
    const env = { ...without, MicrosoftAppType: 'UserAssignedMSI', AZURE_USE_MANAGED_IDENTITY: 'on' };

    expect(read(env)).toMatchObject({
      app: { type: 'UserAssignedMSI', password: undefined },
      credential: { kind: 'managedIdentity', clientId: undefined },
    });
    expect(read({ ...env, AZURE_CLIENT_ID: graphApp })).toMatchObject({ credential: { clientId: graphApp } });
  });

  test('takes another cloud, other hosts and PostgreSQL', () => {
    const config = read({
      ...real,
      WARDEN_CLOUD: 'usGovDod',
      WARDEN_SERVICE_URL_HOSTS: 'a.example.com, b.example.com,',
      DATABASE_URL: 'postgres://warden:hidden@db/warden',
    });

    expect(config).toMatchObject({
      cloud: 'usGovDod',
      serviceUrlHosts: ['a.example.com', 'b.example.com'],
      database: { kind: 'postgres' },
    });
    expect(config.database.kind === 'postgres' && config.database.url.reveal()).toBe(
      'postgres://warden:hidden@db/warden',
    );
  });

  test.each([
    ['MicrosoftAppTenantId', 'MicrosoftAppTenantId is missing: with MicrosoftAppId it says whose people are answered.'],
    [
      'WARDEN_AUDIT_KEY',
      'WARDEN_AUDIT_KEY is missing: with MicrosoftAppId the audit needs a key from outside of the database.',
    ],
    [
      'MicrosoftAppPassword',
      'MicrosoftAppPassword is missing: a single-tenant bot signs in with it. For a managed identity set MicrosoftAppType=UserAssignedMSI.',
    ],
  ])('needs %s', (name, fault) => {
    expect(faultsOf({ ...real, [name]: undefined })).toEqual([fault]);
    expect(faultsOf({ ...real, [name]: ' ' })).toEqual([fault]);
  });

  test.each([
    ['GRAPH_BASE_URL', 'http://127.0.0.1:3979'],
    ['GRAPH_RECORD', 'calls.jsonl'],
    ['SANDBOX_PORT', '3979'],
    ['PLAYGROUND_PORT', '56150'],
    ['WARDEN_PLAYGROUND', 'on'],
  ])('refuses %s, which is for the practice tenant', (name, value) => {
    expect(faultsOf({ ...real, [name]: value })).toEqual([
      `${name} is set together with MicrosoftAppId: it is for the practice tenant only.`,
    ]);
  });

  test('lets WARDEN_PLAYGROUND=off pass: it is off anyway', () => {
    expect(faultsOf({ ...real, WARDEN_PLAYGROUND: 'off' })).toEqual([]);
  });

  test('takes no id that is none for the practice tenant', () => {
    expect(faultsOf({ ...real, MicrosoftAppId: 'my bot' })).toEqual([
      'MicrosoftAppId has to be an id such as 11111111-1111-4111-8111-111111111111.',
    ]);
  });

  test('signs in to Graph in one way only', () => {
    const env = {
      ...real,
      AZURE_CLIENT_SECRET: 'x',
      AZURE_CLIENT_CERTIFICATE_PATH: 'y',
      AZURE_USE_MANAGED_IDENTITY: 'on',
    };

    expect(faultsOf(env)).toEqual([
      'AZURE_CLIENT_CERTIFICATE_PATH and AZURE_CLIENT_SECRET and AZURE_USE_MANAGED_IDENTITY are set: there can be one way to sign in to Graph.',
    ]);
  });

  test.each([{ AZURE_CLIENT_ID: graphApp }, { MicrosoftAppType: 'UserAssignedMSI', MicrosoftAppPassword: undefined }])(
    'wants to be told how to sign in to Graph with %j',
    (env) => {
      expect(faultsOf({ ...real, ...env })).toEqual([
        'How to sign in to Graph is not said: set AZURE_CLIENT_CERTIFICATE_PATH, AZURE_CLIENT_SECRET or AZURE_USE_MANAGED_IDENTITY=on.',
      ]);
    },
  );

  test('does not let people of one tenant change another', () => {
    expect(faultsOf({ ...real, AZURE_TENANT_ID: graphApp, AZURE_CLIENT_SECRET: 'x' })).toEqual([
      'AZURE_TENANT_ID is not MicrosoftAppTenantId: people of one tenant would change another.',
    ]);
  });

  test('wants no secret for a managed identity', () => {
    const env = { ...real, MicrosoftAppType: 'UserAssignedMSI', AZURE_USE_MANAGED_IDENTITY: 'on' };

    expect(faultsOf(env)).toEqual(['MicrosoftAppPassword is set, but a bot of type UserAssignedMSI has no secret.']);
  });
});

describe('WARDEN_CLOUD', () => {
  test.each(['global', 'usGov', 'usGovDod', 'china'] as const)(
    '%s names Graph, its sign-in and that of Teams',
    (cloud) => {
      const config = read({ ...real, WARDEN_CLOUD: cloud });
      if (config.mode !== 'real') throw new Error('not a real tenant');

      expect(graphClouds[config.cloud].login).toBe(teamsClouds[config.cloud].endpoints.loginUrl);
      expect(new URL(graphClouds[config.cloud].root).protocol).toBe('https:');
    },
  );

  test('is one of four', () => {
    expect(Object.keys(graphClouds)).toEqual(['global', 'usGov', 'usGovDod', 'china']);
    expect(faultsOf({ ...real, WARDEN_CLOUD: 'gcc' })).toEqual([
      'WARDEN_CLOUD has to be one of global, usGov, usGovDod, china.',
    ]);
  });
});

describe('faults', () => {
  test('are told all at once', () => {
    const faults = faultsOf({
      MicrosoftAppId: appId,
      PORT: '99999',
      WARDEN_LOG: 'loud',
      WARDEN_METRICS: '9464',
      GRAPH_RECORD: 'x',
      WARDEN_AUDIT_KEY: 'short',
    });

    expect(faults).toEqual([
      'WARDEN_AUDIT_KEY needs at least 16 characters.',
      'PORT has to be a port number.',
      'WARDEN_LOG has to be one of debug, info, warn, error.',
      'WARDEN_METRICS has to be an address such as 127.0.0.1:9464.',
      'GRAPH_RECORD is set together with MicrosoftAppId: it is for the practice tenant only.',
      'MicrosoftAppTenantId is missing: with MicrosoftAppId it says whose people are answered.',
      'MicrosoftAppPassword is missing: a single-tenant bot signs in with it. For a managed identity set MicrosoftAppType=UserAssignedMSI.',
    ]);
  });

  test('never show a secret', () => {
    const secrets = { WARDEN_AUDIT_KEY: 'sesame', DATABASE_URL: 'mysql://u:sesame@db', MicrosoftAppPassword: 'sesame' };

    expect(faultsOf(secrets)).toHaveLength(3);
    expect(faultsOf(secrets).join()).not.toContain('sesame');
  });
});

describe('secrets', () => {
  test('print as ***, wherever they are', () => {
    const config = read({ ...real, AZURE_CLIENT_SECRET: 'graph secret', DATABASE_URL: 'postgres://u:hidden@db/w' });

    const printed = `${JSON.stringify(config)} ${inspect(config, { depth: 9, showHidden: true })} ${String(new Secret('bot secret'))}`;

    expect(printed).toContain('***');
    for (const secret of ['bot secret', 'graph secret', 'hidden', real.WARDEN_AUDIT_KEY]) {
      expect(printed).not.toContain(secret);
    }
  });

  test('are what is named like one', () => {
    const secretOptions = options.filter(({ schema }) => {
      const parsed = schema.safeParse('postgres://0123456789abcdef');
      return parsed.success && (parsed.data as unknown) instanceof Secret;
    });

    expect(secretOptions.map(({ name }) => name)).toEqual([
      'MicrosoftAppPassword',
      'AZURE_CLIENT_SECRET',
      'WARDEN_AUDIT_KEY',
      'DATABASE_URL',
    ]);
  });
});

describe('auditKeyIn', () => {
  test('reads the key of the audit alone, hidden from print, and refuses a short one', () => {
    const key = auditKeyIn({ WARDEN_AUDIT_KEY: 'a key that is long enough', MicrosoftAppId: 'not even an id' });

    expect(key?.reveal()).toBe('a key that is long enough');
    expect(String(key)).toBe('***');
    expect(auditKeyIn({ WARDEN_AUDIT_KEY: '' })).toBeUndefined();
    expect(() => auditKeyIn({ WARDEN_AUDIT_KEY: 'short' })).toThrow(/at least 16 characters/);
  });
});
