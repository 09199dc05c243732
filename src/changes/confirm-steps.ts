import { warden } from '../core/audit';
import type { Step } from '../core/change';
import { fingerprintOf, keepable, type Snapshot } from '../core/snapshot';
import type { Write } from '../core/writes';
import { isOf, type PartPorts, type PartWork } from './part-work';
import { auditOf } from './records';

/** Steps whose writes were seen to be done. */

export async function confirm(ports: PartPorts, work: PartWork, write: Write, seen: Snapshot | null): Promise<void> {
  const steps = await ports.store.steps.list(work.change.id);
  const step = steps.find((one) => isOf(one, work) && one.key === write.key);
  const found = seen ? { after: fingerprintOf(seen), seen: keepable(seen) } : {};
  if (step) await confirmAll(ports, work, [{ ...step, ...found }]);
}

export async function confirmAll(ports: PartPorts, work: PartWork, steps: readonly Step[]): Promise<void> {
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

/** After a crash the last write that was sent is the one that is seen now. */
export function withLastSeen(steps: readonly Step[], fresh: Snapshot): readonly Step[] {
  const seen = { after: fingerprintOf(fresh), seen: keepable(fresh) };
  return steps.map((step, i) => (i === steps.length - 1 ? { ...step, ...seen } : step));
}
