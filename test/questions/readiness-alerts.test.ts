import { aWorld, channel, type World } from '../support/world';

describe('readiness, where a channel hears of alerts', () => {
  let world: World;
  afterEach(() => world.close());

  test('names the permission without which part of them is never told', async () => {
    const without = (roles: ReadonlySet<string>) =>
      new Set([...roles].filter((role) => !role.startsWith('DeviceManagementServiceConfig')));
    world = await aWorld({
      graph: (graph) => ({ ...graph, permissions: async () => without(await graph.permissions()) }),
    });
    const [before] = await world.say('ana', 'check readiness for iOS');
    await world.store.subscriptions.put({ conversation: channel.id, by: { objectId: 'x', name: 'Priya' }, at: '' });

    const [after] = await world.say('ana', 'check readiness for iOS');

    expect(before?.text).not.toContain('Warden tells of alerts');
    expect(after?.text).toContain(
      'Warden tells of alerts: whether the connector to the threat defense service answers',
    );
    expect(after?.text).toContain('the app lacks DeviceManagementServiceConfig.Read.All');
    expect(after?.text).not.toContain('flagged apps');
  });
});
