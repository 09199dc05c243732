import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { TokenWishes } from '../support/identity';
import { teamsClouds } from '../../src/teams/clouds';
import { startTeams, type TeamsAuth, type TeamsOptions } from '../../src/teams/server';
import { aMessage, recordingLog, send, startUnderTest, tenantId, type TeamsUnderTest } from '../support/teams';

const foreignTenant = '22222222-2222-4222-8222-222222222222';

describe('a request in real mode', () => {
  let under: TeamsUnderTest;
  let complaints: jest.SpyInstance;
  beforeEach(async () => {
    complaints = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    under = await startUnderTest();
  });
  afterEach(async () => {
    await under.close();
    complaints.mockRestore();
  });

  test('with a good token is handed on', async () => {
    const answer = await under.post(aMessage(under.connector.url));

    expect(answer.status).toBe(200);
    expect(under.heard).toHaveLength(1);
  });

  test('that comes twice is handed on twice: the bot knows what it has seen', async () => {
    await under.post(aMessage(under.connector.url));
    await under.post(aMessage(under.connector.url));

    expect(under.heard.map((incoming) => incoming.id)).toEqual(['1700000000001', '1700000000001']);
  });

  const badTokens: readonly (readonly [string, TokenWishes])[] = [
    ['for another app', { audience: 'another-app' }],
    ['of another issuer', { issuer: 'https://example.com' }],
    ['of the emulator', { issuer: `https://sts.windows.net/${foreignTenant}/`, claims: { appid: 'x', ver: '1.0' } }],
    ['signed with a foreign key', { forged: true }],
    ['that names an unknown key', { kid: 'key-2' }],
    ['signed with another algorithm', { algorithm: 'PS256' }],
    ['that ended ten minutes ago', { expiresIn: -600 }],
    ['that begins in ten minutes', { notBefore: 600 }],
    ['for another service URL', { claims: { serviceurl: 'https://smba.trafficmanager.net/emea/' } }],
    ['without a service URL', { claims: { serviceurl: undefined } }],
  ];
  test.each(badTokens)('with a token %s is refused without the reason', async (_, wishes) => {
    const token = await under.identity.token(under.connector.url, wishes);

    const answer = await under.post(aMessage(under.connector.url), `Bearer ${token}`);

    expect(answer.status).toBe(401);
    expect(answer.text).toMatch(/^\{"error":"(token|issuer|no-token)"\}$/);
    expect(under.heard).toEqual([]);
    expect(complaints).not.toHaveBeenCalled();
  });

  test('of the emulator never reaches the SDK, which would remember its issuer', async () => {
    const token = await under.identity.token(under.connector.url, {
      issuer: `https://sts.windows.net/${foreignTenant}/`,
    });

    const answer = await under.post(aMessage(under.connector.url), `Bearer ${token}`);

    expect(answer.body).toEqual({ error: 'issuer' });
  });

  test.each([
    ['no token', null],
    ['an empty header', ''],
    ['junk', 'Bearer junk.junk.junk'],
    ['another scheme', 'Basic dXNlcjpwYXNz'],
  ])('with %s is refused', async (_, authorization) => {
    const answer = await under.post(aMessage(under.connector.url), authorization);

    expect(answer.status).toBe(401);
    expect(under.heard).toEqual([]);
  });

  test('with an unsigned token is refused', async () => {
    const answer = await under.post(
      aMessage(under.connector.url),
      `Bearer ${under.identity.unsigned(under.connector.url)}`,
    );

    expect(answer.status).toBe(401);
  });

  test('is answered 503 when the keys cannot be read', async () => {
    const header = `Bearer ${await under.identity.token(under.connector.url)}`;
    await under.identity.close();

    const answer = await under.post(aMessage(under.connector.url), header);

    expect(answer).toMatchObject({ status: 503, body: { error: 'keys-unreachable' } });
    expect(under.heard).toEqual([]);
  });

  const badActivities: readonly (readonly [string, number, Readonly<Record<string, unknown>>])[] = [
    ['no service URL', 400, { serviceUrl: undefined }],
    ['a service URL that is none', 403, { serviceUrl: 'smba.trafficmanager.net' }],
    ['a foreign service URL', 403, { serviceUrl: 'https://smba.trafficmanager.net.example.com/' }],
    ['a service URL with credentials', 403, { serviceUrl: 'https://a:b@smba.trafficmanager.net/' }],
    ['plain http', 403, { serviceUrl: 'http://smba.trafficmanager.net/' }],
    ['another port of this machine', 403, { serviceUrl: 'http://127.0.0.1:1/' }],
    ['another channel', 403, { channelId: 'webchat' }],
    ['no sender', 400, { from: undefined }],
    ['a sender without id', 400, { from: { name: 'Ana' } }],
    ['no recipient', 400, { recipient: undefined }],
    ['no conversation id', 400, { conversation: { tenantId } }],
    ['no type', 400, { type: undefined }],
  ];
  test.each(badActivities)('with %s is refused', async (_, status, over) => {
    const activity = aMessage(under.connector.url, over);
    const token = await under.identity.token(typeof activity['serviceUrl'] === 'string' ? activity['serviceUrl'] : '');

    const answer = await under.post(activity, `Bearer ${token}`);

    expect(answer.status).toBe(status);
    expect(under.heard).toEqual([]);
  });

  test.each([
    ['of another tenant', { tenantId: foreignTenant }, { tenant: { id: foreignTenant } }],
    ['whose conversation is of another tenant', { tenantId: foreignTenant }, { tenant: { id: tenantId } }],
    ['whose channel is of another tenant', { tenantId }, { tenant: { id: foreignTenant } }],
    ['of no tenant', {}, {}],
  ])('%s is refused, with one sentence to the person', async (_, conversation, channelData) => {
    const answer = await under.post(
      aMessage(under.connector.url, {
        conversation: { id: 'a:ana', conversationType: 'personal', ...conversation },
        channelData,
      }),
    );

    expect(answer.status).toBe(403);
    expect(under.heard).toEqual([]);
    const [said] = await under.connector.waitFor(1);
    expect(said?.body['text']).toBe('Warden works for another organization, so it cannot help here.');
  });

  test('is refused compressed, before it is unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));
    const before = process.memoryUsage().rss;

    const answer = await send(`${under.teams.url}/api/messages`, new Uint8Array(bomb), { 'content-encoding': 'gzip' });

    expect(answer.status).toBe(415);
    expect(process.memoryUsage().rss - before).toBeLessThan(40_000_000);
  });

  test('of two megabytes is refused', async () => {
    const answer = await send(`${under.teams.url}/api/messages`, `"${'a'.repeat(2_000_000)}"`);

    expect(answer.status).toBe(413);
  });

  test('of two megabytes without a length is refused', async () => {
    const status = await sendChunked(`${under.teams.url}/api/messages`, 'a'.repeat(2_000_000));

    expect(status).toBe(413);
  });

  test('with a hundred thousand characters of text is handed on', async () => {
    const answer = await under.post(aMessage(under.connector.url, { text: 'a'.repeat(100_000) }));

    expect(answer.status).toBe(200);
    expect(under.heard).toHaveLength(1);
  });

  test.each([
    ['bad JSON', '{"type":'],
    ['nothing', ''],
  ])('with %s is refused', async (_, body) => {
    const authorization = `Bearer ${await under.identity.token(under.connector.url)}`;

    const answer = await send(`${under.teams.url}/api/messages`, body, { authorization });

    expect(answer).toMatchObject({ status: 400, body: { error: 'bad-json' } });
  });

  test.each(['[]', '"text"', '{}', 'null'])('with %s for an activity is refused', async (body) => {
    const authorization = `Bearer ${await under.identity.token(under.connector.url)}`;

    const answer = await send(`${under.teams.url}/api/messages`, body, { authorization });

    expect(answer).toMatchObject({ status: 400, body: { error: 'bad-activity' } });
  });

  test('is logged when refused, without its content', async () => {
    await under.post(aMessage(under.connector.url, { text: 'my secret' }), 'Bearer junk.junk.junk');

    const refused = under.lines.filter((line) => line.level === 'warn');
    expect(refused).toEqual([{ level: 'warn', message: 'request refused', facts: { status: 401, code: 'issuer' } }]);
  });

  test('tells the audit who was refused', async () => {
    const refused = jest.fn();
    await under.close();
    under = await startUnderTest({ options: { refused } });

    await under.post(
      aMessage(under.connector.url, { conversation: { id: 'a:ana', tenantId: foreignTenant }, channelData: {} }),
    );

    expect(refused).toHaveBeenCalledWith({
      status: 403,
      code: 'tenant',
      facts: {
        objectId: 'aaaaaaaa-0000-4000-8000-000000000001',
        tenantId: foreignTenant,
        activity: '1700000000001',
        type: 'message',
      },
    });
  });
});

