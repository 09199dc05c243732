import { isDeepStrictEqual } from 'node:util';
import { isSame } from '../core/approval';
import { objectsOf, type Change, type Person, type Reach } from '../core/change';
import type { Families } from '../core/family';
import type { ChangeRequest, Reading } from '../core/request';
import { needsOf, type Threshold } from '../core/thresholds';
import type { Clock, Store } from '../ports';
import { ofPlan, type Planned } from './planned';
import { auditOf, redraw, thingOf } from './records';

export interface Proposal {
  readonly planned: Extract<Planned, { kind: 'plan' }>;
  readonly request: ChangeRequest;
  readonly utterance: string;
  readonly readings: readonly Reading[];
  readonly chosen?: Readonly<Record<string, string>>;
  readonly requestor: Person;
  readonly conversation: string;
  readonly askedIn: string;
  readonly reach: Reach | undefined;
}

export interface ProposalRules {
  readonly expireAfterHours: number;
  readonly remindBeforeHours: number;
  /** The approvals channel, beside the conversation in which it was asked. */
  readonly channel: string | undefined;
  readonly thresholds: readonly Threshold[];
}

/** `already`: this person's open change that asks for exactly the same; Teams sends a message twice at times, with a new id. */
export type Proposed = { readonly kind: 'new' | 'already'; readonly change: Change };

/** The same writes for the same while: what is to end by itself is not what stays. */
function asksTheSame(open: Change, planned: Proposal['planned']): boolean {
  return (
    open.plan.effect === planned.plan.effect &&
    open.extends === planned.extends &&
    isDeepStrictEqual(open.borrowed?.ending, planned.ending)
  );
}

/** Keeps the plan as a change that waits for approval, and its card as something to be posted, in one transaction. */
export async function proposeChange(
  ports: { readonly store: Store; readonly clock: Clock; readonly families: Families },
  proposal: Proposal,
  rules: ProposalRules,
): Promise<Proposed> {
  const now = ports.clock.now();
  const at = now.toISOString();
  const expiresAt = new Date(now.getTime() + rules.expireAfterHours * 3_600_000).toISOString();
  const remindAt = new Date(
    now.getTime() + (rules.expireAfterHours - rules.remindBeforeHours) * 3_600_000,
  ).toISOString();
  const { planned, reach, ...asked } = proposal;
  const special = ofPlan(planned);
  return ports.store.transaction(async (records) => {
    const open = await records.changes.openOn(objectsOf({ plan: planned.plan }));
    const already = open.find((one) => isSame(one.requestor, asked.requestor) && asksTheSame(one, planned));
    if (already) return { kind: 'already' as const, change: already };
    const change = await records.changes.add({
      ...asked,
      version: 1,
      notes: planned.notes,
      plan: planned.plan,
      needs: needsOf({ plan: planned.plan, ...special }, reach, { ...ports, ...rules }),
      decisions: [],
      status: { kind: 'needsApproval' },
      createdAt: at,
      expiresAt,
      ...special,
    });
    if (reach) await records.changes.setReach(change.id, reach);
    await records.audit.append(
      auditOf(change, {
        at,
        kind: 'change.proposed',
        actor: { objectId: asked.requestor.objectId, name: asked.requestor.name },
        facts: {
          utterance: asked.utterance,
          effect: change.plan.effect,
          parts: change.plan.parts.map(({ key, act, target, changes }) => ({ key, act, target: target.name, changes })),
          needs: change.needs,
        },
      }),
    );
    for (const conversation of new Set([asked.conversation, ...(rules.channel === undefined ? [] : [rules.channel])])) {
      const thread = conversation === asked.conversation && asked.askedIn !== '' ? { thread: asked.askedIn } : {};
      await records.cards.put({ thing: thingOf(change.id), conversation, state: 'wanted', ...thread });
    }
    await redraw(records, change.id, at);
    await records.due.set({ key: `expire:${change.id}`, at: expiresAt, job: 'expire', about: String(change.id) });
    if (rules.remindBeforeHours > 0 && rules.remindBeforeHours < rules.expireAfterHours) {
      await records.due.set({ key: `remind:${change.id}`, at: remindAt, job: 'remind', about: String(change.id) });
    }
    if (reach?.complete !== true) {
      await records.due.set({ key: `reach:${change.id}`, at, job: 'reach', about: String(change.id) });
    }
    // Cards of other open changes on the same objects name this one.
    for (const other of open) await redraw(records, other.id, at);
    return { kind: 'new' as const, change };
  });
}
