import { randomUUID } from 'node:crypto';
import type { Facts, Incoming, Log, Reply } from '../../src/ports';
import { startTeams, type Limits, type TeamsOptions, type TeamsServer } from '../../src/teams/server';
import { startConnector, type FakeConnector } from './connector';
import { startIdentity, type Identity } from './identity';

export const appId = '99999999-0000-4000-8000-000000000001';
export const tenantId = '11111111-1111-4111-8111-111111111111';

/** To be looked for where no secret may stand. */
export const plantedPassword = 'planted-bot-password';

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly facts: Facts;
}

export interface TeamsUnderTest {
  readonly teams: TeamsServer;
  readonly connector: FakeConnector;
  readonly identity: Identity;
  readonly heard: readonly Incoming[];
  readonly lines: readonly LogLine[];
  /** Posts an activity with a good token, unless another authorization (or null for none) is given. */
  post(activity: unknown, authorization?: string | null): Promise<Answer>;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly text: string;
}

export interface Wishes {
  readonly mode?: 'sandbox' | 'real';
  readonly handle?: (incoming: Incoming) => Promise<readonly Reply[]>;
  readonly limits?: Partial<Limits>;
  readonly options?: Partial<TeamsOptions>;
}

/** The Teams edge with real HTTP on both sides and real tokens. */
export async function startUnderTest(wishes: Wishes = {}): Promise<TeamsUnderTest> {
  const { mode = 'real', handle = () => Promise.resolve([]) } = wishes;
  const identity = await startIdentity(appId);
  const connector = await startConnector();
  const heard: Incoming[] = [];
  const { log, lines } = recordingLog();
  const auth = {
    appId,
    password: plantedPassword,
    type: 'SingleTenant',
    tenantId,
    endpoints: identity.endpoints,
  } as const;
  const teams = await startTeams({
    host: '127.0.0.1',
    port: 0,
    mode,
    ...(mode === 'real' ? { auth } : {}),
    allowedTenants: [tenantId],
    serviceUrlHosts: ['smba.trafficmanager.net', connector.url.slice(0, -1)],
    handle: (incoming) => {
      heard.push(incoming);
      return handle(incoming);
    },
    log,
    clock: { now: () => new Date(), token: () => randomUUID() },
    ready: () => Promise.resolve(true),
    ...(wishes.limits === undefined ? {} : { limits: wishes.limits }),
    ...wishes.options,
  });
  return {
    teams,
    connector,
    identity,
    heard,
    lines,
    async post(activity, authorization) {
      const header = authorization === undefined ? `Bearer ${await identity.token(connector.url)}` : authorization;
      return send(
        `${teams.url}/api/messages`,
        JSON.stringify(activity),
        header === null ? {} : { authorization: header },
      );
    },
    async close() {
      await teams.close();
      await Promise.all([connector.close(), identity.close()]);
    },
  };
}

export async function send(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
  const text = await response.text();
  return { status: response.status, text, body: text === '' ? undefined : JSON.parse(text) };
}

export function recordingLog(): { readonly log: Log; readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = [];
  const at =
    (level: string) =>
    (message: string, facts: Facts = {}) =>
      void lines.push({ level, message, facts });
  return { lines, log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') } };
}

/** A message as Teams sends it; `over` replaces whole fields. */
export function aMessage(serviceUrl: string, over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    type: 'message',
    id: '1700000000001',
    timestamp: '2026-03-02T09:00:00.000Z',
    channelId: 'msteams',
    serviceUrl,
    from: { id: '29:ana', name: 'Ana Ruiz', aadObjectId: 'aaaaaaaa-0000-4000-8000-000000000001' },
    recipient: { id: `28:${appId}`, name: 'Warden' },
    conversation: { id: 'a:ana', conversationType: 'personal', tenantId },
    channelData: { tenant: { id: tenantId } },
    localTimezone: 'Europe/Berlin',
    textFormat: 'plain',
    text: 'help',
    ...over,
  };
}

export function aPress(serviceUrl: string, over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return aMessage(serviceUrl, {
    type: 'invoke',
    text: undefined,
    name: 'adaptiveCard/action',
    replyToId: '1700000000777',
    value: {
      action: { type: 'Action.Execute', verb: 'approve', data: { token: 'opaque', justification: 'agreed' } },
      trigger: 'manual',
    },
    ...over,
  });
}
