import type { Change, Step } from '../core/change';
import { warden } from '../core/audit';
import type { Moved } from '../core/drift';
import type { Hand } from '../core/hand';
import { makerOf, waitsFor } from '../core/made-group';
import type { PlanPart } from '../core/plan';
import { withoutSecrets } from '../core/shapes/catalog-instances';
import { fingerprintOf, hashOf, keepable, type Snapshot } from '../core/snapshot';
import type { Write } from '../core/writes';
import {
  GraphAwaitsApproval,
  GraphRefused,
  GraphUnreachable,
  type Clock,
  type Graph,
  type GraphAnswer,
  type Store,
} from '../ports';
import { filedFor, justificationOf } from './intune-approval';
import { withMadeGroups } from './made-groups';
import { isMarked } from './read';
import { auditOf } from './records';

/** One part of a change: read, compare, write what is missing, read back. */

export interface PartPorts {
  readonly store: Store;
  readonly graph: Graph;
  readonly clock: Clock;
  readonly readBackAfter: readonly number[];
  /** Asked before each write: false when the lease was lost or writing was stopped. */
  readonly stillMine: () => Promise<boolean>;
  /** Aborts when the leases are lost: what is not sent yet is then not sent. */
  readonly lost: AbortSignal;
}

export interface PartWork {
  readonly change: Change;
  readonly part: PlanPart;
  readonly hand: Hand;
  readonly marker: string;
}

/** `wrote`: something of this part has reached the tenant. */
export type PartEnd =
  | { readonly kind: 'done'; readonly wrote: boolean; readonly otherDrift: readonly string[] }
  | { readonly kind: 'stale'; readonly wrote: boolean; readonly moved: readonly Moved[] }
  | { readonly kind: 'failed'; readonly wrote: boolean; readonly why: string }
  | { readonly kind: 'unknown'; readonly wrote: boolean; readonly why: string }
  /** Intune wants an admin of its own; `left` counts what of this part has to be approved there. */
  | { readonly kind: 'filed'; readonly wrote: boolean; readonly code: string; readonly left: number }
  | { readonly kind: 'lost' };

export async function applyPart(ports: PartPorts, work: PartWork): Promise<PartEnd> {
  const left = (await ports.store.steps.list(work.change.id)).filter((step) => isOf(step, work));
  let earlier: readonly Step[] = left;
  try {
    const fresh = await work.hand.read();
    earlier = await confirmSeen(ports, work, fresh, left);
    return (await settled(ports, work, fresh, earlier)) ?? (await writeMissing(ports, work, fresh, earlier));
  } catch (error) {
    if (error instanceof GraphRefused || error instanceof GraphUnreachable) return notRead(work, earlier, error);
    throw error;
  }
}

/** The part as it can be written now: with the ids of groups that parts before it have made. */
export async function readyPart(
  ports: PartPorts,
  change: Change,
  planned: PlanPart,
): Promise<{ readonly kind: 'ready'; readonly part: PlanPart } | PartEnd> {
  try {
    const part = await withMadeGroups(ports.graph, change, planned);
    const [missing] = waitsFor(part);
    if (missing === undefined) return { kind: 'ready', part };
    const name = makerOf(change.plan.parts, missing)?.target.name ?? missing;
    const why = `«${name}», which «${part.target.name}» is to be assigned to, is not there any more.`;
    return { kind: 'failed', wrote: false, why };
  } catch (error) {
    if (!(error instanceof GraphRefused || error instanceof GraphUnreachable)) throw error;
    const steps = await ports.store.steps.list(change.id);
    const earlier = steps.filter((step) => isOf(step, { change, part: planned }));
    return notRead({ part: planned }, earlier, error);
  }
}

/** After a crash: what was sent and is there now is confirmed, whatever is left to write. */
async function confirmSeen(
  ports: PartPorts,
  work: PartWork,
  fresh: Snapshot | null,
  earlier: readonly Step[],
): Promise<readonly Step[]> {
  const unsettled = earlier.filter(isUnsettled);
  if (unsettled.length === 0 || !fresh) return earlier;
  const seen = new Set(unsettled.filter(({ key }) => shows(work, key, fresh)));
  await confirmAll(ports, work, withLastSeen([...seen], fresh));
  return earlier.map((step) => (seen.has(step) ? { ...step, state: 'confirmed' } : step));
}

