import type { Families, Family } from '../core/family';
import { antivirus } from './antivirus';
import { appProtection } from './app-protection';
import { connector } from './connector';
import { endpointDetection } from './endpoint-detection';
import { firewall } from './firewall';

const all: readonly Family[] = [appProtection, connector, endpointDetection, antivirus, firewall];

/** The registry: one line per family, in the order help shows them. */
export const families: Families = new Map(all.map((family) => [family.id, family]));
