import type { Family } from '../core/family';
import { type PlanPart, variantOf } from '../core/plan';
import { type References, templateIdOf } from '../core/shapes/catalog';

import { type PlanningPorts, problem } from './planned';
import { readReferences } from './read-catalog';

/** Settings catalog: the ids a policy's settings carry are the template's, and are read from the tenant when it is planned. */
export async function withReferences(ports: PlanningPorts, parts: readonly PlanPart[]): Promise<readonly PlanPart[]> {
  const read = new Map<string, Promise<References>>();
  return Promise.all(
    parts.map(async (part) => {
      const family = ports.families.get(part.family);
      const wanted = family ? rootsOf(family, part) : [];
      if (!family || wanted.length === 0) return part;
      const template = templateOf(family, part);
      const reading = read.get(template) ?? readReferences(ports.graph, variantOf(family, part.variant), template);
      read.set(template, reading);
      return { ...part, references: only(family, part, wanted, await reading) };
    }),
  );
}

/** The definitions of the part's settings that stand on their own; what hangs under another carries no ids. */
function rootsOf(family: Family, part: PlanPart): readonly string[] {
  if (!variantOf(family, part.variant).template) return [];
  const places = part.changes.flatMap((change) =>
    change.kind === 'setting' && change.to !== null ? (family.settings[change.setting]?.on[part.variant] ?? []) : [],
  );
  return [...new Set(places.map((place) => place.catalog?.under?.at ?? place.at))];
}

function templateOf(family: Family, part: PlanPart): string {
  const own = templateIdOf((part.before ?? part.image)?.entity ?? {});
  return own || (variantOf(family, part.variant).template?.id ?? '');
}

function only(family: Family, part: PlanPart, wanted: readonly string[], told: References): References {
  const missing = Object.keys(told).length > 0 ? wanted.find((id) => !told[id]) : undefined;
  if (missing !== undefined) {
    const setting = Object.values(family.settings).find((one) => one.on[part.variant]?.at === missing);
    throw problem(
      'not-offered',
      `This tenant's ${variantOf(family, part.variant).title} template does not offer «${setting?.title ?? missing}», so a policy with it would be refused.`,
    );
  }
  return Object.fromEntries(Object.entries(told).filter(([id]) => wanted.includes(id)));
}
