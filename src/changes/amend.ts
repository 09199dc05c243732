import { isSame, sayStatus } from '../core/approval';
import type { Assumed, Change, Person, Reach } from '../core/change';
import type { Families } from '../core/family';
import { makerOf, waitsFor } from '../core/made-group';
import { planOf, type PlanPart } from '../core/plan';
import { needsOf, type Threshold } from '../core/thresholds';
import { accept, refuse, type Outcome } from '../core/problem';
import type { Clock, Store } from '../ports';
import { auditOf, redraw, redrawOthers } from './records';

/** Leaves one part out of a plan that waits for approval. The plan gets a new version; approvals of the old one are void. */
export async function dropPart(
  ports: {
    readonly store: Store;
    readonly clock: Clock;
    readonly families: Families;
    readonly thresholds: readonly Threshold[];
  },
  drop: { readonly change: number; readonly version: number; readonly part: string; readonly by: Person },
): Promise<Outcome<Change>> {
  const at = ports.clock.now().toISOString();
  return ports.store.transaction(async (records) => {
    const change = await records.changes.get(drop.change);
    if (!change) return refuse('no-such-change', `There is no change #${drop.change}.`);
    if (change.status.kind !== 'needsApproval') return refuse('already-decided', sayStatus(change));
    if (!isSame(drop.by, change.requestor))
      return refuse('not-requestor', 'Only the person who asked for a change can leave a part of it out.');
    const dropped = change.plan.parts.find((part) => part.key === drop.part);
    if (drop.version !== change.version || !dropped)
      return refuse('superseded-card', 'The plan has changed since this card was drawn. Look at the current card.');
    if (change.extends !== undefined)
      return refuse(
        'whole-extension',
        `Change #${change.id} keeps all of what change #${change.extends} lent, or nothing. Cancel it instead.`,
      );
    const rest = change.plan.parts.filter((part) => part !== dropped);
    if (rest.length === 0) return refuse('last-part', 'That is the only part left. Cancel the change instead.');
    const waiting = rest.find((part) => waitsFor(part).some((id) => makerOf([dropped], id)));
    if (waiting)
      return refuse(
        'part-needed',
        `«${waiting.target.name}» is to be assigned to «${dropped.target.name}», so that part is left out first.`,
      );
    const notes = [...change.notes, `«${dropped.target.name}» was left out by ${drop.by.name}.`];
    const plan = planOf(rest);
    const needs = needsOf({ ...change, plan }, undefined, ports);
    const assumed = stillAssumed(change, dropped);
    // What is put back in part is not reverted: the rest of it still can be.
    const { revertOf: _, ...kept } = change;
    const saved = await records.changes.save({ ...kept, version: change.version + 1, plan, needs, notes, assumed });
    if (!saved)
      return refuse('busy', 'Somebody else acted on this change at the same moment. Look at the current card.');
    const actor = { objectId: drop.by.objectId, name: drop.by.name };
    await records.audit.append(
      auditOf(saved, {
        at,
        kind: 'change.amended',
        actor,
        facts: { leftOut: dropped.target.name, version: saved.version, effect: saved.plan.effect },
      }),
    );
    await records.changes.setReach(change.id, uncounted);
    await records.due.set({ key: `reach:${change.id}`, at, job: 'reach', about: String(change.id) });
    await redraw(records, change.id, at);
    await redrawOthers(records, change, at);
    return accept(saved);
  });
}

/** «Android and iOS are meant» is not so any more once one of them is left out. */
function stillAssumed({ assumed = [] }: Change, { target }: PlanPart): readonly Assumed[] {
  return assumed.filter(({ policies = [] }) => target.kind === 'new' || !policies.includes(target.id));
}

/** What was counted for the old plan must not stand on the new one. */
const uncounted: Reach = {
  alsoApps: {},
  groups: [],
  people: null,
  devicesAbove: null,
  unknownRegistrations: null,
  watched: [],
  complete: false,
};
