import {
  type CatalogTemplate,
  catalogBody,
  readCatalog,
  tidyCatalog,
  whyNotWhole,
} from '../../../src/core/shapes/catalog';
import { withoutSecrets } from '../../../src/core/shapes/catalog-instances';
import type { Place } from '../../../src/core/setting';
import { differingProperties, type Entity } from '../../../src/core/snapshot';

const graph = '#microsoft.graph.deviceManagementConfiguration';

const template: CatalogTemplate = {
  id: 'template_1',
  family: 'endpointSecurityAntivirus',
  platforms: 'windows10',
  technologies: 'mdm,microsoftSense',
  references: { switch: ['static-instance', 'static-value'] },
  secrets: { onboarding_auto: { at: 'blob', value: 'from the connector' } },
};

const profile: Place = {
  at: 'switch',
  wire: [
    [true, '_on'],
    [false, '_off'],
  ],
  catalog: { holds: 'choice' },
};
const inbound: Place = {
  at: 'inbound',
  wire: [
    ['block', '_1'],
    ['allow', '_0'],
  ],
  catalog: { holds: 'choice', under: { at: 'switch', is: '_on' } },
};
const scanTime: Place = { at: 'time', catalog: { holds: 'minutes' } };
const paths: Place = { at: 'paths', catalog: { holds: 'strings' } };
const onboarding: Place = { at: 'onboarding', wire: [['connector', '_auto']], catalog: { holds: 'choice' } };

function choice(id: string, option: string, children: readonly Entity[] = []): Entity {
  return {
    '@odata.type': `${graph}ChoiceSettingInstance`,
    settingDefinitionId: id,
    choiceSettingValue: { value: `${id}${option}`, children },
  };
}

function secret(id: string, value: string): Entity {
  return {
    '@odata.type': `${graph}SimpleSettingInstance`,
    settingDefinitionId: id,
    simpleSettingValue: { '@odata.type': `${graph}SecretSettingValue`, value, valueState: 'encryptedValueToken' },
  };
}

const unknown: Entity = {
  '@odata.type': `${graph}SimpleSettingInstance`,
  settingDefinitionId: 'unknown',
  settingInstanceTemplateReference: { settingInstanceTemplateId: 'its own' },
  simpleSettingValue: { '@odata.type': `${graph}IntegerSettingValue`, value: 7 },
};

function policy(...instances: readonly Entity[]): Entity {
  return {
    id: 'p',
    name: 'Policy',
    description: 'kept',
    roleScopeTagIds: ['0', '7'],
    templateReference: { templateId: 'template_1' },
    settings: instances.map((settingInstance, i) => ({ id: String(i), settingInstance })),
  };
}

const written = (fresh: Entity, wanted: Parameters<typeof catalogBody>[0], image?: Entity): Entity =>
  catalogBody(wanted, { template, references: {}, fresh, image });

