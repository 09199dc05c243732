import type { Change, Decision, Reach } from '../core/change';
import type { Plan, PlanPart } from '../core/plan';
import type { ChangeView, WhatIfView } from './plan-card';

/** The same change for a place where outsiders read along: no names of people and devices, and nothing people typed. */
export function withoutNames(view: ChangeView): ChangeView {
  const { change, others, reach, hold, approvers } = view;
  return {
    ...view,
    // What was noted about a person, a device or a vote names it.
    change: {
      ...unnamed(change),
      notes: [`${outsiders} In a personal chat «show change ${change.id}» shows all of it.`],
    },
    others: others.map(unnamed),
    reach: reach && countedIn(reach),
    hold: hold && { ...hold, why: hold.unnamed ?? hold.why },
    approvers: approvers && counted(approvers, change.needs.approvals),
  };
}

/** The same of a plan that is only asked about. */
export function whatIfWithoutNames(view: WhatIfView): WhatIfView {
  const { plan, reach } = view;
  return {
    ...view,
    plan: { ...plan, parts: plan.parts.map(partOf) },
    reach: reach && countedIn(reach),
    notes: [`${outsiders} Asked in a personal chat, the same shows all of it.`],
    ...(isPersonal(plan) ? { readings: [] } : {}),
  };
}

function unnamed(change: Change): Change {
  const { justification: _, ...request } = change.request;
  return {
    ...change,
    request,
    utterance: '…',
    requestor: { ...change.requestor, name: 'a requestor' },
    decisions: change.decisions.map(decisionOf),
    status: statusOf(change),
    plan: { ...change.plan, parts: change.plan.parts.map(partOf) },
    ...(isPersonal(change.plan) ? { readings: [], assumed: [] } : {}),
  };
}

/** It is about one person or one device, and what was read and assumed names them. */
function isPersonal({ parts }: Plan): boolean {
  return parts.some(({ operation }) => operation?.unnamed !== undefined);
}

function decisionOf({ justification: _, ...decision }: Decision): Decision {
  const name = decision.breakGlass ? 'an owner' : 'an approver';
  return { ...decision, by: { ...decision.by, name } };
}

function statusOf({ status, requestor, plan }: Change): Change['status'] {
  switch (status.kind) {
    case 'failed':
    case 'partiallyApplied':
    case 'unknown':
      return { ...status, why: withoutTargets(status.why, plan.parts) };
    case 'rejected': {
      const { justification: _, ...rejected } = status;
      return { ...rejected, by: { ...status.by, name: 'an approver' } };
    }
    case 'cancelled': {
      const name = status.by.objectId === requestor.objectId ? 'its requestor' : 'an approver';
      return { ...status, by: { ...status.by, name } };
    }
    default:
      return status;
  }
}

/** Graph's words may name what it refused. */
function withoutTargets(why: string, parts: readonly PlanPart[]): string {
  return parts.reduce(
    (said, { target, operation }) =>
      operation?.unnamed === undefined ? said : said.replaceAll(target.name, operation.unnamed),
    why,
  );
}

function partOf(part: PlanPart): PlanPart {
  const { operation, target } = part;
  if (!operation) return part;
  const rows = operation.rows.map((row) => (row.personal ? { ...row, values: [`${row.values.length}`] } : row));
  return {
    ...part,
    target: operation.unnamed === undefined ? target : { ...target, name: operation.unnamed },
    operation: { ...operation, rows },
  };
}

const outsiders = 'Outsiders may read along here, so nobody is named.';

function countedIn(reach: Reach): Reach {
  return { ...reach, watched: watchedIn(reach) };
}

function watchedIn({ watched }: Reach): readonly string[] {
  if (watched.length === 0) return [];
  return [
    watched.length === 1 ? 'an approver or emergency account' : `${watched.length} approvers or emergency accounts`,
  ];
}

/** How many there are is said where they are too few. */
function counted(approvers: readonly string[], needed: number): readonly string[] | null {
  if (approvers.length >= needed) return null;
  return approvers.length === 0 ? [] : [approvers.length === 1 ? '1 person' : `${approvers.length} people`];
}
