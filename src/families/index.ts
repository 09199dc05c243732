import type { Families, Family } from '../core/family';
import { appProtection } from './app-protection';
import { connector } from './connector';

const all: readonly Family[] = [appProtection, connector];

/** The registry: one line per family, in the order help shows them. */
export const families: Families = new Map(all.map((family) => [family.id, family]));
