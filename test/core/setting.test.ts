import {
  directionOf,
  hoursOf,
  isSameValue,
  sayDuration,
  sayValue,
  whyNotValue,
  type Value,
} from '../../src/core/setting';
import { appProtection } from '../../src/families/app-protection';
import { connector } from '../../src/families/connector';

const { settings } = appProtection;

describe('directionOf', () => {
  test.each<[string, Value, Value, string]>([
    ['maximumAllowedDeviceThreatLevel', 'high', 'medium', 'tightens'],
    ['maximumAllowedDeviceThreatLevel', 'low', 'notConfigured', 'loosens'],
    ['mobileThreatDefenseRemediationAction', 'block', 'wipe', 'tightens'],
    ['pinRequired', true, false, 'loosens'],
    ['printBlocked', false, true, 'tightens'],
    ['minimumPinLength', 4, 6, 'tightens'],
    ['maximumPinRetries', 5, 10, 'loosens'],
    ['periodOfflineBeforeAccessCheck', 'PT12H', 'PT90M', 'tightens'],
    ['minimumRequiredOsVersion', '16.4', '16.10', 'tightens'],
    ['minimumRequiredOsVersion', null, '16.4', 'tightens'],
    ['allowedDataStorageLocations', ['sharePoint', 'box'], ['sharePoint'], 'tightens'],
    ['allowedDataStorageLocations', ['sharePoint'], ['sharePoint', 'box'], 'loosens'],
    ['allowedDataStorageLocations', ['sharePoint'], ['box'], 'changes'],
    ['targetedAppManagementLevels', 'unspecified', 'unmanaged', 'changes'],
  ])('%s from %j to %j %s', (id, from, to, direction) => {
    expect(directionOf(settings[id as keyof typeof settings], from, to)).toBe(direction);
  });

  test('says that a privacy setting of the connector only changes', () => {
    expect(directionOf(connector.settings.allowPartnerToCollectIOSApplicationMetadata, false, true)).toBe('changes');
  });
});

describe('isSameValue', () => {
  test.each<[keyof typeof settings, unknown, unknown, boolean]>([
    ['periodOfflineBeforeAccessCheck', 'PT720M', 'PT12H', true],
    ['allowedDataStorageLocations', ['box', 'sharePoint'], ['sharePoint', 'box'], true],
    ['targetedAppManagementLevels', 'mdm,unmanaged', 'unmanaged,mdm', true],
    ['minimumRequiredOsVersion', '16.4', '16.4.0', true],
    ['minimumRequiredOsVersion', '', null, true],
    ['minimumRequiredOsVersion', '0000-00-00', '13', false],
    ['pinRequired', false, null, false],
    ['minimumPinLength', 4, 6, false],
  ])('%s: %j and %j', (id, a, b, same) => {
    expect(isSameValue(settings[id], a, b)).toBe(same);
  });
});

describe('whyNotValue', () => {
  test.each<[keyof typeof settings, Value]>([
    ['minimumPinLength', 40],
    ['minimumPinLength', 4.5],
    ['maximumAllowedDeviceThreatLevel', 'extreme'],
    ['maximumAllowedDeviceThreatLevel', 'toString'],
    ['minimumRequiredOsVersion', 'latest'],
    ['periodOfflineBeforeAccessCheck', 'P400D'],
    ['allowedDataStorageLocations', ['dropbox']],
    ['pinRequired', 'yes'],
  ])('refuses %s = %j with a sentence', (id, value) => {
    expect(whyNotValue(settings[id], value)).toMatch(/^[A-Z].*\.$/);
  });

  test.each<[keyof typeof settings, Value]>([
    ['minimumPinLength', 6],
    ['maximumAllowedDeviceThreatLevel', 'notConfigured'],
    ['minimumRequiredOsVersion', '16.4'],
    ['targetedAppManagementLevels', 'unmanaged,mdm'],
  ])('takes %s = %j', (id, value) => {
    expect(whyNotValue(settings[id], value)).toBeUndefined();
  });
});

describe('sayValue', () => {
  test.each<[keyof typeof settings, Value, string]>([
    ['maximumAllowedDeviceThreatLevel', 'medium', 'Medium'],
    ['pinRequired', true, 'Required'],
    ['printBlocked', false, 'Allowed'],
    ['minimumPinLength', 6, '6 digits'],
    ['minimumRequiredOsVersion', null, 'not set'],
    ['periodOfflineBeforeAccessCheck', 'PT720M', '12 hours'],
    ['allowedDataStorageLocations', [], 'none'],
    ['targetedAppManagementLevels', 'unmanaged,mdm', 'Unmanaged, Managed (MDM)'],
    ['maximumAllowedDeviceThreatLevel', 'somethingNew', 'somethingNew'],
  ])('%s %j is «%s»', (id, value, said) => {
    expect(sayValue(settings[id], value)).toBe(said);
  });
});

describe('durations', () => {
  test.each([
    ['PT12H', 12],
    ['P90D', 2160],
    ['PT90M', 1.5],
    ['P1DT2H', 26],
    ['PT0S', 0],
    ['P', undefined],
    ['12 hours', undefined],
  ])('%s is %s hours', (iso, hours) => {
    expect(hoursOf(iso)).toBe(hours);
  });

  test.each([
    ['PT90M', '90 minutes'],
    ['P1D', '1 day'],
    ['PT1H', '1 hour'],
    ['P14D', '14 days'],
    ['PT0S', '0 minutes'],
  ])('%s is said «%s»', (iso, said) => {
    expect(sayDuration(iso)).toBe(said);
  });
});
