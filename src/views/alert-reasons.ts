import type { Alert } from '../core/alert';
import { sayComplianceSetting } from '../core/compliance-setting';

/** Which policies and settings the devices of an alert do not meet. */

interface ReasonLine {
  readonly policy: string;
  readonly setting: string;
}

export function reasonLines(firing: readonly Alert[]): readonly ReasonLine[] {
  return firing.flatMap(({ reasons = [] }) =>
    reasons.flatMap(({ policy, settings }) =>
      settings.length === 0 ? [{ policy, setting: '' }] : settings.map((setting) => ({ policy, setting })),
    ),
  );
}

export function reasonSaid(policy: string, setting: string): string {
  return setting === '' ? policy : `${policy}, ${sayComplianceSetting(setting)}`;
}

/** What is not met, where that is one and the same for all. */
export function onlyReason(firing: readonly Alert[]): ReasonLine | undefined {
  const [first, ...more] = new Map(reasonLines(firing).map((one) => [`${one.policy}\n${one.setting}`, one])).values();
  return more.length === 0 && firing.every(({ reasons }) => reasons && reasons.length > 0) ? first : undefined;
}

export function countBy<T>(all: readonly T[], keyOf: (one: T) => string): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
