import fc from 'fast-check';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { refusalAudit } from '../../src/bot/on-refused';
import {
  aMessage,
  aPress,
  plantedPassword,
  recordingLog,
  send,
  startUnderTest,
  tenantId,
  type TeamsUnderTest,
} from '../support/teams';
import { aWorld, channel, people, type Who, type World } from '../support/world';

/** Attacks on the running server: real HTTP and real tokens in front of the real bot, its store and the practice tenant. */

const foreignTenant = '22222222-2222-4222-8222-222222222222';

let world: World;
let under: TeamsUnderTest;
let complaints: jest.SpyInstance;

beforeEach(async () => {
  complaints = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  world = await aWorld();
  under = await startUnderTest({
    handle: (incoming) => world.bot.handle(incoming),
    options: { refused: refusalAudit({ store: world.store, clock: world.clock, log: recordingLog().log }) },
    limits: { bodyWithinMs: 2_000 },
  });
  await world.say('ana', 'set max threat level Medium for Outlook on iOS');
});
afterEach(async () => {
  await under.close();
  await world.close();
  complaints.mockRestore();
});

describe('a press that is not what it says', () => {
  test.each([
    ['with a token nobody gave', 'approve', () => 'x'.repeat(32)],
    ['with a token that was altered', 'approve', () => `${tokenOf('approve')}x`],
    ['of another button', 'approve', () => tokenOf('reject')],
    ['of a button that does not exist', 'applyNow', () => tokenOf('approve')],
    ['with what would end a query', 'approve', () => `' or '1'='1`],
  ])('%s is refused, told and audited', async (_, verb, token) => {
    const answer = await under.post(press('omar', { verb, token: token() }));

    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(/does not belong to a card I sent here/);
    await nothingHappened('press.refused');
  });

  test('in another conversation than its card is refused', async () => {
    const answer = await under.post(
      press('omar', { verb: 'approve', token: tokenOf('approve'), conversation: 'a:omar' }),
    );

    expect(answer.text).toMatch(/does not belong to a card I sent here/);
    await nothingHappened('press.refused');
  });

  test.each([
    ['the requestor', 'ana', /someone else has to approve it/, 'change.refused'],
    ['a reader', 'ben', /./, 'change.refused'],
    ['a guest', 'eve', /./, 'person.refused'],
  ] as const)('by %s, whatever else it claims, decides nothing', async (_, who, says, kind) => {
    const claims = { change: 1, approvedBy: people.omar.objectId, role: 'owner', aadObjectId: people.omar.objectId };

    const answer = await under.post(press(who, { verb: 'approve', token: tokenOf('approve'), claims }));

    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(says);
    await nothingHappened(kind);
  });
});

