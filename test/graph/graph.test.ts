import { sandboxToken } from '../../src/graph/credential';
import { openGraph } from '../../src/graph/graph';
import { GraphRefused, GraphUnreachable, type Graph } from '../../src/ports';
import { policies } from '../../src/sandbox/seed/ids';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/server';
import {
  failureOf,
  graphAt,
  graphError,
  json,
  recordingLog,
  serve,
  type Answer,
  type Line,
  type Server,
} from './server';

const android = '/deviceAppManagement/androidManagedAppProtections';
const outlookPolicy = `${android}/${policies.androidOfficeBaseline}`;

const servers: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function sandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const started = await startSandbox({ seed: 1, ...options });
  servers.push(started);
  return started;
}

async function server(answer: Answer): Promise<Server> {
  const started = await serve(answer);
  servers.push(started);
  return started;
}

function graphOf({ url }: Sandbox, lines: Line[] = []): Graph {
  return openGraph({ root: url, token: sandboxToken(url), log: recordingLog(lines), timeoutMs: 10_000, backoffMs: 10 });
}

describe('get', () => {
  test('reads one object of the sandbox, signed in', async () => {
    const graph = graphOf(await sandbox());

    const policy = await graph.get({ version: 'beta', path: outlookPolicy });

    expect(policy['displayName']).toBe('Android Office baseline');
  });

  test('sends path and query exactly as they are, and asks for enum members it may not know', async () => {
    const { url, asked } = await server((_, response) => json(response, {}));
    const path = '/groups?$filter=url%20eq%20%27https://a/b%27&$select=id&x=1&x=2&$filter=b';

    await graphAt(url).get({ version: 'v1.0', path, eventual: true });

    expect(asked[0]?.url).toBe('/v1.0/groups?$filter=url%20eq%20%27https://a/b%27&$select=id&x=1&x=2&$filter=b');
    expect(asked[0]?.headers).toMatchObject({
      authorization: 'Bearer our-token',
      consistencylevel: 'eventual',
      prefer: 'include-unknown-enum-members',
    });
  });

  test('says that an answer is not JSON', async () => {
    const { url } = await server((_, response) => response.end('<html>Sign in to the proxy</html>'));

    const failure = await failureOf(graphAt(url).get({ version: 'v1.0', path: '/users/1' }));

    expect(failure).toBeInstanceOf(GraphUnreachable);
    expect(failure).toMatchObject({
      sent: false,
      say: expect.stringMatching(/^Graph answered something that is not JSON/),
    });
  });

  test('takes JSON behind a byte order mark, as reports may begin with one', async () => {
    const { url } = await server((_, response) => response.end('\uFEFF{"id":"1"}'));

    await expect(graphAt(url).get({ version: 'v1.0', path: '/users/1' })).resolves.toEqual({ id: '1' });
  });

  test('reads again when the JSON was cut', async () => {
    const started = await sandbox();
    started.inject({ path: /androidManagedAppProtections/, act: 'garbage', times: 1 });

    const policy = await graphOf(started).get({ version: 'beta', path: outlookPolicy });

    expect(policy['displayName']).toBe('Android Office baseline');
  });

  test('does not follow a redirect', async () => {
    const other = await server((_, response) => json(response, { stolen: true }));
    const { url } = await server((_, response) => {
      response.writeHead(302, { location: `${other.url}/x` });
      response.end();
    });

    const failure = await failureOf(graphAt(url).get({ version: 'v1.0', path: '/users/1' }));

    expect(failure).toMatchObject({ status: 302 });
    expect(other.asked).toEqual([]);
  });

  test('refuses a list where an object was asked for', async () => {
    const { url } = await server((_, response) => json(response, [1]));

    const failure = await failureOf(graphAt(url).get({ version: 'v1.0', path: '/users/1' }));

    expect(failure).toMatchObject({ say: 'Graph answered something else than what was asked for.' });
  });
});