/** The end of a part that needs no write, or may not have one; undefined when something is left to write. */
async function settled(
  ports: PartPorts,
  work: PartWork,
  fresh: Snapshot | null,
  earlier: readonly Step[],
): Promise<PartEnd | undefined> {
  const wrote = hasWritten(earlier);
  if (!fresh && work.part.target.kind === 'existing' && work.part.act !== 'delete')
    return deletedMeanwhile(work, wrote);
  const drift = work.hand.drift(fresh);
  if (drift.touched.length > 0) return { kind: 'stale', wrote, moved: drift.touched };
  if (drift.done && earlier.some((step) => step.state === 'confirmed' || isUnsettled(step))) {
    await confirmAll(ports, work, fresh ? withLastSeen(earlier, fresh) : earlier);
    return { kind: 'done', wrote: true, otherDrift: drift.other };
  }
  const unclear = (await unclearCreate(ports, work, fresh, earlier)) ?? (await unclearSend(ports, work, earlier));
  if (unclear) return unclear.kind === 'lost' ? unclear : { ...unclear, wrote };
  return drift.done ? { kind: 'done', wrote, otherDrift: drift.other } : undefined;
}

/** Sends one write after the other, each made from what the one before was read back as. */
async function writeMissing(
  ports: PartPorts,
  work: PartWork,
  before: Snapshot | null,
  earlier: readonly Step[],
): Promise<PartEnd> {
  const otherDrift = work.hand.drift(before).other;
  let wrote = hasWritten(earlier);
  let fresh = before;
  for (let write = nextWrite(work, fresh); write; write = nextWrite(work, fresh)) {
    if (!(await ports.stillMine())) return { kind: 'lost' };
    const end = await sendOne(ports, work, write, fresh);
    if (end !== 'sent') return end.kind === 'lost' ? end : { ...end, wrote };
    const seen = await readBack(ports, work, write);
    if (seen.kind === 'unread') return { kind: 'unknown', wrote: true, why: seen.why };
    if (seen.kind === 'missing')
      return {
        kind: work.hand.showsLate ? 'unknown' : 'failed',
        wrote: wrote || tookSome(work, fresh, seen.fresh),
        why: seen.why,
      };
    await confirm(ports, work, write, seen.fresh);
    wrote = true;
    fresh = seen.fresh;
    if (write.key === 'delete') break;
  }
  const differing = fresh ? work.hand.differing(fresh) : [];
  if (differing.length === 0) return { kind: 'done', wrote, otherDrift };
  const why = `«${work.part.target.name}» is there again, but differs from what was deleted in ${differing.join(', ')}.`;
  return { kind: 'failed', wrote, why };
}

/** It may have reached the tenant, and that was not seen yet. */
function isUnsettled({ state }: Step): boolean {
  return state === 'intended' || state === 'sent' || state === 'unknown';
}

function hasWritten(steps: readonly Step[]): boolean {
  return steps.some(({ state }) => state === 'confirmed');
}

/** Nothing was sent yet, or, after a crash, something may have been: then nobody can say what it has done. */
function notRead(
  { part }: Pick<PartWork, 'part'>,
  earlier: readonly Step[],
  error: GraphRefused | GraphUnreachable,
): PartEnd {
  const wrote = hasWritten(earlier);
  const unsure = earlier.some(isUnsettled);
  return unsure
    ? { kind: 'unknown', wrote, why: sayUnread(part.target.name, error) }
    : { kind: 'failed', wrote, why: error.say };
}

function sayUnread(name: string, error: GraphRefused | GraphUnreachable): string {
  return `What was written to «${name}» could not be read back: ${error.say} Look in the admin center.`;
}

