import { type Asker, startAsker } from '../ask';

const devices = '/v1.0/deviceManagement/managedDevices';

let asker: Asker;
beforeAll(async () => {
  asker = await startAsker({ devicePageSize: 100 });
});
afterAll(() => asker.sandbox.close());

const all = () => [...asker.sandbox.tenant.collections.managedDevices.values()];

/** How many come back, over all pages. */
async function found(query: string): Promise<number> {
  let count = 0;
  for (let path: string | undefined = `${devices}?${query}`; path;) {
    const { body } = await asker.get(path);
    count += body.value.length;
    path =
      typeof body['@odata.nextLink'] === 'string' ? body['@odata.nextLink'].replace(asker.sandbox.url, '') : undefined;
  }
  return count;
}

describe('managed devices', () => {
  test('come in pages, each with its own count', async () => {
    const { text, body } = await asker.get(devices);

    expect(body.value).toHaveLength(100);
    expect(body['@odata.count']).toBe(100);
    expect(text.indexOf('"@odata.nextLink"')).toBeLessThan(text.indexOf('"value"'));
    expect(await found('')).toBe(250);
    expect(await found('$top=30&$select=id')).toBe(250);
  });

  test.each<[string, (device: Readonly<Record<string, unknown>>) => boolean]>([
    ["complianceState eq 'noncompliant'", ({ complianceState }) => complianceState === 'noncompliant'],
    [
      "complianceState eq 'noncompliant' or complianceState eq 'inGracePeriod'",
      ({ complianceState }) => ['noncompliant', 'inGracePeriod'].includes(String(complianceState)),
    ],
    ["operatingSystem eq 'iOS'", ({ operatingSystem }) => operatingSystem === 'iOS'],
    [
      "operatingSystem eq 'Android' and complianceState eq 'compliant'",
      ({ operatingSystem, complianceState }) => operatingSystem === 'Android' && complianceState === 'compliant',
    ],
    ["managementAgent eq 'msSense'", ({ managementAgent }) => managementAgent === 'msSense'],
    ["contains(deviceName,'LAPTOP-00')", ({ deviceName }) => String(deviceName).startsWith('LAPTOP-00')],
    ["deviceName eq 'LAPTOP-042'", ({ deviceName }) => deviceName === 'LAPTOP-042'],
    [
      "userPrincipalName ne 'ana.ruiz@contoso.com'",
      ({ userPrincipalName }) => userPrincipalName !== 'ana.ruiz@contoso.com',
    ],
    ['lastSyncDateTime lt 2026-02-01T00:00:00Z', ({ lastSyncDateTime }) => String(lastSyncDateTime) < '2026-02-01'],
  ])('are filtered by %s', async (filter, expected) => {
    const count = all().filter(expected).length;

    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(250);
    expect(await found(`$select=id&$filter=${encodeURIComponent(filter)}`)).toBe(count);
  });

  test.each([
    "partnerReportedThreatState eq 'highSeverity'",
    "userId eq 'aaaaaaaa-0000-4000-8000-000000000001'",
    "id eq 'nobody'",
    "nonsense eq 'x'",
    "startswith(deviceName,'LAPTOP')",
    "complianceState ne 'compliant'",
    "contains(operatingSystem,'iOS')",
    "operatingSystem eq 'iOS' or complianceState eq 'noncompliant'",
    "operatingSystem eq 'iOS' and partnerReportedThreatState eq 'secured'",
  ])('all come back for %s, which is not heard', async (filter) => {
    expect(await found(`$select=id&$filter=${encodeURIComponent(filter)}`)).toBe(250);
  });

  test('a filter that cannot be read is refused', async () => {
    expect((await asker.get(`${devices}?$filter=deviceName eq`)).status).toBe(400);
  });

  test('some properties come only when selected', async () => {
    const id = all()[0]?.id ?? '';

    const [plain, selected] = [
      await asker.get(`${devices}/${id}`),
      await asker.get(`${devices}/${id}?$select=id,notes`),
    ];

    expect('notes' in plain.body).toBe(false);
    expect(Object.keys(selected.body).sort()).toEqual(['@odata.context', 'id', 'notes']);
    expect(plain.body).toMatchObject({
      id,
      managementAgent: 'mdm',
      partnerReportedThreatState: expect.any(String) as unknown,
    });
  });

  test('beta shows more', async () => {
    const id = all()[0]?.id ?? '';

    const [old, beta] = [
      await asker.get(`${devices}/${id}`),
      await asker.get(`/beta/deviceManagement/managedDevices/${id}`),
    ];

    expect('joinType' in old.body).toBe(false);
    expect(beta.body['joinType']).toBe('azureADJoined');
  });

  test('one that is not there is a 404, and none can be made', async () => {
    expect((await asker.get(`${devices}/nobody`)).status).toBe(404);
    expect((await asker.send('POST', devices, { deviceName: 'X' })).body.error.code).toBe(
      'No method match route template',
    );
  });
});

describe('app registrations', () => {
  const registrations = '/deviceAppManagement/managedAppRegistrations';

  test('of one phone share a tag, and say which phone only in beta', async () => {
    const [old, beta] = [await asker.get(`/v1.0${registrations}`), await asker.get(`/beta${registrations}`)];
    const unenrolled = beta.body.value.filter(({ managedDeviceId }) => managedDeviceId === '');

    expect('managedDeviceId' in (old.body.value[0] ?? {})).toBe(false);
    expect(unenrolled.length).toBeGreaterThan(90);
    expect(new Set(unenrolled.map(({ deviceTag }) => deviceTag)).size).toBe(46);
    expect(old.body.value[0]?.['@odata.type']).toMatch(/^#microsoft\.graph\.(android|ios)ManagedAppRegistration$/);
  });

  test('the flagged ones name their people', async () => {
    const { body } = await asker.get(`/v1.0${registrations}/getUserIdsWithFlaggedAppRegistration`);

    expect(body.value).toHaveLength(3);
  });
});
