import type { Device } from '../core/device';

/**
 * A number of 52 bits for what only describes a device and for its exact state. Never of `lastSyncDateTime`, which
 * nearly every device changes between two sweeps. Two devices with one number would only hide a new name.
 */
export function describedHash({ name, platform, state, threat, graceUntil, enrolledAt, person }: Device): number {
  const text = `${name}\n${platform}\n${state}\n${threat}\n${graceUntil}\n${enrolledAt}\n${person?.name}\n${person?.mail}`;
  let low = 0x811c9dc5;
  let high = 0x1b873593;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
  }
  return (high & 0xfffff) * 0x1_0000_0000 + (low >>> 0);
}
