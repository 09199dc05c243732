import { compliance } from '../../src/families/compliance';
import { changing, directions } from './bodies';

describe('a compliance policy', () => {
  test.each([
    ['windows', 'deviceThreatProtectionRequiredSecurityLevel'],
    ['ios', 'advancedThreatProtectionRequiredSecurityLevel'],
    ['macos', 'advancedThreatProtectionRequiredSecurityLevel'],
    ['deviceAdministrator', 'advancedThreatProtectionRequiredSecurityLevel'],
    ['workProfile', 'advancedThreatProtectionRequiredSecurityLevel'],
    ['deviceOwner', 'advancedThreatProtectionRequiredSecurityLevel'],
  ])('of %s keeps its risk score in %s', (variant, property) => {
    expect(changing(compliance, variant, { machineRiskScore: 'medium' })[0]?.body).toMatchObject({
      [property]: 'medium',
    });
  });

  test('of Windows needs the switch beside the level', () => {
    expect(changing(compliance, 'windows', { machineRiskScore: 'low' })[0]?.body).toEqual({
      '@odata.type': '#microsoft.graph.windows10CompliancePolicy',
      deviceThreatProtectionRequiredSecurityLevel: 'low',
      deviceThreatProtectionEnabled: true,
    });
  });

  test('tightens with a lower risk score', () => {
    const there = { deviceThreatProtectionRequiredSecurityLevel: 'high', deviceThreatProtectionEnabled: true };

    expect(directions(compliance, 'windows', { machineRiskScore: 'low' }, there)).toEqual([
      ['machineRiskScore', 'tightens'],
    ]);
  });
});
