import { groups } from '../../../src/sandbox/seed/ids';
import { type Answered, type Asker, innerMessage, startAsker } from '../ask';

const list = '/beta/deviceManagement/configurationPolicies';
const graph = '#microsoft.graph.deviceManagementConfiguration';
const edr = '0385b795-0f2f-44ac-8602-9f65bf6adede_1';
const antivirus = '804339ad-1553-4478-a742-138fb5807418_1';
const exclusions = '45fea5e9-280d-4da1-9792-fb5736da0ca9_1';
const firewall = '6078910e-d808-4a9f-a51d-1b8a7bacb7c0_1';
const sense = 'device_vendor_msft_windowsadvancedthreatprotection_';
const defender = 'device_vendor_msft_policy_config_defender_';
const domain = 'vendor_msft_firewall_mdmstore_domainprofile_';

let asker: Asker;
beforeEach(async () => {
  asker = await startAsker();
});
afterEach(() => asker.sandbox.close());

type Body = Readonly<Record<string, unknown>>;

function policy(templateId: string, settings: readonly Body[], more: Body = {}): Body {
  return {
    name: 'Made by hand',
    platforms: 'windows10',
    technologies: 'mdm,microsoftSense',
    templateReference: { templateId },
    settings: settings.map((settingInstance) => ({ '@odata.type': `${graph}Setting`, settingInstance })),
    ...more,
  };
}

function references(ids: readonly [string, string?]): { readonly instance: Body; readonly value: Body } {
  const [instance, value] = ids;
  return {
    instance: { settingInstanceTemplateReference: { settingInstanceTemplateId: instance } },
    value: value === undefined ? {} : { settingValueTemplateReference: { settingValueTemplateId: value } },
  };
}

function choice(id: string, option: string, ids?: readonly [string, string?], children: readonly Body[] = []): Body {
  const { instance, value } = ids ? references(ids) : { instance: {}, value: {} };
  return {
    '@odata.type': `${graph}ChoiceSettingInstance`,
    settingDefinitionId: id,
    ...instance,
    choiceSettingValue: { value: `${id}${option}`, ...value, children },
  };
}

function simple(id: string, value: Body, instance: Body = {}): Body {
  return {
    '@odata.type': `${graph}SimpleSettingInstance`,
    settingDefinitionId: id,
    ...instance,
    simpleSettingValue: value,
  };
}

function integer(id: string, value: number, ids: readonly [string, string?]): Body {
  const { instance, value: reference } = references(ids);
  return simple(id, { '@odata.type': `${graph}IntegerSettingValue`, value, ...reference }, instance);
}

function paths(id: string, values: readonly string[], instance: string): Body {
  return {
    '@odata.type': `${graph}SimpleSettingCollectionInstance`,
    settingDefinitionId: id,
    ...references([instance]).instance,
    simpleSettingCollectionValue: values.map((value) => ({ '@odata.type': `${graph}StringSettingValue`, value })),
  };
}

function secret(name: string, valueState: string, value = 'Microsoft ATP connector enabled'): Body {
  return simple(`${sense}${name}`, { '@odata.type': `${graph}SecretSettingValue`, value, valueState });
}

const sampleSharing = choice(`${sense}configuration_samplesharing`, '_1', [
  '6998c81e-2814-4f5e-b492-a6159128a97b',
  'f72c326c-7c5b-4224-b890-0b9b54522bd9',
]);
const onboardingIds = ['23ab0ea3-1b12-429a-8ed0-7390cf699160', 'e5c7c98c-c854-4140-836e-bd22db59d651'] as const;
const autoFromConnector = (state = 'notEncrypted', value?: string) =>
  choice(`${sense}configurationtype`, '_autofromconnector', onboardingIds, [
    secret('onboarding_fromconnector', state, value),
  ]);
const cpuIds = ['816cc03e-8f96-4cba-b14f-2658d031a79a', '37195fb1-3743-4c8e-a0ce-b6fae6fa3acd'] as const;
const cpu = (value: number) => integer(`${defender}avgcpuloadfactor`, value, cpuIds);
const scripts = choice(`${defender}allowscriptscanning`, '_1', [
  '000cf176-949c-4c08-a5d4-90ed43718db7',
  'ab9e4320-c953-4067-ac9a-be2becd06b4a',
]);
const domainIds = ['7714c373-a19a-4b64-ba6d-2e9db04a7684', '120c5dbe-0c88-46f0-b897-2c996d3e5277'] as const;

async function made(body: Body): Promise<string> {
  const { status, body: answer } = await asker.send('POST', list, body);
  expect(status).toBe(201);
  return String(answer['id']);
}

