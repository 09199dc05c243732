import { setTimeout as sleep } from 'node:timers/promises';
import type { Records, Store } from '../../src/ports';
import { aWorld, channel, type World } from '../support/world';

const sentence = 'set max threat level Medium for Outlook on iOS';
const create = 'create an app protection policy "Travel" for iOS for Outlook, max threat level low, assigned to Sales';

let world: World;
afterEach(() => world.close());

const change = async (id = 1) => {
  const found = await world.store.changes.get(id);
  if (!found) throw new Error(`no change ${id}`);
  return found;
};
const policy = (name = 'iOS Office baseline') => world.sandbox.tenant.policy(name);
const methods = () => world.sandbox.writes.map(({ method, status }) => `${method} ${status}`);
const travels = () =>
  [...world.sandbox.tenant.collections.iosManagedAppProtections.values()].filter(
    (one) => one['displayName'] === 'Travel',
  );

describe('what moved since the plan', () => {
  beforeEach(async () => {
    world = await aWorld();
    await world.say('ana', sentence);
  });

  test('makes the change stale when it is touched, and writes nothing', async () => {
    world.sandbox.tenant.changePolicy('iOS Office baseline', { maximumAllowedDeviceThreatLevel: 'low' });

    await world.press('omar', 'approve', { where: channel });

    expect((await change()).status).toMatchObject({
      kind: 'stale',
      moved: [{ what: 'Max allowed device threat level' }],
    });
    expect(world.sandbox.writes).toEqual([]);
  });

  test('is told and does not stop the change when it is not touched', async () => {
    world.sandbox.tenant.changePolicy('iOS Office baseline', { pinRequired: false });

    await world.press('omar', 'approve', { where: channel });

    expect((await change()).status).toMatchObject({
      kind: 'applied',
      otherDrift: [expect.stringMatching(/pinRequired/)],
    });
    expect(policy()).toMatchObject({ maximumAllowedDeviceThreatLevel: 'medium', pinRequired: false });
  });

  test('ends as failed when the policy was deleted, with nothing written', async () => {
    world.sandbox.tenant.deletePolicy('iOS Office baseline');

    await world.press('omar', 'approve', { where: channel });

    expect((await change()).status).toMatchObject({
      kind: 'failed',
      why: expect.stringMatching(/was deleted meanwhile/) as string,
    });
    expect(world.sandbox.writes).toEqual([]);
  });
});

describe('what moved in a later part of the plan', () => {
  beforeEach(async () => {
    world = await aWorld();
    await world.say('ana', 'minimum PIN length 6 for Word');
  });

  test('is found before the first part is written: nothing is, and the card shows just that line', async () => {
    world.sandbox.tenant.changePolicy('iOS Office baseline', { minimumPinLength: 8, printBlocked: true });

    await world.press('omar', 'approve', { where: channel });

    expect((await change()).status).toMatchObject({
      kind: 'stale',
      moved: [{ of: 'iOS Office baseline', what: 'Minimum PIN length', expected: '4', found: '8' }],
    });
    expect(world.sandbox.writes).toEqual([]);
    const card = world.shown.filter(({ message }) => message.card).at(-1)?.message.text ?? '';
    expect(card.match(/.*expected.*/g)?.map((line) => line.trim())).toEqual([
      'iOS Office baseline · Minimum PIN length: expected 4 digits, found 8 digits',
    ]);
  });

  test('and does not concern it is told, and all parts are written', async () => {
    world.sandbox.tenant.changePolicy('iOS Office baseline', { printBlocked: true });

    await world.press('omar', 'approve', { where: channel });

    expect((await change()).status).toMatchObject({
      kind: 'applied',
      otherDrift: ['iOS Office baseline: printBlocked'],
    });
    expect(methods()).toHaveLength(2);
  });

  test('while its first part was written stops it there, and says what was done', async () => {
    const path = /androidManagedAppProtections/;
    world.sandbox.inject({ method: 'PATCH', path, act: 'delay', delayMs: 500, times: 1 });
    const pressing = world.press('omar', 'approve', { where: channel });
    while (world.sandbox.calls.every(({ method }) => method !== 'PATCH')) await sleep(10);
    world.sandbox.tenant.changePolicy('iOS Office baseline', { minimumPinLength: 8 });
    await pressing;

    expect((await change()).status).toMatchObject({
      kind: 'partiallyApplied',
      why: '«Minimum PIN length» was expected to be 4 digits and is 8 digits.',
    });
    expect(methods()).toHaveLength(1);
    expect(policy()['minimumPinLength']).toBe(8);
  });
});

