import { createGroup } from './create-group';
import type { Operation, PlannedOperation } from './operation';
import { sendGuide } from './send-guide';
import { syncDevice } from './sync-device';
import { wipeAppData } from './wipe-app-data';

/** The registry: one line per operation, in the order help shows them. */
const planned: readonly PlannedOperation[] = [createGroup, wipeAppData];
const all: readonly Operation[] = [...planned, syncDevice, sendGuide];

export const operations: ReadonlyMap<string, Operation> = new Map(all.map((one) => [one.kind, one]));

/** Those that become a change. */
export const plannedOperations: ReadonlyMap<string, PlannedOperation> = new Map(planned.map((one) => [one.kind, one]));
