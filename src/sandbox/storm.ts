import type { Entity } from './present';
import { instant, type Properties, type Tenant } from './tenant';

/** A storm over the practice tenant: many devices fall out of compliance at once, and after a while are well again. */
export interface Storms {
  begin(devices: number, seconds: number, now: Date): void;
  /** Ends what is over by now; called before anybody looks. */
  advance(now: Date): void;
}

/** More would be a test of this machine rather than of the bot. */
export const mostDevices = 100_000;

export function stormsOver(tenant: Tenant): Storms {
  let endsAt: number | undefined;
  let devices: readonly string[] = [];

  function turn(state: 'compliant' | 'noncompliant', now: Date): void {
    const { managedDevices } = tenant.collections;
    for (const id of devices) {
      const device = managedDevices.get(id);
      const changed = { complianceState: state, isEncrypted: state === 'compliant', lastSyncDateTime: instant(now) };
      // One by one through the tenant would look for each among all.
      if (device) managedDevices.set(id, { ...device, ...changed });
    }
  }

  return {
    begin(number, seconds, now) {
      devices = devicesFor(tenant, number, now);
      endsAt = now.getTime() + seconds * 1000;
      turn('noncompliant', now);
    },
    advance(now) {
      if (endsAt === undefined || now.getTime() < endsAt) return;
      endsAt = undefined;
      turn('compliant', now);
    },
  };
}

/** Devices enrolled long ago, of people who have their policies; those of a former storm serve again. */
function devicesFor(tenant: Tenant, number: number, now: Date): readonly string[] {
  const known = new Map([...tenant.collections.managedDevices.values()].map((one) => [one['deviceName'], one.id]));
  const people = [...tenant.collections.users.values()].filter((one) => one['userType'] === 'Member');
  return Array.from({ length: number }, (_, i) => {
    const deviceName = `STORM-${String(i + 1).padStart(5, '0')}`;
    const id = known.get(deviceName);
    if (id !== undefined) return id;
    return tenant.addDevice({
      deviceName,
      operatingSystem: 'Windows',
      osVersion: '10.0.26100.4061',
      partnerReportedThreatState: 'secured',
      enrolledDateTime: instant(new Date(now.getTime() - (100 + (i % 500)) * 86_400_000)),
      ...personOf(people[i % people.length]),
    }).id;
  });
}

function personOf(user: Entity | undefined): Properties {
  if (!user) return {};
  const { id, displayName, userPrincipalName } = user;
  return { userId: id, userDisplayName: displayName, userPrincipalName };
}
