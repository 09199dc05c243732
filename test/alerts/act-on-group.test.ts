import { syncDevices } from '../../src/alerts/act-on-group';
import type { Alert } from '../../src/core/alert';
import { sandboxToken } from '../../src/graph/credential';
import { openGraph } from '../../src/graph/graph';
import { aWorld, people } from '../support/world';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

describe('syncDevices', () => {
  test('says of devices that Defender manages that Intune cannot ask them, and asks the others', async () => {
    const world = await aWorld();
    try {
      const { url, tenant, writes } = world.sandbox;
      const graph = openGraph({ root: url, token: sandboxToken(url), log: quiet });
      const alerts = ['LAPTOP-001', 'SRV-WEB-01'].map((name) => anAlert(name, tenant.device(name).id));

      const asked = { group: 1, by: people.ana, roles: new Set(['requestor'] as const) };
      const synced = await syncDevices({ store: world.store, clock: world.clock, graph }, alerts, asked);

      expect(synced).toEqual({
        ok: true,
        value: {
          asked: [{ device: alerts[0]?.device, name: 'LAPTOP-001' }],
          refused: [],
          byDefender: ['SRV-WEB-01'],
          left: 0,
        },
      });
      expect(writes).toHaveLength(1);
    } finally {
      await world.close();
    }
  });
});

function anAlert(name: string, device: string): Alert {
  return {
    device,
    name,
    condition: 'compliance',
    phase: 'noncompliant',
    state: 'firing',
    platform: 'windows',
    startedAt: '2026-03-02T09:00:00.000Z',
  };
}
