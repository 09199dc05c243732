import { settingChanges } from '../../src/core/difference';
import type { Family } from '../../src/core/family';
import type { PlanPart } from '../../src/core/plan';
import type { Value } from '../../src/core/setting';
import type { Entity, Snapshot } from '../../src/core/snapshot';
import { writesOf, type Write } from '../../src/core/writes';

/** What a family sends to Graph, as a test of one family wants it: a whole write, made from settings alone. */

type Settings = Readonly<Record<string, Value>>;

/** The writes that set these settings in a policy that is there as `entity`. */
export function changing(family: Family, variant: string, settings: Settings, entity: Entity = {}): readonly Write[] {
  const fresh: Snapshot = { id: 'x', name: 'X', entity: { id: 'x', ...entity } };
  const changes = settingChanges(family, variant, fresh, settings);
  return writesOf(partOf(family, variant, { act: 'set', changes, before: fresh }), family, fresh, '(Warden #1)');
}

/** The write that makes a new policy with these settings. */
export function creating(family: Family, variant: string, settings: Settings): Write | undefined {
  const changes = settingChanges(family, variant, null, settings);
  const part = {
    ...partOf(family, variant, { act: 'create', changes, before: null }),
    target: { kind: 'new', name: 'New' },
  } as const;
  return writesOf(part, family, null, '(Warden #1)')[0];
}

/** Which way each of these settings goes, from a policy that is there as `entity`. */
export function directions(family: Family, variant: string, settings: Settings, entity: Entity = {}) {
  const fresh: Snapshot = { id: 'x', name: 'X', entity: { id: 'x', ...entity } };
  return settingChanges(family, variant, fresh, settings).map(({ setting, direction }) => [setting, direction]);
}

function partOf(family: Family, variant: string, rest: Pick<PlanPart, 'act' | 'changes' | 'before'>): PlanPart {
  return { key: 'p1', family: family.id, variant, target: { kind: 'existing', id: 'x', name: 'X' }, ...rest };
}
