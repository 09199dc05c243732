import type { BotRules } from '../../src/bot/ports';
import { holdOn } from '../../src/changes/gate';
import type { Window } from '../../src/changes/freezes';
import { planOf } from '../../src/core/plan';
import type { Threshold } from '../../src/core/thresholds';
import { groups } from '../../src/sandbox/seed/ids';
import { aChange, anApproval, aPart, omar } from '../support/builders';
import { aWorld, channel, fixedClock, people, sandboxRules, type Who, type World } from '../support/world';

/** What the rules of warden.yaml ask for, from the sentence to the write. */

const sentence = 'set max threat level Medium for Outlook on iOS';
const hour = 3_600_000;

let world: World;
afterEach(() => world.close());

async function asked(rules: Partial<BotRules>, text = sentence): Promise<void> {
  world = await aWorld({ rules });
  await world.say('ana', text);
}

const rule = (more: Partial<Threshold>): Partial<BotRules> => ({
  thresholds: [{ name: 'ours', when: { families: ['appProtection'] }, approvals: 1, ...more }],
});
const approve = (who: Who) => world.press(who, 'approve', { where: channel });
const status = async (id = 1) => (await world.store.changes.get(id))?.status.kind;
const join = (group: string, who: Who) => world.sandbox.tenant.members.get(group)?.add(people[who].objectId);
const leave = (group: string, who: Who) => world.sandbox.tenant.members.get(group)?.delete(people[who].objectId);

describe('approvals of several groups', () => {
  const both = rule({
    from: [
      { title: 'Sales', groups: [groups.sales], count: 1 },
      { title: 'Finance', groups: [groups.finance], count: 1 },
    ],
  });

  test('are counted each by itself: of others, or of one group twice, they are not enough', async () => {
    await asked(both);
    for (const who of ['omar', 'sam'] as const) join(groups.sales, who);
    for (const who of ['omar', 'sam'] as const) leave(groups.finance, who);
    join(groups.finance, 'priya');
    leave(groups.sales, 'priya');

    await approve('omar');
    await approve('sam');
    expect(await status()).toBe('needsApproval');
    expect(world.shown.filter(({ message }) => message.card).at(-1)?.message.text).toMatch(/1 approval of Finance/);
    expect(world.sandbox.writes).toEqual([]);

    await approve('priya');
    expect(await status()).toBe('applied');
  });

  test('end with one denial', async () => {
    await asked(both);
    join(groups.sales, 'omar');
    await approve('omar');

    await world.press('priya', 'reject', { where: channel });

    expect(await status()).toBe('rejected');
    await world.later(hour);
    expect(world.sandbox.writes).toEqual([]);
  });
});

describe('what is approved and waits', () => {
  const waits = rule({ waitHours: 4 });

  test('is written when its time has passed, not before, and its card says so', async () => {
    await asked(waits);
    await approve('omar');
    expect(world.shown.filter(({ message }) => message.card).at(-1)?.message.text).toMatch(
      /The rules want time between the last approval and the first write. Until 2 Mar 13:00 UTC/,
    );

    await world.later(4 * hour - 60_000);
    expect([await status(), world.sandbox.writes.length]).toEqual(['approved', 0]);
    await world.later(60_000);
    expect([await status(), world.sandbox.writes.length]).toEqual(['applied', 1]);
  });

  test.each([
    ['its approver lost the role', () => leave(groups.approvers, 'omar')],
    [
      'the account of its approver was disabled',
      () => world.sandbox.tenant.changeUser('Omar Haddad', { accountEnabled: false }),
    ],
    ['its approver is a guest by now', () => world.sandbox.tenant.changeUser('Omar Haddad', { userType: 'Guest' })],
  ])('is not written when %s meanwhile: it needs approval again', async (_, lose) => {
    await asked(waits);
    await approve('omar');

    lose();
    await world.later(4 * hour);

    expect(await status()).toBe('needsApproval');
    expect(world.sandbox.writes).toEqual([]);
    expect((await world.store.audit.list({ change: 1, limit: 20 })).map(({ kind }) => kind)).toContain('role.failed');
  });

  test('is not written when its approver left the group that had to approve', async () => {
    await asked(rule({ waitHours: 4, from: [{ title: 'Sales', groups: [groups.sales], count: 1 }] }));
    join(groups.sales, 'omar');
    await approve('omar');
    expect(await status()).toBe('approved');

    leave(groups.sales, 'omar');
    await world.later(4 * hour);

    expect(await status()).toBe('needsApproval');
  });

  test.each([
    [71, 'applied'],
    [73, 'approved'],
  ])('does not hold a revert within 72 hours: after %i hours it is %s at once', async (hours, kind) => {
    await asked(rule({ waitHours: 4 }));
    await approve('omar');
    await world.later(4 * hour);
    expect(await status()).toBe('applied');

    await world.later(hours * hour);
    await world.say('ana', 'revert change 1');
    await approve('omar');

    expect(await status(2)).toBe(kind);
  });
});

