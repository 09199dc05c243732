import { groups } from '../../../src/sandbox/seed/ids';
import { type Asker, innerMessage, startAsker } from '../ask';

const android = '/beta/deviceAppManagement/androidManagedAppProtections';
const ios = '/beta/deviceAppManagement/iosManagedAppProtections';
const configurations = '/beta/deviceAppManagement/targetedManagedAppConfigurations';
const androidBaseline = `${android}/T_cccccccc-0000-4000-8000-000000000001`;
const iosBaseline = `${ios}/T_cccccccc-0000-4000-8000-000000000002`;

let asker: Asker;
beforeEach(async () => {
  asker = await startAsker();
});
afterEach(() => asker.sandbox.close());

const live = () => asker.sandbox.tenant.policy('Android Office baseline');
const androidApp = (packageId: string) => ({
  mobileAppIdentifier: { '@odata.type': '#microsoft.graph.androidMobileAppIdentifier', packageId },
});
const include = (groupId: string) => ({ target: { '@odata.type': '#microsoft.graph.groupAssignmentTarget', groupId } });
const exclude = (groupId: string) => ({
  target: { '@odata.type': '#microsoft.graph.exclusionGroupAssignmentTarget', groupId },
});

describe('reading app protection', () => {
  test('the seeded baselines are as described', async () => {
    const { body } = await asker.get(`${androidBaseline}?$expand=apps,assignments`);

    expect(body).toMatchObject({
      displayName: 'Android Office baseline',
      maximumAllowedDeviceThreatLevel: 'high',
      mobileThreatDefenseRemediationAction: 'block',
      pinRequired: true,
      minimumPinLength: 4,
      screenCaptureBlocked: false,
      isAssigned: true,
      deployedAppCount: 6,
      minimumRequiredPatchVersion: '0000-00-00',
      minimumRequiredAppVersion: null,
      customBrowserPackageId: '',
      appGroupType: 'selectedPublicApps',
    });
    expect(body['apps']).toContainEqual({
      id: 'com.microsoft.office.outlook.android',
      version: expect.stringMatching(/^-?\d+$/) as unknown,
      mobileAppIdentifier: {
        '@odata.type': '#microsoft.graph.androidMobileAppIdentifier',
        packageId: 'com.microsoft.office.outlook',
      },
    });
    expect(body['assignments']).toMatchObject([include(groups.allStaff)]);
  });

  test('apps and assignments come only when expanded, or at their own address', async () => {
    const [plain, apps, assignments] = [
      await asker.get(iosBaseline),
      await asker.get(`${iosBaseline}/apps`),
      await asker.get(`${iosBaseline}/assignments`),
    ];

    expect('apps' in plain.body || 'assignments' in plain.body).toBe(false);
    expect(apps.body.value).toHaveLength(6);
    expect(assignments.body.value).toHaveLength(1);
  });

  test('v1.0 leaves out what only beta has', async () => {
    const { body } = await asker.get(androidBaseline.replace('beta', 'v1.0'));

    expect(body['minimumPinLength']).toBe(4);
    expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['maximumAllowedDeviceThreatLevel']));
    expect('appGroupType' in body).toBe(false);
  });

  test('a mixed list names the type of each, a list of one type does not', async () => {
    const mixed = await asker.get('/beta/deviceAppManagement/managedAppPolicies');
    const single = await asker.get(android);

    expect(mixed.body.value.map((policy) => policy['@odata.type'])).toEqual([
      '#microsoft.graph.androidManagedAppProtection',
      '#microsoft.graph.iosManagedAppProtection',
      '#microsoft.graph.targetedManagedAppConfiguration',
    ]);
    expect('@odata.type' in (single.body.value[0] ?? {})).toBe(false);
  });

  test('the context comes first, and says what was asked for', async () => {
    const { text, body } = await asker.get(`${android}?$select=id,displayName&$expand=apps`);

    expect(text.startsWith('{"@odata.context":')).toBe(true);
    expect(body['@odata.context']).toMatch(
      /beta\/\$metadata#deviceAppManagement\/androidManagedAppProtections\(id,displayName,apps\(\)\)$/,
    );
    expect(Object.keys(body.value[0] ?? {}).sort()).toEqual(['apps', 'displayName', 'id']);
  });

  test.each([`${android}?$expand=nothing`, `${android}?$select=nothing`])('%s is refused', async (path) => {
    const { status, body } = await asker.get(path);

    expect(status).toBe(400);
    expect(body.error.message).toContain(
      "Could not find a property named 'nothing' on type 'microsoft.graph.androidManagedAppProtection'.",
    );
  });

  test('a policy that is not there is a 404, in JSON in the message', async () => {
    const answer = await asker.get(`${android}/T_nobody`);

    expect(answer.status).toBe(404);
    expect(answer.body.error.code).toBe('ResourceNotFound');
    expect(innerMessage(answer)).toContain(answer.body.error.innerError['request-id'] ?? 'no request id');
  });

  test('Defender for Pilot configures the Android Defender for Pilot', async () => {
    const { body } = await asker.get(`${configurations}?$expand=apps,assignments`);

    expect(body.value).toHaveLength(1);
    expect(body.value[0]).toMatchObject({
      id: expect.stringMatching(/^A_/) as unknown,
      displayName: 'Defender for Pilot',
      customSettings: [
        { name: 'DefenderMAMConfigs', value: '1' },
        { name: 'antiphishing', value: '1' },
        { name: 'vpn', value: '1' },
      ],
      apps: [{ id: 'com.microsoft.scmx.android' }],
      assignments: [include(groups.pilot)],
    });
  });
});

