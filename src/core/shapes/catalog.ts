import type { Holding, Place, Value } from '../setting';
import { type Entity, textAt } from '../entity';
import {
  childrenOf,
  choiceOf,
  definitionOf,
  instancesOf,
  isEntity,
  isSecret,
  kinds,
  listAt,
  plainValue,
  prefix,
  replaced,
  tidy,
  valueOf,
  withDescendants,
} from './catalog-instances';

/**
 * Values that are instances of settings catalog definitions (antivirus, firewall, EDR). A policy is written whole: what
 * is not ours to change goes back as it was read. https://learn.microsoft.com/graph/api/resources/intune-deviceconfigv2-devicemanagementconfigurationsettinginstance?view=graph-rest-beta
 */

/** Definition → ids of its instance template and, where it has one, its value template. */
export type References = Readonly<Record<string, readonly [string, string | null]>>;

/** An endpoint security template, and what its policies need besides settings. */
export interface CatalogTemplate {
  readonly id: string;
  readonly family: string;
  readonly platforms: string;
  readonly technologies: string;
  /** Ids of its setting templates, for a tenant that does not tell them. */
  readonly references: References;
  /** Secrets that a choice brings with it, by the id of the choice, each with the value that stands for it on writing. */
  readonly secrets: Readonly<Record<string, { readonly at: string; readonly value: string }>>;
}

export interface Wanted {
  readonly place: Place;
  readonly value: Value;
}

/** What a write is made from: the policy as it was read, and where lost children are taken from again. */
export interface Sources {
  readonly template: CatalogTemplate;
  readonly references: References;
  readonly fresh: Entity | null;
  readonly image?: Entity | undefined;
}

export function readCatalog(entity: Entity, place: Place): Value {
  const instance = find(instancesOf(entity), place);
  if (!instance || !place.catalog) return null;
  const raw = rawValue(instance, place);
  const mapped = place.wire?.find(([, wire]) => wire === raw);
  if (mapped) return mapped[0];
  if (place.catalog.holds === 'minutes') return typeof raw === 'number' ? clockOf(raw) : null;
  if (Array.isArray(raw)) return raw.map(String);
  return typeof raw === 'string' || typeof raw === 'number' ? raw : null;
}

/** The whole policy with these values in it; `null` takes a setting out. */
export function catalogBody(wanted: readonly Wanted[], sources: Sources): Entity {
  const { template, fresh } = sources;
  const base = fresh ?? sources.image ?? {};
  // A child needs its parent first.
  const ordered = [...wanted].sort((a, b) => depthOf(a.place) - depthOf(b.place));
  let roots: readonly Entity[] = instancesOf(base).map((instance) => renewed(instance, template));
  for (const one of ordered) roots = withValue(roots, one, sources);
  return {
    ...Object.fromEntries(['name', 'description', 'roleScopeTagIds'].flatMap((key) => entryOf(base, key))),
    platforms: template.platforms,
    technologies: template.technologies,
    templateReference: { templateId: templateIdOf(base) || template.id },
    settings: roots.map((settingInstance) => ({ '@odata.type': `${prefix}Setting`, settingInstance })),
  };
}

/** The policy without what Graph adds on reading and numbers anew each time; settings in the order of their definitions. */
export function tidyCatalog(entity: Entity): Entity {
  const settings = listAt(entity, 'settings')
    .map((one) => ({ settingInstance: tidy(one['settingInstance']) }))
    .sort((a, b) => definitionOf(a.settingInstance).localeCompare(definitionOf(b.settingInstance)));
  return { ...entity, templateReference: { templateId: templateIdOf(entity) }, settings };
}

/** Why a policy cannot be written back: a kind of setting this program does not know, or a secret that is lost. */
export function whyNotWhole(entity: Entity, template: CatalogTemplate, isLost = false): string | undefined {
  const all = instancesOf(entity).flatMap(withDescendants);
  const strange = all.find((instance) => !kinds.has(textAt(instance, '@odata.type')));
  if (strange) return `it holds a setting of a kind that is not known here (${definitionOf(strange)})`;
  const renewable = new Set(Object.values(template.secrets).map(({ at }) => at));
  const secret = all.find((instance) => isSecret(instance) && !renewable.has(definitionOf(instance)));
  return secret && isLost ? `its onboarding package is a secret that Graph does not give back` : undefined;
}

export function templateIdOf(entity: Entity): string {
  const reference = entity['templateReference'];
  return isEntity(reference) ? textAt(reference, 'templateId') : '';
}

function find(instances: readonly Entity[], place: Place): Entity | undefined {
  const under = place.catalog?.under;
  const among = under ? childrenOf(parentOf(instances, under)) : instances;
  return among.find((instance) => definitionOf(instance) === place.at);
}

