import type { Change, Step } from '../core/change';
import { makerOf, waitsFor } from '../core/made-group';
import type { PlanPart } from '../core/plan';
import type { Snapshot } from '../core/snapshot';
import type { Write } from '../core/writes';
import { GraphRefused, GraphUnreachable } from '../ports';
import { confirm, confirmAll, withLastSeen } from './confirm-steps';
import { withMadeGroups } from './made-groups';
import { isOf, isUnsettled, type PartEnd, type PartPorts, type PartWork } from './part-work';
import { readBack, sayUnread, shows } from './read-back';
import { sendOne } from './send-write';
import { unclearCreate, unclearSend } from './unclear-send';

/** One part of a change: read, compare, write what is missing, read back. */

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
