import { GraphRefused, GraphUnreachable, type Graph } from '../ports';
import type { ManagedDevice } from './finding';
import type { Operation } from './operation';

/** «sync PIXEL-7»: asks a device to check in. It is told at once, and does so when it next can. */
export const syncDevice = {
  kind: 'syncDevice',
  title: 'Device check-in',
  words: ['sync', 'check in', 'check-in', 'device'],
  role: 'requestor',
  examples: ['sync LAPTOP-001', 'ask device LAPTOP-001 to check in'],
  does: 'at once, without approval; you hear when the device has checked in',
  families: [],
  reads: [
    {
      permission: 'DeviceManagementManagedDevices.Read.All',
      about: 'which device is meant, and whether it has checked in',
      docs: 'https://learn.microsoft.com/graph/api/intune-devices-manageddevice-get',
    },
  ],
  writes: [
    {
      permission: 'DeviceManagementManagedDevices.PrivilegedOperations.All',
      about: 'asking a device to check in',
      docs: 'https://learn.microsoft.com/graph/api/intune-devices-manageddevice-syncdevice',
    },
  ],
} as const satisfies Operation;

export type Synced = { readonly kind: 'asked' } | { readonly kind: 'refused'; readonly say: string };

/** Sends it; why it cannot be, is said. */
export async function askToSync(graph: Graph, device: ManagedDevice): Promise<Synced> {
  if (isOfDefender(device)) {
    return {
      kind: 'refused',
      say: `«${device.name}» is managed by Defender for Endpoint, so Intune cannot ask it to check in. Use «Policy sync» on its page in the Defender portal.`,
    };
  }
  try {
    const path = `/deviceManagement/managedDevices/${encodeURIComponent(device.id)}/syncDevice`;
    await graph.write({ version: 'v1.0', method: 'POST', path });
    return { kind: 'asked' };
  } catch (error) {
    if (error instanceof GraphRefused) return { kind: 'refused', say: error.say };
    // Asking twice does no harm, so what may have arrived is taken as asked: whether it checks in is looked at anyway.
    if (error instanceof GraphUnreachable) return error.sent ? { kind: 'asked' } : { kind: 'refused', say: error.say };
    throw error;
  }
}

/** Only its security settings come from Intune; it checks in with Defender, and Graph has no call for that. */
export function isOfDefender({ agent }: ManagedDevice): boolean {
  return agent === 'msSense';
}

/** A check-in that was seen before it was asked for is none. */
export function hasCheckedIn(device: ManagedDevice, askedAt: string): boolean {
  return device.seenAt !== '' && Date.parse(device.seenAt) >= Math.floor(Date.parse(askedAt) / 1000) * 1000;
}
