import { aWorld, channel, type World } from '../support/world';

const phone = "Selma Olsen's iPhone";

async function asked(world: World): Promise<void> {
  await world.say('ana', 'wipe company data for Selma Olsen');
  await world.press('omar', 'approve', { where: channel });
}

const wipes = (world: World) => world.sandbox.writes.filter(({ url }) => url.includes('wipeManagedApp'));
const statusOf = async (world: World) => (await world.store.changes.get(1))?.status.kind;

async function inWorld(check: (world: World) => Promise<void>): Promise<void> {
  const world = await aWorld();
  try {
    await check(world);
  } finally {
    await world.close();
  }
}

describe('a wipe', () => {
  test('is sent only after two people approved it', () =>
    inWorld(async (world) => {
      await asked(world);
      expect(wipes(world)).toEqual([]);

      await world.press('priya', 'approve', { where: channel });

      expect(wipes(world)).toHaveLength(1);
    }));

  test('whose answer is lost is looked for, and not sent again', () =>
    inWorld(async (world) => {
      world.sandbox.inject({ method: 'POST', path: /wipeManagedApp/, times: 1, act: 'resetAfterWrite' });

      await asked(world);
      await world.press('priya', 'approve', { where: channel });

      expect(wipes(world)).toHaveLength(1);
      expect(await statusOf(world)).toBe('applied');
    }));

  test('that Graph took and does not show is unclear', () =>
    inWorld(async (world) => {
      await asked(world);
      const { managedAppRegistrations } = world.sandbox.tenant.collections;
      const before = new Map([...managedAppRegistrations].filter(([, { deviceName }]) => deviceName === phone));
      world.sandbox.inject({ method: 'POST', path: /wipeManagedApp/, times: 1, act: 'resetAfterWrite' });
      const forget = setInterval(() => before.forEach((one, id) => managedAppRegistrations.set(id, one)), 1);

      await world.press('priya', 'approve', { where: channel });
      clearInterval(forget);

      expect(await statusOf(world)).toBe('unknown');
    }));

  test('has no button and no sentence that takes it back', () =>
    inWorld(async (world) => {
      await asked(world);
      await world.press('priya', 'approve', { where: channel });

      const [reply] = await world.say('ana', 'revert change 1');

      expect(reply?.text).toContain('nothing brings it back');
      expect(() => world.pressOf('ana', 'revert')).toThrow('no button');
    }));

  test('that still waits after 30 days is told, and looked at no more', () =>
    inWorld(async (world) => {
      await asked(world);
      await world.press('priya', 'approve', { where: channel });
      for (const app of world.sandbox.tenant.collections.managedAppRegistrations.values())
        if (app['deviceName'] === phone)
          world.sandbox.tenant.collections.managedAppRegistrations.set(app.id, { ...app, opensAt: '9999-01-01' });
      world.shown.length = 0;

      await world.later(31 * 86_400_000);

      expect(world.shown.map(({ message }) => message.text)).toContain(
        'Change #1 is not done after 30 days: some of it still waits. Its card shows what.',
      );
      expect((await world.store.changes.get(1))?.progress?.over).toBe(true);
    }));
});
