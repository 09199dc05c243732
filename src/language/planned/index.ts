import type { SpokenFamily } from '../vocabulary';

/** Families the language knows and the product does not yet: words only. */
export const planned: ReadonlyMap<string, SpokenFamily> = new Map();
