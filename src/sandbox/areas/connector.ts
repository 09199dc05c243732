import { type EntitySet, born, routesOf } from '../entity-set';
import { intuneRule } from '../refusal';
import { defenderConnector } from '../seed/ids';
import type { Route } from '../call';
import { instant } from '../tenant';

const readers = ['DeviceManagementServiceConfig.Read.All', 'DeviceManagementServiceConfig.ReadWrite.All'];

/** https://learn.microsoft.com/graph/api/resources/intune-onboarding-mobilethreatdefenseconnector */
const connectors: EntitySet = {
  path: '/deviceManagement/mobileThreatDefenseConnectors',
  service: 'intune',
  entities: (tenant) => tenant.collections.mobileThreatDefenseConnectors,
  type: 'mobileThreatDefenseConnector',
  read: { anyOf: readers },
  write: { anyOf: ['DeviceManagementServiceConfig.ReadWrite.All'] },
  // Read-only in the resource page and in the beta SDK's descriptions.
  ownedByService: [
    'lastHeartbeatDateTime',
    'partnerDisplayName',
    'partnerMinimumSupportedAndroidVersion',
    'partnerMinimumSupportedIosVersion',
    'partnerMinimumSupportedMacVersion',
    'partnerMinimumSupportedWindowsVersion',
    'partnerState',
    'partnerSupportsAndroidMam',
    'partnerSupportsIosCertificateSync',
    'partnerSupportsIosMam',
    'partnerSupportsWindowsMam',
  ],
  // A connector is made by sending its id, Defender's being the same in every tenant: CIPP-API Enable-CIPPMDEConnector.ps1.
  create: (sent, call) => {
    const id = (call.body as { readonly id?: unknown }).id;
    if (id !== defenderConnector) throw intuneRule('The mobile threat defense partner is not known.');
    if (call.tenant.collections.mobileThreatDefenseConnectors.has(id)) {
      throw intuneRule('A connector of this partner exists already.');
    }
    const { createdDateTime: _, roleScopeTagIds: __, ...entity } = born(call, id);
    return {
      ...entity,
      partnerUnresponsivenessThresholdInDays: 7,
      ...sent,
      id,
      partnerState: 'available',
      lastHeartbeatDateTime: instant(call.now),
    };
  },
  update: (_, sent) => sent,
  canBeDeleted: true,
};

export const connectorRoutes: readonly Route[] = routesOf(connectors);
