import type { z } from 'zod';
import type { Alert, Condition } from '../core/alert';
import type { Link } from './card-data';
import { safeUrl } from './safe-url';
import { say } from './shown';

/** Where Microsoft's portals show what an alert is about: the device where it is one, else the devices. */
export function portalsOf(condition: Condition, firing: readonly Alert[]): readonly z.input<typeof Link>[] {
  const [only, ...more] = firing;
  const device = only && more.length === 0 ? safeUrl(devicePage, only.device) : undefined;
  const defender = { title: say`Open Defender`, url: 'https://security.microsoft.com/machines' };
  switch (condition) {
    case 'compliance':
    case 'unseen':
      return [{ title: say`Open in Intune`, url: device ?? compliancePage }];
    case 'threat':
      return [{ title: say`Open in Intune`, url: device ?? compliancePage }, defender];
    case 'connector':
      return [{ title: say`Open in Intune`, url: connectorPage }, defender];
    case 'flagged':
      return [{ title: say`Open in Intune`, url: appsPage }];
  }
}

const devicePage =
  'https://intune.microsoft.com/#view/Microsoft_Intune_Devices/DeviceSettingsMenuBlade/~/overview/mdmDeviceId/{id}';
const compliancePage =
  'https://intune.microsoft.com/#view/Microsoft_Intune_DeviceSettings/DevicesComplianceMenu/~/overview';
const connectorPage =
  'https://intune.microsoft.com/#view/Microsoft_Intune_DeviceSettings/TenantAdminConnectorsMenu/~/windowsDefenderATP';
const appsPage = 'https://intune.microsoft.com/#view/Microsoft_Intune_DeviceSettings/AppsMenu/~/overview';