test('a press that is played again, with the same activity id and with new ones, applies once', async () => {
  const token = tokenOf('approve');
  await under.post(press('omar', { verb: 'approve', token, id: '1' }));
  await world.bot.settle();

  for (const id of ['1', '1', '2', '3']) {
    const answer = await under.post(press('omar', { verb: 'approve', token, id }));
    expect(answer.status).toBe(200);
  }
  await world.bot.settle();

  expect((await world.store.changes.get(1))?.status.kind).toBe('applied');
  expect(world.sandbox.writes.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
});

describe('at the door', () => {
  test.each([
    ['a token signed with a foreign key', 401, () => forged()],
    ['no token', 401, () => under.post(press('omar', { verb: 'approve', token: tokenOf('approve') }), null)],
    [
      'another tenant',
      403,
      () => under.post(aMessage(under.connector.url, { ...foreigner, text: 'approve change 1' })),
    ],
    ['a compressed body', 415, () => compressed()],
    ['a body that comes byte by byte', 408, () => dripping()],
    ['two megabytes', 413, () => send(`${under.teams.url}/api/messages`, `"${'a'.repeat(2_000_000)}"`)],
  ])('%s is turned away and audited', async (_, status, attack) => {
    const answer = await attack();

    expect(answer.status).toBe(status);
    await nothingHappened('person.refused');
  });
});

test('slow bodies hold nobody up, and are let go', async () => {
  const slow = Array.from({ length: 50 }, () => dripping());

  const answer = await under.post(aMessage(under.connector.url, { text: 'help' }));

  expect(answer.status).toBe(200);
  expect(await Promise.all(slow)).toEqual(slow.map(() => ({ status: 408 })));
});

describe('a press with anything in it', () => {
  test('decides nothing, throws nothing, and leaves its line in the audit', async () => {
    const before = await refusals();
    let pressed = 0;
    let turnedAway = 0;

    await fc.assert(
      fc.asyncProperty(forgedAction(), async (action) => {
        pressed++;
        const { objectId, name, teamsId } = people.omar;
        const answer = await under.post(
          aPress(under.connector.url, {
            id: `f${pressed}`,
            from: { id: teamsId, name, aadObjectId: objectId },
            conversation: { id: channel.id, conversationType: 'channel', tenantId },
            value: { action, trigger: 'manual' },
          }),
        );
        expect([200, 400]).toContain(answer.status);
        if (answer.status === 400) turnedAway++;
      }),
      { numRuns: 100 },
    );

    await nothingHappened('press.refused');
    // What is no activity is turned away at the door, as somebody unknown.
    expect((await refusals()) - before).toBe(pressed - turnedAway);
  });
});

describe('names that mean something to others', () => {
  test.each([
    ['a quote', `show the group "O'Brien' or displayName ne '"`],
    ['a quote that a filter ends with', `show device "x') or startswith(deviceName,'"`],
    ['a query of its own', 'show device "x&$expand=members($select=id)"'],
    ['a path', 'show policy "../../users?$top=999"'],
    ['a path, encoded', 'show device "..%2f..%2fusers%3f"'],
    ['a path and a fragment', 'sync "../deviceManagement/managedDevices/x/wipe#"'],
    ['a path as an id', 'show group "bbbbbbbb-0000-4000-8000-000000000010/members/$ref"'],
    ['a quote in what is made', `create a group "x' or '1'='1" with LAPTOP-001`],
    ['a path to delete', 'delete policy "../iosManagedAppProtections/T_1"'],
    ['a person with a quote', `wipe company data for "x' or accountEnabled eq true or '"`],
  ])('%s: goes to Graph as a value, never as part of a query or a path', async (_, text) => {
    const before = world.sandbox.calls.length;

    const answer = await under.post(aMessage(under.connector.url, { id: `q${++count}`, text }));
    await world.bot.settle();

    expect(answer.status).toBe(200);
    for (const { url } of world.sandbox.calls.slice(before)) expect(strangeIn(url)).toBeUndefined();
    expect(world.sandbox.writes).toEqual([]);
    expect([...world.logged, ...under.lines].filter(({ level }) => level === 'error')).toEqual([]);
    const asked = (await world.store.audit.list({ limit: 20 })).filter(({ kind }) => kind === 'request.asked');
    expect(asked.map(({ facts }) => facts['utterance'])).toContain(text);
  });
});

test('no token stands in a log line, an answer or the audit', async () => {
  const planted = await under.identity.token(under.connector.url);
  const forgedToken = await under.identity.token(under.connector.url, { forged: true });
  const activity = press('omar', { verb: 'reject', token: 'planted-press-token' });

  const answers = [
    await under.post(activity, `Bearer ${planted}`),
    await under.post(activity, `Bearer ${forgedToken}`),
    await under.post(activity, `Bearer ${planted.slice(0, -5)}`),
  ];
  await audited('person.refused');

  const everything = JSON.stringify([answers, under.lines, world.logged, await world.store.audit.list({ limit: 500 })]);
  for (const secret of [
    plantedPassword,
    planted,
    forgedToken,
    planted.slice(0, -5),
    'planted-press-token',
    'bot-token-',
  ])
    expect(everything).not.toContain(secret);
});

/** What a card could be made to send: any verb and any data, now and then with the real token altered a little. */
function forgedAction(): fc.Arbitrary<unknown> {
  const token = tokenOf('approve');
  const tokens = fc.oneof(
    fc.string(),
    fc.constantFrom('', '__proto__', 'null', `${token} `, token.toUpperCase(), token.slice(1), `${token}\0`),
    fc.jsonValue(),
  );
  const verb = fc.oneof(
    fc.string(),
    fc.constantFrom('approve', 'reject', 'cancel', 'breakGlass', 'run', 'revert', '__proto__'),
  );
  const data = fc.oneof(fc.record({ token: tokens, change: fc.jsonValue() }), fc.jsonValue());
  return fc.record({ type: fc.constant('Action.Execute'), verb, data });
}

async function refusals(): Promise<number> {
  return (await world.store.audit.list({ limit: 1000 })).filter(({ kind }) => kind === 'press.refused').length;
}

/** Whatever of a call no value of a query may hold, once the values are decoded: steps up, or a quote that ends a text. */
function strangeIn(url: string): string | undefined {
  const [path = '', query = ''] = url.split('?');
  const decoded = decodeURIComponent(path);
  if (/\.\.|%2f|#/i.test(path) || /\/\.\.|wipe|\$ref/.test(decoded)) return path;
  const filter = new URLSearchParams(query).get('$filter') ?? '';
  // Texts between quotes, doubled ones within them: what remains may not name what was typed.
  const outside = filter.replace(/'(?:[^']|'')*'/g, '');
  return /'|accountEnabled eq true or|ne$/.test(outside) || /expand=members/.test(query) ? query : undefined;
}

/** Says how long it is, and then sends a byte now and then. */
function dripping(): Promise<{ readonly status: number }> {
  const { hostname, port } = new URL(under.teams.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const drip = setInterval(() => socket.write(' '), 50);
    let text = '';
    socket.on('data', (part) => (text += part.toString()));
    socket.on('error', reject);
    socket.on('close', () => {
      clearInterval(drip);
      resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]) });
    });
    socket.write(
      'POST /api/messages HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n',
    );
  });
}

