// What Microsoft's published types do not say, or not yet. Sources:
// CSDL: github.com/microsoftgraph/msgraph-metadata f54f11b6 (2026-08-20), schemas/v1.0-Prod.csdl;
// SDK: npm @microsoft/msgraph-beta-sdk 1.0.0-preview.81 (2026-09), generated from the beta metadata.
import type { Version } from './call';

/** Types that cannot be made: a body has to name a derived one. CSDL `Abstract="true"`, SDK. */
export const abstractTypes: ReadonlySet<string> = new Set([
  'conditionalAccessExternalTenants',
  'conditionalAccessSessionControl',
  'deviceAndAppManagementAssignmentTarget',
  'deviceCompliancePolicy',
  'deviceManagementConfigurationSettingInstance',
  'deviceManagementConfigurationSettingValue',
  'deviceManagementConfigurationSimpleSettingValue',
  'entity',
  'managedApp',
  'managedAppConfiguration',
  'managedAppPolicy',
  'managedAppProtection',
  'managedAppRegistration',
  'managedDeviceMobileAppConfiguration',
  'managedMobileLobApp',
  'mobileApp',
  'mobileAppIdentifier',
  'mobileLobApp',
  'policyDeletableItem',
  'targetedManagedAppProtection',
  'win32LobAppRule',
  'windowsInformationProtection',
]);

/** Enums of which several members stand in one comma-separated string. CSDL `IsFlags="true"`, SDK. */
export const flagsEnums: ReadonlySet<string> = new Set([
  'androidTargetedPlatforms',
  'appManagementLevel',
  'conditionalAccessGuestOrExternalUserTypes',
  'conditionalAccessInsiderRiskLevels',
  'conditionalAccessTransferMethods',
  'deviceManagementConfigurationPlatforms',
  'deviceManagementConfigurationTechnologies',
  'managedBrowserType',
  'windowsArchitecture',
  'windowsDeviceType',
]);

/** Strings that are `Edm.Duration` (ISO 8601). CSDL, SDK. */
export const durations: ReadonlySet<string> = new Set([
  'gracePeriodToBlockAppsDuringOffClockHours',
  'periodBeforePinReset',
  'periodOfflineBeforeAccessCheck',
  'periodOfflineBeforeWipeIsEnforced',
  'periodOnlineBeforeAccessCheck',
  'pinRequiredInsteadOfBiometricTimeout',
]);

/** The few numbers that may have a fraction; every other number the sandbox takes is Int32 or Int64. CSDL, SDK. */
export const fractions: ReadonlySet<string> = new Set([
  'altitude',
  'batteryLevelPercentage',
  'heading',
  'latitude',
  'longitude',
  'speed',
]);

/** Properties newer than the npm packages, in their notation. CSDL, SDK. */
export const newerProperties: Readonly<Record<Version, Readonly<Record<string, Readonly<Record<string, string>>>>>> = {
  'v1.0': {
    managedDevice: { managementState: 'managementState' },
  },
  beta: {
    // Answers of real tenants since 2026: github.com/Pacers31Colts18/Intune.Docs 1e173ea.
    deviceManagementConfigurationSettingInstance: { auditRuleInformation: 'any?' },
    androidManagedAppProtection: { appActionIfDeveloperOptionsEnabled: 'managedAppRemediationAction?' },
    managedAppProtection: { purviewContentEvaluationRequired: 'managedAppPurviewEvaluationRequirement?' },
    mobileThreatDefenseConnector: {
      grantMobileThreatDefensePartnerRole: 'boolean',
      launchMobileThreatDefensePartnerOnSetupEnabled: 'boolean',
      partnerDisplayName: 'string?',
      partnerMinimumSupportedAndroidVersion: 'string?',
      partnerMinimumSupportedIosVersion: 'string?',
      partnerMinimumSupportedMacVersion: 'string?',
      partnerMinimumSupportedWindowsVersion: 'string?',
      partnerSupportsAndroidMam: 'boolean',
      partnerSupportsIosCertificateSync: 'boolean',
      partnerSupportsIosMam: 'boolean',
      partnerSupportsWindowsMam: 'boolean',
    },
  },
};

/** Enums the packages leave out (no property of theirs uses them), and members newer than the packages. CSDL, SDK. */
export const newerMembers: Readonly<Record<string, readonly string[]>> = {
  conditionalAccessGrantControl: ['riskRemediation'],
  managedAppPurviewEvaluationRequirement: ['notRequired', 'requiredWhenOnline', 'required', 'unknownFutureValue'],
  managementState: [
    'managed',
    'retirePending',
    'retireFailed',
    'wipePending',
    'wipeFailed',
    'unhealthy',
    'deletePending',
    'retireIssued',
    'wipeIssued',
    'wipeCanceled',
    'retireCanceled',
    'discovered',
  ],
  targetedManagedAppGroupType: ['selectedPublicApps', 'allCoreMicrosoftApps', 'allMicrosoftApps', 'allApps'],
};
