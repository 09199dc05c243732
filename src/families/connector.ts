import type { MobileThreatDefenseConnector } from '@microsoft/microsoft-graph-types-beta';
import { defineFamily, placesOf } from '../core/family';
import { count, toggle } from '../core/setting';

const { everywhere } = placesOf<{ readonly connector: MobileThreatDefenseConnector }>(['connector']);

/** Defender for Endpoint's connector has the same id in every tenant (CIPP's Enable-CIPPMDEConnector). */
const defender = 'fc780465-2017-40d4-a0c5-307022471b92';

export const connector = defineFamily({
  id: 'connector',
  title: 'Defender for Endpoint connector',
  words: ['connector', 'defender connector', 'mtd connector', 'defender for endpoint connector', 'mde connector'],
  allows: ['set'],
  permission: {
    read: ['DeviceManagementServiceConfig.Read.All'],
    write: ['DeviceManagementServiceConfig.ReadWrite.All'],
  },
  docs: 'https://learn.microsoft.com/graph/api/resources/intune-onboarding-mobilethreatdefenseconnector?view=graph-rest-beta',
  nameAt: null,
  variants: {
    connector: {
      title: 'Tenant',
      version: 'beta',
      at: { single: `/deviceManagement/mobileThreatDefenseConnectors/${defender}` },
      shape: 'properties',
      portal:
        'https://intune.microsoft.com/#view/Microsoft_Intune_DeviceSettings/TenantAdminConnectorsMenu/~/windowsDefenderATP',
    },
  },
  settings: {
    androidEnabled: toggle({
      title: 'Android devices connected for compliance',
      words: ['android compliance', 'android device', 'android'],
      sense: 'enables',
      stricter: true,
      severe: [false],
      on: everywhere('androidEnabled'),
    }),
    iosEnabled: toggle({
      title: 'iOS devices connected for compliance',
      words: ['ios compliance', 'ios device', 'ios'],
      sense: 'enables',
      stricter: true,
      severe: [false],
      on: everywhere('iosEnabled'),
    }),
    windowsEnabled: toggle({
      title: 'Windows devices connected for compliance',
      words: ['windows compliance', 'windows device', 'windows'],
      sense: 'enables',
      stricter: true,
      severe: [false],
      on: everywhere('windowsEnabled'),
    }),
    macEnabled: toggle({
      title: 'macOS devices connected for compliance',
      words: ['mac compliance', 'mac device', 'mac'],
      sense: 'enables',
      stricter: true,
      severe: [false],
      on: everywhere('macEnabled'),
    }),
    androidMobileApplicationManagementEnabled: toggle({
      title: 'Android connected for app protection',
      words: ['android app protection', 'android mam'],
      sense: 'enables',
      stricter: true,
      severe: [false],
      on: everywhere('androidMobileApplicationManagementEnabled'),
    }),
    iosMobileApplicationManagementEnabled: toggle({
      title: 'iOS connected for app protection',
      words: ['ios app protection', 'ios mam'],
      sense: 'enables',
      stricter: true,
      severe: [false],
      on: everywhere('iosMobileApplicationManagementEnabled'),
    }),
    windowsMobileApplicationManagementEnabled: toggle({
      title: 'Windows connected for app protection',
      words: ['windows app protection', 'windows mam'],
      sense: 'enables',
      stricter: true,
      severe: [false],
      on: everywhere('windowsMobileApplicationManagementEnabled'),
    }),
    androidDeviceBlockedOnMissingPartnerData: toggle({
      title: 'Android devices without data from Defender',
      words: ['android missing partner data'],
      sense: 'blocks',
      stricter: true,
      on: everywhere('androidDeviceBlockedOnMissingPartnerData'),
    }),
    iosDeviceBlockedOnMissingPartnerData: toggle({
      title: 'iOS devices without data from Defender',
      words: ['ios missing partner data'],
      sense: 'blocks',
      stricter: true,
      on: everywhere('iosDeviceBlockedOnMissingPartnerData'),
    }),
    windowsDeviceBlockedOnMissingPartnerData: toggle({
      title: 'Windows devices without data from Defender',
      words: ['windows missing partner data'],
      sense: 'blocks',
      stricter: true,
      on: everywhere('windowsDeviceBlockedOnMissingPartnerData'),
    }),
    partnerUnsupportedOsVersionBlocked: toggle({
      title: 'OS versions that Defender does not support',
      words: ['unsupported os version'],
      sense: 'blocks',
      stricter: true,
      on: everywhere('partnerUnsupportedOsVersionBlocked'),
    }),
    partnerUnresponsivenessThresholdInDays: count({
      title: 'Days until the partner counts as unresponsive',
      words: ['days until unresponsive', 'days until partner is unresponsive', 'partner unresponsive threshold'],
      unit: 'days',
      min: 1,
      max: 90,
      stricter: 'fewer',
      on: everywhere('partnerUnresponsivenessThresholdInDays'),
    }),
    allowPartnerToCollectIOSApplicationMetadata: toggle({
      title: 'App sync for iOS devices',
      words: ['app sync'],
      sense: 'enables',
      stricter: null,
      on: everywhere('allowPartnerToCollectIOSApplicationMetadata'),
    }),
    allowPartnerToCollectIOSPersonalApplicationMetadata: toggle({
      title: 'Full app inventory of personally owned iOS devices',
      words: ['full app inventory', 'full application inventory'],
      sense: 'enables',
      stricter: null,
      on: everywhere('allowPartnerToCollectIOSPersonalApplicationMetadata'),
    }),
    microsoftDefenderForEndpointAttachEnabled: toggle({
      title: 'Defender enforces endpoint security configurations',
      words: ['security settings management', 'mde attach', 'endpoint security configurations'],
      sense: 'enables',
      stricter: true,
      on: everywhere('microsoftDefenderForEndpointAttachEnabled'),
    }),
  },
  examples: [
    { say: 'connect Android devices to Defender for compliance', set: { androidEnabled: true } },
    { say: 'connect iOS devices to Defender for compliance', set: { iosEnabled: true } },
    { say: 'connect Windows devices to Defender for compliance', set: { windowsEnabled: true } },
    { say: 'connect Mac devices to Defender for compliance', set: { macEnabled: true } },
    {
      say: 'turn on the Android connector for app protection',
      set: { androidMobileApplicationManagementEnabled: true },
    },
    { say: 'turn on the iOS connector for app protection', set: { iosMobileApplicationManagementEnabled: true } },
    {
      say: 'turn on the Windows connector for app protection',
      set: { windowsMobileApplicationManagementEnabled: true },
    },
    {
      say: 'block Android devices when partner data is missing',
      set: { androidDeviceBlockedOnMissingPartnerData: true },
    },
    { say: 'block iOS devices when partner data is missing', set: { iosDeviceBlockedOnMissingPartnerData: true } },
    {
      say: 'block Windows devices when partner data is missing',
      set: { windowsDeviceBlockedOnMissingPartnerData: true },
    },
    { say: 'block unsupported OS versions in the connector', set: { partnerUnsupportedOsVersionBlocked: true } },
    { say: 'set days until partner is unresponsive to 5', set: { partnerUnresponsivenessThresholdInDays: 5 } },
    { say: 'turn on app sync for iOS in the connector', set: { allowPartnerToCollectIOSApplicationMetadata: true } },
    {
      say: 'send full app inventory on personally owned iOS devices to Defender',
      set: { allowPartnerToCollectIOSPersonalApplicationMetadata: true },
    },
    { say: 'turn on security settings management', set: { microsoftDefenderForEndpointAttachEnabled: true } },
  ],
  ignores: ['is the iOS connector on?'],
});
