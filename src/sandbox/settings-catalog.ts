// The settings catalog as the service knows it: definitions, endpoint security templates, and what a policy of them may hold.
// Data and sources: types/settings-catalog.json. Rules: exports of real tenants and the bodies known tools send (CIPP-API
// adf3242 Set-CIPPIntunePolicy.ps1, terraform-provider-microsoft365 7e46123, IntuneManagement #209, #241, #430).
import { createHash } from 'node:crypto';
import { isObject, namedType } from './judge';
import { intuneRule } from './refusal';
import type { Properties } from './tenant';
import data from './types/settings-catalog.json';

export interface Definition {
  readonly kind: keyof typeof shapes;
  /** What comes after the definition's id in the id of a choice. */
  readonly options?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  /** The most members of a collection. */
  readonly most?: number;
  /** The choices or groups it stands under; a setting without them is a root. */
  readonly under?: readonly string[];
}

export interface Template extends Properties {
  readonly id: string;
  readonly displayName: string;
  readonly displayVersion: string;
  readonly templateFamily: string;
  readonly platforms: string;
  readonly technologies: string;
  /** Definition → ids of instance and value templates; null where nobody published them. */
  readonly roots: Readonly<Record<string, readonly [string, string | null] | null>>;
}

// The file is ours and a test looks through it, so its shape is known.
const definitions = new Map(Object.entries(data.definitions as unknown as Readonly<Record<string, Definition>>));
export const templates = new Map((data.templates as unknown as readonly Template[]).map((one) => [one.id, one]));

export function definitionOf(id: string): Definition | undefined {
  return definitions.get(id);
}

/** The ids a template gives to one of its settings. Ids that are not published are made up, as this tenant is. */
export function referencesOf(
  template: Template,
  definition: string,
): { readonly instance: string; readonly value: string | null } | undefined {
  const known = template.roots[definition];
  if (known === undefined) return undefined;
  const isValued = !/collection$/.test(definitions.get(definition)?.kind ?? '');
  const [instance, value] = known ?? [
    madeUp(template, definition, 'instance'),
    isValued ? madeUp(template, definition, 'value') : null,
  ];
  return { instance, value };
}