function parentOf(instances: readonly Entity[], under: NonNullable<Holding['under']>): Entity | undefined {
  return instances.find(
    (instance) => definitionOf(instance) === under.at && choiceOf(instance) === `${under.at}${under.is}`,
  );
}

function withValue(instances: readonly Entity[], { place, value }: Wanted, sources: Sources): readonly Entity[] {
  const under = place.catalog?.under;
  if (!under)
    return replaced(instances, place.at, value === null ? undefined : rootOf(instances, place, value, sources));
  const parent = parentOf(instances, under);
  if (!parent) return instances;
  const child = value === null ? undefined : instanceOf(place, value, undefined, []);
  const children = replaced(childrenOf(parent), place.at, child);
  const holder = valueOf(parent);
  return replaced(instances, under.at, { ...parent, choiceSettingValue: { ...holder, children } });
}

/** A root with its template's ids; children stay while the choice does, and come back with it from the image. */
function rootOf(instances: readonly Entity[], place: Place, value: Value, sources: Sources): Entity {
  const now = instances.find((one) => definitionOf(one) === place.at);
  const references = sources.references[place.at] ?? sources.template.references[place.at];
  const choice = `${place.at}${String(wireOf(place, value))}`;
  const earlier = [now, ...instancesOf(sources.image ?? {})].find(
    (one) => one && definitionOf(one) === place.at && choiceOf(one) === choice,
  );
  const secret = sources.template.secrets[choice];
  const children = earlier
    ? childrenOf(renewed(earlier, sources.template))
    : secret
      ? [secretOf(secret.at, secret.value)]
      : [];
  const made = instanceOf(place, value, references, children);
  // What was read knows its own template ids best.
  const reference = now?.['settingInstanceTemplateReference'];
  return reference ? { ...made, settingInstanceTemplateReference: reference } : made;
}

function instanceOf(
  place: Place,
  value: Value,
  references: References[string] | undefined,
  children: readonly Entity[],
): Entity {
  const [instanceId, valueId] = references ?? [null, null];
  const common = {
    settingDefinitionId: place.at,
    ...(instanceId === null ? {} : { settingInstanceTemplateReference: { settingInstanceTemplateId: instanceId } }),
  };
  const reference = valueId === null ? {} : { settingValueTemplateReference: { settingValueTemplateId: valueId } };
  switch (place.catalog?.holds) {
    case 'strings':
      return {
        '@odata.type': `${prefix}SimpleSettingCollectionInstance`,
        ...common,
        simpleSettingCollectionValue: (Array.isArray(value) ? value.map(String) : []).map((one) => ({
          '@odata.type': `${prefix}StringSettingValue`,
          value: one,
        })),
      };
    case 'integer':
    case 'minutes':
      return {
        '@odata.type': `${prefix}SimpleSettingInstance`,
        ...common,
        simpleSettingValue: {
          '@odata.type': `${prefix}IntegerSettingValue`,
          value: place.catalog.holds === 'minutes' ? minutesOf(String(value)) : Number(value),
          ...reference,
        },
      };
    default:
      return {
        '@odata.type': `${prefix}ChoiceSettingInstance`,
        ...common,
        choiceSettingValue: { value: `${place.at}${String(wireOf(place, value))}`, ...reference, children },
      };
  }
}

function wireOf(place: Place, value: Value): unknown {
  return place.wire?.find(([ours]) => ours === value)?.[1] ?? value;
}

/** A secret comes back as a token of this tenant; where its value is known to be a constant, that is sent again. */
function renewed(instance: Entity, template: CatalogTemplate): Entity {
  const choice = choiceOf(instance);
  const secret = choice === undefined ? undefined : template.secrets[choice];
  if (!secret) return instance;
  const children = replaced(childrenOf(instance), secret.at, secretOf(secret.at, secret.value));
  return { ...instance, choiceSettingValue: { ...valueOf(instance), children } };
}

function secretOf(at: string, value: string): Entity {
  return {
    '@odata.type': `${prefix}SimpleSettingInstance`,
    settingDefinitionId: at,
    simpleSettingValue: { '@odata.type': `${prefix}SecretSettingValue`, value, valueState: 'notEncrypted' },
  };
}

function rawValue(instance: Entity, place: Place): unknown {
  const raw = plainValue(instance);
  return place.catalog?.holds === 'choice' && typeof raw === 'string' ? raw.slice(place.at.length) : raw;
}

function depthOf(place: Place): number {
  return place.catalog?.under ? 1 : 0;
}

function entryOf(entity: Entity, key: string): readonly (readonly [string, unknown])[] {
  return entity[key] === undefined ? [] : [[key, entity[key]]];
}

function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}

function clockOf(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
}
