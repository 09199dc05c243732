import type { Variant } from '../core/family';
import { type References, templateIdOf, tidyCatalog } from '../core/shapes/catalog';
import type { Entity } from '../core/snapshot';
import { GraphRefused, type Graph } from '../ports';

/** What is particular about reading settings catalog policies: one collection holds all kinds, and settings come apart. */

/** The collection holds the policies of every template; Graph may not hear the filter, so `isOfTemplate` looks again. */
export function filterOf(variant: Variant): string {
  if (!variant.template) return '';
  return `$filter=${encodeURIComponent(`templateReference/templateFamily eq '${variant.template.family}'`)}`;
}

/** True for policies of the variant's template, in any of its versions. */
export function isOfTemplate(variant: Variant, entity: Entity): boolean {
  return !variant.template || versionless(templateIdOf(entity)) === versionless(variant.template.id);
}

/** The policy with all its settings, whether or not they came along. */
export async function withSettings(graph: Graph, variant: Variant, entity: Entity): Promise<Entity> {
  const count = entity['settingCount'];
  const came = entity['settings'];
  const isWhole =
    Array.isArray(came) && !('settings@odata.nextLink' in entity) && came.length === (count ?? came.length);
  if (isWhole) return tidyCatalog(entity);
  const collection = 'collection' in variant.at ? variant.at.collection : variant.at.single;
  const path = `${collection}/${encodeURIComponent(String(entity['id']))}/settings?$top=1000`;
  return tidyCatalog({ ...entity, settings: await graph.list({ version: variant.version, path }) });
}

/**
 * The ids that the tenant's template gives to its settings; a policy with other ids is refused. Empty where the tenant
 * does not tell them: then those of the catalog stand.
 */
export async function readReferences(graph: Graph, variant: Variant, template: string): Promise<References> {
  const path = `/deviceManagement/configurationPolicyTemplates('${encodeURIComponent(template)}')/settingTemplates?$top=1000`;
  try {
    const rows = await graph.list({ version: variant.version, path });
    return Object.fromEntries(rows.flatMap(referenceOf));
  } catch (error) {
    if (error instanceof GraphRefused && error.status === 404) return {};
    throw error;
  }
}

function referenceOf({
  settingInstanceTemplate: template,
}: Entity): readonly (readonly [string, References[string]])[] {
  if (!isEntity(template)) return [];
  const { settingDefinitionId: definition, settingInstanceTemplateId: instance } = template;
  if (typeof definition !== 'string' || typeof instance !== 'string') return [];
  const holder = template['choiceSettingValueTemplate'] ?? template['simpleSettingValueTemplate'];
  const value = isEntity(holder) ? holder['settingValueTemplateId'] : null;
  return [[definition, [instance, typeof value === 'string' ? value : null]]];
}

function versionless(template: string): string {
  return template.replace(/_\d+$/, '');
}

function isEntity(value: unknown): value is Entity {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
