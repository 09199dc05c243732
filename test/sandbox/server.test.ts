import { connect } from 'node:net';
import { startSandbox } from '../../src/sandbox/server';
import { answered, type Asker, innerMessage, noon, startAsker, tokenOf } from './ask';

const connectors = '/beta/deviceManagement/mobileThreatDefenseConnectors';
const android = '/beta/deviceAppManagement/androidManagedAppProtections';
const baseline = `${android}/T_cccccccc-0000-4000-8000-000000000001`;

let asker: Asker;
beforeEach(async () => {
  asker = await startAsker();
});
afterEach(() => asker.sandbox.close());

describe('signing in', () => {
  const list = async (authorization?: string) =>
    answered(await fetch(`${asker.sandbox.url}${connectors}`, { headers: authorization ? { authorization } : {} }));

  test('gives a token that says who and what', async () => {
    const [, claims = ''] = (await tokenOf(asker.sandbox)).split('.');

    expect(JSON.parse(Buffer.from(claims, 'base64url').toString('utf8'))).toMatchObject({
      tid: '11111111-1111-4111-8111-111111111111',
      appid: '22222222-2222-4222-8222-222222222222',
      exp: noon.getTime() / 1000 + 3599,
      roles: expect.arrayContaining(['DeviceManagementApps.ReadWrite.All']) as unknown,
    });
  });

  test.each<[string, string | undefined, string]>([
    ['no token', undefined, 'Access token is empty.'],
    ['no JWT', 'Bearer abc', 'IDX14100: JWT is not well formed, there are no dots (.).'],
    ['a token of somebody else', 'Bearer a.b.c', 'Access token validation failure. Invalid signature.'],
  ])('refuses %s', async (_, authorization, message) => {
    const answer = await list(authorization);

    expect(answer.status).toBe(401);
    expect(answer.body.error).toMatchObject({ code: 'InvalidAuthenticationToken', message });
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  test('refuses a token of another sandbox, and one that has expired', async () => {
    let now = noon;
    const other = await startSandbox({ now: () => now });
    const token = await tokenOf(other);
    const ask = async () =>
      answered(await fetch(`${other.url}${connectors}`, { headers: { authorization: `Bearer ${token}` } }));

    const valid = await ask();
    now = new Date(noon.getTime() + 3_600_000);
    const expired = await ask();
    const elsewhere = await list(`Bearer ${token}x`);
    await other.close();

    expect(valid.status).toBe(200);
    expect(expired.body.error.message).toBe('Lifetime validation failed, the token is expired.');
    expect(elsewhere.status).toBe(401);
  });
});

describe('permissions', () => {
  test('Intune names the scopes in the JSON of its message', async () => {
    const reader = await startAsker({ roles: ['DeviceManagementApps.Read.All'] });

    const read = await reader.get(baseline);
    const write = await reader.send('PATCH', baseline, { minimumPinLength: 6 });
    await reader.sandbox.close();

    expect(read.status).toBe(200);
    expect(write.status).toBe(403);
    expect(write.body.error.code).toBe('Forbidden');
    expect(innerMessage(write)).toContain(
      'Application must have one of the following scopes: DeviceManagementApps.ReadWrite.All - Operation ID',
    );
    expect(reader.sandbox.tenant.policy('Android Office baseline')['minimumPinLength']).toBe(4);
  });

  test.each<[string, string, string]>([
    ['GET', connectors, 'DeviceManagementServiceConfig.Read.All'],
    ['GET', '/v1.0/deviceManagement/managedDevices', 'DeviceManagementManagedDevices.Read.All'],
    ['GET', '/v1.0/deviceManagement/deviceCompliancePolicies', 'DeviceManagementConfiguration.Read.All'],
    ['GET', '/v1.0/identity/conditionalAccess/policies', 'Policy.Read.All'],
    ['GET', '/v1.0/groups', 'Group.Read.All'],
    ['GET', '/v1.0/users', 'User.Read.All'],
  ])('%s %s needs %s', async (_, path, role) => {
    const [nobody, somebody] = await Promise.all([startAsker({ roles: [] }), startAsker({ roles: [role] })]);

    const [refused, allowed] = [await nobody.get(path), await somebody.get(path)];
    await Promise.all([nobody.sandbox.close(), somebody.sandbox.close()]);

    expect([refused.status, allowed.status]).toEqual([403, 200]);
  });

  test('the directory tells nothing', async () => {
    const nobody = await startAsker({ roles: [] });
    const answer = await nobody.get('/v1.0/users');
    await nobody.sandbox.close();

    expect(answer.body.error).toMatchObject({
      code: 'Authorization_RequestDenied',
      message: 'Insufficient privileges to complete the operation.',
    });
  });
});

describe('addresses', () => {
  test.each<[string, string, number, string]>([
    ['GET', '/v1.0/nothing', 400, "Resource not found for the segment 'nothing'."],
    ['GET', '/beta/deviceManagement/nothing', 400, "Resource not found for the segment 'nothing'."],
    [
      'GET',
      '/v1.0/deviceManagement/configurationPolicies',
      400,
      "Resource not found for the segment 'configurationPolicies'.",
    ],
    ['GET', '/v2.0/users', 400, 'Invalid version: v2.0'],
    ['GET', '/v1.0/me', 400, '/me request is only valid with delegated authentication flow.'],
    ['PUT', '/v1.0/users', 405, 'Specified HTTP method is not allowed for the request target.'],
    ['GET', '/v1.0/users/%zz', 400, 'The request URI is not valid.'],
    ['GET', '/v1.0/users?$nonsense=1', 400, "The query parameter '$nonsense' is not supported."],
    [
      'GET',
      '/v1.0/users?$top=many',
      400,
      "Invalid value 'many' for $top query option found. The $top query option requires a non-negative integer value.",
    ],
  ])('%s %s → %i', async (method, path, status, message) => {
    const answer = await asker.send(method, path);

    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toBe(message);
  });

  test('Intune knows the address and not the way', async () => {
    const answer = await asker.get(`${baseline}/nothing`);

    expect(answer.status).toBe(400);
    expect(answer.body.error.code).toBe('No method match route template');
    expect(answer.body.error.message).toContain('~/singleton/navigation/key/navigation with http verb GET');
  });

  test('keys may stand in brackets, and names in any case', async () => {
    const answer = await asker.get(
      "/beta/DeviceAppManagement/androidManagedAppProtections('T_cccccccc-0000-4000-8000-000000000001')",
    );

    expect(answer.body['displayName']).toBe('Android Office baseline');
  });

  test('each answer carries a request id', async () => {
    const [good, bad] = [await asker.get('/v1.0/groups'), await asker.get('/v1.0/nothing')];

    expect(good.headers.get('request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(bad.headers.get('request-id')).toBe(bad.body.error.innerError['request-id']);
  });
});

describe('bodies', () => {
  const unreadable =
    'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.';

  test.each<[string, string, string]>([
    ['cut JSON', '{"minimumPinLength":', unreadable],
    ['a list', '[]', unreadable],
    ['a text', '"x"', unreadable],
  ])('refuses %s', async (_, body, message) => {
    const answer = await asker.send('PATCH', baseline, body);

    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toBe(message);
  });

  test('refuses a missing body and one that does not say it is JSON', async () => {
    const missing = await asker.send('PATCH', baseline);
    const untyped = await asker.send('PATCH', baseline, '{}', { 'content-type': 'text/plain' });

    expect(missing.status).toBe(400);
    expect(untyped.body.error.message).toBe(
      'Write requests (excluding DELETE) must contain the Content-Type header declaration.',
    );
  });

  test('refuses more than 4 MB', async () => {
    const answer = await asker.send('PATCH', baseline, { description: 'x'.repeat(5_000_000) });

    expect(answer.status).toBe(413);
    expect((await asker.get(baseline)).status).toBe(200);
  });

  test('survives JSON as deep as a well, and bytes that are no HTTP', async () => {
    const deep = `${'{"target":'.repeat(200_000)}1${'}'.repeat(200_000)}`;
    const answer = await asker.send('POST', `${baseline}/assign`, `{"assignments":[${deep}]}`);
    const { port } = new URL(asker.sandbox.url);
    await new Promise((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.end('garbage\r\n\r\n'));
      socket.on('close', resolve).on('error', () => undefined);
      socket.resume();
    });

    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect((await asker.get(baseline)).status).toBe(200);
  });

  test('packs large answers when asked to', async () => {
    const packed = await asker.get('/v1.0/deviceManagement/managedDevices', { 'accept-encoding': 'gzip' });
    const plain = await asker.get('/v1.0/deviceManagement/managedDevices', { 'accept-encoding': 'identity' });

    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(packed.body.value).toEqual(plain.body.value);
  });
});

describe('what was called', () => {
  test('writes are those that change something, in order and with their status', async () => {
    await asker.get(baseline);
    await asker.send('PATCH', `${baseline}?x=1`, { minimumPinLength: 6 });
    await asker.send('PATCH', baseline, { nonsense: 1 });
    await asker.send('POST', '/v1.0/users/aaaaaaaa-0000-4000-8000-000000000001/checkMemberGroups', { groupIds: [] });
    await asker.send('POST', '/v1.0/directoryObjects/getByIds', { ids: [] });

    expect(asker.sandbox.writes).toEqual([
      { method: 'PATCH', url: `${baseline}?x=1`, body: { minimumPinLength: 6 }, status: 200 },
      { method: 'PATCH', url: baseline, body: { nonsense: 1 }, status: 400 },
    ]);
    expect(asker.sandbox.calls).toHaveLength(5);
  });

  test('a change leaves an audit event', async () => {
    await asker.send('PATCH', baseline, { minimumPinLength: 6 });

    const events = await asker.get('/v1.0/deviceManagement/auditEvents');

    expect(events.body.value).toHaveLength(1);
    expect(events.body.value[0]).toMatchObject({
      activityType: 'Patch androidManagedAppProtections',
      activityResult: 'Success',
      activityDateTime: '2026-03-02T12:00:00Z',
    });
  });
});

describe('inject', () => {
  const patch = () => asker.send('PATCH', baseline, { minimumPinLength: 6, pinRequired: false });
  const live = () => asker.sandbox.tenant.policy('Android Office baseline');

  test('refuses as often as told, with a time to wait', async () => {
    asker.sandbox.inject({
      path: /androidManagedAppProtections/,
      act: 'refuse',
      status: 429,
      retryAfterSeconds: 3,
      times: 2,
    });

    const answers = [await asker.get(baseline), await asker.get(baseline), await asker.get(baseline)];

    expect(answers.map(({ status }) => status)).toEqual([429, 429, 200]);
    expect(answers[0]?.headers.get('retry-after')).toBe('3');
    expect(answers[0]?.body.error.code).toBe('TooManyRequests');
  });

  test('strikes only the method and path it names, until it is taken away', async () => {
    const remove = asker.sandbox.inject({
      method: 'PATCH',
      path: /^\/beta\/.*T_cccc/g,
      act: 'refuse',
      status: 500,
      body: { odd: true },
    });

    const [read, first, second] = [await asker.get(baseline), await patch(), await patch()];
    remove();
    const after = await patch();

    expect([read, first, second, after].map(({ status }) => status)).toEqual([200, 500, 500, 200]);
    expect(first.body['odd']).toBe(true);
  });

  test('a reset does nothing, a reset after the write does it', async () => {
    asker.sandbox.inject({ method: 'PATCH', path: /./, act: 'reset', times: 1 });
    asker.sandbox.inject({ method: 'PATCH', path: /./, act: 'resetAfterWrite', times: 1 });

    await expect(patch()).rejects.toThrow();
    const untouched = live()['minimumPinLength'];
    await expect(patch()).rejects.toThrow();

    expect([untouched, live()['minimumPinLength']]).toEqual([4, 6]);
    expect(asker.sandbox.writes.map(({ status }) => status)).toEqual([0, 200]);
  });

  test('an ignored property is answered as if all were well', async () => {
    asker.sandbox.inject({ path: /T_cccc/, act: 'ignoreProperty', property: 'pinRequired' });

    const answer = await patch();

    expect(answer.status).toBe(200);
    expect(live()).toMatchObject({ minimumPinLength: 6, pinRequired: true });
    expect(asker.sandbox.writes[0]?.body).toEqual({ minimumPinLength: 6, pinRequired: false });
  });

  test('garbage is a 200 that cannot be read', async () => {
    asker.sandbox.inject({ path: /groups/, act: 'garbage', times: 1 });
    const response = await fetch(`${asker.sandbox.url}/v1.0/groups`, {
      headers: { authorization: `Bearer ${await tokenOf(asker.sandbox)}` },
    });

    expect(response.status).toBe(200);
    await expect(response.json()).rejects.toThrow('in JSON at position');
  });

  test('a hanging call is let go by closing', async () => {
    asker.sandbox.inject({ path: /groups/, act: 'hang' });
    const hanging = asker.get('/v1.0/groups').then(
      () => 'answered',
      () => 'let go',
    );
    const won = await Promise.race([hanging, new Promise((resolve) => setTimeout(() => resolve('waiting'), 50))]);

    await asker.sandbox.close();

    expect([won, await hanging]).toEqual(['waiting', 'let go']);
    asker = await startAsker();
  });

  test('a delay delays, and so does the latency of the whole sandbox', async () => {
    const slow = await startAsker({ latencyMs: 60 });
    asker.sandbox.inject({ path: /groups/, act: 'delay', delayMs: 60 });
    const lasts = async (one: Asker): Promise<number> => {
      const start = performance.now();
      await one.get('/v1.0/groups');
      return performance.now() - start;
    };

    const times = [await lasts(slow), await lasts(asker)];
    await slow.sandbox.close();

    expect(Math.min(...times)).toBeGreaterThan(55);
  });
});

describe('$batch', () => {
  const batch = (requests: readonly unknown[], version = 'beta') =>
    asker.send('POST', `/${version}/$batch`, { requests });
  interface Part {
    readonly id: string;
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: Readonly<Record<string, unknown>>;
  }
  const parts = ({ body }: { readonly body: Readonly<Record<string, unknown>> }): readonly Part[] =>
    body['responses'] as readonly Part[];

  test('answers each part for itself', async () => {
    const json = { 'Content-Type': 'application/json' };
    asker.sandbox.inject({ path: /beta\/groups/, act: 'refuse', status: 429, retryAfterSeconds: 7 });

    const answer = await batch([
      { id: '1', method: 'GET', url: '/deviceManagement/mobileThreatDefenseConnectors' },
      { id: '2', method: 'PATCH', url: baseline.replace('/beta', ''), headers: json, body: { minimumPinLength: 6 } },
      { id: '3', method: 'GET', url: 'groups' },
      { id: '4', method: 'GET', url: '/groups/nobody' },
    ]);

    expect(parts(answer).map(({ id, status }) => [id, status])).toEqual([
      ['1', 200],
      ['2', 200],
      ['3', 429],
      ['4', 429],
    ]);
    expect(parts(answer)[2]?.headers['Retry-After']).toBe('7');
    expect(asker.sandbox.tenant.policy('Android Office baseline')['minimumPinLength']).toBe(6);
    expect(asker.sandbox.writes.map(({ url }) => url)).toEqual([baseline]);
  });

  test.each<[string, readonly unknown[]]>([
    [
      'more than twenty',
      Array.from({ length: 21 }, (_, index) => ({ id: String(index), method: 'GET', url: '/groups' })),
    ],
    ['nothing', []],
    [
      'the same id twice',
      [
        { id: '1', method: 'GET', url: '/groups' },
        { id: '1', method: 'GET', url: '/groups' },
      ],
    ],
    ['a part without address', [{ id: '1', method: 'GET' }]],
    ['a body without content type', [{ id: '1', method: 'PATCH', url: '/groups/1', body: {} }]],
  ])('refuses %s', async (_, requests) => {
    expect((await batch(requests)).status).toBe(400);
  });
});

describe('startSandbox', () => {
  test('listens on loopback, and frees its port on closing', async () => {
    const one = await startSandbox();
    const port = Number(new URL(one.url).port);
    await one.close();
    const next = await startSandbox({ port });

    expect(next.url).toBe(`http://127.0.0.1:${port}`);
    await next.close();
  });

  test('says when a port is taken', async () => {
    await expect(startSandbox({ port: Number(new URL(asker.sandbox.url).port) })).rejects.toThrow('EADDRINUSE');
  });
});