function madeUp(template: Template, definition: string, of: string): string {
  const hash = createHash('sha256').update(`${template.id} ${definition} ${of}`).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

/** Refuses settings that their definitions or the policy's template do not allow. `tokens`: secrets this policy has. */
export function judgeSettings(settings: unknown, template: Template | undefined, tokens: ReadonlySet<string>): void {
  const roots = (Array.isArray(settings) ? settings : []).filter(isObject).map(instanceOf);
  const ids = roots.map((root) => String(root['settingDefinitionId']));
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  if (twice !== undefined) throw intuneRule(`Setting ${twice} is more than once in the policy.`);
  for (const root of roots) {
    if (template) judgeReferences(template, root);
    judgeInstance(root, { tokens });
  }
}

/** What `settingInstance` of a policy's setting holds. */
function instanceOf(setting: Properties): Properties {
  const instance = setting['settingInstance'];
  if (!isObject(instance)) throw intuneRule('A setting of the policy has no settingInstance.');
  return instance;
}

function judgeReferences(template: Template, instance: Properties): void {
  const id = String(instance['settingDefinitionId']);
  const references = referencesOf(template, id);
  const given = { instance: instanceReference(instance), value: valueReference(instance) };
  if (!references || given.instance !== references.instance || (given.value ?? references.value) !== references.value) {
    const wrong = given.instance === references?.instance ? given.value : given.instance;
    throw intuneRule(
      `Invalid Reference id found in Policy created from Template ${template.id}. Setting: ${id}. InvalidReferenceId: ${wrong ?? 'null'}`,
    );
  }
}

function instanceReference({ settingInstanceTemplateReference: reference }: Properties): string | null {
  return isObject(reference) ? String(reference['settingInstanceTemplateId']) : null;
}

function valueReference(instance: Properties): string | null {
  const value = instance['choiceSettingValue'] ?? instance['simpleSettingValue'];
  const reference = isObject(value) ? value['settingValueTemplateReference'] : undefined;
  return isObject(reference) ? String(reference['settingValueTemplateId']) : null;
}

interface Place {
  readonly tokens: ReadonlySet<string>;
  /** The choice or group it stands under. */
  readonly under?: string;
}

function judgeInstance(instance: Properties, place: Place): void {
  const id = String(instance['settingDefinitionId']);
  const definition = definitions.get(id);
  if (!definition) throw intuneRule(`Setting definition ${id} does not exist.`);
  const shape = shapes[definition.kind];
  const type = namedType(instance);
  if (type !== `deviceManagementConfiguration${shape.instance}`) {
    throw intuneRule(`Setting ${id} is not of the type ${type ?? 'null'}.`);
  }
  const fits = place.under === undefined ? !definition.under : definition.under?.includes(place.under);
  if (!fits)
    throw intuneRule(`Setting ${id} must be a child of ${definition.under?.join(' or ') ?? 'no other setting'}.`);
  if (place.under !== undefined && instanceReference(instance) !== null) {
    throw intuneRule(`Invalid Reference id found. InvalidReferenceId: ${instanceReference(instance) ?? ''}`);
  }
  const values = valuesOf(instance[shape.at]);
  if (values.length === 0 && !Array.isArray(instance[shape.at])) throw intuneRule(`Setting ${id} has no value.`);
  if (values.length > (definition.most ?? Infinity)) {
    throw intuneRule(`Setting ${id} has more than ${definition.most} values.`);
  }
  for (const value of values) judgeValue(id, definition, value, place);
}

function valuesOf(value: unknown): readonly Properties[] {
  if (Array.isArray(value)) return value.filter(isObject);
  return isObject(value) ? [value] : [];
}

function judgeValue(id: string, definition: Definition, setting: Properties, place: Place): void {
  const { value } = setting;
  switch (definition.kind) {
    case 'choice':
    case 'choice-collection':
      if (!definition.options?.some((option) => value === `${id}${option}`)) throw wrongValue(id, value);
      judgeChildren(setting, { ...place, under: String(value) });
      return;
    case 'group-collection':
      judgeChildren(setting, { ...place, under: id });
      return;
    case 'integer': {
      const { min = -Infinity, max = Infinity } = definition;
      if (typeof value !== 'number' || value < min || value > max) throw wrongValue(id, value);
      return;
    }
    case 'secret-string':
      judgeSecret(id, setting, place);
      return;
    case 'string':
    case 'string-collection':
      if (typeof value !== 'string' || value === '') throw wrongValue(id, value);
  }
}

function judgeChildren(value: Properties, place: Place): void {
  const children = valuesOf(value['children']);
  for (const child of children) judgeInstance(child, place);
  // A choice that brings a secret with it needs the secret: «auto from connector» its blob.
  const needed = [...definitions].find(
    ([, { kind, under }]) => kind === 'secret-string' && under?.includes(place.under ?? ''),
  )?.[0];
  if (needed !== undefined && !children.some((child) => child['settingDefinitionId'] === needed)) {
    throw intuneRule(`Setting ${needed} is required when ${place.under} is chosen.`);
  }
}

/** A token stands for a secret of one policy of one tenant: elsewhere it is refused. */
function judgeSecret(id: string, { value, valueState }: Properties, { tokens }: Place): void {
  if (valueState === 'encryptedValueToken' && tokens.has(String(value))) return;
  if (valueState !== 'notEncrypted' || typeof value !== 'string') {
    throw intuneRule(`The secret of setting ${id} cannot be used: its value state is ${String(valueState)}.`);
  }
}

function wrongValue(id: string, value: unknown): Error {
  return intuneRule(`Value ${JSON.stringify(value)} is not valid for setting ${id}.`);
}

/** The settings as the service keeps them: in its own order, numbered, secrets behind tokens, references complete. */
export function keptSettings(settings: unknown, guid: () => string): readonly Properties[] {
  return (Array.isArray(settings) ? settings : [])
    .filter(isObject)
    .map((setting) => kept(instanceOf(setting), guid))
    .sort((one, other) => String(one['settingDefinitionId']).localeCompare(String(other['settingDefinitionId'])))
    .map((settingInstance, index) => ({ id: String(index), settingInstance }));
}

function kept(instance: Properties, guid: () => string): Properties {
  const all = Object.entries(instance).map(([name, value]): [string, unknown] => {
    if (Array.isArray(value)) return [name, value.map((one: unknown) => (isObject(one) ? kept(one, guid) : one))];
    if (!isObject(value)) return [name, value];
    return [name, { ...(name === 'choiceSettingValue' ? { children: [] } : {}), ...kept(value, guid) }];
  });
  const isOpen = instance['valueState'] === 'notEncrypted';
  return { ...Object.fromEntries(all), ...(isOpen ? { value: guid(), valueState: 'encryptedValueToken' } : {}) };
}

/** Every token among these settings. */
export function tokensIn(settings: unknown): ReadonlySet<string> {
  const found: string[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(look);
    if (!isObject(value)) return;
    if (value['valueState'] === 'encryptedValueToken') found.push(String(value['value']));
    Object.values(value).forEach(look);
  };
  look(settings);
  return new Set(found);
}

/** Which instance holds a kind of setting, and where in it its value lies. */
export const shapes = {
  choice: { instance: 'ChoiceSettingInstance', at: 'choiceSettingValue' },
  'choice-collection': { instance: 'ChoiceSettingCollectionInstance', at: 'choiceSettingCollectionValue' },
  'group-collection': { instance: 'GroupSettingCollectionInstance', at: 'groupSettingCollectionValue' },
  integer: { instance: 'SimpleSettingInstance', at: 'simpleSettingValue' },
  string: { instance: 'SimpleSettingInstance', at: 'simpleSettingValue' },
  'secret-string': { instance: 'SimpleSettingInstance', at: 'simpleSettingValue' },
  'string-collection': { instance: 'SimpleSettingCollectionInstance', at: 'simpleSettingCollectionValue' },
} as const;