describe('a request in sandbox mode', () => {
  let under: TeamsUnderTest;
  beforeEach(async () => {
    under = await startUnderTest({ mode: 'sandbox' });
  });
  afterEach(() => under.close());

  test('needs no token', async () => {
    const answer = await under.post(aMessage(under.connector.url), null);

    expect(answer.status).toBe(200);
    expect(under.heard).toHaveLength(1);
  });

  test.each([
    ['X-Forwarded-For', { 'x-forwarded-for': '203.0.113.7' }],
    ['X-Forwarded-Host', { 'x-forwarded-host': 'bot.example.com' }],
    ['Forwarded', { forwarded: 'for=203.0.113.7' }],
    ['the Origin of a web site', { origin: 'https://example.com' }],
    ['the Origin of a hidden page', { origin: 'null' }],
    ['a foreign Host', { host: 'bot.example.com' }],
    ['a Host that begins like this machine', { host: '127.0.0.1.example.com' }],
  ])('with %s is refused', async (_, headers) => {
    const status = await sendRaw(
      `${under.teams.url}/api/messages`,
      JSON.stringify(aMessage(under.connector.url)),
      headers,
    );

    expect(status).toBe(403);
    expect(under.heard).toEqual([]);
  });

  test('may answer to this machine only', async () => {
    const answer = await under.post(aMessage('https://smba.trafficmanager.net/emea/'), null);

    expect(answer).toMatchObject({ status: 403, body: { error: 'service-url' } });
  });

  test('of another tenant is refused', async () => {
    const answer = await under.post(
      aMessage(under.connector.url, { conversation: { id: 'a:ana', tenantId: foreignTenant }, channelData: {} }),
      null,
    );

    expect(answer.status).toBe(403);
  });
});