describe('what Graph answers', () => {
  beforeEach(async () => {
    world = await aWorld();
    await world.say('ana', sentence);
  });

  test('a refusal ends the change with Graph’s reason in words', async () => {
    world.sandbox.inject({ method: 'PATCH', path: /iosManagedAppProtections/, act: 'refuse', status: 403 });

    await world.press('omar', 'approve', { where: channel });

    expect((await change()).status).toMatchObject({
      kind: 'failed',
      why: expect.stringMatching(/does not allow/i) as string,
    });
    expect(policy()['maximumAllowedDeviceThreatLevel']).toBe('high');
  });

  test('an answer that is lost after the write is found by reading back, and not written twice', async () => {
    world.sandbox.inject({ method: 'PATCH', path: /iosManagedAppProtections/, act: 'resetAfterWrite', times: 1 });

    await world.press('omar', 'approve', { where: channel });

    expect((await change()).status.kind).toBe('applied');
    expect(methods().filter((one) => one.startsWith('PATCH'))).toHaveLength(1);
    expect(policy()['maximumAllowedDeviceThreatLevel']).toBe('medium');
  });

  test.each([
    [409, 'failed', /already there or going on/],
    [412, 'failed', /changed by somebody else/],
    [503, 'unknown', /cannot be told/],
  ])('%i ends the change as %s, with why, and nothing is sent a second time', async (status, kind, why) => {
    world.sandbox.inject({ method: 'PATCH', path: /iosManagedAppProtections/, act: 'refuse', status });

    await world.press('omar', 'approve', { where: channel });

    expect((await change()).status).toMatchObject({ kind, why: expect.stringMatching(why) as string });
    expect(methods()).toEqual([`PATCH ${status}`]);
    expect(policy()['maximumAllowedDeviceThreatLevel']).toBe('high');
  });

  test('a property that Graph ignores is a failure, not a success', async () => {
    world.sandbox.inject({
      method: 'PATCH',
      path: /iosManagedAppProtections/,
      act: 'ignoreProperty',
      property: 'maximumAllowedDeviceThreatLevel',
    });

    await world.press('omar', 'approve', { where: channel });

    expect((await change()).status).toMatchObject({
      kind: 'failed',
      why: expect.stringMatching(/did not take it/) as string,
    });
  });

  test('429 is waited for as told', async () => {
    world.sandbox.inject({
      method: 'PATCH',
      path: /iosManagedAppProtections/,
      act: 'refuse',
      status: 429,
      retryAfterSeconds: 1,
      times: 1,
    });

    await world.press('omar', 'approve', { where: channel });

    expect((await change()).status.kind).toBe('applied');
    expect(methods()).toEqual(['PATCH 429', expect.stringMatching(/^PATCH 20/)]);
  });

  test('silence while reading ends the change as failed, with nothing written', async () => {
    world.sandbox.inject({ method: 'GET', path: /iosManagedAppProtections/, act: 'refuse', status: 400 });

    await world.press('omar', 'approve', { where: channel });

    expect((await change()).status.kind).toBe('failed');
    expect(world.sandbox.writes).toEqual([]);
  });

  test('half of a plan done is said so, and the done half stays', async () => {
    await world.say('ana', 'block printing for Word');
    world.sandbox.inject({ method: 'PATCH', path: /iosManagedAppProtections/, act: 'refuse', status: 400 });

    await world.press('omar', 'approve', { where: channel });

    expect((await change(2)).status.kind).toBe('partiallyApplied');
    expect(policy('Android Office baseline')['printBlocked']).toBe(true);
    expect(policy()['printBlocked']).not.toBe(true);
  });
});

