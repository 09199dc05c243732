import { approvalsOf, isApproved, type Role } from '../core/approval';
import { warden } from '../core/audit';
import type { Change, Decision } from '../core/change';
import type { Clock, Store } from '../ports';
import { auditOf, redraw, tellDeciders, tellRequestor } from './records';

/** Whether those who approved a change still may, looked up when it is about to be written. */

/** What one who voted is now; `failed` says why it could not be looked up. */
export interface VoterRights {
  readonly roles: ReadonlySet<Role>;
  readonly groups: ReadonlySet<string>;
  readonly failed?: string;
}

interface Ports {
  readonly store: Store;
  readonly clock: Clock;
  readonly rightsOf: (objectId: string, families: readonly string[]) => Promise<VoterRights>;
}

export type Votes = { readonly kind: 'enough' | 'lost' } | { readonly kind: 'unsure'; readonly why: string };

/** A vote counts only while the voter still may approve. A look-up that failed is no lost role: it is tried again. */
export async function checkVotes(ports: Ports, change: Change): Promise<Votes> {
  const families = [...new Set(change.plan.parts.map((part) => part.family))];
  const votes = await Promise.all(
    approvalsOf(change).map(async (vote) => ({ vote, rights: await ports.rightsOf(vote.by.objectId, families) })),
  );
  const unsure = votes.filter(({ rights }) => rights.failed !== undefined);
  const counting = votes
    .filter(({ vote, rights }) => rights.failed === undefined && mayStill(vote, rights))
    .map(({ vote, rights }) => ({ ...vote, groups: [...rights.groups] }));
  if (isApproved(change.needs, counting)) return { kind: 'enough' };
  const [first] = unsure;
  if (first && isApproved(change.needs, [...counting, ...unsure.map(({ vote }) => vote)])) {
    const names = unsure.map(({ vote }) => vote.by.name).join(' and ');
    return { kind: 'unsure', why: `Whether ${names} may still approve could not be looked up: ${first.rights.failed}` };
  }
  const lost = votes.filter(({ vote, rights }) => rights.failed === undefined && !mayStill(vote, rights));
  await takeBack(
    ports,
    change,
    lost.map(({ vote }) => vote),
  );
  return { kind: 'lost' };
}

function mayStill({ breakGlass }: Decision, { roles }: VoterRights): boolean {
  return roles.has(breakGlass ? 'owner' : 'approver');
}

/** Without enough votes the change waits for approval again, and those who have to do with it hear of it. */
async function takeBack(ports: Ports, change: Change, votes: readonly Decision[]): Promise<void> {
  const at = ports.clock.now().toISOString();
  const why = whyTakenBack(votes);
  await ports.store.transaction(async (records) => {
    const decisions = change.decisions.filter((one) => !votes.includes(one));
    const notes = [...change.notes, why];
    const saved = await records.changes.save({ ...change, decisions, notes, status: { kind: 'needsApproval' } });
    if (!saved) return;
    const { id, expiresAt } = change;
    await records.due.set({ key: `expire:${id}`, at: expiresAt, job: 'expire', about: String(id) });
    const facts = { votes: votes.map(({ by }) => by.name).join(', ') };
    await records.audit.append(auditOf(saved, { at, kind: 'role.failed', actor: warden, facts }));
    await redraw(records, id, at);
    const sentence = (because: string) => `Change #${id} was not written and waits for approval again: ${because}`;
    const told = { named: sentence(why), unnamed: sentence('an approval does not count any more.') };
    await tellRequestor(records, saved, told, at);
    await tellDeciders(records, saved, told, at);
  });
}

function whyTakenBack(votes: readonly Decision[]): string {
  if (votes.length === 0) return 'The people who approved it are no longer in the groups that have to.';
  const names = votes.map(({ by }) => by.name).join(' and ');
  return votes.length === 1
    ? `The approval of ${names} does not count any more, since the role for it is gone.`
    : `The approvals of ${names} do not count any more, since the role for them is gone.`;
}
