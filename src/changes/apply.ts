import { approvalsOf } from '../core/approval';
import { warden, type AuditKind } from '../core/audit';
import { markerOf, objectsOf, type Change, type Hold, type Status, type Step } from '../core/change';
import type { Families, Family } from '../core/family';
import type { Moved } from '../core/drift';
import type { Hand } from '../core/hand';
import type { PlanPart } from '../core/plan';
import { sayValue, type Value } from '../core/setting';
import type { Clock, Graph, Log, Records, Store } from '../ports';
import { applyPart, readyPart } from './apply-part';
import { begun, schedule } from './borrowed';
import { beginFollowing } from './follow';
import { adoptingHand, handOf } from './hands';
import { hold, type Held } from './hold';
import { inWords, lookAhead } from './look-ahead';
import { beginLookBack } from './look-back';
import type { PartEnd } from './part-work';
import { auditOf, redraw, redrawOthers, tellRequestor } from './records';
import { checkVotes, type VoterRights } from './votes';
import { holderOf, sayLock, waitFor } from './wait';
import { closeFiled, lookAtIntune, waitForIntune } from './wait-for-intune';

/** Applies an approved change: claim, read again, write, read back, record. Taken up again after a crash. */

export interface ApplyPorts {
  readonly store: Store;
  readonly graph: Graph;
  readonly clock: Clock;
  readonly log: Log;
  readonly families: Families;
  /** The name of this instance; it holds the leases. */
  readonly instance: string;
  /** Why no write may be begun now: a stop, a freeze, a waiting time. */
  readonly holdOn: (change: Change) => Promise<Hold | undefined>;
  /** Roles and groups of the thresholds as they are now, for those who approved. */
  readonly rightsOf: (objectId: string, families: readonly string[]) => Promise<VoterRights>;
  /** Waits between read-backs, in milliseconds: Intune shows a write late at times. */
  readonly readBackAfter: readonly number[];
}

/** `again`: somebody else holds it, or nothing may be written now; to be tried again after so many seconds. */
export type ApplyEnd = 'done' | { readonly again: number };

export async function applyChange(ports: ApplyPorts, id: number): Promise<ApplyEnd> {
  const change = await ports.store.changes.get(id);
  if (!change || !takenUp.includes(change.status.kind)) return 'done';
  if (change.status.kind === 'waitingForIntune') {
    const waited = await lookAtIntune(ports, change.status);
    if (waited.kind === 'again') return waited;
    if (waited.kind === 'over') return finish(ports, change, waited.status, closeFiled);
  }
  const gate = await ports.holdOn(change);
  if (gate) return waitFor(ports, change, { for: 'gate', why: gate.why, until: gate.until });
  const holder = holderOf(ports.instance, id);
  const held = await hold(ports, holder, [`change:${id}`, ...objectsOf(change)]);
  if (!held) return waitFor(ports, change, { for: 'lock', why: await sayLock(ports, change) });
  try {
    return await applyHeld(ports, change, held);
  } finally {
    await held.release();
  }
}

const takenUp: readonly Status['kind'][] = ['approved', 'applying', 'waitingForIntune'];

/** What was begun and is not ours any more is looked at again soon: whoever took it over may have died. */
const interrupted = { again: 3 } as const;