describe('changing app protection', () => {
  test('merges the top level and moves time and version on', async () => {
    const before = live();

    const { status, body } = await asker.send('PATCH', androidBaseline, {
      '@odata.type': '#microsoft.graph.androidManagedAppProtection',
      maximumAllowedDeviceThreatLevel: 'medium',
    });

    expect(status).toBe(200);
    expect(body['maximumAllowedDeviceThreatLevel']).toBe('medium');
    expect(live()).toMatchObject({
      maximumAllowedDeviceThreatLevel: 'medium',
      minimumPinLength: 4,
      lastModifiedDateTime: '2026-03-02T12:00:00Z',
    });
    expect(live()['version']).not.toBe(before['version']);
  });

  test('replaces a collection of complex values whole', async () => {
    const path = `${configurations}/A_cccccccc-0000-4000-8000-000000000003`;
    const { body } = await asker.send('PATCH', path, { customSettings: [{ name: 'antiphishing', value: '0' }] });

    expect(body['customSettings']).toEqual([{ name: 'antiphishing', value: '0' }]);
  });

  test('takes several members of a flags enum in one text, and not as a list', async () => {
    const together = await asker.send('PATCH', androidBaseline, { targetedAppManagementLevels: 'unmanaged,mdm' });
    const list = await asker.send('PATCH', androidBaseline, { targetedAppManagementLevels: ['unmanaged', 'mdm'] });

    expect(together.body['targetedAppManagementLevels']).toBe('unmanaged,mdm');
    expect(list.status).toBe(400);
  });

  test.each<[string, unknown, RegExp]>([
    [
      'an unknown property',
      { nonsense: 1 },
      /^The property 'nonsense' does not exist on type 'microsoft\.management\.services\.api\.androidManagedAppProtection'\./,
    ],
    ["another platform's property", { faceIdBlocked: true }, /^The property 'faceIdBlocked' does not exist/],
    [
      'an unknown member',
      { maximumAllowedDeviceThreatLevel: 'extreme' },
      /^Requested value 'extreme' was not found\.$/,
    ],
    [
      'a member in other case',
      { maximumAllowedDeviceThreatLevel: 'Medium' },
      /^Requested value 'Medium' was not found\.$/,
    ],
    [
      'the member that stands for the future',
      { purviewContentEvaluationRequired: 'unknownFutureValue' },
      /was not found/,
    ],
    [
      'a text for a number',
      { minimumPinLength: '6' },
      /^Cannot convert the literal '6' to the expected type 'Edm\.Int32'\.$/,
    ],
    ['half a number', { minimumPinLength: 4.5 }, /Edm\.Int32/],
    [
      'a text for a yes or no',
      { pinRequired: 'true' },
      /^Cannot convert the literal 'true' to the expected type 'Edm\.Boolean'\.$/,
    ],
    ['a number for a text', { minimumRequiredOsVersion: 14 }, /Edm\.String/],
    ['a length of time in words', { periodOfflineBeforeAccessCheck: '12 hours' }, /Edm\.Duration/],
    [
      'nothing where nothing may not be',
      { pinRequired: null },
      /^A null value was found for the property named 'pinRequired'/,
    ],
    ['one for a list', { allowedDataStorageLocations: 'sharePoint' }, /collection was expected/],
    [
      'an unknown member in a list',
      { allowedDataStorageLocations: ['sharePoint', 'dropbox'] },
      /'dropbox' was not found/,
    ],
    ['apps', { apps: [] }, /^Property apps in payload has a value that does not match schema\.$/],
    [
      'another type',
      { '@odata.type': '#microsoft.graph.iosManagedAppProtection' },
      /is not assignable to the expected type/,
    ],
    ['a type nobody knows', { '@odata.type': '#microsoft.graph.nonsense' }, /could not be resolved by the model/],
  ])('refuses %s, and changes nothing', async (_, body, message) => {
    const before = live();

    const answer = await asker.send('PATCH', androidBaseline, body);

    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toMatch(message);
    expect(live()).toBe(before);
  });

  test('v1.0 refuses what only beta has', async () => {
    const { status, body } = await asker.send('PATCH', androidBaseline.replace('beta', 'v1.0'), {
      maximumAllowedDeviceThreatLevel: 'medium',
    });

    expect(status).toBe(400);
    expect(body.error.code).toBe('ModelValidationFailure');
    expect(body.error.innerError['message']).toBe(body.error.message);
  });

  test('leaves alone what only the service sets', async () => {
    const before = live();

    await asker.send('PATCH', androidBaseline, {
      id: 'T_other',
      version: '"x"',
      createdDateTime: '2020-01-01T00:00:00Z',
      deployedAppCount: 99,
      isAssigned: false,
    });

    expect(live()).toMatchObject({
      id: before.id,
      createdDateTime: before['createdDateTime'],
      deployedAppCount: 6,
      isAssigned: true,
    });
  });
});

