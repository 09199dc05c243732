import { aWorld, channel, type World } from '../support/world';

const hour = 3_600_000;
const threat = 'maximumAllowedDeviceThreatLevel';
let world: World;
afterEach(() => world.close());

async function applied(sentence: string) {
  world = await aWorld();
  await world.say('ana', sentence);
  await approve();
}

const approve = () => world.press('omar', 'approve', { where: channel });
const level = (platform: 'iOS' | 'Android') => world.sandbox.tenant.policy(`${platform} Office baseline`)[threat];
const change = (id: number) => world.store.changes.get(id);

describe('a change that extends another', () => {
  test('is amended to something else: then it extends nothing, and what was lent is not kept for ever in silence', async () => {
    await applied('set max threat level Medium for Outlook on iOS for 2 hours');
    await world.say('ana', 'extend change 1 by 2 hours');

    await world.say('ana', 'Low instead');
    await approve();

    expect((await change(2))?.extends).toBeUndefined();
    expect((await change(1))?.borrowed?.ended).toBeUndefined();
    await world.later(3 * hour);
    expect((await change(1))?.borrowed?.ended).toBeDefined();
    expect((await change(1))?.borrowed?.ended).not.toMatchObject({ kind: 'extended' });
  });

  test('cannot lose a part, which nobody would put back', async () => {
    await applied('set max threat level Medium for Outlook for 2 hours');
    await world.say('ana', 'extend change 1 by 2 hours');

    const [refusal] = await world.say('ana', 'not iOS');
    await approve();

    expect(refusal?.text).toMatch(/keeps all of what change #1 lent/);
    await world.later(5 * hour);
    expect([level('iOS'), level('Android')]).toEqual(['high', 'high']);
  });
});

describe('a revert of which a part was left out', () => {
  test('leaves the rest to be reverted later', async () => {
    await applied('set max threat level Medium for Outlook');
    await world.say('ana', 'revert change 1');
    await world.say('ana', 'only iOS');
    await approve();
    expect([level('iOS'), level('Android')]).toEqual(['high', 'medium']);
    expect((await change(1))?.revertedBy).toBeUndefined();

    // Teams takes only so many messages at once.
    await world.later(60_000);
    await world.say('ana', 'revert change 1');
    await approve();

    expect([level('iOS'), level('Android')]).toEqual(['high', 'high']);
    expect((await change(1))?.revertedBy).toBe(3);
  });

  test('does not keep what was lent from being put back', async () => {
    await applied('set max threat level Medium for Outlook for 2 hours');
    await world.say('ana', 'revert change 1');
    await world.say('ana', 'only iOS');
    await approve();

    await world.later(3 * hour);

    expect([level('iOS'), level('Android')]).toEqual(['high', 'high']);
  });
});
