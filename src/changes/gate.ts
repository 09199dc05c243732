import type { Change, Hold } from '../core/change';
import type { Clock, Records } from '../ports';
import { frozenBy, type Window } from './freezes';
import { stopOf } from './stop';

/** Whether an approved change may be written now. Asked when it is taken up and again before each write. */

export interface GateRules {
  readonly writes: boolean;
  readonly freezes: readonly Window[];
}

export interface GatePorts {
  readonly store: Pick<Records, 'marks'>;
  readonly clock: Clock;
  readonly rules: () => GateRules;
}

/** A stop holds everything; waiting times and freezes do not hold a quick revert. */
export async function holdOn(ports: GatePorts, change: Change): Promise<Hold | undefined> {
  const { writes, freezes } = ports.rules();
  if (!writes) return { why: 'Writing is switched off here.' };
  const stop = await stopOf(ports.store);
  if (stop)
    return { why: `All changes are stopped by ${stop.by.name}${stop.why === undefined ? '' : ` (${stop.why})`}.` };
  if (change.quickRevert) return undefined;
  const now = ports.clock.now();
  const { status } = change;
  if (status.kind === 'approved' && status.notBefore !== undefined && Date.parse(status.notBefore) > now.getTime())
    return { why: 'The rules want time between the last approval and the first write.', until: status.notBefore };
  const freeze = frozenBy(freezes, [...new Set(change.plan.parts.map(({ family }) => family))], now);
  if (!freeze) return undefined;
  return {
    why: `Nothing is written now: ${freeze.name}.`,
    ...(freeze.until === undefined ? {} : { until: freeze.until }),
  };
}
