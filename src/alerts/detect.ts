import { conditions, isWorse, type Alert, type Condition, type Phases } from '../core/alert';
import type { Device } from '../core/device';

/** A device now × what was known of it → its alerts that change. Pure. */

export interface Seen {
  readonly device: Device;
  readonly before: Phases;
  readonly now: Phases;
  /** Alerts there are of this device, firing and resolved. */
  readonly alerts: readonly Alert[];
  readonly at: string;
}

/** `fires`: it is news that it fires; `changes`: worse, milder, or with another threat; `resolves`: it is over. */
export interface Detected {
  readonly alert: Alert;
  readonly what: 'fires' | 'changes' | 'resolves';
}

export function detect(seen: Seen): readonly Detected[] {
  return conditions.flatMap((condition) => ofCondition(seen, condition) ?? []);
}

function ofCondition({ device, before, now, alerts, at }: Seen, condition: Condition): Detected | undefined {
  const phase = now[condition];
  const last = alerts.find((alert) => alert.condition === condition);
  const known = last?.state === 'firing' ? last : undefined;
  if (phase === undefined) return known && { what: 'resolves', alert: resolved(known, at) };
  const alert: Alert = {
    // Those of the last time, until they are asked for again: mostly they are the same.
    ...(last?.reasons === undefined ? {} : { reasons: last.reasons }),
    ...describe(device),
    condition,
    phase,
    state: 'firing',
    startedAt: known?.startedAt ?? at,
  };
  if (known) return phase === known.phase && device.threat === known.threat ? undefined : { what: 'changes', alert };
  // What was already so when the tenant was first looked at is no news until it gets worse.
  return isWorse(condition, before[condition], phase) ? { what: 'fires', alert } : undefined;
}

/** A device that is wiped or removed ends its alerts, which is not to say that it is well. */
export function ended(alerts: readonly Alert[], at: string): readonly Detected[] {
  return alerts
    .filter(({ state }) => state === 'firing')
    .map((alert) => ({ what: 'resolves', alert: { ...resolved(alert, at), gone: true } }));
}

export function resolved(alert: Alert, at: string): Alert {
  return { ...alert, state: 'resolved', resolvedAt: at };
}

function describe({ id, name, platform, person, threat, graceUntil, lastSeenAt }: Device) {
  return {
    device: id,
    name,
    platform,
    ...(person === undefined ? {} : { person }),
    ...(threat === undefined ? {} : { threat }),
    ...(graceUntil === undefined ? {} : { graceUntil }),
    ...(lastSeenAt === undefined ? {} : { lastSeenAt }),
  };
}