const foreigner = { conversation: { id: 'a:ana', tenantId: foreignTenant }, channelData: {} };

/** The newest button of that name in the approvals channel. */
function tokenOf(button: string): string {
  const found = world.screen.button(channel.id, button);
  if (!found) throw new Error(`no button (${button})`);
  return found.button.token;
}

interface Pressing {
  readonly verb: string;
  readonly token: string;
  readonly conversation?: string;
  readonly id?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
}

let count = 0;

function press(who: Who, { verb, token, conversation = channel.id, id = `9${++count}`, claims = {} }: Pressing) {
  const { objectId, name, teamsId } = people[who];
  const conversationType = conversation === channel.id ? 'channel' : 'personal';
  return aPress(under.connector.url, {
    id,
    from: { id: teamsId, name, aadObjectId: objectId },
    conversation: { id: conversation, conversationType, tenantId },
    value: { action: { type: 'Action.Execute', verb, data: { ...claims, token } }, trigger: 'manual' },
  });
}

async function forged() {
  const token = await under.identity.token(under.connector.url, { forged: true });
  return under.post(press('omar', { verb: 'approve', token: tokenOf('approve') }), `Bearer ${token}`);
}

function compressed() {
  const body = new Uint8Array(gzipSync(Buffer.alloc(10_000_000, ' ')));
  return send(`${under.teams.url}/api/messages`, body, { 'content-encoding': 'gzip' });
}

/** The change is as it was, the tenant too, no fault was met, and the audit has a line of this kind. */
async function nothingHappened(kind: string): Promise<void> {
  await world.bot.settle();
  await audited(kind);
  const change = await world.store.changes.get(1);
  expect(change?.status.kind).toBe('needsApproval');
  expect(change?.decisions).toEqual([]);
  expect(world.sandbox.writes).toEqual([]);
  expect([...world.logged, ...under.lines].filter(({ level }) => level === 'error')).toEqual([]);
}

/** What is refused at the door is written down beside its answer. */
async function audited(kind: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const kinds = (await world.store.audit.list({ limit: 50 })).map((entry) => entry.kind as string);
    if (kinds.includes(kind)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`the audit has no line ${kind}`);
}