describe('a new policy', () => {
  test('is completed: template, count, no assignment', async () => {
    const id = await made(policy(edr, [sampleSharing, autoFromConnector()]));

    const { body } = await asker.get(`${list}/${id}`);

    expect(body).toMatchObject({
      name: 'Made by hand',
      settingCount: 2,
      isAssigned: false,
      templateReference: {
        templateId: edr,
        templateFamily: 'endpointSecurityEndpointDetectionAndResponse',
        templateDisplayName: 'Endpoint detection and response',
      },
    });
    expect('settings' in body).toBe(false);
  });

  test('gives its settings in an order of its own, numbered, secrets behind a token', async () => {
    const id = await made(policy(edr, [autoFromConnector(), sampleSharing]));

    const { body } = await asker.get(`${list}/${id}?$expand=settings`);

    expect(body['settings']).toMatchObject([
      {
        id: '0',
        settingInstance: {
          '@odata.type': `${graph}ChoiceSettingInstance`,
          auditRuleInformation: null,
          settingDefinitionId: `${sense}configuration_samplesharing`,
          choiceSettingValue: { children: [], settingValueTemplateReference: { useTemplateDefault: false } },
        },
      },
      {
        id: '1',
        settingInstance: {
          choiceSettingValue: {
            children: [
              {
                settingInstanceTemplateReference: null,
                simpleSettingValue: { valueState: 'encryptedValueToken' },
              },
            ],
          },
        },
      },
    ]);
    expect(JSON.stringify(body)).not.toContain('Microsoft ATP connector enabled');
  });

  test.each<readonly [what: string, body: Body, says: string]>([
    ['without a name', policy(edr, [sampleSharing], { name: '' }), 'Name is required'],
    ['of a template without its version', policy(edr.replace('_1', ''), []), 'does not exist'],
    ['of other technologies', policy(edr, [sampleSharing], { technologies: 'mdm' }), 'technologies'],
    [
      'without template ids',
      policy(edr, [choice(`${sense}configuration_samplesharing`, '_1')]),
      'InvalidReferenceId: null',
    ],
    [
      'with the ids of another template',
      policy(exclusions, [paths(`${defender}excludedpaths`, ['C:\\a'], '867f7498-1484-443f-bf6a-f12abb1f2f60')]),
      'InvalidReferenceId: 867f7498-1484-443f-bf6a-f12abb1f2f60',
    ],
    ['with a setting of another template', policy(edr, [cpu(50)]), 'Invalid Reference id'],
    ['with a number out of range', policy(antivirus, [cpu(101)]), 'not valid'],
    [
      'with an option there is not',
      policy(firewall, [choice(`${domain}enablefirewall`, '_1', domainIds)]),
      'not valid',
    ],
    ['with a child as a root', policy('', [choice(`${domain}shielded`, '_true')]), 'must be a child'],
    [
      'with a child under the wrong choice',
      policy(firewall, [
        choice(`${domain}enablefirewall`, '_false', domainIds, [choice(`${domain}shielded`, '_true')]),
      ]),
      'must be a child',
    ],
    [
      'that onboards without the blob',
      policy(edr, [choice(`${sense}configurationtype`, '_autofromconnector', onboardingIds)]),
      'is required',
    ],
    ['with the token of a secret', policy(edr, [autoFromConnector('encryptedValueToken')]), 'secret'],
    ['with a setting twice', policy(antivirus, [cpu(40), cpu(50)]), 'more than once'],
    [
      'with more exclusions than there may be',
      policy(exclusions, [
        paths(
          `${defender}excludedpaths`,
          Array.from({ length: 601 }, (_, i) => `C:\\${i}`),
          'aaf04adc-c639-464f-b4a7-152e784092e8',
        ),
      ]),
      'more than 600',
    ],
  ])('%s is refused', async (_, body, says) => {
    const answer = await asker.send('POST', list, body);

    expect(answer.status).toBe(400);
    expect(innerMessage(answer)).toContain(says);
    expect(asker.sandbox.tenant.collections.configurationPolicies.size).toBe(0);
  });

  test('with a property that no setting has is refused', async () => {
    const answer = await asker.send('POST', list, policy(edr, [{ ...sampleSharing, choice: 1 }]));

    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toContain("The property 'choice' does not exist");
  });
});

