// https://learn.microsoft.com/graph/api/resources/device
import type { Call, Route } from '../call';
import type { Entity } from '../present';
import { listDirectory } from './directory';

const read = { anyOf: ['Device.Read.All', 'Device.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'] };

/** Entra's own devices, which groups have as members: their `deviceId` is what Intune calls `azureADDeviceId`. */
export const deviceRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/devices',
    permission: read,
    answer: (call) => listDirectory(call, allDevices(call), 'device'),
  },
];

function allDevices(call: Call): Entity[] {
  return [...call.tenant.collections.devices.values()];
}