describe.each([
  ['a setting', 'PATCH', sentence, 1, () => policy()['maximumAllowedDeviceThreatLevel'] === 'medium'],
  ['a delete', 'DELETE', 'delete policy "iOS Office baseline"', 2, () => !isThere('iOS Office baseline')],
  ['a create', 'POST', create.replace(', assigned to Sales', ''), 1, () => isThere('Travel')],
  [
    'an assignment',
    'POST',
    'assign "iOS Office baseline" to Sales',
    1,
    () => assignmentsOf('iOS Office baseline') === 2,
  ],
] as const)('%s, and Graph', (_, method, asked, approvals, isDone) => {
  beforeEach(async () => {
    world = await aWorld();
    await world.say('ana', asked);
    if (approvals > 1) await world.press('priya', 'approve', { where: channel });
  });

  const path = /iosManagedAppProtections/;

  test.each([
    ['answers 404 since it is gone', { act: 'refuse', status: 404 }, 'failed', 0],
    ['answers 409', { act: 'refuse', status: 409 }, 'failed', 0],
    ['answers 412', { act: 'refuse', status: 412 }, 'failed', 0],
    ['answers 500', { act: 'refuse', status: 500 }, 'unknown', 0],
    ['answers 503', { act: 'refuse', status: 503 }, 'unknown', 0],
    ['breaks off before it has done it', { act: 'reset' }, 'unknown', 0],
    ['breaks off after it has done it', { act: 'resetAfterWrite' }, 'applied', 1],
    ['answers 429 first', { act: 'refuse', status: 429, retryAfterSeconds: 1 }, 'applied', 1],
  ] as const)('%s: it ends as such, and is done once at most', async (__, fault, kind, done) => {
    world.sandbox.inject({ method, path, ...fault, times: 1 });

    await world.press('omar', 'approve', { where: channel });

    const { status } = await change();
    expect(status.kind).toBe(kind);
    expect(isDone()).toBe(done === 1);
    const took = world.sandbox.writes.filter((call) => call.method === method && call.status < 300);
    expect(took.length).toBeLessThanOrEqual(method === 'POST' && asked.startsWith('create') ? 2 : 1);
    if (status.kind === 'failed' || status.kind === 'unknown') expect(status.why).toMatch(/\w{3}/);
  });
});

describe('creating', () => {
  test('whose answer is lost is found by name and marker, and goes on', async () => {
    world = await aWorld();
    await world.say('ana', create);
    world.sandbox.inject({ method: 'POST', path: /iosManagedAppProtections$/, act: 'resetAfterWrite', times: 1 });

    await world.press('omar', 'approve', { where: channel });

    expect((await change()).status.kind).toBe('applied');
    expect(travels()).toHaveLength(1);
    expect(travels()[0]).toMatchObject({ description: '(Warden #1)', isAssigned: true });
  });

  test('stops for a namesake that appeared meanwhile', async () => {
    world = await aWorld();
    await world.say('ana', create);
    world.sandbox.tenant.addPolicy('iosManagedAppProtections', { displayName: 'Travel' });

    await world.press('omar', 'approve', { where: channel });

    expect((await change()).status.kind).toBe('stale');
    expect(travels()).toHaveLength(1);
  });
});

function isThere(name: string): boolean {
  return [...world.sandbox.tenant.collections.iosManagedAppProtections.values()].some(
    (one) => one['displayName'] === name,
  );
}

function assignmentsOf(name: string): number {
  return (policy(name)['assignments'] as unknown[]).length;
}

/** Dies at a point, as a killed process would: the error is none the flow knows, and nothing after it happens. */
class Killed extends Error {}

