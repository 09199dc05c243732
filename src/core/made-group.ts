import { makesGroup, type PlanPart } from './plan';

/** A group that another part of the same plan makes has no id until then: this stands in the place of its id. Entra's are GUIDs. */
export function idToBe(name: string): string {
  return `new:${name}`;
}

export function isToBe(id: string): boolean {
  return id.startsWith('new:');
}

/** Ids of groups that have to be made before this part can be written. */
export function waitsFor(part: PlanPart): readonly string[] {
  const ids = part.changes.flatMap((one) => (one.kind === 'group' && isToBe(one.id) ? [one.id] : []));
  return [...new Set(ids)];
}

/** The part that makes the group of this id. */
export function makerOf(parts: readonly PlanPart[], id: string): PlanPart | undefined {
  return parts.find((part) => makesGroup(part) && idToBe(part.target.name) === id);
}

/** The part with the ids that groups have got meanwhile. */
export function withIds(part: PlanPart, ids: ReadonlyMap<string, string>): PlanPart {
  const changes = part.changes.map((one) => (one.kind === 'group' ? { ...one, id: ids.get(one.id) ?? one.id } : one));
  return { ...part, changes };
}
