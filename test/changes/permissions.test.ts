import { missingPermissions } from '../../src/changes/permissions';
import { families } from '../../src/families';

const only = (...ids: readonly string[]) => new Map([...families].filter(([id]) => ids.includes(id)));

describe('missingPermissions', () => {
  test.each([
    ['writing is on', true, ['DeviceManagementApps.Read.All'], ['DeviceManagementApps.ReadWrite.All']],
    ['writing is off', false, ['DeviceManagementApps.Read.All'], []],
    ['the one to write is there', true, ['DeviceManagementApps.ReadWrite.All'], []],
    ['nothing is there and writing is off', false, [], ['DeviceManagementApps.Read.All']],
  ])('of app protection when %s', (_when, writes, has, missing) => {
    expect(missingPermissions(new Set(has), { families: only('appProtection'), writes })).toEqual(missing);
  });

  test('of alerts, where they are switched on', () => {
    const has = new Set(['DeviceManagementManagedDevices.Read.All', 'DeviceManagementServiceConfig.ReadWrite.All']);

    expect(missingPermissions(has, { families: only(), writes: false, alerts: {} })).toEqual([
      'DeviceManagementConfiguration.Read.All',
      'DeviceManagementApps.Read.All',
    ]);
    expect(missingPermissions(has, { families: only(), writes: false })).toEqual([]);
  });

  test('leaves out families that are switched off', () => {
    const has = new Set(['DeviceManagementApps.ReadWrite.All']);

    expect(missingPermissions(has, { families: only('appProtection', 'connector'), writes: true })).not.toEqual([]);
    expect(missingPermissions(has, { families: only('appProtection'), writes: true })).toEqual([]);
  });
});
