import type { Alert } from '../../src/core/alert';
import { aWorld } from '../support/world';

const day = 24 * 3_600_000;

test('what nobody will ask for again is forgotten, and nothing else', async () => {
  const world = await aWorld();
  try {
    const { store, clock } = world;
    const daysAgo = (days: number) => new Date(clock.now().getTime() - days * day).toISOString();
    await store.alerts.put([anAlert('long ago', daysAgo(90)), anAlert('lately', daysAgo(80))]);
    await store.inbox.claim('message of last week', daysAgo(8));
    await store.inbox.claim('message of yesterday', daysAgo(1));

    await world.later(day);

    expect((await store.alerts.find(['long ago', 'lately'])).map(({ device }) => device)).toEqual(['lately']);
    expect(await store.inbox.claim('message of last week', daysAgo(0))).toBe(true);
    expect(await store.inbox.claim('message of yesterday', daysAgo(0))).toBe(false);
  } finally {
    await world.close();
  }
});

function anAlert(device: string, resolvedAt: string): Alert {
  return {
    device,
    name: device,
    condition: 'compliance',
    phase: 'noncompliant',
    state: 'resolved',
    platform: 'windows',
    startedAt: resolvedAt,
    resolvedAt,
  };
}
