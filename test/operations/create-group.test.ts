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

describe('a group that the same sentence assigns a policy to', () => {
  const sentence = 'assign "Windows baseline" to Pilots and create a group called Pilots with LAPTOP-001';

  test('is made before the policy is assigned to it, whichever was said first', async () => {
    const world = await aWorld();
    try {
      await world.say('ana', sentence);
      await world.press('omar', 'approve', { where: channel });

      const change = await world.store.changes.get(1);
      const group = idOf(world, 'Pilots');
      expect(change?.plan.parts.map(({ target }) => target.name)).toEqual(['Pilots', 'Windows baseline']);
      expect(change?.status.kind).toBe('applied');
      expect(assigned(world, 'Windows baseline')).toContain(group);
      expect(world.sandbox.writes.map(({ url }) => url.split('/').at(-1))).toEqual(['groups', group, 'assign']);
    } finally {
      await world.close();
    }
  });

  test('is asked for as «it»', async () => {
    const world = await aWorld();
    try {
      await world.say('ana', 'create a group called Pilots with LAPTOP-001 and assign "Windows baseline" to it');

      expect((await world.store.changes.get(1))?.plan.parts).toHaveLength(2);
    } finally {
      await world.close();
    }
  });

  test('is taken off the policy before a revert deletes it', async () => {
    const world = await aWorld();
    try {
      await world.say('ana', sentence);
      await world.press('omar', 'approve', { where: channel });
      const group = idOf(world, 'Pilots');
      const before = world.sandbox.writes.length;

      await world.say('ana', 'revert change 1');
      await world.press('omar', 'approve', { where: channel });

      expect(assigned(world, 'Windows baseline')).not.toContain(group);
      expect(world.sandbox.writes.slice(before).map(({ method }) => method)).toEqual(['POST', 'DELETE']);
      expect((await world.store.changes.get(2))?.status.kind).toBe('applied');
    } finally {
      await world.close();
    }
  });

  test('stays the only one when the assignment fails and is gone on with', async () => {
    const world = await aWorld();
    try {
      world.sandbox.inject({ method: 'POST', path: /\/assign$/, times: 1, act: 'refuse', status: 403 });
      await world.say('ana', sentence);
      await world.press('omar', 'approve', { where: channel });
      expect((await world.store.changes.get(1))?.status.kind).toBe('partiallyApplied');

      await world.press('ana', 'continue');
      await world.press('omar', 'approve', { where: channel });

      expect(assigned(world, 'Windows baseline')).toContain(idOf(world, 'Pilots'));
      expect((await world.store.changes.get(2))?.status.kind).toBe('applied');
    } finally {
      await world.close();
    }
  });

  test('and is not there by then leaves the policy as it is', async () => {
    const world = await aWorld();
    try {
      world.sandbox.inject({ method: 'POST', path: /\/groups$/, times: 1, act: 'refuse', status: 403 });
      await world.say('ana', sentence);

      await world.press('omar', 'approve', { where: channel });

      expect((await world.store.changes.get(1))?.status.kind).toBe('failed');
      expect(world.sandbox.writes.filter(({ url }) => url.endsWith('/assign'))).toEqual([]);
    } finally {
      await world.close();
    }
  });

  test('cannot be left out alone', async () => {
    const world = await aWorld();
    try {
      await world.say('ana', sentence);

      const [refusal] = await world.press('ana', 'leave out Pilots');

      expect(refusal?.text).toBe('«Windows baseline» is to be assigned to «Pilots», so that part is left out first.');
      expect((await world.store.changes.get(1))?.plan.parts).toHaveLength(2);
    } finally {
      await world.close();
    }
  });

  test('is meant in the whole sentence under the name that a namesake makes it get', async () => {
    const world = await aWorld();
    try {
      world.sandbox.tenant.addGroup({ displayName: 'Pilots' });
      await world.say('ana', sentence);

      await world.press('ana', 'choose 1');
      await world.press('omar', 'approve', { where: channel });

      expect(assigned(world, 'Windows baseline')).toContain(idOf(world, 'Pilots 2'));
    } finally {
      await world.close();
    }
  });
});

function idOf(world: World, name: string): string | undefined {
  const found = [...world.sandbox.tenant.collections.groups.values()].filter(({ displayName }) => displayName === name);
  expect(found).toHaveLength(1);
  return found[0]?.id;
}

function assigned(world: World, policy: string): readonly unknown[] {
  const { assignments } = world.sandbox.tenant.policy(policy) as {
    readonly assignments?: readonly { readonly target: { readonly groupId?: string } }[]; // as the sandbox keeps them
  };
  return (assignments ?? []).map(({ target }) => target.groupId);
}