describe('a crash', () => {
  const points: readonly (readonly [string, (store: Store) => Store])[] = [
    [
      'before the first write is recorded as intended',
      (store) => dyingAt(store, 'steps', (step) => step.state === 'intended'),
    ],
    ['between the write and its record', (store) => dyingAt(store, 'steps', (step) => step.state === 'sent')],
    ['before the write is confirmed', (store) => dyingAt(store, 'steps', (step) => step.state === 'confirmed')],
    [
      'before the change is recorded as applied',
      (store) => dyingAt(store, 'changes', (saved) => saved.status?.kind === 'applied'),
    ],
    [
      'before the change is claimed',
      (store) => dyingAt(store, 'changes', (saved) => saved.status?.kind === 'applying'),
    ],
  ];

  test.each(points)('%s ends right, and writes once', async (_, dying) => {
    world = await aWorld({ store: dying });
    await world.say('ana', sentence);
    await world.press('omar', 'approve', { where: channel });
    expect((await change()).status.kind).not.toBe('applied');

    const next = world.another();
    world.clock.move(10 * 60_000);
    await next.settle();

    expect((await change()).status.kind).toBe('applied');
    expect(policy()['maximumAllowedDeviceThreatLevel']).toBe('medium');
    expect(methods().filter((one) => one.startsWith('PATCH'))).toHaveLength(1);
    expect(world.shown.at(-1)?.message.text).toMatch(/applied/i);
  });

  test('after a write that cannot be read back then is unclear, not failed', async () => {
    world = await aWorld({ store: (store) => dyingAt(store, 'steps', (step) => step.state === 'confirmed') });
    await world.say('ana', sentence);
    await world.press('omar', 'approve', { where: channel });
    world.sandbox.inject({ method: 'GET', path: /iosManagedAppProtections/, act: 'refuse', status: 400 });

    const next = world.another();
    world.clock.move(10 * 60_000);
    await next.settle();

    expect((await change()).status).toMatchObject({
      kind: 'unknown',
      why: expect.stringMatching(/could not be read back/) as string,
    });
    expect(policy()['maximumAllowedDeviceThreatLevel']).toBe('medium');
  });

  test('in the middle of a create never makes two', async () => {
    world = await aWorld({
      store: (store) => dyingAt(store, 'steps', (step) => step.state === 'sent' && step.key === 'create'),
    });
    await world.say('ana', create);
    await world.press('omar', 'approve', { where: channel });
    expect(travels()).toHaveLength(1);

    const next = world.another();
    world.clock.move(10 * 60_000);
    await next.settle();

    expect((await change()).status.kind).toBe('applied');
    expect(travels()).toHaveLength(1);
    expect(travels()[0]).toMatchObject({ isAssigned: true, maximumAllowedDeviceThreatLevel: 'low' });
  });

  test('before a create was sent goes to a person rather than risking two', async () => {
    world = await aWorld({
      graph: (graph) => ({ ...graph, write: () => Promise.reject(new Killed('killed')) }),
    });
    await world.say('ana', create);
    await world.press('omar', 'approve', { where: channel });

    const next = world.another();
    world.clock.move(10 * 60_000);
    await next.settle();

    expect((await change()).status.kind).toBe('unknown');
    expect(travels()).toHaveLength(0);
  });
});

type Seen = { readonly state?: string; readonly key?: string; readonly status?: { readonly kind: string } };

/** A store that throws at the first record that fits, and at everything after it: the process is gone. */
function dyingAt(store: Store, table: 'steps' | 'changes', fits: (seen: Seen) => boolean): Store {
  let dead = false;
  const check = (seen: Seen) => {
    dead ||= fits(seen);
    if (dead) throw new Killed('killed');
  };
  const wrap = <R extends Records>(records: R): R => ({
    ...records,
    changes: {
      ...records.changes,
      save: async (one) => (table === 'changes' || dead ? check(one) : undefined, records.changes.save(one)),
    },
    steps: {
      ...records.steps,
      put: async (one) => (table === 'steps' || dead ? check(one) : undefined, records.steps.put(one)),
    },
    leases: {
      ...records.leases,
      release: async (...args) => (dead ? check({}) : undefined, records.leases.release(...args)),
    },
    due: { ...records.due, done: async (one) => (dead ? check({}) : undefined, records.due.done(one)) },
  });
  return { ...wrap(store), transaction: (work) => store.transaction((records) => work(wrap(records))) };
}
