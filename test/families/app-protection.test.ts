import { appProtection } from '../../src/families/app-protection';
import { changing, directions } from './bodies';

describe('an app protection policy', () => {
  test.each([
    ['android', 'androidManagedAppProtection'],
    ['ios', 'iosManagedAppProtection'],
  ])('on %s is changed in place, by what changes alone', (variant, type) => {
    const settings = { maximumAllowedDeviceThreatLevel: 'medium', minimumPinLength: 6 };

    expect(changing(appProtection, variant, settings)).toMatchObject([
      {
        method: 'PATCH',
        version: 'beta',
        path: `/deviceAppManagement/${type}s/x`,
        body: { '@odata.type': `#microsoft.graph.${type}`, ...settings },
      },
    ]);
  });

  test('tightens with a lower threat level and a longer PIN, and loosens the other way', () => {
    const there = { maximumAllowedDeviceThreatLevel: 'medium', minimumPinLength: 6, pinRequired: true };

    expect(
      directions(appProtection, 'ios', { maximumAllowedDeviceThreatLevel: 'low', minimumPinLength: 8 }, there),
    ).toEqual([
      ['maximumAllowedDeviceThreatLevel', 'tightens'],
      ['minimumPinLength', 'tightens'],
    ]);
    expect(
      directions(appProtection, 'ios', { maximumAllowedDeviceThreatLevel: 'high', minimumPinLength: 4 }, there),
    ).toEqual([
      ['maximumAllowedDeviceThreatLevel', 'loosens'],
      ['minimumPinLength', 'loosens'],
    ]);
  });
});
