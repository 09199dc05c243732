import type { Operation } from './operation';
import { syncDevice } from './sync-device';

/** The registry: one line per operation, in the order help shows them. */
const all: readonly Operation[] = [syncDevice];

export const operations: ReadonlyMap<string, Operation> = new Map(all.map((one) => [one.kind, one]));
