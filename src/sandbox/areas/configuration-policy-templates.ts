// https://learn.microsoft.com/graph/api/resources/intune-deviceconfigv2-devicemanagementconfigurationpolicytemplate?view=graph-rest-beta
import type { Route } from '../call';
import { type EntitySet, routesOf } from '../entity-set';
import type { Entity } from '../present';
import { definitionOf, referencesOf, type Template, templates } from '../settings-catalog';
import type { Properties } from '../tenant';

const entities = new Map([...templates].map(([id, template]): [string, Entity] => [id, entityOf(template)]));

const set: EntitySet = {
  path: '/deviceManagement/configurationPolicyTemplates',
  service: 'intune',
  versions: ['beta'],
  entities: () => entities,
  type: 'deviceManagementConfigurationPolicyTemplate',
  read: { anyOf: ['DeviceManagementConfiguration.Read.All', 'DeviceManagementConfiguration.ReadWrite.All'] },
  contained: { settingTemplates: { type: 'deviceManagementConfigurationSettingTemplate' } },
};

export const configurationPolicyTemplateRoutes: readonly Route[] = routesOf(set);

function entityOf({ roots, ...template }: Template): Entity {
  const settingTemplates = Object.keys(roots).map((definition, index) => ({
    id: String(index),
    settingInstanceTemplate: instanceTemplate({ ...template, roots }, definition),
  }));
  return { ...template, settingTemplates };
}

function instanceTemplate(template: Template, definition: string): Properties {
  const { instance = '', value = null } = referencesOf(template, definition) ?? {};
  const common = { settingDefinitionId: definition, settingInstanceTemplateId: instance, isRequired: false };
  const valueTemplate = { settingValueTemplateId: value };
  const type = (name: string): Properties => ({
    '@odata.type': `#microsoft.graph.deviceManagementConfiguration${name}`,
  });
  switch (definitionOf(definition)?.kind) {
    case 'choice':
      return { ...type('ChoiceSettingInstanceTemplate'), ...common, choiceSettingValueTemplate: valueTemplate };
    case 'integer':
      return {
        ...type('SimpleSettingInstanceTemplate'),
        ...common,
        simpleSettingValueTemplate: { ...type('IntegerSettingValueTemplate'), ...valueTemplate },
      };
    case 'string':
      return {
        ...type('SimpleSettingInstanceTemplate'),
        ...common,
        simpleSettingValueTemplate: { ...type('StringSettingValueTemplate'), ...valueTemplate },
      };
    case 'string-collection':
      return { ...type('SimpleSettingCollectionInstanceTemplate'), ...common, allowUnmanagedValues: true };
    case 'choice-collection':
      return { ...type('ChoiceSettingCollectionInstanceTemplate'), ...common, allowUnmanagedValues: true };
    default:
      return { ...type('GroupSettingCollectionInstanceTemplate'), ...common, allowUnmanagedValues: true };
  }
}
