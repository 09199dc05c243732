import { completedPolicy } from '../areas/app-protection';
import { managedApp, type MobilePlatform } from '../areas/managed-apps';
import type { Properties, Tenant } from '../tenant';
import { hoursBefore } from './hours-before';
import { apps, defenderConnector, groups, policies } from './ids';

const written = {
  createdDateTime: '2025-03-03T09:14:27Z',
  lastModifiedDateTime: '2026-01-19T15:40:02Z',
  roleScopeTagIds: ['0'],
};

const officeApps: Readonly<Record<MobilePlatform, readonly string[]>> = {
  android: [
    'com.microsoft.office.outlook',
    'com.microsoft.teams',
    'com.microsoft.office.word',
    'com.microsoft.office.excel',
    'com.microsoft.office.powerpoint',
    'com.microsoft.skydrive',
  ],
  ios: [
    'com.microsoft.office.outlook',
    'com.microsoft.skype.teams',
    'com.microsoft.office.word',
    'com.microsoft.office.excel',
    'com.microsoft.office.powerpoint',
    'com.microsoft.skydrive',
  ],
};

export function addPolicies(tenant: Tenant, startedAt: Date): void {
  addConnector(tenant, startedAt);
  addAppProtection(tenant);
  addCompliance(tenant);
  addApps(tenant);
}

function addConnector(tenant: Tenant, startedAt: Date): void {
  tenant.collections.mobileThreatDefenseConnectors.set(defenderConnector, {
    id: defenderConnector,
    partnerState: 'enabled',
    lastHeartbeatDateTime: hoursBefore(startedAt, 0.2),
    windowsEnabled: true,
    iosEnabled: true,
    androidEnabled: true,
    macEnabled: false,
    iosMobileApplicationManagementEnabled: true,
    androidMobileApplicationManagementEnabled: false,
    windowsMobileApplicationManagementEnabled: false,
    windowsDeviceBlockedOnMissingPartnerData: false,
    iosDeviceBlockedOnMissingPartnerData: false,
    androidDeviceBlockedOnMissingPartnerData: false,
    macDeviceBlockedOnMissingPartnerData: false,
    partnerUnsupportedOsVersionBlocked: false,
    partnerUnresponsivenessThresholdInDays: 7,
    allowPartnerToCollectIOSApplicationMetadata: false,
    allowPartnerToCollectIOSPersonalApplicationMetadata: false,
    allowPartnerToCollectIosCertificateMetadata: false,
    allowPartnerToCollectIosPersonalCertificateMetadata: false,
    microsoftDefenderForEndpointAttachEnabled: true,
    partnerDisplayName: 'Microsoft Defender for Endpoint',
    partnerSupportsAndroidMam: true,
    partnerSupportsIosMam: true,
    partnerSupportsIosCertificateSync: true,
    partnerSupportsWindowsMam: true,
  });
}

function addAppProtection(tenant: Tenant): void {
  const toAllStaff = [include(groups.allStaff)];
  for (const [platform, id, displayName] of [
    ['android', policies.androidOfficeBaseline, 'Android Office baseline'],
    ['ios', policies.iosOfficeBaseline, 'iOS Office baseline'],
  ] as const) {
    const baseline = {
      ...written,
      displayName,
      description: 'Company data in Office apps on phones and tablets',
      version: '"5d01b6a4-0000-0d00-0000-696e4f120000"',
      apps: officeApps[platform].map((identifier) => managedApp(platform, identifier)),
      assignments: toAllStaff,
      maximumAllowedDeviceThreatLevel: 'high',
      mobileThreatDefenseRemediationAction: 'block',
      pinRequired: true,
      minimumPinLength: 4,
      dataBackupBlocked: true,
    };
    const shots =
      platform === 'android' ? { screenCaptureBlocked: false } : { screenCaptureConfigurationState: 'notBlocked' };
    const set = platform === 'android' ? 'androidManagedAppProtections' : 'iosManagedAppProtections';
    tenant.collections[set].set(id, { ...completedPolicy(platform, { ...baseline, ...shots }), id });
  }
  tenant.collections.targetedManagedAppConfigurations.set(policies.defenderForPilot, {
    ...completedPolicy('configuration', {
      ...written,
      displayName: 'Defender for Pilot',
      description: 'Web protection for the pilot group',
      version: '"5d01b6a4-0000-0d00-0000-696e4f340000"',
      apps: [managedApp('android', 'com.microsoft.scmx')],
      assignments: [include(groups.pilot)],
      customSettings: [
        { name: 'DefenderMAMConfigs', value: '1' },
        { name: 'antiphishing', value: '1' },
        { name: 'vpn', value: '1' },
      ],
    }),
    id: policies.defenderForPilot,
  });
}

