import type { Entity } from '../entity';

/** The parts of a settings catalog policy: instances, what they hold, and what hangs under it. */

export const prefix = '#microsoft.graph.deviceManagementConfiguration';

const valueKeys = {
  [`${prefix}ChoiceSettingInstance`]: 'choiceSettingValue',
  [`${prefix}ChoiceSettingCollectionInstance`]: 'choiceSettingCollectionValue',
  [`${prefix}SimpleSettingInstance`]: 'simpleSettingValue',
  [`${prefix}SimpleSettingCollectionInstance`]: 'simpleSettingCollectionValue',
  [`${prefix}GroupSettingInstance`]: 'groupSettingValue',
  [`${prefix}GroupSettingCollectionInstance`]: 'groupSettingCollectionValue',
} as const;
export const kinds: ReadonlySet<string> = new Set(Object.keys(valueKeys));

/** The same with every secret as `***`: what may be stored, compared and shown. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isEntity(value)) return value;
  const all = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutSecrets(one)]));
  return 'valueState' in value ? { ...all, value: hidden, valueState: hidden } : all;
}

/** Every definition a policy sets, with its value as Graph has it: what two policies may disagree about. */
export function catalogValues(entity: Entity): ReadonlyMap<string, unknown> {
  const all = instancesOf(entity).flatMap(withDescendants);
  return new Map(all.map((instance) => [definitionOf(instance), comparableValue(instance)]));
}

const hidden = '***';

export function instancesOf(entity: Entity): readonly Entity[] {
  return listAt(entity, 'settings').flatMap((one) => {
    const instance = one['settingInstance'];
    return isEntity(instance) ? [instance] : [];
  });
}

export function definitionOf(instance: Entity): string {
  return textAt(instance, 'settingDefinitionId');
}

/** What an instance of one value holds; empty for collections. */
export function valueOf(instance: Entity): Entity {
  const key = valueKeyOf(instance);
  const value = key === undefined ? undefined : instance[key];
  return isEntity(value) ? value : {};
}

export function plainValue(instance: Entity): unknown {
  const key = valueKeyOf(instance);
  const value = key === undefined ? undefined : instance[key];
  return Array.isArray(value) ? value.filter(isEntity).map((one) => one['value']) : valueOf(instance)['value'];
}

/** Members of a group have no value of their own: the whole of it is compared. */
function comparableValue(instance: Entity): unknown {
  if (isSecret(instance)) return hidden;
  return textAt(instance, '@odata.type').includes('GroupSetting') ? withoutSecrets(instance) : plainValue(instance);
}

export function choiceOf(instance: Entity): string | undefined {
  const value = valueOf(instance)['value'];
  return typeof value === 'string' && 'choiceSettingValue' in instance ? value : undefined;
}

export function childrenOf(instance: Entity | undefined): readonly Entity[] {
  return instance ? listAt(valueOf(instance), 'children') : [];
}

export function withDescendants(instance: Entity): readonly Entity[] {
  const key = valueKeyOf(instance);
  const value = key === undefined ? undefined : instance[key];
  const holders = Array.isArray(value) ? value.filter(isEntity) : [valueOf(instance)];
  return [instance, ...holders.flatMap((holder) => listAt(holder, 'children')).flatMap(withDescendants)];
}

export function isSecret(instance: Entity): boolean {
  return 'valueState' in valueOf(instance);
}

/** The instances with another one of a definition, or without it. */
export function replaced(instances: readonly Entity[], at: string, by: Entity | undefined): readonly Entity[] {
  const instead = by ? [by] : [];
  const isThere = instances.some((one) => definitionOf(one) === at);
  if (!isThere) return [...instances, ...instead];
  return instances.flatMap((one) => (definitionOf(one) === at ? instead : [one]));
}

/** Nulls, annotations and defaults come and go with Graph's mood. */
export function tidy(value: unknown): Entity {
  return Object.fromEntries(
    Object.entries(isEntity(value) ? value : {})
      .filter(([key, one]) => one !== null && (key === '@odata.type' || !key.includes('@odata.')))
      .filter(([key, one]) => !(key === 'useTemplateDefault' && one === false))
      .map(([key, one]): [string, unknown] => {
        if (Array.isArray(one)) return [key, one.map((each: unknown) => (isEntity(each) ? tidy(each) : each))];
        return [key, isEntity(one) ? tidy(one) : one];
      }),
  );
}

function valueKeyOf(instance: Entity): string | undefined {
  const type = textAt(instance, '@odata.type');
  return Object.entries(valueKeys).find(([name]) => name === type)?.[1];
}

function textAt(entity: Entity, key: string): string {
  const value = entity[key];
  return typeof value === 'string' ? value : '';
}

export function listAt(entity: Entity, key: string): readonly Entity[] {
  const value = entity[key];
  return Array.isArray(value) ? (value as readonly unknown[]).filter(isEntity) : [];
}

export function isEntity(value: unknown): value is Entity {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