describe('catalogBody', () => {
  test('sends the whole policy, what it does not know as it was read', () => {
    const body = written(policy(unknown, choice('switch', '_off')), [{ place: profile, value: true }]);

    expect(body).toEqual({
      name: 'Policy',
      description: 'kept',
      roleScopeTagIds: ['0', '7'],
      platforms: 'windows10',
      technologies: 'mdm,microsoftSense',
      templateReference: { templateId: 'template_1' },
      settings: [
        { '@odata.type': `${graph}Setting`, settingInstance: unknown },
        {
          '@odata.type': `${graph}Setting`,
          settingInstance: {
            '@odata.type': `${graph}ChoiceSettingInstance`,
            settingDefinitionId: 'switch',
            settingInstanceTemplateReference: { settingInstanceTemplateId: 'static-instance' },
            choiceSettingValue: {
              value: 'switch_on',
              settingValueTemplateReference: { settingValueTemplateId: 'static-value' },
              children: [],
            },
          },
        },
      ],
    });
  });

  test("takes the tenant's template ids before those of the catalog", () => {
    const references = { switch: ['told-instance', 'told-value'] } as const;
    const body = catalogBody([{ place: profile, value: true }], { template, references, fresh: null });

    expect(JSON.stringify(body)).toContain('told-instance');
    expect(JSON.stringify(body)).not.toContain('static');
  });

  test('puts a child under its parent, without template ids', () => {
    const body = written(policy(choice('switch', '_on', [unknown])), [{ place: inbound, value: 'block' }]);

    expect(readCatalog(body, inbound)).toBe('block');
    expect(JSON.stringify(body)).toContain('"unknown"');
  });

  test('loses the children with the choice, and brings them back from the image', () => {
    const before = policy(choice('switch', '_on', [choice('inbound', '_1'), unknown]));

    const off = written(before, [{ place: profile, value: false }]);
    const on = written(off, [{ place: profile, value: true }], before);

    expect(readCatalog(off, inbound)).toBeNull();
    expect(readCatalog(on, inbound)).toBe('block');
    expect(JSON.stringify(on)).toContain('"unknown"');
  });

  test('takes a setting out', () => {
    const body = written(policy(choice('switch', '_on'), unknown), [{ place: profile, value: null }]);

    expect((body['settings'] as readonly unknown[]).length).toBe(1);
  });

  test('sends what stands for the connector’s secret, and the token of any other', () => {
    const before = policy(choice('onboarding', '_auto', [secret('blob', 'token-1')]), secret('other', 'token-2'));

    const text = JSON.stringify(written(before, [{ place: scanTime, value: '12:30' }]));

    expect(text).toContain('"value":"from the connector","valueState":"notEncrypted"');
    expect(text).toContain('"value":"token-2","valueState":"encryptedValueToken"');
    expect(text).not.toContain('token-1');
  });

  test('brings the secret with the choice that needs it', () => {
    const body = catalogBody([{ place: onboarding, value: 'connector' }], { template, references: {}, fresh: null });

    expect(JSON.stringify(body)).toContain('"settingDefinitionId":"blob"');
  });
});

describe('readCatalog', () => {
  test('reads back minutes after midnight as a time, and a list as it is', () => {
    const body = written(policy(), [
      { place: scanTime, value: '12:30' },
      { place: paths, value: ['C:\\a, b', 'D:\\c'] },
    ]);

    expect(JSON.stringify(body)).toContain('"value":750');
    expect(readCatalog(body, scanTime)).toBe('12:30');
    expect(readCatalog(body, paths)).toEqual(['C:\\a, b', 'D:\\c']);
  });

  test('gives nothing for what the policy does not set', () => {
    expect(readCatalog(policy(choice('switch', '_off', [])), inbound)).toBeNull();
  });
});

describe('two readings of a policy', () => {
  const snapshot = (entity: Entity) => ({ id: 'p', name: 'Policy', entity: tidyCatalog(entity) });

  test('are equal in any order, with any nulls, and with any token', () => {
    const one = policy(choice('switch', '_on', [secret('blob', 'token-1')]), unknown);
    const other = policy(
      { ...unknown, auditRuleInformation: null },
      { settingInstanceTemplateReference: null, ...choice('switch', '_on', [secret('blob', 'token-2')]) },
    );

    expect(differingProperties(snapshot(one), snapshot(other))).toEqual([]);
  });

  test('differ in the definitions whose values moved', () => {
    const one = policy(choice('switch', '_on', [choice('inbound', '_1')]), unknown);
    const other = policy(choice('switch', '_on', [choice('inbound', '_0')]));

    expect(differingProperties(snapshot(one), snapshot(other))).toEqual(['inbound', 'unknown']);
  });
});

describe('whyNotWhole', () => {
  test('refuses a kind of setting this program cannot write', () => {
    const strange = { '@odata.type': `${graph}NewSettingInstance`, settingDefinitionId: 'new' };

    expect(whyNotWhole(policy(strange), template)).toContain('new');
    expect(whyNotWhole(policy(unknown), template)).toBeUndefined();
  });

  test('knows which secrets are lost with their policy', () => {
    const connected = policy(choice('onboarding', '_auto', [secret('blob', 'token')]));
    const own = policy(secret('package', 'token'));

    expect(whyNotWhole(connected, template, true)).toBeUndefined();
    expect(whyNotWhole(own, template, true)).toContain('secret');
    expect(whyNotWhole(own, template)).toBeUndefined();
  });
});

test('withoutSecrets hides secrets wherever they lie, and nothing else', () => {
  const before = policy(choice('switch', '_on', [secret('blob', 'token-1')]), unknown);

  const text = JSON.stringify(withoutSecrets(before));

  expect(text).not.toContain('token-1');
  expect(text).toContain('***');
  expect(text).toContain('"value":7');
});
