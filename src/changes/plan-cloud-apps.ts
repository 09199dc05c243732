import { settingChanges, valueIn } from '../core/difference';
import type { Family } from '../core/family';
import type { PolicyRequest } from '../core/request';
import { GraphRefused } from '../ports';
import { policiesNamed, onePerVariant, sayApps } from './find-policies';
import { type PlanContext, type PlanningPorts, problem } from './planned';
import { orForbidden, readPolicies, type Known } from './read';
import { partOf, type Parts } from './wanted';

/**
 * «add SharePoint to the CA policy»: of some families the apps are a setting, a list of its own values. They are merged
 * into what is there, as «set» would replace them. Undefined where no policy of that name has its apps in a setting.
 */
export async function planCloudApps(
  ports: PlanningPorts,
  request: Extract<PolicyRequest, { kind: 'addApps' | 'removeApps' }>,
  context: PlanContext,
): Promise<Parts | undefined> {
  for (const family of ports.families.values()) {
    if (family.appsAt === undefined || (request.family ?? family.id) !== family.id) continue;
    const reading = readPolicies(ports.graph, family, Object.keys(family.variants));
    const known = await (request.family === undefined ? reading.catch(orForbidden) : reading);
    if (known instanceof GraphRefused) continue;
    if (request.family === undefined && !known.some(({ name }) => isCalled(name, request.policy))) continue;
    return partsFor(ports, request, context, { family, setting: family.appsAt, known });
  }
  return undefined;
}

function isCalled(name: string, typed: string | undefined): boolean {
  return name.toLowerCase() === typed?.toLowerCase();
}

function partsFor(
  ports: PlanningPorts,
  request: Extract<PolicyRequest, { kind: 'addApps' | 'removeApps' }>,
  { chosen }: PlanContext,
  { family, setting, known }: { readonly family: Family; readonly setting: string; readonly known: readonly Known[] },
): Parts {
  if (known.length === 0) throw problem('no-such-policy', `There is no ${family.title} to change yet.`);
  const picking = { become: (policy: string) => ({ ...request, policy }), chosen };
  const targets =
    request.policy === undefined ? onePerVariant(known, picking) : policiesNamed(request.policy, known, 'one', picking);
  const apps = cloudAppsOf(ports, family, setting, request.apps ?? []);
  const parts = targets.map((target, i) => {
    const there = listOf(valueIn(family, target.variant, target, setting));
    const kept = there.filter((one) => !apps.includes(one));
    if (request.kind === 'removeApps' && kept.length === 0)
      throw problem('no-apps-left', `«${target.name}» would be about no app any more. Turn it off, or delete it.`);
    // Whatever covers all covers these.
    const more = there.includes('all') ? there : [...there, ...apps.filter((one) => !there.includes(one))];
    const wanted = request.kind === 'addApps' ? more : kept;
    return partOf(target, `p${i + 1}`, 'set', settingChanges(family, target.variant, target, { [setting]: wanted }));
  });
  const same = parts.filter(({ changes }) => changes.length === 0).map(({ target }) => `«${target.name}»`);
  const is = request.kind === 'addApps' ? 'is about' : 'is not about';
  const notes =
    same.length > 0 ? [`${same.join(' and ')} ${is} ${sayApps(request.apps ?? [], ports.apps)} already.`] : [];
  return { parts: parts.filter(({ changes }) => changes.length > 0), notes, assumed: [] };
}

/** The values that are called as the apps; an app that is none of them is refused with what there is. */
function cloudAppsOf(
  { apps: catalog }: PlanningPorts,
  family: Family,
  id: string,
  apps: readonly string[],
): readonly string[] {
  const setting = family.settings[id];
  const values = setting && 'values' in setting ? setting.values : {};
  const strange = apps.filter((app) => !(app in values));
  if (strange.length === 0) return apps;
  const takes = Object.values(values).map(({ say }) => say);
  throw problem(
    'bad-value',
    `«${setting?.title ?? id}» of a ${family.title} takes ${takes.join(', ')}; ${sayApps(strange, catalog)} is none of these.`,
  );
}

function listOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' ? [value] : [];
}
