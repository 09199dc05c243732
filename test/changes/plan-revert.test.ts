import { aWorld, channel, type World } from '../support/world';
import { GraphUnreachable, type Graph } from '../../src/ports';
import { groups } from '../../src/sandbox/seed/ids';

const create = 'create an app protection policy "Travel" for iOS for Outlook, max threat level low, assigned to Sales';
const filter = {
  deviceAndAppManagementAssignmentFilterId: '00000000-0000-4000-8000-00000000f117',
  deviceAndAppManagementAssignmentFilterType: 'include',
};

let world: World;
beforeEach(async () => {
  world = await aWorld();
});
afterEach(() => world.close());

const status = async (id: number) => (await world.store.changes.get(id))?.status;
const approve = () => world.press('omar', 'approve', { where: channel });
const refuses = (path: RegExp, method = 'POST') =>
  world.sandbox.inject({ method, path, act: 'refuse', status: 400, times: 1 });
const targetsOf = (name: string) =>
  (world.sandbox.tenant.policy(name)['assignments'] as { target: Record<string, unknown> }[]).map(
    ({ target }) => target,
  );
const answered = () => world.shown.at(-1)?.message.text ?? '';

/** The iOS baseline is for All Staff with a filter, as a portal would set it. */
function filtered(): void {
  const [first] = world.sandbox.tenant.policy('iOS Office baseline')['assignments'] as { target: object }[];
  world.sandbox.tenant.changePolicy('iOS Office baseline', {
    assignments: [{ ...first, target: { ...first?.target, ...filter } }],
  });
}

describe('what comes back', () => {
  test('is the assignment with its filter, when taking it off is reverted', async () => {
    filtered();
    await world.say('ana', 'unassign "iOS Office baseline" from "All Staff"');
    await approve();
    expect(targetsOf('iOS Office baseline')).toEqual([]);

    await world.say('ana', 'revert change 1');
    await approve();

    expect(await status(2)).toMatchObject({ kind: 'applied' });
    expect(targetsOf('iOS Office baseline')).toMatchObject([{ groupId: groups.allStaff, ...filter }]);
  });

  test('is a deleted policy with the filters of its assignments', async () => {
    filtered();
    await world.say('ana', 'delete policy "iOS Office baseline"');
    await approve();
    await world.press('priya', 'approve', { where: channel });
    expect(await status(1)).toMatchObject({ kind: 'applied' });

    await world.say('ana', 'revert change 1');
    await approve();

    expect(await status(2)).toMatchObject({ kind: 'applied' });
    expect(targetsOf('iOS Office baseline')).toMatchObject([{ groupId: groups.allStaff, ...filter }]);
  });

  test('are the single apps, when a group of apps had taken their place', async () => {
    await world.say('ana', 'add all Microsoft apps to "iOS Office baseline"');
    await approve();
    expect(world.sandbox.tenant.policy('iOS Office baseline')['appGroupType']).toBe('allMicrosoftApps');

    await world.say('ana', 'revert change 1');
    await approve();

    const policy = world.sandbox.tenant.policy('iOS Office baseline');
    expect(await status(2)).toMatchObject({ kind: 'applied' });
    expect(policy['appGroupType']).toBe('selectedPublicApps');
    expect(policy['apps']).toHaveLength(6); // Outlook, Teams, Word, Excel, PowerPoint, OneDrive
  });
});

describe('a create', () => {
  test('is taken back while nobody has touched what it made', async () => {
    await world.say('ana', create);
    await approve();

    await world.say('ana', 'revert change 1');
    await approve();

    expect(await status(2)).toMatchObject({ kind: 'applied' });
    expect(() => world.sandbox.tenant.policy('Travel')).toThrow();
  });

  test.each([
    ['a setting that the plan did not touch', { printBlocked: true }],
    ['its assignments', { assignments: [] }],
    ['its apps', { apps: [] }],
  ])('is not taken back once somebody changed %s', async (_, changed) => {
    await world.say('ana', create);
    await approve();
    world.sandbox.tenant.changePolicy('Travel', changed);

    await world.say('ana', 'revert change 1');

    expect(answered()).toContain('was changed since');
    expect(world.sandbox.tenant.policy('Travel')).toBeDefined();
  });

  test('that stopped half-way is undone: what it made goes', async () => {
    refuses(/assign$/);
    await world.say('ana', create);
    await approve();
    expect(await status(1)).toMatchObject({ kind: 'partiallyApplied' });

    await world.press('ana', 'undo what was done');
    await approve();

    expect(await status(2)).toMatchObject({ kind: 'applied' });
    expect(() => world.sandbox.tenant.policy('Travel')).toThrow();
  });

  test('that stopped half-way goes on with what it made', async () => {
    refuses(/assign$/);
    await world.say('ana', create);
    await approve();

    await world.press('ana', 'continue');
    await approve();

    expect(await status(2)).toMatchObject({ kind: 'applied' });
    expect(targetsOf('Travel')).toMatchObject([{ groupId: groups.sales }]);
    const posts = world.sandbox.writes.filter(({ method, url }) => method === 'POST' && url.endsWith('Protections'));
    expect(posts).toHaveLength(1);
  });

  test('of which one part was never made is undone by the other part alone', async () => {
    refuses(/iosManagedAppProtections$/);
    await world.say('ana', create.replace('for iOS', 'for iOS and Android'));
    await approve();
    expect(await status(1)).toMatchObject({ kind: 'partiallyApplied' });

    await world.press('ana', 'undo what was done');
    await approve();

    expect(await status(2)).toMatchObject({ kind: 'applied' });
    expect(() => world.sandbox.tenant.policy('Travel')).toThrow();
  });

  test('of which one part was sent and never seen is undone by the other part alone', async () => {
    await world.close();
    world = await aWorld({ graph: losing(/iosManagedAppProtections$/) });
    await world.say('ana', create.replace('for iOS', 'for iOS and Android'));
    await approve();
    expect(await status(1)).toMatchObject({ kind: 'unknown' });

    await world.say('ana', 'revert change 1');
    await approve();

    expect(await status(2)).toMatchObject({ kind: 'applied' });
    expect(() => world.sandbox.tenant.policy('Travel')).toThrow();
  });
});

/** Graph whose POSTs to a path are sent, but never arrive and are never answered. */
function losing(path: RegExp): (graph: Graph) => Graph {
  return (graph) => ({
    ...graph,
    write: (request) =>
      request.method === 'POST' && path.test(request.path)
        ? Promise.reject(new GraphUnreachable('Graph did not answer.', true))
        : graph.write(request),
  });
}
