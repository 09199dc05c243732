import { groups, people, tenantId } from '../../../src/sandbox/seed/ids';
import { type Asker, startAsker } from '../ask';

let asker: Asker;
beforeAll(async () => {
  asker = await startAsker();
});
afterAll(() => asker.sandbox.close());

const eventual = { ConsistencyLevel: 'eventual' };
const names = async (path: string, headers: Readonly<Record<string, string>> = {}): Promise<unknown[]> =>
  (await asker.get(path, headers)).body.value.map(({ displayName }) => displayName);

describe('groups', () => {
  test.each<[string, string[]]>([
    ["$filter=displayName eq 'Sales'", ['Sales']],
    ["$filter=displayName eq 'sales'", ['Sales']],
    ["$filter=displayName eq 'O''Brien''s team'", []],
    [
      "$filter=startswith(displayName,'Warden')&$select=id,displayName",
      ['Warden readers', 'Warden requestors', 'Warden approvers'],
    ],
    [`$filter=id eq '${groups.pilot}'`, ['Pilot']],
    [`$filter=displayName in ('Pilot','Finance')`, ['Finance', 'Pilot']],
    ["$filter=groupTypes/any(c:c eq 'DynamicMembership')", ['Windows devices']],
    ['$top=2&$orderby=displayName', ['All Staff', 'Break glass']],
  ])('?%s', async (query, expected) => {
    expect(await names(`/v1.0/groups?${query}`)).toEqual(expected);
  });

  test('a name with an apostrophe is found by doubling it', async () => {
    asker.sandbox.tenant.addGroup({ displayName: "O'Neill's team" });

    expect(await names("/v1.0/groups?$filter=displayName eq 'O''Neill''s team'")).toEqual(["O'Neill's team"]);
    expect((await asker.get("/v1.0/groups?$filter=displayName eq 'O'Neill's team'")).status).toBe(400);
  });

  test('searching needs the header, and looks for words', async () => {
    const path = '/v1.0/groups?$search="displayName:staff"';

    const without = await asker.get(path);

    expect(without.status).toBe(400);
    expect(without.body.error.code).toBe('Request_UnsupportedQuery');
    expect(await names(path, eventual)).toEqual(['All Staff']);
    expect(await names('/v1.0/groups?$search="displayName:taff"', eventual)).toEqual([]);
  });

  test('a count is given with the header only', async () => {
    const [plain, counted] = [
      await asker.get('/v1.0/groups?$count=true'),
      await asker.get('/v1.0/groups?$count=true&$top=1', eventual),
    ];

    expect('@odata.count' in plain.body).toBe(false);
    expect(counted.body['@odata.count']).toBe(asker.sandbox.tenant.collections.groups.size);
    expect(counted.body.value).toHaveLength(1);
  });

  test.each<[string, string]>([
    ["$filter=displayName ne 'Sales'", 'Request_UnsupportedQuery'],
    ["$filter=endswith(displayName,'s')", 'Request_UnsupportedQuery'],
    ["$filter=contains(displayName,'a')", 'Request_UnsupportedQuery'],
    ["$filter=nonsense eq 'a'", 'Request_BadRequest'],
    ['$filter=displayName eq', 'BadRequest'],
    ['$select=nonsense', 'BadRequest'],
    ['$top=1000', 'BadRequest'],
  ])('?%s is refused', async (query, code) => {
    const { status, body } = await asker.get(`/v1.0/groups?${query}`);

    expect(status).toBe(400);
    expect(body.error.code).toBe(code);
  });

  test('advanced filters work with header and count', async () => {
    expect(await names("/v1.0/groups?$filter=endswith(displayName,'ales')&$count=true", eventual)).toEqual(['Sales']);
  });

  test('one is read with its usual properties, and an unknown one is a 404', async () => {
    const [one, none] = [await asker.get(`/v1.0/groups/${groups.sales}`), await asker.get('/v1.0/groups/nobody')];

    expect(one.body).toMatchObject({ displayName: 'Sales', securityEnabled: true, mailEnabled: false, groupTypes: [] });
    expect('members' in one.body).toBe(false);
    expect(none.status).toBe(404);
    expect(none.body.error.code).toBe('Request_ResourceNotFound');
  });
});