test('a freeze that begins while a change is written lets its step end, and the next one waits', async () => {
  const freeze: Window = {
    name: 'Change board',
    kind: 'deny',
    zone: 'UTC',
    from: '2026-03-02T09:05',
    until: '2026-03-02T10:00',
  };
  world = await aWorld({
    now: new Date('2026-03-02T09:04:59Z'),
    rules: { freezes: [freeze] },
    graph: (graph) => ({
      ...graph,
      // The first write takes until the freeze has begun; not so long that the lease would run out.
      write: async (call) => {
        const answer = await graph.write(call);
        if (world.sandbox.writes.length === 1) world.clock.move(1500);
        return answer;
      },
    }),
  });
  await world.say(
    'ana',
    'create an app protection policy "Travel" for iOS for Outlook, max threat level low, assigned to Sales',
  );

  await approve('omar');
  await world.later(10 * 60_000);
  expect([await status(), world.sandbox.writes.length]).toEqual(['applying', 1]);
  expect((await world.store.steps.list(1)).map(({ key, state }) => `${key} ${state}`)).toEqual(['create confirmed']);

  await world.later(hour);
  expect([await status(), world.sandbox.writes.length]).toEqual(['applied', 3]);
});

test('an owner who asked for a change breaks no glass for it', async () => {
  await asked({
    ...rule({ approvals: 3 }),
    roles: { ...sandboxRules.roles, owner: { groups: [], people: [people.ana.objectId] } },
  });

  await world.say('ana', 'break glass on change 1');
  await world.press('ana', 'break glass', { reason: 'mail is down' });

  expect(await status()).toBe('needsApproval');
  expect((await world.store.audit.list({ change: 1, limit: 5 }))[0]?.facts).toMatchObject({ code: 'own-change' });
});

describe('holdOn', () => {
  const freeze: Window = {
    name: 'Year end',
    kind: 'deny',
    zone: 'UTC',
    from: '2026-03-01T00:00',
    until: '2026-03-09T00:00',
  };
  const never = [{ name: 'no wipes', when: { directions: ['tightens' as const] } }];
  const now = '2026-03-02T09:00:00.000Z';
  const approved = {
    status: { kind: 'approved', at: now, notBefore: '2026-03-02T10:00:00.000Z' },
    plan: planOf([aPart()]),
  } as const;
  const broken = { decisions: [{ ...anApproval(omar), breakGlass: true as const }] };

  test.each<[string, Partial<BotRules>, Parameters<typeof aChange>[0], RegExp | undefined]>([
    ['the waiting time', {}, approved, /want time between/],
    ['no waiting time for a quick revert', {}, { ...approved, quickRevert: true }, undefined],
    ['no waiting time once the glass is broken', {}, { ...approved, ...broken }, undefined],
    ['a freeze', { freezes: [freeze] }, { ...approved, status: { kind: 'approved', at: now } }, /Year end/],
    ['no freeze for a quick revert', { freezes: [freeze] }, { ...approved, quickRevert: true }, undefined],
    ['no freeze once the glass is broken', { freezes: [freeze] }, { ...approved, ...broken }, undefined],
    ['what is never done, whoever broke the glass', { never }, { ...approved, ...broken }, /never done from chat/],
    [
      'everything where writing is off',
      { writes: false },
      { ...approved, ...broken, quickRevert: true },
      /switched off/,
    ],
  ])('holds %s', async (_, rules, change, why) => {
    world = await aWorld();
    const ports = {
      store: world.store,
      clock: fixedClock(new Date(now)),
      rules: () => ({ ...sandboxRules, ...rules }),
    };

    const held = await holdOn(ports, aChange(change));

    if (why) expect(held?.why).toMatch(why);
    else expect(held).toBeUndefined();
  });
});
