import type { SpokenFamily } from '../vocabulary';
import { compliance } from './compliance';
import { conditionalAccess } from './conditional-access';
import { defenderAppConfiguration } from './defender-app-configuration';
import { supervisedMode } from './supervised-mode';

const all: readonly SpokenFamily[] = [compliance, defenderAppConfiguration, supervisedMode, conditionalAccess];

/** Families the language knows and the product does not yet: words only. Each goes when its family file brings them. */
export const planned: ReadonlyMap<string, SpokenFamily> = new Map(all.map((family) => [family.id, family]));
