import type { Families, Family } from '../core/family';
import { antivirus } from './antivirus';
import { appProtection } from './app-protection';
import { compliance } from './compliance';
import { conditionalAccess } from './conditional-access';
import { connector } from './connector';
import { defenderAppConfiguration } from './defender-app-configuration';
import { endpointDetection } from './endpoint-detection';
import { firewall } from './firewall';
import { supervisedMode } from './supervised-mode';

const all: readonly Family[] = [
  appProtection,
  compliance,
  connector,
  defenderAppConfiguration,
  supervisedMode,
  endpointDetection,
  antivirus,
  firewall,
  conditionalAccess,
];

/** The registry: one line per family, in the order help shows them. */
export const families: Families = new Map(all.map((family) => [family.id, family]));
