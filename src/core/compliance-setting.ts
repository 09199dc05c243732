/** What people call a setting of a compliance policy: «Windows10CompliancePolicy.StorageRequireEncryption» is «encryption». */
export function sayComplianceSetting(setting: string): string {
  const name = setting.split('.').at(-1) ?? setting;
  return known[name.charAt(0).toLowerCase() + name.slice(1)] ?? name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

const known: Readonly<Record<string, string>> = {
  deviceThreatProtectionRequiredSecurityLevel: 'machine risk score',
  advancedThreatProtectionRequiredSecurityLevel: 'machine risk score',
  storageRequireEncryption: 'encryption',
  bitLockerEnabled: 'encryption',
  osMinimumVersion: 'minimum OS version',
  osMaximumVersion: 'maximum OS version',
  passcodeRequired: 'screen lock',
  passwordRequired: 'screen lock',
  securityBlockJailbrokenDevices: 'jailbroken or rooted',
  requireRemainContact: 'has not been in contact',
  requireDeviceCompliancePolicyAssigned: 'no compliance policy assigned',
  requireUserExistence: 'its user does not exist',
};