describe('list', () => {
  test('gives the rows of all pages', async () => {
    const graph = graphOf(await sandbox({ devicePageSize: 40 }));

    const devices = await graph.list({ version: 'v1.0', path: '/deviceManagement/managedDevices?$select=id' });

    expect(devices.length).toBeGreaterThan(200);
    expect(new Set(devices.map(({ id }) => id)).size).toBe(devices.length);
  });

  test('sends the next link back as it came', async () => {
    const { url, asked } = await server((_, response, count) =>
      json(
        response,
        count === 1
          ? { value: [{ id: 1 }], '@odata.nextLink': `${base()}/v1.0/users?$top=1&$skiptoken=a%2Bb&$skiptoken=c` }
          : { value: [{ id: 2 }] },
      ),
    );
    const base = () => url;

    const rows = await graphAt(url).list({ version: 'v1.0', path: '/users?$top=1' });

    expect(rows).toEqual([{ id: 1 }, { id: 2 }]);
    expect(asked[1]?.url).toBe('/v1.0/users?$top=1&$skiptoken=a%2Bb&$skiptoken=c');
  });

  test('goes to no other host for the next page, and takes no token there', async () => {
    const other = await server((_, response) => json(response, { value: [] }));
    const { url } = await server((_, response) =>
      json(response, { value: [{ id: 1 }], '@odata.nextLink': `${other.url}/v1.0/users?$skiptoken=2` }),
    );

    const failure = await failureOf(graphAt(url).list({ version: 'v1.0', path: '/users' }));

    expect(failure).toMatchObject({ say: expect.stringContaining('Warden does not go there') });
    expect(other.asked).toEqual([]);
  });

  test('does not go round in circles', async () => {
    const { url, asked } = await server((_, response) =>
      json(response, { value: [], '@odata.nextLink': `${base()}/v1.0/users` }),
    );
    const base = () => url;

    await failureOf(graphAt(url).list({ version: 'v1.0', path: '/users' }));

    expect(asked).toHaveLength(1);
  });

  test('does not go round in wider circles either', async () => {
    const { url, asked } = await server((_, response, count) =>
      json(response, { value: [], '@odata.nextLink': `${base()}/v1.0/users?$skiptoken=${count % 2}` }),
    );
    const base = () => url;

    const failure = await failureOf(graphAt(url).list({ version: 'v1.0', path: '/users' }));

    expect(failure).toMatchObject({ say: expect.stringContaining('Warden does not go there') });
    expect(asked).toHaveLength(3);
  });

  test.each([{}, { value: null }, { value: [1] }])('takes %j for no page', async (page) => {
    const { url } = await server((_, response) => json(response, page));

    const failure = await failureOf(graphAt(url).list({ version: 'v1.0', path: '/users' }));

    expect(failure).toMatchObject({ say: 'Graph answered something else than what was asked for.' });
  });
});

describe('pages', () => {
  test('reads no further than it is followed', async () => {
    const started = await sandbox({ devicePageSize: 40 });

    for await (const page of graphOf(started).pages({ version: 'v1.0', path: '/deviceManagement/managedDevices' })) {
      expect(page).toHaveLength(40);
      break;
    }

    expect(started.calls).toHaveLength(1);
  });
});

describe('count', () => {
  test('reads the plain number of $count', async () => {
    const graph = graphOf(await sandbox());

    const count = await graph.count({ version: 'v1.0', path: '/users/$count', eventual: true });

    expect(count).toBeGreaterThan(290);
  });

  test('reads the count beside the rows', async () => {
    const { url } = await server((_, response) => json(response, { '@odata.count': 7, value: [{ id: 1 }] }));

    expect(await graphAt(url).count({ version: 'v1.0', path: '/x?$count=true&$top=1' })).toBe(7);
  });

  test('counts the rows where Graph does not', async () => {
    const { url } = await server((_, response) => json(response, { value: [{ id: 1 }, { id: 2 }] }));

    expect(await graphAt(url).count({ version: 'v1.0', path: '/x?$count=true' })).toBe(2);
  });

  test('takes text for no number', async () => {
    const { url } = await server((_, response) => json(response, 'many'));

    expect(await failureOf(graphAt(url).count({ version: 'v1.0', path: '/x/$count' }))).toBeInstanceOf(
      GraphUnreachable,
    );
  });
});

describe('ask', () => {
  test('posts, and is repeated like a read', async () => {
    const { url, asked } = await server((_, response, count) => {
      if (count === 1) json(response, {}, 503);
      else json(response, { value: ['g1'] });
    });

    const answer = await graphAt(url).ask(
      { version: 'v1.0', path: '/users/1/checkMemberGroups' },
      { groupIds: ['g1'] },
    );

    expect(answer).toEqual({ value: ['g1'] });
    expect(asked.map(({ method, body }) => [method, body])).toEqual([
      ['POST', '{"groupIds":["g1"]}'],
      ['POST', '{"groupIds":["g1"]}'],
    ]);
  });
});