describe('creating app protection', () => {
  test('completes the policy and answers 201', async () => {
    const { status, body } = await asker.send('POST', android, {
      '@odata.type': '#microsoft.graph.androidManagedAppProtection',
      displayName: 'Travel',
      description: 'For trips (Warden #142)',
      maximumAllowedDeviceThreatLevel: 'low',
      apps: [androidApp('com.microsoft.Teams')],
      assignments: [include(groups.pilot), exclude(groups.sales)],
    });
    const stored = await asker.get(`${android}/${String(body['id'])}?$expand=apps,assignments`);

    expect(status).toBe(201);
    expect(body['id']).toMatch(/^T_[0-9a-f-]{36}$/);
    expect(body).toMatchObject({
      pinRequired: true,
      periodOfflineBeforeWipeIsEnforced: 'P90D',
      minimumWipePatchVersion: '0000-00-00',
      roleScopeTagIds: ['0'],
    });
    expect(stored.body).toMatchObject({
      maximumAllowedDeviceThreatLevel: 'low',
      isAssigned: true,
      deployedAppCount: 1,
      apps: [{ id: 'com.microsoft.teams.android', mobileAppIdentifier: { packageId: 'com.microsoft.teams' } }],
      assignments: [include(groups.pilot), exclude(groups.sales)],
    });
  });

  test('a group of apps is listed by the service', async () => {
    const { body } = await asker.send('POST', ios, { displayName: 'All of it', appGroupType: 'allMicrosoftApps' });

    expect(body['deployedAppCount']).toBe(36);
  });

  test('two may have one name', async () => {
    const { status } = await asker.send('POST', ios, { displayName: 'iOS Office baseline' });

    expect(status).toBe(201);
  });

  test.each<[string, unknown]>([
    ['without a name', {}],
    [
      'with an app that does not say what it is',
      { displayName: 'X', apps: [{ mobileAppIdentifier: { packageId: 'a.b' } }] },
    ],
    [
      'with an app of the other platform',
      {
        displayName: 'X',
        apps: [{ mobileAppIdentifier: { '@odata.type': '#microsoft.graph.iosMobileAppIdentifier', bundleId: 'a.b' } }],
      },
    ],
    [
      'for all devices',
      { displayName: 'X', assignments: [{ target: { '@odata.type': '#microsoft.graph.allDevicesAssignmentTarget' } }] },
    ],
    ['for a group by name', { displayName: 'X', assignments: [include('Sales')] }],
    ['with a target of no kind', { displayName: 'X', assignments: [{ target: { groupId: groups.sales } }] }],
  ])('is refused %s', async (_, body) => {
    const { status } = await asker.send('POST', android, body);

    expect(status).toBe(400);
    expect(asker.sandbox.tenant.collections.androidManagedAppProtections.size).toBe(1);
  });
});

