import { appGroupTitles, appIdsOn, covers, shortName, type Apps } from '../core/app';
import type { AppGroup } from '../core/snapshot';
import { appChanges, appGroupChange, type Difference } from '../core/difference';
import { type Platform, platformTitles } from '../core/family';
import type { PolicyRequest } from '../core/request';
import { onlyPolicyTaken } from './assumed';
import { onePerVariant, platformOf, policiesNamed, sayApps, wantedApps } from './find-policies';
import { planCloudApps } from './plan-cloud-apps';
import { ask, Detour, type PlanContext, type PlanningPorts, problem } from './planned';
import type { Known } from './read';
import { familiesWith, partOf, type Parts, readMeant, sayNames } from './wanted';

/** «addApps» and «removeApps»: which apps a policy covers. */

export async function planApps(
  ports: PlanningPorts,
  request: Extract<PolicyRequest, { kind: 'addApps' | 'removeApps' }>,
  context: PlanContext,
): Promise<Parts> {
  const apps = request.apps ?? [];
  if (apps.length === 0) throw problem('no-apps', 'Which apps? Say their names.');
  const asSetting = request.family === undefined ? undefined : await planCloudApps(ports, request, context);
  if (asSetting) return asSetting;
  const families = familiesWith(ports, undefined, request.kind);
  const picking = { become: (policy: string) => ({ ...request, policy }), chosen: context.chosen };
  const known = await readMeant(ports, families, request, picking).catch(orDetour);
  if (known instanceof Detour) {
    const elsewhere = await planCloudApps(ports, request, context);
    if (elsewhere) return elsewhere;
    throw known;
  }
  if (request.policy === undefined && known.length > 1 && Object.keys(context.chosen).length === 0) {
    throw ask(
      'Which policy do you mean?',
      namesOf(known).map((name) => ({ label: name, request: { ...request, policy: name }, chosen: {} })),
    );
  }
  const targets =
    request.policy === undefined ? onePerVariant(known, picking) : policiesNamed(request.policy, known, 'all', picking);
  const act = request.kind === 'addApps' ? 'add' : 'remove';
  const parts = targets.map((target, i) => {
    const changes = wantedAppChanges(ports, apps, platformOf(target), target, act);
    return partOf(target, `p${i + 1}`, request.kind, changes);
  });
  const same = parts.filter((part) => part.changes.length === 0).map((part) => part.target.name);
  const notes = same.length > 0 ? [`${sayNames(same)} ${alreadySo(act, same)} ${sayApps(apps, ports.apps)}.`] : [];
  const assumed = request.policy === undefined ? onlyPolicyTaken(targets, context) : [];
  return { parts: parts.filter((part) => part.changes.length > 0), notes, assumed };
}

/** That there is no policy of this name, as a value; everything else stays an error. */
function orDetour(error: unknown): Detour {
  if (error instanceof Detour) return error;
  throw error;
}

function alreadySo(act: 'add' | 'remove', names: readonly string[]): string {
  const several = new Set(names).size > 1;
  if (act === 'add') return several ? 'already cover' : 'already covers';
  return several ? 'do not cover' : 'does not cover';
}

/** App changes on one policy; an app that does not exist on its platform, or a group that cannot be cut, is refused. */
export function wantedAppChanges(
  ports: PlanningPorts,
  apps: readonly string[],
  platform: Platform | undefined,
  before: Known | null,
  act: 'add' | 'remove',
): readonly Difference[] {
  const wanted = wantedApps(apps, ports.apps);
  const group = wanted.find((one) => typeof one === 'string');
  if (group !== undefined) {
    if (wanted.length > 1)
      throw problem(
        'group-and-apps',
        `A policy covers either a group of apps or single ones. Ask for ${appGroupTitles[group]} alone, or for single apps.`,
      );
    if (act === 'remove')
      throw problem(
        'group-removal',
        `Take ${appGroupTitles[group]} off by naming the apps that shall stay, as a new policy.`,
      );
    return appGroupChange(before, group, before ? notIn(group, before, ports.apps, platform) : []);
  }
  if (before?.apps && before.apps.group !== 'selectedPublicApps') {
    const title = appGroupTitles[before.apps.group];
    const without = wanted.filter(
      (app) => typeof app !== 'string' && before.apps && !covers(before.apps, app, platform),
    );
    if (act === 'add' && without.length === 0) return [];
    if (act === 'add') {
      const names = without.flatMap((app) => (typeof app === 'string' ? [] : [shortName(app)])).join(' and ');
      throw problem(
        'group-covered',
        `«${before.name}» covers ${title}, which do not include ${names}, and a policy that covers a group takes no single apps. Ask for a policy of its own for ${names}.`,
      );
    }
    throw problem(
      'group-covered',
      `«${before.name}» covers ${title} as a group, so a single app cannot be taken off. It would have to list its apps one by one first.`,
    );
  }
  const named = wanted.flatMap((app) => {
    if (typeof app === 'string') return [];
    const ids = appIdsOn(app, platform);
    if (ids.length > 0) return [{ name: shortName(app), ids, act }];
    const where = platform ? platformTitles[platform] : 'this platform';
    if (act === 'remove') return [];
    throw problem('app-not-there', `${shortName(app)} does not exist on ${where}, or its id there is not known.`);
  });
  return appChanges(before, named);
}

/** Single apps of a policy that the group would not cover. */
function notIn(group: AppGroup, { apps }: Known, catalog: Apps, platform: Platform | undefined): readonly string[] {
  const covered = catalog.filter((app) => covers({ group, ids: [] }, app, platform));
  const ids = new Set(covered.flatMap((app) => appIdsOn(app, platform)).map((id) => id.toLowerCase()));
  return (apps?.ids ?? []).filter((id) => group !== 'allApps' && !ids.has(id.toLowerCase()));
}

function namesOf(known: readonly Known[]): readonly string[] {
  return [...new Set(known.map(({ name }) => name))].slice(0, 10);
}