/** After a crash the last write that was sent is the one that is seen now. */
function withLastSeen(steps: readonly Step[], fresh: Snapshot): readonly Step[] {
  const seen = { after: fingerprintOf(fresh), seen: keepable(fresh) };
  return steps.map((step, i) => (i === steps.length - 1 ? { ...step, ...seen } : step));
}

function deletedMeanwhile({ part }: PartWork, wrote: boolean): PartEnd {
  return { kind: 'failed', wrote, why: `«${part.target.name}» was deleted meanwhile, so there is nothing to change.` };
}

/** Graph said yes and some of it shows: then something was written, though not all. */
function tookSome({ part, hand }: PartWork, before: Snapshot | null, after: Snapshot | null): boolean {
  if (after === null) return before !== null || part.act === 'create' || part.act === 'restore';
  return before === null || hand.unmet(after).length < hand.unmet(before).length;
}

/** The next missing write; the same write is never asked for twice, since the read-back must have shown it. */
function nextWrite(work: PartWork, fresh: Snapshot | null): Write | undefined {
  return work.hand.writes(fresh)[0];
}

/**
 * A create whose answer was lost, or a namesake that appeared: found by name and marker it is ours; by name only a
 * person has to look; not found after an unclear send, repeating could make two.
 */
async function unclearCreate(
  ports: PartPorts,
  work: PartWork,
  fresh: Snapshot | null,
  earlier: readonly Step[],
): Promise<
  | { readonly kind: 'stale'; readonly moved: readonly Moved[] }
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'lost' }
  | undefined
> {
  if (work.part.target.kind !== 'new' || fresh) return undefined;
  const name = work.part.target.name;
  const same = await work.hand.namesakes();
  if (same.some((one) => !isMarked(one, work.marker))) {
    return {
      kind: 'stale',
      moved: [{ what: `A ${work.hand.thing} called «${name}»`, expected: 'not there', found: 'there' }],
    };
  }
  const sent = earlier.find(
    (step) => step.key === 'create' && (step.state === 'sent' || step.state === 'intended' || step.state === 'unknown'),
  );
  if (!sent) return undefined;
  if (mayBeOnItsWay(ports, sent)) return { kind: 'lost' };
  await ports.store.steps.put({ ...sent, state: 'unknown', at: ports.clock.now().toISOString() });
  return {
    kind: 'unknown',
    why: `«${name}» may or may not have been created: the bot stopped while it was being sent, and no ${work.hand.thing} of that name is there now. Look in the admin center before asking again.`,
  };
}

/** Graph may still be at work on what an instance sent before it died; after the longest call that is over. */
function mayBeOnItsWay({ clock }: PartPorts, { state, at }: Step): boolean {
  return state !== 'unknown' && clock.now().getTime() - Date.parse(at) < longestCallSeconds * 1000;
}

const longestCallSeconds = 90;

/** What shows late, or never, is not sent again when it may have been sent: a person has to look. */
async function unclearSend(
  ports: PartPorts,
  work: PartWork,
  earlier: readonly Step[],
): Promise<{ readonly kind: 'unknown'; readonly why: string } | undefined> {
  const sent = work.hand.showsLate
    ? earlier.find(({ state }) => state === 'sent' || state === 'intended' || state === 'unknown')
    : undefined;
  if (!sent) return undefined;
  await ports.store.steps.put({ ...sent, state: 'unknown', at: ports.clock.now().toISOString() });
  return {
    kind: 'unknown',
    why: `The bot stopped while it was writing to «${work.part.target.name}», and Graph does not show whether it arrived. Look in the admin center before asking again.`,
  };
}

type Sent =
  | 'sent'
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'filed'; readonly code: string; readonly left: number }
  | { readonly kind: 'lost' };