describe('members', () => {
  test('come in pages', async () => {
    const first = await asker.get(`/v1.0/groups/${groups.allStaff}/transitiveMembers?$select=id&$top=200`);
    const next = String(first.body['@odata.nextLink']).replace(asker.sandbox.url, '');
    const second = await asker.get(next);

    const ids = [...first.body.value, ...second.body.value].map(({ id }) => id);
    expect(next).toMatch(/^\/v1\.0\/groups\/.*\$skiptoken=/);
    expect(new Set(ids).size).toBe(300);
    expect(second.body['@odata.nextLink']).toBeUndefined();
  });

  test('say what they are', async () => {
    const { body } = await asker.get(`/v1.0/groups/${groups.windowsDevices}/members?$top=1`);

    expect(body.value[0]).toMatchObject({
      '@odata.type': '#microsoft.graph.device',
      operatingSystem: 'Windows',
      managementType: 'MDM',
    });
  });

  test('are counted as plain text, with the header', async () => {
    const path = `/v1.0/groups/${groups.allStaff}/transitiveMembers`;

    const [counted, users, devices, refused] = [
      await asker.get(`${path}/$count`, eventual),
      await asker.get(`${path}/microsoft.graph.user/$count`, eventual),
      await asker.get(`${path}/microsoft.graph.device/$count`, eventual),
      await asker.get(`${path}/$count`),
    ];

    expect([counted.text, users.text, devices.text]).toEqual(['300', '300', '0']);
    expect(counted.headers.get('content-type')).toBe('text/plain');
    expect(refused.status).toBe(400);
  });

  test('a cast is an advanced query', async () => {
    const path = `/v1.0/groups/${groups.requestors}/members/microsoft.graph.user?$select=id,displayName`;

    const refused = await asker.get(path);

    expect(refused.status).toBe(400);
    expect((await names(`${path}&$count=true`, eventual)).sort()).toEqual(['Ana Ruiz', 'Sam Okafor']);
  });

  test('nested ones are transitive and not direct', async () => {
    const outer = asker.sandbox.tenant.addGroup({ displayName: 'Outer' }, [groups.pilot]);

    const [direct, all] = [
      await names(`/v1.0/groups/${outer.id}/members`),
      await names(`/v1.0/groups/${outer.id}/transitiveMembers`),
    ];

    expect(direct).toEqual(['Pilot']);
    expect(all).toHaveLength(13);
  });
});

describe('users', () => {
  test.each<[string, string[]]>([
    ["$filter=displayName eq 'Ana Ruiz'", ['Ana Ruiz']],
    ["$filter=userPrincipalName eq 'OMAR.HADDAD@contoso.com'", ['Omar Haddad']],
    ["$filter=mail eq 'eve.stone@fabrikam.com'", ['Eve Stone']],
    ["$filter=startswith(displayName,'Priya N')", ['Priya Nair']],
    ["$filter=userType eq 'Guest' and accountEnabled eq true", ['Eve Stone']],
  ])('?%s', async (query, expected) => {
    expect(await names(`/v1.0/users?${query}`)).toEqual(expected);
  });

  test('are read by id and by name, with what is asked for', async () => {
    const byId = await asker.get(`/v1.0/users/${people.eve}?$select=id,userType,accountEnabled`);
    const byName = await asker.get('/v1.0/users/ana.ruiz@contoso.com');

    expect(byId.body).toMatchObject({ id: people.eve, userType: 'Guest', accountEnabled: true });
    expect('displayName' in byId.body).toBe(false);
    expect(byName.body['id']).toBe(people.ana);
    expect('accountEnabled' in byName.body).toBe(false);
  });

  test('are counted', async () => {
    expect((await asker.get('/v1.0/users/$count', eventual)).text).toBe('302');
  });

  test('an unknown one is a 404', async () => {
    expect((await asker.get('/v1.0/users/nobody@contoso.com')).status).toBe(404);
  });

  test('are in the groups they are in, also through groups', async () => {
    const outer = asker.sandbox.tenant.addGroup({ displayName: 'Over requestors' }, [groups.requestors]);
    const check = (groupIds: readonly string[]) =>
      asker.send('POST', `/v1.0/users/${people.sam}/checkMemberGroups`, { groupIds });

    const { body } = await check([groups.readers, groups.approvers, outer.id]);
    const tooMany = await check(Array.from({ length: 21 }, () => groups.readers));
    const listed = await names(
      `/v1.0/users/${people.sam}/transitiveMemberOf/microsoft.graph.group?$count=true`,
      eventual,
    );

    expect(body.value).toEqual([groups.approvers, outer.id]);
    expect(tooMany.status).toBe(400);
    expect(listed).toEqual(expect.arrayContaining(['All Staff', 'Warden requestors', 'Over requestors']));
    expect((await asker.send('POST', `/v1.0/users/${people.sam}/checkMemberGroups`, {})).status).toBe(400);
  });

  test('have devices', async () => {
    const { body } = await asker.get(`/v1.0/users/${people.ana}/managedDevices?$select=deviceName,userId`);

    expect(body.value).toEqual([{ deviceName: 'LAPTOP-001', userId: people.ana }]);
  });
});

describe('getByIds and organization', () => {
  test('finds what is there, of the types asked for', async () => {
    const ids = [people.ana, groups.sales, 'eeeeeeee-0000-4000-8000-000000000001'];

    const all = await asker.send('POST', '/v1.0/directoryObjects/getByIds', { ids });
    const users = await asker.send('POST', '/v1.0/directoryObjects/getByIds', { ids, types: ['user'] });

    expect(all.body.value.map((object) => object['@odata.type'])).toEqual([
      '#microsoft.graph.user',
      '#microsoft.graph.group',
    ]);
    expect(users.body.value.map(({ id }) => id)).toEqual([people.ana]);
  });

  test('the tenant has a name', async () => {
    const { body } = await asker.get('/v1.0/organization');

    expect(body.value).toMatchObject([{ id: tenantId, displayName: 'Contoso' }]);
  });
});
