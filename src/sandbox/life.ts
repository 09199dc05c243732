import { evaluate } from './compliance';
import type { Entity } from './present';
import type { Random } from './random';
import { instant, type Properties, type Tenant } from './tenant';

/** Lets a tenant's devices live: computed when somebody looks, so that no timer runs. */
export interface Life {
  readonly advance: (now: Date) => void;
}

const tickSeconds = 20;
/** A phone that is not enrolled is rooted, or put right again, as often as this. */
const flagTicks = 45;
/** A tenant that slept for days wakes up without reliving each minute. */
const mostTicks = 2000;

const levels = ['secured', 'lowSeverity', 'mediumSeverity', 'highSeverity'] as const;

/** Every 20 seconds one device checks in, and its threat level, or now and then its encryption, may have changed. */
export function lifeOf(tenant: Tenant, random: Random, startedAt: Date): Life {
  let last = startedAt.getTime();
  return {
    advance: (now) => {
      const ticks = Math.floor((now.getTime() - last) / (tickSeconds * 1000));
      if (ticks <= 0) return;
      last += ticks * tickSeconds * 1000;
      for (let left = Math.min(ticks, mostTicks); left > 0; left -= 1) {
        tick(tenant, random, new Date(last - (left - 1) * tickSeconds * 1000));
      }
    },
  };
}

function tick(tenant: Tenant, random: Random, now: Date): void {
  if (Math.floor(now.getTime() / 1000 / tickSeconds) % flagTicks === 0) flip(tenant);
  for (const connector of tenant.collections.mobileThreatDefenseConnectors.values()) {
    tenant.collections.mobileThreatDefenseConnectors.set(connector.id, {
      ...connector,
      lastHeartbeatDateTime: instant(now),
    });
  }
  const devices = [...tenant.collections.managedDevices.values()].filter(
    ({ managementAgent }) => managementAgent !== 'msSense',
  );
  if (devices.length === 0) return;
  // Half of the visits go to devices in trouble, so that trouble ends as surely as it begins.
  const troubled = devices.filter(isTroubled);
  const device = random.pick(troubled.length > 0 && random.next() < 0.5 ? troubled : devices);
  const seen: Entity = { ...device, ...changes(device, random), lastSyncDateTime: instant(now) };
  tenant.collections.managedDevices.set(seen.id, { ...seen, ...evaluate(tenant, seen, now) });
}

/** Always the same one, so that it is seen to come and go. */
function flip({ collections: { managedAppRegistrations } }: Tenant): void {
  const app = [...managedAppRegistrations.values()].find(({ managedDeviceId }) => managedDeviceId === '');
  if (!app) return;
  const isFlagged = Array.isArray(app['flaggedReasons']) && app['flaggedReasons'].includes('rootedDevice');
  managedAppRegistrations.set(app.id, { ...app, flaggedReasons: [isFlagged ? 'none' : 'rootedDevice'] });
}

function isTroubled(device: Entity): boolean {
  return device['partnerReportedThreatState'] !== 'secured' || device['isEncrypted'] === false;
}

function changes(device: Entity, random: Random): Properties {
  if (isTroubled(device)) {
    return random.next() < 0.6 ? { partnerReportedThreatState: 'secured', isEncrypted: true } : risen(device, random);
  }
  const chance = random.next();
  if (chance < 0.35) return risen(device, random);
  return chance < 0.45 && ['Windows', 'macOS'].includes(String(device['operatingSystem']))
    ? { isEncrypted: false }
    : {};
}

function risen(device: Entity, random: Random): Properties {
  const at = levels.findIndex((level) => level === device['partnerReportedThreatState']);
  const to = Math.min(levels.length - 1, Math.max(0, at) + random.between(1, 2));
  return { partnerReportedThreatState: levels[to] };
}
