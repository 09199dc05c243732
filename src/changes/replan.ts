import { isDeepStrictEqual } from 'node:util';
import { isSame, sayStatus } from '../core/approval';
import type { Change, Person, Reach } from '../core/change';
import type { Families } from '../core/family';
import { accept, refuse, type Outcome } from '../core/problem';
import type { ChangeRequest, Reading } from '../core/request';
import { needsOf, type Threshold } from '../core/thresholds';
import type { Clock, Store } from '../ports';
import { ofPlan, withoutPlan, type Planned } from './planned';
import { auditOf, redraw, redrawOthers } from './records';

export interface Replan {
  readonly change: number;
  readonly by: Person;
  readonly planned: Extract<Planned, { kind: 'plan' }>;
  readonly request: ChangeRequest;
  readonly utterance: string;
  readonly readings: readonly Reading[];
  readonly chosen: Readonly<Record<string, string>>;
  readonly reach: Reach | undefined;
}

/** Gives a change that waits for approval another plan, as a new version: approvals of the old one are void. */
export async function replanChange(
  ports: {
    readonly store: Store;
    readonly clock: Clock;
    readonly families: Families;
    readonly thresholds: readonly Threshold[];
  },
  replan: Replan,
): Promise<Outcome<Change>> {
  const at = ports.clock.now().toISOString();
  const { planned, reach, request, utterance, readings } = replan;
  const { plan, notes, ending } = planned;
  const special = ofPlan(planned);
  return ports.store.transaction(async (records) => {
    const change = await records.changes.get(replan.change);
    if (!change) return refuse('no-such-change', `There is no change #${replan.change}.`);
    if (change.status.kind !== 'needsApproval') return refuse('already-decided', sayStatus(change));
    if (!isSame(replan.by, change.requestor))
      return refuse('not-requestor', 'Only the person who asked for a change can amend it.');
    const isSamePlan = plan.effect === change.plan.effect && isDeepStrictEqual(ending, change.borrowed?.ending);
    if (isSamePlan && isDeepStrictEqual(request, change.request))
      return refuse('same-plan', `Nothing about change #${change.id} would be different, so it stays as it is.`);
    const amended = { plan, request, utterance, readings, notes, chosen: replan.chosen, ...special };
    const needs = needsOf({ plan, ...special }, reach, ports);
    const version = change.version + 1;
    const saved = await records.changes.save({ ...withoutPlan(change), ...amended, needs, version });
    if (!saved)
      return refuse('busy', 'Somebody else acted on this change at the same moment. Look at the current card.');
    const actor = { objectId: replan.by.objectId, name: replan.by.name };
    const facts = { utterance, version: saved.version, effect: plan.effect };
    await records.audit.append(auditOf(saved, { at, kind: 'change.amended', actor, facts }));
    if (reach) await records.changes.setReach(change.id, reach);
    if (reach?.complete !== true)
      await records.due.set({ key: `reach:${change.id}`, at, job: 'reach', about: String(change.id) });
    await redraw(records, change.id, at);
    // What the old plan wrote to and the new one does not is named on other cards no more.
    await redrawOthers(records, change, at);
    await redrawOthers(records, saved, at);
    return accept(saved);
  });
}
