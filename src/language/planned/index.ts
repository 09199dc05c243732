import type { SpokenFamily } from '../vocabulary';
import { antivirus } from './antivirus';
import { compliance } from './compliance';
import { conditionalAccess } from './conditional-access';
import { defenderAppConfiguration } from './defender-app-configuration';
import { endpointDetection } from './endpoint-detection';
import { firewall } from './firewall';
import { supervisedMode } from './supervised-mode';

const all: readonly SpokenFamily[] = [
  compliance,
  defenderAppConfiguration,
  supervisedMode,
  conditionalAccess,
  endpointDetection,
  antivirus,
  firewall,
];

/** Families the language knows and the product does not yet: words only. Each goes when its family file brings them. */
export const planned: ReadonlyMap<string, SpokenFamily> = new Map(all.map((family) => [family.id, family]));