async function applyHeld(ports: ApplyPorts, found: Change, held: Held): Promise<ApplyEnd> {
  // What puts back a borrowed change was approved with it, by people who may have left since.
  if (found.status.kind === 'approved' && found.returns === undefined) {
    const votes = await checkVotes(ports, found);
    if (votes.kind === 'unsure') return waitFor(ports, found, { for: 'roles', why: votes.why });
    if (votes.kind === 'lost') return 'done';
  }
  const change = await claim(ports, found, held);
  if (!change) return 'done';
  const stillMine = async () => !(await ports.holdOn(change)) && held.stillMine();
  const ahead = await lookAhead(ports, change);
  if (ahead.length > 0)
    return finish(ports, change, { kind: 'stale', at: ports.clock.now().toISOString(), moved: ahead });
  const otherDrift: string[] = [];
  let written = (await ports.store.steps.list(change.id)).some(
    (step) => step.state === 'confirmed' && step.version === change.version,
  );
  const marker = markerOf(markedBy(change));
  for (const planned of change.plan.parts) {
    const working = { ...ports, stillMine, lost: held.lost };
    const ready = await readyPart(working, change, planned);
    const part = ready.kind === 'ready' ? ready.part : planned;
    const own = handOf(ports, part, marker);
    const hand = own && change.adopts ? adoptingHand(own) : own;
    if (!hand) return finish(ports, change, ended(written, ports, 'That kind of policy is switched off here.'));
    const end = ready.kind === 'ready' ? await applyPart(working, { change, part, hand, marker }) : ready;
    if (end.kind === 'lost') return interrupted;
    written ||= end.wrote;
    if (end.kind === 'filed') {
      const left = end.left + leftInIntune(change, planned);
      return waitForIntune(ports, change, { code: end.code, left, written });
    }
    if (end.kind !== 'done') return finish(ports, change, statusAfter(end, written, { part, hand }, ports));
    otherDrift.push(...end.otherDrift.map((name) => `${part.target.name}: ${name}`));
  }
  const unwritten = written ? {} : { unwritten: true as const };
  return finish(ports, change, { kind: 'applied', at: ports.clock.now().toISOString(), otherDrift, ...unwritten });
}

/** The parts that come after this one will be filed too, each once; more is known when they are. */
function leftInIntune({ plan }: Change, part: PlanPart): number {
  return plan.parts.length - 1 - plan.parts.indexOf(part);
}

/** The number whose marker new objects carry. */
function markedBy(change: Change): number {
  return change.id;
}

/** approved → applying, or taking over what a dead instance left; the compare-and-swap lets one through. */
async function claim(ports: ApplyPorts, change: Change, held: Held): Promise<Change | undefined> {
  const at = ports.clock.now().toISOString();
  const fence = held.fence(`change:${change.id}`);
  return ports.store.transaction(async (records) => {
    const saved = await records.changes.save({ ...change, status: { kind: 'applying', since: at, fence } });
    if (!saved) return undefined;
    await records.audit.append(
      auditOf(saved, {
        at,
        kind: 'change.applying',
        actor: warden,
        facts: { fence, resumed: change.status.kind === 'applying' },
      }),
    );
    return saved;
  });
}

function statusAfter(
  end: Exclude<PartEnd, { kind: 'done' | 'lost' | 'filed' }>,
  written: boolean,
  { part, hand }: { readonly part: PlanPart; readonly hand: Hand },
  ports: ApplyPorts,
): Status {
  const at = ports.clock.now().toISOString();
  switch (end.kind) {
    case 'stale': {
      const moved = end.moved.map((one) => inWords(one, hand));
      return written
        ? {
            kind: 'partiallyApplied',
            at,
            why: `${sayMoved(
              [ports.families.get(part.family)].flatMap((family) => family ?? []),
              moved,
            )}.`,
          }
        : { kind: 'stale', at, moved };
    }
    case 'failed':
      return ended(written, ports, end.why);
    case 'unknown':
      return { kind: 'unknown', at, why: end.why };
  }
}

function ended(written: boolean, ports: ApplyPorts, why: string): Status {
  return { kind: written ? 'partiallyApplied' : 'failed', at: ports.clock.now().toISOString(), why };
}

/** A moved setting carries its values as JSON (the card says them in words itself); other things are in words already. */
function sayMoved(families: readonly Family[], moved: readonly Moved[]): string {
  const sentences = moved.map(({ of: policy, what, expected, found }) => {
    const setting = families.flatMap((family) => Object.values(family.settings)).find(({ title }) => title === what);
    const words = (json: string) => (setting ? sayValue(setting, JSON.parse(json) as Value) : json); // written by `driftOf` from a Value
    const where = policy === undefined ? '' : ` of «${policy}»`;
    return `«${what}»${where} was expected to be ${words(expected)} and is ${words(found)}`;
  });
  return sentences.join('; ');
}

type Also = (records: Records, change: Change, at: string) => Promise<void>;