function addCompliance(tenant: Tenant): void {
  addBaseline(tenant, policies.windowsBaseline, 'Windows baseline', 24, {
    '@odata.type': '#microsoft.graph.windows10CompliancePolicy',
    deviceThreatProtectionEnabled: true,
    deviceThreatProtectionRequiredSecurityLevel: 'high',
    osMinimumVersion: '10.0.22631.0',
    storageRequireEncryption: true,
  });
  addBaseline(tenant, policies.macosBaseline, 'macOS baseline', 24, {
    '@odata.type': '#microsoft.graph.macOSCompliancePolicy',
    advancedThreatProtectionRequiredSecurityLevel: 'high',
    osMinimumVersion: '14.0',
    storageRequireEncryption: true,
  });
  addBaseline(tenant, policies.iosBaseline, 'iOS baseline', 0, {
    '@odata.type': '#microsoft.graph.iosCompliancePolicy',
    advancedThreatProtectionRequiredSecurityLevel: 'high',
    osMinimumVersion: '17.0',
    passcodeRequired: true,
    securityBlockJailbrokenDevices: true,
  });
  addBaseline(tenant, policies.androidBaseline, 'Android baseline', 0, {
    '@odata.type': '#microsoft.graph.androidWorkProfileCompliancePolicy',
    advancedThreatProtectionRequiredSecurityLevel: 'high',
    osMinimumVersion: '13',
    passwordRequired: true,
    securityBlockJailbrokenDevices: true,
  });
}

function addBaseline(
  tenant: Tenant,
  id: string,
  displayName: string,
  gracePeriodHours: number,
  settings: Properties,
): void {
  const block = {
    id: id.replace(/^cccccccc/, 'cccccc01'),
    actionType: 'block',
    gracePeriodHours,
    notificationTemplateId: '',
    notificationMessageCCList: [],
  };
  tenant.collections.deviceCompliancePolicies.set(id, {
    ...written,
    ...settings,
    id,
    displayName,
    description: 'What a device needs to reach company data',
    version: 3,
    assignments: [{ ...include(groups.allStaff), id: `${id}_${groups.allStaff}`, source: 'direct', sourceId: id }],
    scheduledActionsForRule: [
      { id: id.replace(/^cccccccc/, 'cccccc02'), ruleName: null, scheduledActionConfigurations: [block] },
    ],
  });
}

function addApps(tenant: Tenant): void {
  const stores = [
    [apps.defenderIos, 'Microsoft Defender: Security', 'com.microsoft.scmx'],
    [apps.outlookIos, 'Microsoft Outlook', 'com.microsoft.Office.Outlook'],
    [apps.teamsIos, 'Microsoft Teams', 'com.microsoft.skype.teams'],
  ] as const;
  for (const [id, displayName, bundleId] of stores) {
    tenant.collections.mobileApps.set(id, {
      ...written,
      '@odata.type': '#microsoft.graph.iosStoreApp',
      id,
      displayName,
      bundleId,
      publisher: 'Microsoft Corporation',
      publishingState: 'published',
      appStoreUrl: 'https://apps.apple.com/',
      isAssigned: true,
      applicableDeviceType: { iPad: true, iPhoneAndIPod: true },
    });
  }
}

function include(groupId: string): Properties {
  return {
    target: {
      '@odata.type': '#microsoft.graph.groupAssignmentTarget',
      groupId,
      deviceAndAppManagementAssignmentFilterId: null,
      deviceAndAppManagementAssignmentFilterType: 'none',
    },
  };
}
