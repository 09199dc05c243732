import { approvalsOf } from '../core/approval';
import type { Families } from '../core/family';
import { forbiddenBy, type Never } from '../core/thresholds';
import type { Change, Hold } from '../core/change';
import type { Clock, Records } from '../ports';
import { frozenBy, type Window } from './freezes';
import { stopOf } from './stop';

/** Whether an approved change may be written now. Asked when it is taken up and again before each write. */

export interface GateRules {
  readonly writes: boolean;
  readonly families: Families;
  readonly never: readonly Never[];
  readonly freezes: readonly Window[];
}

export interface GatePorts {
  readonly store: Pick<Records, 'marks'>;
  readonly clock: Clock;
  readonly rules: () => GateRules;
}

/** A stop holds everything; waiting times and freezes hold neither a quick revert nor what an owner broke the glass for. */
export async function holdOn(ports: GatePorts, change: Change): Promise<Hold | undefined> {
  const { writes, freezes, never, families } = ports.rules();
  if (!writes) return { why: 'Writing is switched off here.' };
  const stop = await stopOf(ports.store);
  if (stop)
    return {
      why: `All changes are stopped by ${stop.by.name}${stop.why === undefined ? '' : ` (${stop.why})`}.`,
      unnamed: 'All changes are stopped.',
    };
  const [forbidden] = forbiddenBy(change, families, never);
  if (forbidden !== undefined) return { why: sayForbidden(forbidden) };
  if (change.quickRevert || approvalsOf(change).some(({ breakGlass }) => breakGlass)) return undefined;
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

export function sayForbidden(rule: string): string {
  return `By the rule «${rule}» this is never done from chat. Do it in the admin center.`;
}