async function finish(ports: ApplyPorts, change: Change, status: Status, also?: Also): Promise<ApplyEnd> {
  const at = ports.clock.now().toISOString();
  return ports.store.transaction(async (records): Promise<ApplyEnd> => {
    const saved = await records.changes.save({ ...begun(change, status), status });
    if (!saved) {
      ports.log.warn('change was moved by another instance', { change: change.id });
      return interrupted;
    }
    await also?.(records, saved, at);
    const steps = (await records.steps.list(change.id)).filter((step) => step.version === change.version);
    await records.audit.append(
      auditOf(saved, { at, kind: auditKindOf(status), actor: warden, facts: factsOf(saved, status, steps) }),
    );
    await redraw(records, change.id, at);
    await redrawOthers(records, saved, at);
    const sentence = (by: string) => sentenceFor(familiesOf(ports, saved), saved, { status, steps, by });
    await tellRequestor(records, saved, { named: sentence(sayApprovedBy(saved)), unnamed: sentence('') }, at);
    await schedule(records, saved, at);
    await beginFollowing(records, saved, at);
    await beginLookBack(records, saved, at);
    if (status.kind === 'applied' && change.revertOf !== undefined)
      await markReverted(records, change.revertOf, change.id, at);
    return 'done';
  });
}

/** Somebody may be acting on the reverted change at the same moment, so a save that was overtaken is made again. */
async function markReverted(records: Records, id: number, by: number, at: string): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const reverted = await records.changes.get(id);
    if (!reverted) return;
    if (await records.changes.save({ ...reverted, revertedBy: by })) return redraw(records, id, at);
  }
  throw new Error(`change ${id} could not be marked as reverted by ${by}`);
}

function factsOf(change: Change, status: Status, steps: readonly Step[]): Record<string, unknown> {
  return {
    status: status.kind,
    ...('why' in status ? { why: status.why } : {}),
    ...('unwritten' in status ? { unwritten: true } : {}),
    ...('moved' in status ? { moved: status.moved } : {}),
    requestor: change.requestor.name,
    approvers: approvalsOf(change).map(({ by }) => by.name),
    effect: change.plan.effect,
    writes: steps.map(({ method, path, state, answer }) => ({
      method,
      path,
      state,
      requestId: answer?.requestId ?? null,
    })),
  };
}

const auditKinds: Partial<Record<Status['kind'], AuditKind>> = {
  applied: 'change.applied',
  stale: 'change.stale',
  failed: 'change.failed',
  partiallyApplied: 'change.partiallyApplied',
  expired: 'change.expired',
};

function auditKindOf(status: Status): AuditKind {
  return auditKinds[status.kind] ?? 'change.unknown';
}

function familiesOf(ports: ApplyPorts, change: Change): readonly Family[] {
  return change.plan.parts.flatMap(({ family }) => ports.families.get(family) ?? []);
}

function sayApprovedBy(change: Change): string {
  const names = approvalsOf(change).map(({ by }) => by.name);
  return names.length > 0 ? `, approved by ${names.join(' and ')}` : '';
}

interface Ended {
  readonly status: Status;
  readonly steps: readonly Step[];
  /** Who approved it. */
  readonly by: string;
}

function sentenceFor(families: readonly Family[], change: Change, { status, steps, by }: Ended): string {
  switch (status.kind) {
    case 'applied':
      if (change.adopts)
        return `Change #${change.id} is adopted${by}: what was changed outside of Warden stays as it is.`;
      if (status.unwritten)
        return `Change #${change.id}: nothing had to be written, since everything was already as planned.`;
      return sayApplied(change, by);
    case 'stale':
      return `Change #${change.id} was not applied: ${sayMoved(families, status.moved)}. Nothing was written; plan it again if it is still wanted.`;
    case 'expired':
      return `Change #${change.id} has expired: nobody approved it in Intune in time. Nothing was written.`;
    case 'partiallyApplied':
      return `Change #${change.id} was applied in part: ${status.why} Its card shows what was done and what was not.`;
    case 'unknown':
      return `Change #${change.id} has an unclear outcome: ${status.why}`;
    default:
      return `Change #${change.id} failed: ${'why' in status ? status.why : ''}${reached(steps) ? '' : ' Nothing was written.'}`;
  }
}

function sayApplied({ id, plan }: Change, by: string): string {
  const [follows] = plan.parts.flatMap(({ operation }) => operation?.follows ?? []);
  if (!follows) return `Change #${id} is applied${by}.`;
  return `Change #${id} is asked for${by}: ${follows.pending}. You hear when it is done.`;
}

/** True when Graph has taken any of the writes, whatever it then made of it. */
function reached(steps: readonly Step[]): boolean {
  return steps.some(({ state }) => state === 'sent' || state === 'confirmed' || state === 'unknown');
}