describe('reads', () => {
  test('wait as long as Retry-After says', async () => {
    const lines: Line[] = [];
    const { url, asked } = await server((_, response, count) => {
      if (count === 1)
        json(response, graphError('TooManyRequests', 'Too Many Requests'), 429, { 'retry-after': '0.4' });
      else json(response, { id: 1 });
    });

    await graphAt(url, { log: recordingLog(lines) }).get({ version: 'v1.0', path: '/users/1?$select=id' });

    expect((asked[1]?.at ?? 0) - (asked[0]?.at ?? 0)).toBeGreaterThanOrEqual(399);
    expect(lines).toEqual([
      {
        level: 'warn',
        message: 'graph throttled',
        facts: expect.objectContaining({ retryAfterSeconds: 0.4, path: '/v1.0/users/1' }),
      },
    ]);
  });

  test('give up at once when Graph wants more time than there is', async () => {
    const started = await sandbox();
    started.inject({ path: /managedDevices/, act: 'refuse', status: 429, retryAfterSeconds: 300 });

    const failure = await failureOf(
      graphOf(started).list({ version: 'v1.0', path: '/deviceManagement/managedDevices' }),
    );

    expect(failure).toMatchObject({
      say: 'Graph is throttling Warden and asks to wait 300 seconds. Ask again later.',
      sent: false,
    });
    expect(started.calls).toHaveLength(1);
  });

  test('of pages do not come back before the time Graph wants, and those of another service do', async () => {
    const { url, asked } = await server((one, response) =>
      one.url.includes('deviceManagement')
        ? json(response, {}, 429, { 'retry-after': '300' })
        : json(response, { value: [] }),
    );
    const graph = graphAt(url);
    const devices = () => graph.list({ version: 'v1.0', path: '/deviceManagement/managedDevices' });

    const failures = [await failureOf(devices()), await failureOf(devices())];
    const users = await graph.list({ version: 'v1.0', path: '/users' });

    expect(failures).toMatchObject([{ retryAfterSeconds: 300 }, { retryAfterSeconds: expect.closeTo(300, 0) }]);
    expect(users).toEqual([]);
    expect(asked.map((one) => one.url)).toEqual(['/v1.0/deviceManagement/managedDevices', '/v1.0/users']);
  });

  test.each(['refuse', 'reset'] as const)('are repeated after %s', async (act) => {
    const started = await sandbox();
    started.inject({ path: /androidManagedAppProtections/, act, times: 2 });

    const policy = await graphOf(started).get({ version: 'beta', path: outlookPolicy });

    expect(policy['displayName']).toBe('Android Office baseline');
    expect(started.calls).toHaveLength(3);
  });

  test('end after some tries, saying who is not there', async () => {
    const started = await sandbox();
    started.inject({ path: /androidManagedAppProtections/, act: 'refuse', status: 503 });

    const failure = await failureOf(graphOf(started).get({ version: 'beta', path: outlookPolicy }));

    expect(failure).toMatchObject({ say: 'Graph is not available at the moment (503).', sent: false, retryable: true });
    expect(started.calls).toHaveLength(6);
  });

  test('are not repeated when Graph refused', async () => {
    const started = await sandbox();

    const failure = await failureOf(graphOf(started).get({ version: 'beta', path: `${android}/T_gone` }));

    expect(failure).toBeInstanceOf(GraphRefused);
    expect(failure).toMatchObject({ status: 404, say: 'The app protection policy is not there any more.' });
    expect(started.calls).toHaveLength(1);
  });

  test('end with their deadline when nothing comes', async () => {
    const { url, asked } = await server(() => undefined);

    const failure = await failureOf(
      graphAt(url, { timeoutMs: 50, patienceMs: 120 }).get({ version: 'v1.0', path: '/x' }),
    );

    expect(failure).toMatchObject({ say: 'Graph did not answer in time.', sent: false });
    expect(asked.length).toBeGreaterThan(1);
  });

  test('stop when nobody waits any more, also between two tries', async () => {
    const { url, asked } = await server((_, response) => json(response, {}, 503, { 'retry-after': '30' }));
    const began = performance.now();

    const failure = await failureOf(
      graphAt(url).get({ version: 'v1.0', path: '/x', signal: AbortSignal.timeout(500) }),
    );

    expect(failure).toMatchObject({ say: 'Graph was not waited for any longer.', sent: false });
    expect(performance.now() - began).toBeLessThan(15_000);
    expect(asked).toHaveLength(1);
  });

  test('are not even begun when nobody waits', async () => {
    const { url, asked } = await server((_, response) => json(response, {}));

    await failureOf(graphAt(url).get({ version: 'v1.0', path: '/x', signal: AbortSignal.abort() }));

    expect(asked).toEqual([]);
  });
});