async function sendOne(ports: PartPorts, work: PartWork, write: Write, fresh: Snapshot | null): Promise<Sent> {
  const before = fresh ? { before: fingerprintOf(fresh) } : {};
  const request = hashOf([write.method, write.version, write.path, write.body ?? null]);
  const filed = await filedAs(ports, work, write, request);
  const step: Step = { ...stepOf(ports, work, write, 'intended'), ...before, ...(filed ? { filed } : {}) };
  await ports.store.steps.put(step);
  try {
    const answer = await ports.graph.write({
      method: write.method,
      version: write.version,
      path: write.path,
      ...(write.body ? { body: write.body } : {}),
      ...(filed ? { approvalCode: filed.code } : { justification: justificationOf(work.change) }),
      signal: ports.lost,
    });
    await recordSent(ports, work, { ...step, state: 'sent', answer: answerOf(answer) });
    return 'sent';
  } catch (error) {
    // Whoever holds the change now reads what this write has done.
    if (ports.lost.aborted) return { kind: 'lost' };
    if (error instanceof GraphAwaitsApproval) return wait(ports, work, fresh, step, { code: error.code, request });
    if (error instanceof GraphRefused) {
      const code = error.status === 409 ? await filedFor(ports.graph, work.change) : undefined;
      return code === undefined ? refused(ports, work, step, error) : wait(ports, work, fresh, step, { code, request });
    }
    if (error instanceof GraphUnreachable) return unanswered(ports, work, write, step, error);
    throw error;
  }
}

/** A code is good for the very request it was given for; where the tenant moved, the request is another and filed anew. */
async function filedAs(ports: PartPorts, work: PartWork, write: Write, request: string): Promise<Step['filed']> {
  const steps = await ports.store.steps.list(work.change.id);
  const filed = steps.find((one) => isOf(one, work) && one.key === write.key && one.state !== 'failed')?.filed;
  return filed?.request === request ? filed : undefined;
}

async function wait(
  ports: PartPorts,
  work: PartWork,
  fresh: Snapshot | null,
  step: Step,
  filed: NonNullable<Step['filed']>,
): Promise<Sent> {
  const at = ports.clock.now().toISOString();
  await ports.store.transaction(async (records) => {
    await records.steps.put({ ...step, state: 'waiting', filed, at });
    const facts = { part: step.part, step: step.key, method: step.method, path: step.path, code: filed.code };
    await records.audit.append(auditOf(work.change, { at, kind: 'step.filed', actor: warden, facts }));
  });
  const left = work.hand.writes(fresh).length;
  return { kind: 'filed', code: filed.code, left };
}

function isOf(step: Step, { change, part }: Pick<PartWork, 'change' | 'part'>): boolean {
  return step.part === part.key && step.version === change.version;
}

async function refused(ports: PartPorts, work: PartWork, step: Step, error: GraphRefused): Promise<Sent> {
  const at = ports.clock.now().toISOString();
  await ports.store.transaction(async (records) => {
    await records.steps.put({
      ...step,
      state: 'failed',
      at,
      answer: { status: error.status, requestId: error.facts.requestId ?? null },
    });
    const facts = {
      part: step.part,
      step: step.key,
      status: error.status,
      code: error.code,
      requestId: error.facts.requestId ?? null,
    };
    await records.audit.append(auditOf(work.change, { at, kind: 'step.failed', actor: warden, facts }));
  });
  return { kind: 'failed', why: error.say };
}

/** No answer: what is there now decides. A write that is not there and cannot be repeated safely goes to a person. */
async function unanswered(
  ports: PartPorts,
  work: PartWork,
  write: Write,
  step: Step,
  error: GraphUnreachable,
): Promise<Sent> {
  const at = ports.clock.now().toISOString();
  if (!error.sent) {
    await ports.store.steps.put({ ...step, state: 'failed', at });
    return { kind: 'failed', why: error.say };
  }
  await ports.store.steps.put({ ...step, state: 'sent', at });
  const seen = await readBack(ports, work, write);
  if (seen.kind === 'there') return 'sent';
  if (seen.kind === 'unread') {
    await ports.store.steps.put({ ...step, state: 'unknown', at: ports.clock.now().toISOString() });
    return { kind: 'unknown', why: `${error.say} ${seen.why}` };
  }
  await ports.store.steps.put({ ...step, state: 'unknown', at: ports.clock.now().toISOString() });
  const what = write.key === 'create' ? 'creating it' : write.key === 'delete' ? 'deleting it' : 'the last write';
  return {
    kind: 'unknown',
    why: `${error.say} Whether ${what} reached «${work.part.target.name}» cannot be told: reading it back does not show it yet. Look in the admin center before asking again.`,
  };
}

