import { allRoles } from '../../src/sandbox/server';
import { aWorld, channel, type World } from '../support/world';

const made = (world: World) =>
  [...world.sandbox.tenant.collections.groups.values()].filter(({ displayName }) => displayName === 'Pilot laptops');

async function approved(world: World): Promise<void> {
  await world.say('ana', 'create a group "Pilot laptops" with LAPTOP-001 and LAPTOP-002');
  await world.press('omar', 'approve', { where: channel });
}

describe('a group that could not be finished', () => {
  test('is gone on with, and not made twice', async () => {
    const world = await aWorld();
    try {
      world.sandbox.inject({ method: 'PATCH', path: /\/groups\//, times: 1, act: 'refuse', status: 403 });
      await approved(world);
      expect((await world.store.changes.get(1))?.status.kind).toBe('partiallyApplied');

      await world.press('ana', 'continue');
      await world.press('omar', 'approve', { where: channel });

      const [group, ...more] = made(world);
      expect(more).toEqual([]);
      expect(world.sandbox.tenant.members.get(group?.id ?? '')?.size).toBe(2);
      expect((await world.store.changes.get(2))?.status.kind).toBe('applied');
    } finally {
      await world.close();
    }
  });

  test('is found by its marker when the answer to making it was lost', async () => {
    const world = await aWorld();
    try {
      world.sandbox.inject({ method: 'POST', path: /\/groups$/, times: 1, act: 'resetAfterWrite' });

      await approved(world);

      expect(made(world)).toHaveLength(1);
      expect((await world.store.changes.get(1))?.status.kind).toBe('applied');
    } finally {
      await world.close();
    }
  });

  test('is not made beside one of its name that appeared since it was planned', async () => {
    const world = await aWorld();
    try {
      await world.say('ana', 'create a group "Pilot laptops" with LAPTOP-001 and LAPTOP-002');
      world.sandbox.tenant.addGroup({ displayName: 'Pilot laptops' });

      await world.press('omar', 'approve', { where: channel });

      expect(made(world)).toHaveLength(1);
      expect((await world.store.changes.get(1))?.status.kind).toBe('stale');
    } finally {
      await world.close();
    }
  });
});

test('more devices than go into one call go into several', async () => {
  const world = await aWorld();
  try {
    const names = Array.from({ length: 23 }, (_, i) => `LAPTOP-${String(i + 1).padStart(3, '0')}`);

    await world.say('ana', `create a group "Pilot laptops" with ${names.slice(0, -1).join(', ')} and ${names.at(-1)}`);
    await world.press('omar', 'approve', { where: channel });

    expect(world.sandbox.tenant.members.get(made(world)[0]?.id ?? '')?.size).toBe(23);
    expect(world.sandbox.writes.filter(({ method }) => method === 'PATCH')).toHaveLength(2);
  } finally {
    await world.close();
  }
});

test('without the permission nobody is asked to approve', async () => {
  const world = await aWorld({ sandbox: { roles: allRoles.filter((one) => one !== 'Group.Create') } });
  try {
    const [reply] = await world.say('ana', 'create a group "Pilot laptops" with LAPTOP-001 and LAPTOP-002');

    expect(reply?.text).toContain('lacks Group.Create');
  } finally {
    await world.close();
  }
});
