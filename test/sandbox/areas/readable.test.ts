import { apps, groups, policies } from '../../../src/sandbox/seed/ids';
import { type Asker, startAsker } from '../ask';

let asker: Asker;
beforeAll(async () => {
  asker = await startAsker();
});
afterAll(() => asker.sandbox.close());

describe('compliance policies', () => {
  const list = '/deviceManagement/deviceCompliancePolicies';
  const windows = `/beta${list}/${policies.windowsBaseline}`;

  test('are one for each platform, of their own types', async () => {
    const { body } = await asker.get(`/beta${list}`);

    expect(body.value.map((policy) => [policy['displayName'], policy['@odata.type']])).toEqual([
      ['Windows baseline', '#microsoft.graph.windows10CompliancePolicy'],
      ['macOS baseline', '#microsoft.graph.macOSCompliancePolicy'],
      ['iOS baseline', '#microsoft.graph.iosCompliancePolicy'],
      ['Android baseline', '#microsoft.graph.androidWorkProfileCompliancePolicy'],
    ]);
  });

  test('the actions come with the expansion of an expansion, and not at their own address', async () => {
    const plain = await asker.get(windows);
    const shallow = await asker.get(`${windows}?$expand=scheduledActionsForRule`);
    const deep = await asker.get(
      `${windows}?$expand=assignments,scheduledActionsForRule($expand=scheduledActionConfigurations)`,
    );
    const own = await asker.get(`${windows}/scheduledActionsForRule`);

    expect('scheduledActionsForRule' in plain.body).toBe(false);
    expect(JSON.stringify(shallow.body['scheduledActionsForRule'])).not.toContain('scheduledActionConfigurations');
    expect(deep.body['scheduledActionsForRule']).toMatchObject([
      { scheduledActionConfigurations: [{ actionType: 'block', gracePeriodHours: 24, notificationMessageCCList: [] }] },
    ]);
    expect(deep.body['assignments']).toMatchObject([{ target: { groupId: groups.allStaff } }]);
    expect(own.status).toBe(400);
    expect(own.body.error.code).toBe('No method match route template');
  });

  test("v1.0 does not tell Windows' risk score", async () => {
    const [old, beta] = [await asker.get(windows.replace('beta', 'v1.0')), await asker.get(windows)];

    expect('deviceThreatProtectionRequiredSecurityLevel' in old.body).toBe(false);
    expect(beta.body).toMatchObject({
      deviceThreatProtectionEnabled: true,
      deviceThreatProtectionRequiredSecurityLevel: 'high',
    });
  });

  test('of a type v1.0 does not know are not in v1.0', async () => {
    const policy = asker.sandbox.tenant.addPolicy('deviceCompliancePolicies', {
      '@odata.type': '#microsoft.graph.androidDeviceOwnerCompliancePolicy',
      displayName: 'Fully managed',
    });

    const [old, beta] = [await asker.get(`/v1.0${list}/${policy.id}`), await asker.get(`/beta${list}/${policy.id}`)];

    expect([old.status, beta.status]).toEqual([404, 200]);
  });
});

describe('apps', () => {
  test('are found by type, then by bundle id', async () => {
    const { body } = await asker.get(
      "/v1.0/deviceAppManagement/mobileApps?$filter=isof('microsoft.graph.iosStoreApp')",
    );

    expect(body.value.find(({ bundleId }) => bundleId === 'com.microsoft.scmx')?.['id']).toBe(apps.defenderIos);
    expect(
      (await asker.get("/v1.0/deviceAppManagement/mobileApps?$filter=isof('microsoft.graph.iosVppApp')")).body.value,
    ).toEqual([]);
  });
});

describe('what the tenant does not have yet', () => {
  test.each([
    '/v1.0/identity/conditionalAccess/policies',
    '/beta/deviceManagement/configurationPolicies',
    '/v1.0/deviceAppManagement/mobileAppConfigurations',
  ])('%s is empty', async (path) => {
    const { status, body } = await asker.get(path);

    expect(status).toBe(200);
    expect(body.value).toEqual([]);
  });
});