async function recordSent(ports: PartPorts, work: PartWork, step: Step): Promise<void> {
  const at = ports.clock.now().toISOString();
  await ports.store.transaction(async (records) => {
    await records.steps.put({ ...step, at });
    const facts = { part: step.part, step: step.key, method: step.method, path: step.path, ...step.answer };
    await records.audit.append(auditOf(work.change, { at, kind: 'step.sent', actor: warden, facts }));
  });
}

type Seen =
  | { readonly kind: 'there'; readonly fresh: Snapshot | null }
  | { readonly kind: 'missing'; readonly why: string; readonly fresh: Snapshot | null }
  /** Nobody can say what the write has done. */
  | { readonly kind: 'unread'; readonly why: string };

/** Reads until the write shows, a few times, since Intune answers from a copy that may lag. */
async function readBack(ports: PartPorts, work: PartWork, write: Write): Promise<Seen> {
  let fresh: Snapshot | null = null;
  for (const [i, wait] of [0, ...ports.readBackAfter].entries()) {
    if (i > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    try {
      fresh = await work.hand.read();
    } catch (error) {
      if (!(error instanceof GraphRefused || error instanceof GraphUnreachable)) throw error;
      return { kind: 'unread', why: sayUnread(work.part.target.name, error) };
    }
    if (shows(work, write.key, fresh)) return { kind: 'there', fresh };
  }
  return { kind: 'missing', why: missingWhy(work, write, fresh), fresh };
}

function shows(work: PartWork, key: string, fresh: Snapshot | null): boolean {
  if (key === 'delete') return fresh === null;
  if (!fresh) return false;
  return !work.hand.writes(fresh).some((left) => left.key === key);
}

function missingWhy(work: PartWork, write: Write, fresh: Snapshot | null): string {
  const name = `«${work.part.target.name}»`;
  if (write.key === 'delete') return `Graph accepted the delete, but ${name} is still there.`;
  if (!fresh) return `Graph accepted the write, but ${name} cannot be read back.`;
  const left = work.hand.unmet(fresh);
  return `Graph accepted the write, but reading ${name} back shows that ${left.join(', ')} did not take it.`;
}

async function confirm(ports: PartPorts, work: PartWork, write: Write, seen: Snapshot | null): Promise<void> {
  const steps = await ports.store.steps.list(work.change.id);
  const step = steps.find((one) => isOf(one, work) && one.key === write.key);
  const found = seen ? { after: fingerprintOf(seen), seen: keepable(seen) } : {};
  if (step) await confirmAll(ports, work, [{ ...step, ...found }]);
}

async function confirmAll(ports: PartPorts, work: PartWork, steps: readonly Step[]): Promise<void> {
  const at = ports.clock.now().toISOString();
  await ports.store.transaction(async (records) => {
    for (const step of steps) {
      if (step.state === 'confirmed' || step.state === 'failed') continue;
      await records.steps.put({ ...step, state: 'confirmed', at });
      const facts = { part: step.part, step: step.key };
      await records.audit.append(auditOf(work.change, { at, kind: 'step.confirmed', actor: warden, facts }));
    }
  });
}

function stepOf(ports: PartPorts, work: PartWork, write: Write, state: Step['state']): Step {
  return {
    change: work.change.id,
    version: work.change.version,
    part: work.part.key,
    key: write.key,
    state,
    method: write.method,
    path: `/${write.version}${write.path}`,
    // What is kept is looked at by people: no secret is in it.
    body: withoutSecrets(write.body ?? null),
    at: ports.clock.now().toISOString(),
  };
}

function answerOf(answer: GraphAnswer): NonNullable<Step['answer']> {
  const id = answer.body?.['id'];
  return { status: answer.status, requestId: answer.requestId, ...(typeof id === 'string' ? { createdId: id } : {}) };
}
