import { isSame, sayStatus } from '../core/approval';
import type { Change } from '../core/change';
import { isSingle } from '../core/kinds';
import type { ChangeRequest, SingleRequest } from '../core/request';
import type { Incoming, QuestionChoice } from '../ports';
import type { BotPorts } from './ports';
import type { Known } from './speaker';

/** A group that is not in Entra, but that a change here is about to make, or has made. */
export interface Unmade {
  readonly change: Change;
  readonly say: string;
  /** To make it and go on with it in one change. */
  readonly choices: readonly QuestionChoice[];
}

/** Of changes in this conversation these are looked through. */
const mostLooked = 50;

/** «assign … to that group» while the change that makes it still waits, or after somebody deleted it again. */
export async function unmadeGroup(
  ports: BotPorts,
  incoming: Incoming,
  { person }: Known,
  request: ChangeRequest,
): Promise<Unmade | undefined> {
  const typed = 'groups' in request ? (request.groups ?? []).map((name) => name.toLowerCase()) : [];
  if (typed.length === 0) return undefined;
  const all = await ports.store.changes.list({ conversation: incoming.conversation.id, limit: mostLooked });
  for (const change of all) {
    const made = singleOf(change.request).flatMap((one) => (one.kind === 'createGroup' ? (one.group ?? []) : []));
    const group = made.find((name) => typed.includes(name.toLowerCase()));
    if (group === undefined || !(change.status.kind in where)) continue;
    if (change.status.kind === 'applied')
      return {
        change,
        say: `«${group}», which change #${change.id} made, is not in Entra any more. Make it anew, or name another group.`,
        choices: [],
      };
    const say = `«${group}» is not there yet: ${sayStatus(change).replace(/^Change/, 'change')}`;
    const isOwn = change.status.kind === 'needsApproval' && isSame(change.requestor, person);
    if (!isOwn || !isSingle(request)) return { change, say: `${say} Ask again when it is applied.`, choices: [] };
    const requests = [...singleOf(change.request), request];
    const label = `Do both in change #${change.id}`;
    return {
      change,
      say: `${say} Shall one change do both?`,
      choices: [{ label, request: { kind: 'several', requests }, chosen: {} }],
    };
  }
  return undefined;
}

function singleOf(request: ChangeRequest): readonly SingleRequest[] {
  if (request.kind === 'several') return request.requests;
  return isSingle(request) ? [request] : [];
}

/** Where it may still come from, or was. */
const where: Readonly<Partial<Record<Change['status']['kind'], true>>> = {
  needsApproval: true,
  approved: true,
  applying: true,
  waitingForIntune: true,
  applied: true,
};