describe('write', () => {
  const patch = { method: 'PATCH', version: 'beta', path: outlookPolicy } as const;
  const body = { '@odata.type': '#microsoft.graph.androidManagedAppProtection', minimumPinLength: 6 };

  test('writes once, and gives the request id for the audit', async () => {
    const started = await sandbox();
    const graph = graphOf(started);

    const answer = await graph.write({ ...patch, body });

    expect(answer.status).toBeLessThan(300);
    expect(answer.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(started.writes).toHaveLength(1);
    expect((await graph.get({ version: 'beta', path: outlookPolicy }))['minimumPinLength']).toBe(6);
  });

  test('is repeated after 429: nothing was done', async () => {
    const started = await sandbox();
    started.inject({ method: 'PATCH', path: /./, act: 'refuse', status: 429, retryAfterSeconds: 0.05, times: 2 });

    await graphOf(started).write({ ...patch, body });

    expect(started.writes.map(({ status }) => status)).toEqual([429, 429, expect.any(Number)]);
  });

  test.each(['reset', 'resetAfterWrite'] as const)('is never repeated after %s: it may have been done', async (act) => {
    const started = await sandbox();
    started.inject({ method: 'PATCH', path: /./, act, times: 1 });

    const failure = await failureOf(graphOf(started).write({ ...patch, body }));

    expect(failure).toBeInstanceOf(GraphUnreachable);
    expect(failure).toMatchObject({
      sent: true,
      say: expect.stringMatching(/^The connection to Graph broke before it answered/),
    });
    expect(started.writes).toHaveLength(1);
  });

  test.each([
    ['refuse', 'Graph is not available at the moment (503).'],
    ['hang', 'Graph did not answer in time.'],
    ['garbage', expect.stringMatching(/not JSON/)],
  ] as const)('may have been done after %s', async (act, say) => {
    const started = await sandbox();
    started.inject({ method: 'PATCH', path: /./, act, times: 1 });
    const graph = openGraph({
      root: started.url,
      token: sandboxToken(started.url),
      log: recordingLog([]),
      timeoutMs: 1_500,
    });

    const failure = await failureOf(graph.write({ ...patch, body }));

    expect(failure).toMatchObject({ name: 'GraphUnreachable', sent: true, say });
    expect(started.writes).toHaveLength(1);
  });

  test('was not sent when nobody listens, and is tried again', async () => {
    const closed = await serve(() => undefined);
    await closed.close();
    const lines: Line[] = [];

    const failure = await failureOf(graphAt(closed.url, { log: recordingLog(lines) }).write({ ...patch, body }));

    expect(failure).toMatchObject({ sent: false, say: 'Graph cannot be reached (ECONNREFUSED).' });
    expect(lines).toHaveLength(6);
  });

  test('was not sent when it could not sign in', async () => {
    const { url, asked } = await server((_, response) => json(response, {}));
    const token = () => Promise.reject(new GraphRefused(401, 'AADSTS7000222', 'The secret has expired.'));

    const failure = await failureOf(graphAt(url, { token }).write({ ...patch, body }));

    expect(failure).toMatchObject({ code: 'AADSTS7000222' });
    expect(asked).toEqual([]);
  });

  test('sends no body where there is none', async () => {
    const { url, asked } = await server((_, response) => {
      response.writeHead(204);
      response.end();
    });

    const answer = await graphAt(url).write({
      method: 'POST',
      version: 'v1.0',
      path: '/deviceManagement/managedDevices/1/syncDevice',
    });

    expect(asked[0]?.body).toBe('');
    expect(answer).toEqual({ status: 204, body: null, requestId: null });
  });

  test('does not ask for enum members it does not know', async () => {
    const { url, asked } = await server((_, response) => json(response, {}));

    await graphAt(url).write({ ...patch, body });

    expect(asked[0]?.headers['prefer']).toBeUndefined();
  });
});

describe('sign-in', () => {
  test('is renewed once when Graph does not take the token any more', async () => {
    const { url, asked } = await server((one, response) => {
      if (one.headers.authorization === 'Bearer new') json(response, { id: 1 });
      else
        json(response, graphError('InvalidAuthenticationToken', 'Access token has expired or is not yet valid.'), 401);
    });
    const token = (fresh = false) => Promise.resolve(fresh ? 'new' : 'old');

    await graphAt(url, { token }).write({ method: 'DELETE', version: 'v1.0', path: '/x/1' });

    expect(asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer new']);
  });

  test('is not tried for ever', async () => {
    const { url, asked } = await server((_, response) =>
      json(response, graphError('InvalidAuthenticationToken', 'No.'), 401),
    );

    const failure = await failureOf(graphAt(url).get({ version: 'v1.0', path: '/x' }));

    expect(failure).toMatchObject({ status: 401, say: expect.stringContaining("does not accept Warden's sign-in") });
    expect(asked).toHaveLength(2);
  });
});

describe('permissions', () => {
  test('are the roles of the token in use', async () => {
    const graph = graphOf(await sandbox({ roles: ['User.Read.All', 'Group.Read.All'] }));

    expect(await graph.permissions()).toEqual(new Set(['User.Read.All', 'Group.Read.All']));
  });

  test('cannot be told from a token of another kind', async () => {
    expect(await failureOf(graphAt('http://127.0.0.1:9').permissions())).toBeInstanceOf(GraphUnreachable);
  });

  test('that are missing are named', async () => {
    const started = await sandbox({ roles: ['User.Read.All'] });
    const graph = graphOf(started);

    const [read, write, group] = await Promise.all([
      failureOf(graph.get({ version: 'beta', path: outlookPolicy })),
      failureOf(graph.write({ method: 'PATCH', version: 'beta', path: outlookPolicy, body: {} })),
      failureOf(graph.list({ version: 'v1.0', path: '/groups' })),
    ]);

    const sayLack = (name: string) => `The app registration lacks ${name}. An Entra administrator can grant it.`;
    expect(read).toMatchObject({ status: 403, say: sayLack('DeviceManagementApps.Read.All') });
    expect(write).toMatchObject({ status: 403, say: sayLack('DeviceManagementApps.ReadWrite.All') });
    expect(group).toMatchObject({
      status: 403,
      say: sayLack('Group.Read.All'),
      facts: { missing: ['Group.Read.All'] },
    });
  });
});

describe('Conditional Access', () => {
  test('is asked once in a while, everything else at once', async () => {
    const { url, asked } = await server((_, response) => json(response, { value: [] }));
    const graph = graphAt(url, { paceMs: 300 });
    const policiesOf = () => graph.list({ version: 'v1.0', path: '/identity/conditionalAccess/policies' });
    const groupsOf = () => graph.list({ version: 'v1.0', path: '/groups' });
    await groupsOf(); // the first call of all arrives late: it opens the connection

    await Promise.all([policiesOf(), policiesOf(), policiesOf(), groupsOf()]);

    const times = asked.filter((one) => one.url.includes('conditionalAccess')).map(({ at }) => at);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(200);
    expect((times[2] ?? 0) - (times[1] ?? 0)).toBeGreaterThanOrEqual(200);
    expect(asked.findLastIndex((one) => one.url === '/v1.0/groups')).toBeLessThan(3);
  });

  test('is asked once a second where nothing else is said', async () => {
    const { url, asked } = await server((_, response) => json(response, { value: [] }));
    const graph = graphAt(url);
    const policiesOf = () => graph.list({ version: 'v1.0', path: '/identity/conditionalAccess/policies' });

    await graph.list({ version: 'v1.0', path: '/groups' }); // opens the connection

    await Promise.all([policiesOf(), policiesOf()]);

    const [, first, second] = asked.map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(950);
  });
});
