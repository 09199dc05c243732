import type { Entity } from '../core/snapshot';

/** Never `lastSyncDateTime`, which nearly every device changes between two sweeps. */
const compared = [
  'deviceName',
  'operatingSystem',
  'complianceState',
  'complianceGracePeriodExpirationDateTime',
  'partnerReportedThreatState',
  'enrolledDateTime',
  'userId',
  'userDisplayName',
  'userPrincipalName',
] as const;

/** A number of 52 bits for all that a row says but when the device checked in. Equal ones by chance would hide a change. */
export function describedHash(row: Entity): number {
  let low = 0x811c9dc5;
  let high = 0x1b873593;
  for (const name of compared) {
    const text = row[name];
    if (typeof text === 'string') {
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        low = Math.imul(low ^ code, 0x01000193);
        high = Math.imul(high ^ code, 0x85ebca6b);
      }
    }
    // Where one value ends and the next begins.
    low = Math.imul(low ^ 0xffff, 0x01000193);
    high = Math.imul(high ^ 0xffff, 0x85ebca6b);
  }
  return (high & 0xfffff) * 0x1_0000_0000 + (low >>> 0);
}
