import { sayPhase, type Alert } from '../core/alert';
import { reasonLines, reasonSaid } from './alert-reasons';
import type { Limits } from './limits';
import { capitalized, joined, listed, nothing, say, shown, type Shown as Harmless } from './shown';

/** A device on an alert card: who has it, and what is wrong with it. */

export function headOf({ name, person }: Alert, limits: Limits): Harmless {
  const who = person && person.name !== '' ? say` · ${shown(person.name, limits.name)}` : nothing;
  return say`${shown(name, limits.name)}${who}`;
}

interface HowTold {
  readonly limits: Limits;
  /** Said here, since they are not in the title for all. */
  readonly reasons: boolean;
  readonly when: (at: string) => Harmless;
}

export function restOf(alert: Alert, { limits, reasons: said, when }: HowTold): Harmless {
  const lines = said ? reasonLines([alert]) : [];
  const reasons = lines.map(({ policy, setting }) => shown(reasonSaid(policy, setting), limits.text));
  const told = [
    ...(alert.condition === 'compliance' ? [phaseOf(alert, when)] : []),
    ...(alert.threat === undefined || alert.threat === 'secured' ? [] : [say`threat ${shown(alert.threat)}`]),
    ...(reasons.length > 0 ? [listed(reasons, mostReasons)] : []),
    ...(alert.lastSeenAt === undefined ? [] : [say`last check-in ${when(alert.lastSeenAt)}`]),
  ];
  return capitalized(joined(told, ' · '));
}

const mostReasons = 3;

/** With the deadline, where access is lost only then. */
function phaseOf(alert: Alert, when: HowTold['when']): Harmless {
  const phase = shown(sayPhase(alert));
  if (alert.graceUntil === undefined || alert.phase === 'noncompliant') return phase;
  return alert.phase === 'inGracePeriod'
    ? say`${phase} until ${when(alert.graceUntil)}`
    : say`${phase}: ${when(alert.graceUntil)}`;
}
