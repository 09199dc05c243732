import { objectsOf } from '../../src/core/change';
import { planOf } from '../../src/core/plan';
import { groups } from '../../src/sandbox/seed/ids';
import { channel, incoming, aWorld, people, personal, type World } from '../support/world';

const sentence = 'set max threat level Medium for Outlook on iOS, block access';
const applied = { method: 'PATCH', body: { maximumAllowedDeviceThreatLevel: 'medium' } };

describe('deciding on a change', () => {
  let world: World;
  beforeEach(async () => {
    world = await aWorld();
    await world.say('ana', sentence);
  });
  afterEach(() => world.close());

  const level = () => world.sandbox.tenant.policy('iOS Office baseline')['maximumAllowedDeviceThreatLevel'];
  const status = async () => (await world.store.changes.get(1))?.status.kind;

  test('writes once somebody else has approved', async () => {
    expect(world.sandbox.writes).toEqual([]);

    await world.press('omar', 'approve', { where: channel });

    expect(world.sandbox.writes).toMatchObject([applied]);
    expect(level()).toBe('medium');
    expect(await status()).toBe('applied');
  });

  test.each([
    ['the requestor', 'ana', /someone else has to approve/],
    ['a reader', 'ben', /Only approvers/],
    ['a guest', 'eve', /Guests and disabled accounts/],
  ] as const)('refuses %s, and writes nothing', async (_, who, sentence) => {
    const [reply] = await world.press(who, 'approve', { where: channel });

    expect(reply?.text).toMatch(sentence);
    expect(world.sandbox.writes).toEqual([]);
    expect(await status()).toBe('needsApproval');
    expect((await world.store.audit.list({ limit: 5 })).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining([expect.stringMatching(/refused/)]),
    );
  });

  test('refuses an approver who is also the requestor', async () => {
    await world.say('sam', 'block printing for Word on iOS');

    const [reply] = await world.press('sam', 'approve', { where: personal('sam') });

    expect(reply?.text).toMatch(/someone else has to approve/);
    expect(world.sandbox.writes).toEqual([]);
  });

  test('refuses an approver whose account was disabled a moment ago', async () => {
    world.sandbox.tenant.changeUser('Omar Haddad', { accountEnabled: false });

    const [reply] = await world.press('omar', 'approve', { where: channel });

    expect(reply?.text).toMatch(/disabled accounts/);
    expect(world.sandbox.writes).toEqual([]);
  });

  test('does nothing when roles cannot be looked up', async () => {
    world.sandbox.inject({ path: /checkMemberGroups/, act: 'refuse', status: 403 });

    const [reply] = await world.press('omar', 'approve', { where: channel });

    expect(reply?.text).toMatch(/could not look up/);
    expect(await status()).toBe('needsApproval');
    expect(world.sandbox.writes).toEqual([]);
  });

  test('applies once when two people press at the same instant', async () => {
    const presses = [
      world.pressOf('omar', 'approve', { where: channel }),
      world.pressOf('priya', 'approve', { where: channel }),
    ];

    const replies = await Promise.all(presses.map((press) => world.bot.handle(press)));
    await world.bot.settle();

    expect(replies.flat()).toHaveLength(2);
    expect(world.sandbox.writes).toMatchObject([applied]);
    expect((await world.store.changes.get(1))?.decisions).toHaveLength(1);
  });

  test('applies once when two instances are pressed at the same instant', async () => {
    const other = world.another();
    const [one, two] = [
      world.pressOf('omar', 'approve', { where: channel }),
      world.pressOf('priya', 'approve', { where: channel }),
    ];

    await Promise.all([world.bot.handle(one), other.handle(two)]);
    await Promise.all([world.bot.settle(), other.settle()]);

    expect(world.sandbox.writes).toMatchObject([applied]);
    expect(await status()).toBe('applied');
  });

  test('answers a press that comes again with the card as it is, and writes nothing more', async () => {
    const press = world.pressOf('omar', 'approve', { where: channel });
    await world.bot.handle(press);
    await world.bot.settle();

    const again = await world.bot.handle(press);
    const [redelivered] = await world.bot.handle({ ...press, id: 'another id' });
    await world.bot.settle();

    expect(again[0]?.text).toMatch(/already applied/);
    expect(redelivered?.text).toMatch(/already applied/);
    expect(world.sandbox.writes).toHaveLength(1);
  });

  test.each([
    ['an altered token', (press: Press) => ({ ...press, what: { ...press.what, token: `${press.what.token}x` } })],
    [
      'another verb than the token stands for',
      (press: Press) => ({ ...press, what: { ...press.what, verb: 'cancel' } }),
    ],
    ['another conversation', (press: Press) => ({ ...press, conversation: personal('omar') })],
  ])('refuses %s', async (_, alter) => {
    const press = alter(world.pressOf('omar', 'approve', { where: channel }) as Press);

    const [reply] = await world.bot.handle(press);
    await world.bot.settle();

    expect(reply?.text).toMatch(/does not belong to a card/);
    expect(world.sandbox.writes).toEqual([]);
    expect((await world.store.audit.list({ limit: 1 }))[0]?.kind).toBe('press.refused');
  });

  test('refuses a button of the plan before it was amended', async () => {
    await world.say('sam', 'set max threat level low for Outlook');
    const press = world.pressOf('omar', 'approve', { where: channel });
    await world.press('sam', 'leave out iOS', { where: personal('sam') });

    const [reply] = await world.bot.handle(press);
    await world.bot.settle();

    expect(reply?.text).toMatch(/plan has changed since/);
    expect(world.sandbox.writes).toEqual([]);
  });

  test('takes an approval back when the approver has lost the role before the write', async () => {
    const [object = ''] = objectsOf((await world.store.changes.get(1)) ?? { plan: planOf([]) });
    const [now, until] = [
      world.clock.now().toISOString(),
      new Date(world.clock.now().getTime() + 60_000).toISOString(),
    ];
    const fence = (await world.store.leases.take(object, 'another change', now, until)) ?? 0;
    await world.press('omar', 'approve', { where: channel });
    expect(await status()).toBe('approved');

    world.sandbox.tenant.members.get(groups.approvers)?.delete(people.omar.objectId);
    await world.store.leases.release(object, 'another change', fence);
    await world.later(60_000);

    expect(await status()).toBe('needsApproval');
    expect(world.sandbox.writes).toEqual([]);
  });

  test('redraws every posted copy', async () => {
    world.shown.length = 0;

    await world.press('omar', 'approve', { where: channel });

    const updated = world.shown.filter(({ how }) => how === 'updated').map(({ conversation }) => conversation);
    expect(new Set(updated)).toEqual(new Set([personal('ana').id, channel.id]));
    expect(
      world.shown.filter(({ how, message }) => how === 'updated' && /applied/i.test(message.text)).length,
    ).toBeGreaterThanOrEqual(2);
  });

  test('shows a refreshed card to each as they may act, without counting anything', async () => {
    const refresh = (who: 'ana' | 'omar' | 'ben') => {
      const press = world.pressOf('omar', 'approve', { where: channel });
      return tokenOfRefresh(world).then((token) =>
        world.bot.handle(
          incoming(who, channel, 'auto', world.clock, {
            ...(press as Press).what,
            verb: 'refresh',
            token,
            automatic: true,
          }),
        ),
      );
    };

    const [forAna] = await refresh('ana');
    const [forOmar] = await refresh('omar');
    const [forBen] = await refresh('ben');

    expect(forAna?.text).toMatch(/\(cancel\)/);
    expect(forAna?.text).not.toMatch(/\(approve\)/);
    expect(forOmar?.text).toMatch(/\(approve\) \(reject\)/);
    expect(forBen?.text).not.toMatch(/\(approve\)|\(cancel\)/);
    expect(await status()).toBe('needsApproval');
  });
});

type Press = ReturnType<World['pressOf']> & {
  readonly what: {
    readonly kind: 'press';
    readonly token: string;
    readonly verb: string;
    readonly inputs: Readonly<Record<string, string>>;
    readonly automatic: boolean;
  };
};

function tokenOfRefresh(world: World): Promise<string> {
  const press = { thing: 'change:1', version: 1, verb: 'refresh', argument: '', conversation: channel.id };
  return world.store.presses.tokenFor(press, () => 'refresh-token-of-the-test');
}
