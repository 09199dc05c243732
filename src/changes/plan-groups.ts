import { groupChanges } from '../core/difference';
import type { PolicyRequest } from '../core/request';
import { groupKey, targetKey } from '../core/snapshot';
import { someGroups } from '../operations/finding-groups';
import type { Known } from './read';
import { findGroups, type Making, refuseTargets } from './find-groups';
import { policiesNamed } from './find-policies';
import { ask, type Detour, type PlanContext, type PlanningPorts, problem } from './planned';
import { familiesWith, partOf, type Parts, readMeant, replaced } from './wanted';

/** «assign» and «unassign»: groups added to a policy or taken off it. */

export async function planGroups(
  ports: PlanningPorts,
  request: Extract<PolicyRequest, { kind: 'assign' | 'unassign' }>,
  context: PlanContext,
): Promise<Parts> {
  const { policy } = request;
  if (policy === undefined) throw problem('no-policy', 'Which policy? Say its name.');
  const families = familiesWith(ports, request.family, request.kind);
  const picking = { become: (name: string) => ({ ...request, policy: name }), chosen: context.chosen };
  const known = await readMeant(ports, families, { policy }, picking);
  const targets = policiesNamed(policy, known, 'one', picking);
  const wanted =
    request.kind === 'assign'
      ? await includesAndExcludes(ports, request, context)
      : (await groupsOf(ports, request, context)).map((group) => ({
          ...group,
          act: 'remove' as const,
          exclude: false,
        }));
  if (wanted.length === 0) throw await askGroup(ports, request);
  if (request.kind === 'assign') for (const { family } of targets) refuseTargets(family, wanted);
  const parts = targets.map((target, i) =>
    partOf(
      target,
      `p${i + 1}`,
      request.kind,
      groupChanges(
        target,
        wanted.map((one) => asThere(target, one)),
      ),
    ),
  );
  const notes = parts.flatMap((part) =>
    wanted
      .filter((group) => !part.changes.some((change) => change.kind === 'group' && change.id === group.id))
      .map(({ name, act, exclude }) => `«${part.target.name}» ${alreadySo(act, exclude)} ${name}.`),
  );
  return { parts: parts.filter((part) => part.changes.length > 0), notes };
}

/** Which group a policy goes to is offered from those there are; which one it is taken off, somebody has to say. */
async function askGroup(ports: PlanningPorts, request: Parameters<typeof planGroups>[1]): Promise<Detour> {
  const groups = request.kind === 'assign' ? await someGroups(ports.graph) : [];
  if (groups.length === 0) return problem('no-groups', 'Which group? Say its name.');
  const choices = groups.map(({ name }) => ({ label: name, request: { ...request, groups: [name] }, chosen: {} }));
  return ask(
    `Which group shall «${request.policy}» be assigned to? These are some; say another one in a sentence.`,
    choices,
  );
}

/** Taken off is what is there: a group that is only excluded is excluded no more. */
function asThere<T extends Wanted>(target: Known, wanted: T): T {
  const has = (exclude: boolean) =>
    (target.assignments ?? []).some((one) => targetKey(one) === groupKey(wanted.id, exclude));
  return wanted.act === 'remove' && !has(false) && has(true) ? { ...wanted, exclude: true } : wanted;
}

interface Wanted {
  readonly id: string;
  readonly act: 'add' | 'remove';
  readonly exclude: boolean;
}

function alreadySo(act: 'add' | 'remove', exclude: boolean): string {
  if (act === 'remove') return 'is not assigned to';
  return exclude ? 'already excludes' : 'is already assigned to';
}

export async function includesAndExcludes(
  ports: PlanningPorts,
  request: Extract<PolicyRequest, { kind: 'set' | 'create' | 'assign' }>,
  making: Making,
): Promise<readonly { readonly id: string; readonly name: string; readonly act: 'add'; readonly exclude: boolean }[]> {
  const excluded = request.excludeGroups ?? [];
  const [include, exclude] = await Promise.all([
    groupsOf(ports, request, making),
    findGroups(ports.graph, excluded, making, (from, to) => ({
      ...request,
      excludeGroups: replaced(excluded, from, to),
    })),
  ]);
  return [
    ...include.map((group) => ({ ...group, act: 'add' as const, exclude: false })),
    ...exclude.map((group) => ({ ...group, act: 'add' as const, exclude: true })),
  ];
}

function groupsOf(
  ports: PlanningPorts,
  request: Extract<PolicyRequest, { kind: 'set' | 'create' | 'assign' | 'unassign' }>,
  making: Making,
) {
  const typed = request.groups ?? [];
  return findGroups(ports.graph, typed, making, (from, to) => ({ ...request, groups: replaced(typed, from, to) }));
}
