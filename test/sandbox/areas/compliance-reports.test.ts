import type { Entity } from '../../../src/core/snapshot';
import { pageOf, type Report } from '../../../src/questions/report';
import { startAsker, type Asker } from '../ask';

const path = '/deviceManagement/reports/getNoncompliantDevicesAndSettingsReport';

describe('the report of noncompliant devices and settings', () => {
  let asker: Asker;
  beforeAll(async () => {
    asker = await startAsker();
  });
  afterAll(() => asker.sandbox.close());

  async function page(at: string, body: object): Promise<Report> {
    return pageOf(JSON.parse((await asker.send('POST', at, body)).text) as Entity);
  }

  test.each(['v1.0', 'beta'])('tells on %s what the states of each device tell', async (version) => {
    const { rows, total } = await page(`/${version}${path}`, { skip: 0, top: 5000 });
    const devices = [...new Set(rows.map((row) => String(row['DeviceId'])))];

    const one = devices[0] ?? '';
    const states = await asker.get(`/v1.0/deviceManagement/managedDevices/${one}/deviceCompliancePolicyStates`);
    const failed = states.body.value.flatMap(({ displayName, settingStates }) =>
      (settingStates as readonly { readonly setting: string; readonly state: string }[])
        .filter(({ state }) => state === 'nonCompliant')
        .map(({ setting }) => [displayName, setting]),
    );

    expect(rows).toHaveLength(total);
    expect(devices.length).toBeGreaterThan(5);
    expect(failed.length).toBeGreaterThan(0);
    expect(
      rows.filter(({ DeviceId }) => DeviceId === one).map(({ PolicyName, SettingName }) => [PolicyName, SettingName]),
    ).toEqual(failed);
    expect(new Set(rows.map(({ SettingStatus }) => SettingStatus))).toEqual(new Set([4]));
  });

  test('comes in pages, and refuses to have its words chosen', async () => {
    const first = await page(`/v1.0${path}`, { skip: 0, top: 2 });
    const chosen = await asker.send('POST', `/v1.0${path}`, { select: ['DeviceId', 'SettingStatus_loc'] });

    expect(first.rows).toHaveLength(2);
    expect(first.total).toBeGreaterThan(2);
    expect(chosen.status).toBe(400);
  });
});
