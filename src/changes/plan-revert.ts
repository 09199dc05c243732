import { quickRevertHours, sayStatus } from '../core/approval';
import { markerOf, type Change, type Step } from '../core/change';
import type { Apps } from '../core/app';
import type { Family, Platform } from '../core/family';
import type { Difference } from '../core/difference';
import { driftOf, leftToDo } from '../core/drift';
import { groupChange, namedApps } from '../core/outside';
import { planOf, type PlanPart } from '../core/plan';
import { whyNotWhole } from '../core/shapes/catalog';
import { fingerprintOf, type Snapshot } from '../core/snapshot';
import { directionOf } from '../core/setting';
import type { RevertRequest } from '../core/request';
import { plannedOperations } from '../operations';
import { withMadeGroups } from './made-groups';
import { needPermissions } from './permissions';
import { problem, type PlanContext, type Planned, type PlanningPorts } from './planned';
import { readTarget } from './read';
import { completed } from './completed';

/** The inverse of an applied change, from its stored before-image; what somebody changed since is refused. */
export async function planRevert(ports: PlanningPorts, request: RevertRequest, context: PlanContext): Promise<Planned> {
  const change = await changeToRevert(ports, request, context);
  // Of several parts those that nothing takes back are left as they are, and said.
  const lasting = change.plan.parts.filter(({ operation }) => operation?.final);
  const undone = lasting.length < change.plan.parts.length ? lasting : [];
  // The last comes first: nothing is taken away from under what was put upon it.
  const inverses = await Promise.all(
    [...change.plan.parts]
      .reverse()
      .filter((part) => !undone.includes(part))
      .map(async (planned) => {
        if (planned.operation) return inverseOfOperation(ports, change, planned);
        const part = await withMadeGroups(ports.graph, change, planned);
        const family = ports.families.get(part.family);
        if (!family)
          throw problem(
            'family-off',
            'That kind of policy is switched off here, so the change cannot be reverted from here.',
          );
        return inverse(ports, change, part, family);
      }),
  );
  const parts = inverses.flat();
  if (parts.length === 0)
    return { kind: 'nothing', say: `Nothing to do: what change #${change.id} altered is already as it was before.` };
  await needPermissions(ports, parts);
  const notes = [`Puts back what change #${change.id} altered.`, ...restoreNotes(parts), ...lastingNotes(undone)];
  return {
    kind: 'plan',
    plan: planOf(await completed(ports, parts)),
    notes,
    quickRevert: isQuick(change, context.now),
    revertOf: change.id,
  };
}

async function changeToRevert(ports: PlanningPorts, request: RevertRequest, context: PlanContext): Promise<Change> {
  const number = request.change === 'last' ? undefined : request.change;
  const change = number === undefined ? await lastApplied(ports, context) : await ports.store.changes.get(number);
  if (!change && number === undefined)
    throw problem('no-change', 'There is no applied change here to revert. Say its number: «revert change 12».');
  if (!change) throw problem('no-such-change', `There is no change #${number}.`);
  if (change.revertedBy !== undefined)
    throw problem('already-reverted', `Change #${change.id} was already reverted by change #${change.revertedBy}.`);
  const { kind } = change.status;
  if (kind !== 'applied' && kind !== 'partiallyApplied' && kind !== 'unknown')
    throw problem('not-applied', `${sayStatus(change)} Only what was applied can be reverted.`);
  return change;
}

async function lastApplied({ store }: PlanningPorts, { conversation }: PlanContext): Promise<Change | undefined> {
  if (conversation === undefined) return undefined;
  const [last] = await store.changes.list({ status: ['applied', 'partiallyApplied'], conversation, limit: 1 });
  return last;
}

async function inverse(
  ports: PlanningPorts,
  change: Change,
  part: PlanPart,
  family: Family,
): Promise<readonly PlanPart[]> {
  const steps = await sentSteps(ports, change, part);
  // A part that was never sent, or was so already, is not ours to put back; an extension took over what was sent before.
  if (steps.length === 0 && change.extends === undefined) return [];
  const fresh = await readTarget(ports.graph, family, part, markerOf(change.id));
  switch (part.act) {
    case 'delete':
      return fresh || !part.before ? [] : [restored(part, part.before, ports.apps, family)];
    case 'create':
    case 'restore':
      if (fresh) return [removed(part, fresh, change.id, steps)];
      // What was sent and never seen was perhaps never made: of that nothing is to be undone.
      return steps.some(({ state }) => state === 'confirmed') ? goneAgain(part, change.id) : [];
    default:
      return fresh ? putBack(part, family, fresh) : gone(part);
  }
}

/** What an operation did is taken back by its own file, where it can be. */
async function inverseOfOperation(ports: PlanningPorts, change: Change, part: PlanPart): Promise<readonly PlanPart[]> {
  const steps = await sentSteps(ports, change, part);
  if (steps.length === 0) return [];
  const operation = plannedOperations.get(part.family);
  if (!operation) throw problem('cannot-be-undone', `What change #${change.id} did cannot be reverted.`);
  const fresh = await operation.hand(ports.graph, part, markerOf(change.id)).read();
  const undone = operation.undo(part, { change: change.id, fresh, steps });
  if (!undone.ok) throw problem(undone.problem.code, undone.problem.say);
  return undone.value ? [undone.value] : [];
}

