import type { Graph } from '../../src/ports';
import { aWorld, channel, type World } from '../support/world';

let world: World;
afterEach(() => world.close());

/** Deletes «Kiosks» once it is made and read back: when it is looked up to be assigned. */
function vanishing(graph: Graph): Graph {
  let filled = false;
  let lookedUp = 0;
  return {
    ...graph,
    async write(call) {
      const answer = await graph.write(call);
      filled ||= call.method === 'PATCH' && call.path.startsWith('/groups/');
      return answer;
    },
    list(call) {
      if (filled && call.path.startsWith('/groups?')) lookedUp++;
      if (lookedUp === 2) deleteKiosks();
      return graph.list(call);
    },
  };
}

function deleteKiosks(): void {
  const { groups } = world.sandbox.tenant.collections;
  for (const [id, { displayName }] of groups) if (displayName === 'Kiosks') groups.delete(id);
}

test('a group that is deleted between being made and being assigned stops the change, and is named', async () => {
  world = await aWorld({ graph: vanishing });
  await world.say('ana', 'create a group called "Kiosks" with LAPTOP-001 and assign "Windows baseline" to it');

  await world.press('omar', 'approve', { where: channel });

  const [change] = await world.store.changes.list({ limit: 1 });
  const assigns = world.sandbox.writes.filter(({ url }) => url.endsWith('/assign'));
  expect(change?.status).toMatchObject({
    kind: 'partiallyApplied',
    why: '«Kiosks», which «Windows baseline» is to be assigned to, is not there any more.',
  });
  expect(assigns).toEqual([]);
});

test('a group that a change made and somebody deleted is said to be gone, by the number of that change', async () => {
  world = await aWorld();
  await world.say('ana', 'create a group called "Kiosks" with LAPTOP-001');
  await world.press('omar', 'approve', { where: channel });
  deleteKiosks();

  const [reply] = await world.say('ana', 'assign "Windows baseline" to that group');

  expect(reply?.text).toBe(
    '«Kiosks», which change #1 made, is not in Entra any more. Make it anew, or name another group.',
  );
});
