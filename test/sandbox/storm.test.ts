import { startSandbox, type Sandbox } from '../../src/sandbox/server';

let sandbox: Sandbox;
let now = new Date('2026-03-02T09:00:00Z');
beforeEach(async () => {
  now = new Date('2026-03-02T09:00:00Z');
  sandbox = await startSandbox({ seed: 1, now: () => now });
});
afterEach(() => sandbox.close());

const storm = (query: string) => fetch(`${sandbox.url}/storm?${query}`, { method: 'POST' });
const noncompliant = () =>
  [...sandbox.tenant.collections.managedDevices.values()].filter(
    ({ deviceName, complianceState }) => String(deviceName).startsWith('STORM-') && complianceState === 'noncompliant',
  ).length;

describe('a storm', () => {
  test('turns so many devices noncompliant, and back when its time is over', async () => {
    const answer = await storm('devices=300&seconds=60');

    expect([answer.status, noncompliant()]).toEqual([200, 300]);
    now = new Date(now.getTime() + 61_000);
    await fetch(`${sandbox.url}/v1.0/deviceManagement/managedDevices`);
    expect(noncompliant()).toBe(0);
  });

  test('takes the devices of the last one again', async () => {
    const before = sandbox.tenant.collections.managedDevices.size;
    await storm('devices=20&seconds=60');
    await storm('devices=30&seconds=60');

    expect(sandbox.tenant.collections.managedDevices.size).toBe(before + 30);
  });

  test.each(['devices=0&seconds=60', 'devices=1000000&seconds=60', 'devices=ten&seconds=60', 'devices=5&seconds=0'])(
    'refuses %s',
    async (query) => {
      expect((await storm(query)).status).toBe(400);
    },
  );
});