describe('deleting app protection', () => {
  test('answers 204, then 404', async () => {
    const answers = [
      await asker.send('DELETE', iosBaseline),
      await asker.send('DELETE', iosBaseline),
      await asker.get(iosBaseline),
    ];

    expect(answers.map(({ status }) => status)).toEqual([204, 404, 404]);
    expect(answers[0]?.text).toBe('');
  });
});

describe('targetApps', () => {
  const target = (body: unknown) => asker.send('POST', `${androidBaseline}/targetApps`, body);

  test('replaces the whole set', async () => {
    const { status } = await target({ appGroupType: 'selectedPublicApps', apps: [androidApp('com.microsoft.emmx')] });

    expect(status).toBe(204);
    expect(live()).toMatchObject({ deployedAppCount: 1, apps: [{ id: 'com.microsoft.emmx.android' }] });
  });

  test('lists a group of apps by itself, whatever is sent with it', async () => {
    await target({ appGroupType: 'allCoreMicrosoftApps', apps: [] });

    expect(live()['appGroupType']).toBe('allCoreMicrosoftApps');
    expect(Number(live()['deployedAppCount'])).toBeGreaterThan(8);
  });

  test('takes what it gave: ids and versions are no harm', async () => {
    const { body } = await asker.get(`${androidBaseline}/apps`);

    const { status } = await target({ appGroupType: 'selectedPublicApps', apps: body.value });

    expect(status).toBe(204);
    expect(live()['deployedAppCount']).toBe(6);
  });

  test.each<[string, unknown]>([
    ['another parameter', { applications: [] }],
    ['an unknown group', { appGroupType: 'officeApps', apps: [] }],
    ['apps that are no list', { apps: {} }],
    ['no body', undefined],
  ])('refuses %s', async (_, body) => {
    expect((await target(body)).status).toBe(400);
    expect(live()['deployedAppCount']).toBe(6);
  });
});

describe('assign', () => {
  const assign = (body: unknown, path = androidBaseline) => asker.send('POST', `${path}/assign`, body);

  test('replaces the whole set, also by its long name', async () => {
    const { status } = await assign(
      { assignments: [include(groups.sales)] },
      `${androidBaseline}/microsoft.graph.targetedManagedAppProtection`,
    );
    const short = await asker.send('POST', `${androidBaseline}/microsoft.graph.assign`, {
      assignments: [include(groups.finance)],
    });

    expect([status, short.status]).toEqual([204, 204]);
    expect(live()['assignments']).toMatchObject([include(groups.finance)]);
  });

  test('an empty set leaves the policy unassigned', async () => {
    await assign({ assignments: [] });

    expect(live()).toMatchObject({ assignments: [], isAssigned: false });
  });

  test('filters are beta', async () => {
    const filtered = {
      target: {
        ...include(groups.sales).target,
        deviceAndAppManagementAssignmentFilterId: 'eeeeeeee-0000-4000-8000-000000000001',
        deviceAndAppManagementAssignmentFilterType: 'include',
      },
    };

    const [beta, old] = [
      await assign({ assignments: [filtered] }),
      await assign({ assignments: [filtered] }, androidBaseline.replace('beta', 'v1.0')),
    ];
    const read = await asker.get(`${androidBaseline.replace('beta', 'v1.0')}/assignments`);

    expect([beta.status, old.status]).toEqual([204, 400]);
    expect(read.body.value[0]?.['target']).toEqual(include(groups.sales).target);
  });

  test('what it gave, it takes back', async () => {
    const { body } = await asker.get(`${androidBaseline}/assignments`);

    expect((await assign({ assignments: body.value })).status).toBe(204);
    expect(live()['assignments']).toMatchObject([include(groups.allStaff)]);
  });

  test('refuses a body without assignments', async () => {
    expect((await assign({})).status).toBe(400);
    expect(live()['isAssigned']).toBe(true);
  });
});
