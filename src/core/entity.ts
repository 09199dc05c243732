/** One object as Graph has it. */
export type Entity = Readonly<Record<string, unknown>>;

/** A property that is text, or nothing: Graph's answers are not believed to be of any type. */
export function textAt(entity: Entity, name: string): string {
  const value = entity[name];
  return typeof value === 'string' ? value : '';
}