describe('startTeams', () => {
  test('refuses real mode without an app id', async () => {
    const start = startBare({ mode: 'real' });

    await expect(start).rejects.toThrow("Teams needs an app id: without one it would take anybody's word.");
  });

  test('refuses the sandbox on an address others can reach', async () => {
    const start = startBare({ mode: 'sandbox', host: '0.0.0.0' });

    await expect(start).rejects.toThrow(
      'The sandbox checks no tokens, so it listens to this machine only, not to 0.0.0.0.',
    );
  });

  test('refuses the sandbox with an app id', async () => {
    const start = startBare({ mode: 'sandbox', auth });

    await expect(start).rejects.toThrow('The sandbox takes no app id.');
  });
});

const auth: TeamsAuth = {
  appId: 'app',
  password: 'secret',
  type: 'SingleTenant',
  tenantId,
  endpoints: teamsClouds.global.endpoints,
};

function startBare(options: Pick<TeamsOptions, 'mode'> & Partial<TeamsOptions>) {
  return startTeams({
    host: '127.0.0.1',
    port: 0,
    allowedTenants: [],
    serviceUrlHosts: [],
    handle: () => Promise.resolve([]),
    log: recordingLog().log,
    clock: { now: () => new Date(), token: () => 'token' },
    ready: () => Promise.resolve(true),
    ...options,
  });
}

/** Plain node: fetch does not let a test choose the Host header. */
function sendRaw(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sending = request(
      url,
      { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
      (got) => {
        got.resume();
        got.on('end', () => resolve(got.statusCode));
      },
    );
    sending.on('error', reject);
    sending.end(body);
  });
}

function sendChunked(url: string, body: string): Promise<number | undefined> {
  return sendRaw(url, body, { 'transfer-encoding': 'chunked' });
}