describe('an update', () => {
  test('by PUT replaces every setting', async () => {
    const id = await made(policy(antivirus, [cpu(40), scripts]));

    const { status } = await asker.send('PUT', `${list}('${id}')`, policy(antivirus, [cpu(30)], { name: 'Renamed' }));

    const { body } = await asker.get(`${list}/${id}?$expand=settings`);
    expect(status).toBe(204);
    expect(body).toMatchObject({ name: 'Renamed', settingCount: 1 });
    expect(JSON.stringify(body['settings'])).not.toContain('allowscriptscanning');
  });

  test('by PUT keeps a secret whose own token it sends', async () => {
    const id = await made(policy(edr, [autoFromConnector()]));
    const { text } = await asker.get(`${list}/${id}?$expand=settings`);
    const token = /"value":"([0-9a-f-]{36})"/.exec(text)?.[1] ?? '';

    const own = await asker.send(
      'PUT',
      `${list}/${id}`,
      policy(edr, [autoFromConnector('encryptedValueToken', token)]),
    );
    const other = await asker.send('POST', list, policy(edr, [autoFromConnector('encryptedValueToken', token)]));

    expect([own.status, other.status]).toEqual([204, 400]);
  });

  test('by PUT does not change the template', async () => {
    const id = await made(policy(antivirus, [cpu(40)]));

    expect((await asker.send('PUT', `${list}/${id}`, policy(edr, [sampleSharing]))).status).toBe(400);
  });

  test('by PATCH reaches the name only, and no settings', async () => {
    const id = await made(policy(antivirus, [cpu(40)]));

    const named = await asker.send('PATCH', `${list}/${id}`, { name: 'New', platforms: 'macOS' });
    const settings = await asker.send('PATCH', `${list}/${id}`, { settings: [] });
    const one = await asker.send('PATCH', `${list}/${id}/settings/0`, {});

    expect(named.body).toMatchObject({ name: 'New', platforms: 'windows10' });
    expect([named.status, settings.status, one.status]).toEqual([200, 400, 400]);
    expect(one.body.error.code).toBe('No method match route template');
  });
});

describe('assign', () => {
  const target = (groupId: string, type = 'groupAssignmentTarget'): Body => ({
    target: { '@odata.type': `#microsoft.graph.${type}`, groupId },
  });
  const assign = (id: string, assignments: readonly Body[]): Promise<Answered> =>
    asker.send('POST', `${list}/${id}/assign`, { assignments });

  test('replaces the whole set and answers it', async () => {
    const id = await made(policy(antivirus, [cpu(40)]));
    await assign(id, [target(groups.sales)]);

    const { status, body } = await assign(id, [target(groups.windowsDevices)]);

    expect(status).toBe(200);
    expect(body.value).toMatchObject([{ target: { groupId: groups.windowsDevices } }]);
    expect((await asker.get(`${list}/${id}?$expand=assignments`)).body).toMatchObject({
      isAssigned: true,
      assignments: [{ target: { groupId: groups.windowsDevices } }],
    });
  });

  test('takes all devices, and no group that is no id', async () => {
    const id = await made(policy(edr, [sampleSharing]));

    const all = await assign(id, [{ target: { '@odata.type': '#microsoft.graph.allDevicesAssignmentTarget' } }]);
    const none = await assign(id, [target('Sales')]);

    expect([all.status, none.status]).toEqual([200, 400]);
  });
});

describe('the list', () => {
  test('is filtered by the family of the template and paged by 25', async () => {
    for (let i = 0; i < 26; i += 1) await made(policy(antivirus, [cpu(40)], { name: `AV ${i}` }));
    await made(policy(edr, [sampleSharing]));

    const all = await asker.get(list);
    const onlyEdr = await asker.get(
      `${list}?$filter=templateReference/templateFamily eq 'endpointSecurityEndpointDetectionAndResponse'&$expand=settings,assignments`,
    );

    expect(all.body.value).toHaveLength(25);
    expect(all.body['@odata.nextLink']).toBeDefined();
    expect(onlyEdr.body.value).toMatchObject([{ settings: [{}], assignments: [] }]);
  });
});

describe('the templates', () => {
  const templates = '/beta/deviceManagement/configurationPolicyTemplates';

  test('are found by family', async () => {
    const { body } = await asker.get(`${templates}?$filter=templateFamily eq 'endpointSecurityAntivirus'`);

    expect(body.value.map(({ displayName }) => displayName)).toEqual([
      'Microsoft Defender Antivirus',
      'Microsoft Defender Antivirus exclusions',
      'Windows Security Experience',
      'Defender Update controls',
    ]);
  });

  test('tell the ids that a policy of them needs, those nobody published too', async () => {
    const { body } = await asker.get(`${templates}('${antivirus}')/settingTemplates?$top=1000`);

    const byDefinition = new Map(
      body.value.map(({ settingInstanceTemplate: one }) => [(one as Body)['settingDefinitionId'], one as Body]),
    );
    expect(byDefinition.get(`${defender}avgcpuloadfactor`)).toMatchObject({
      '@odata.type': `${graph}SimpleSettingInstanceTemplate`,
      settingInstanceTemplateId: cpuIds[0],
      simpleSettingValueTemplate: { settingValueTemplateId: cpuIds[1] },
    });
    expect(byDefinition.get(`${defender}excludedextensions`)?.['settingInstanceTemplateId']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('are not in v1.0', async () => {
    expect((await asker.get(templates.replace('beta', 'v1.0'))).status).toBe(400);
  });
});