/** What of a part has reached Graph, or may have. */
async function sentSteps(ports: PlanningPorts, change: Change, part: PlanPart): Promise<readonly Step[]> {
  return (await ports.store.steps.list(change.id)).filter(
    (step) =>
      step.part === part.key && step.version === change.version && step.state !== 'failed' && step.state !== 'intended',
  );
}

function putBack(part: PlanPart, family: Family, fresh: Snapshot): readonly PlanPart[] {
  const done = part.changes.filter((one) => !leftToDo(part, family, fresh).includes(one));
  const { touched } = driftOf(part, family, fresh);
  if (touched.length > 0) {
    const [first] = touched;
    const title = family.settings[first?.what ?? '']?.title ?? first?.what;
    throw problem(
      'changed-since',
      `«${title}» of «${part.target.name}» was changed since, so reverting would undo somebody else's work. Set it by itself if you want it.`,
    );
  }
  const changes = done.map((one) => inverted(one, part, family));
  if (changes.length === 0) return [];
  return [
    {
      ...part,
      act: actOf(part),
      target: { kind: 'existing', id: fresh.id, name: fresh.name },
      changes,
      before: fresh,
      ...(part.before ? { image: part.before } : {}),
    },
  ];
}

function inverted(change: Difference, part: PlanPart, family: Family): Difference {
  switch (change.kind) {
    case 'setting': {
      const setting = family.settings[change.setting];
      const direction = setting ? directionOf(setting, change.to, change.from) : 'changes';
      return { ...change, from: change.to, to: change.from, direction };
    }
    case 'group':
    case 'app':
      return { ...change, act: change.act === 'add' ? 'remove' : 'add', direction: opposite(change.direction) };
    case 'appGroup':
      return { ...change, from: change.to, to: change.from, direction: opposite(change.direction) };
    case 'property':
      return { ...change, from: change.to, to: change.from };
  }
}

export function restored(part: PlanPart, image: Snapshot, catalog: Apps, family: Family): PlanPart {
  const template = family.variants[part.variant]?.template;
  const lost = template && whyNotWhole(image.entity, template, true);
  if (lost !== undefined) throw problem('secret-lost', `«${image.name}» cannot be made again: ${lost}.`);
  const platform = family.variants[part.variant]?.platform;
  return {
    ...part,
    act: 'restore',
    target: { kind: 'new', name: image.name },
    changes: contentOf(image, catalog, platform),
    before: null,
    image,
  };
}

/** What a restored policy gets back besides its own properties: its apps and its groups. */
function contentOf(image: Snapshot, catalog: Apps, platform: Platform | undefined): readonly Difference[] {
  const group = image.apps?.group ?? 'selectedPublicApps';
  const apps: readonly Difference[] =
    group === 'selectedPublicApps'
      ? namedApps(image.apps?.ids ?? [], catalog, platform).map((app) => ({
          kind: 'app',
          act: 'add',
          ...app,
          direction: 'tightens',
        }))
      : [{ kind: 'appGroup', from: 'selectedPublicApps', to: group, direction: 'tightens' }];
  return [...apps, ...(image.assignments ?? []).map((one) => groupChange('add', one))];
}

/** A created policy is deleted again only while it is as it was last read back: settings, apps and groups alike. */
function removed(part: PlanPart, fresh: Snapshot, changeId: number, steps: readonly Step[]): PlanPart {
  const seen = steps.filter(({ after }) => after !== undefined).at(-1)?.after;
  if (seen !== fingerprintOf(fresh)) {
    const how = seen === undefined ? 'was never read back as a whole' : 'was changed since';
    throw problem(
      'changed-since',
      `«${fresh.name}», which change #${changeId} created, ${how}. Delete it by name if you want it gone.`,
    );
  }
  return {
    ...part,
    act: 'delete',
    target: { kind: 'existing', id: fresh.id, name: fresh.name },
    changes: [],
    before: fresh,
  };
}

function goneAgain(part: PlanPart, changeId: number): never {
  throw problem('deleted-since', `«${part.target.name}», which change #${changeId} created, is not there any more.`);
}

function gone(part: PlanPart): never {
  throw problem('deleted-since', `«${part.target.name}» was deleted since, so there is nothing to put back.`);
}

function restoreNotes(parts: readonly PlanPart[]): readonly string[] {
  return parts.some((part) => part.act === 'restore') ? ['A deleted policy is created again with a new id.'] : [];
}

function lastingNotes(lasting: readonly PlanPart[]): readonly string[] {
  return lasting.map(({ target }) => `What was done to «${target.name}» stays: it cannot be reverted.`);
}

function actOf(part: PlanPart): PlanPart['act'] {
  const inverses: Partial<Record<PlanPart['act'], PlanPart['act']>> = {
    assign: 'unassign',
    unassign: 'assign',
    addApps: 'removeApps',
    removeApps: 'addApps',
  };
  return inverses[part.act] ?? part.act;
}

function opposite(direction: Difference['direction']): Difference['direction'] {
  if (direction === 'changes') return direction;
  return direction === 'tightens' ? 'loosens' : 'tightens';
}

function isQuick(change: Change, now: Date): boolean {
  const { status } = change;
  if (status.kind !== 'applied' && status.kind !== 'partiallyApplied' && status.kind !== 'unknown') return false;
  return now.getTime() - Date.parse(status.at) <= quickRevertHours * 3_600_000;
}
