/** A `$filter` that gives a part of the devices; empty for all of them. */
export type Partition = string;

/**
 * By ranges of the enrolment, which does not move and which Graph filters with `lt` and `gt` only: so neighbours overlap
 * by a second, and the ends are open. Never by compliance state, which moves devices from part to part while they are read.
 */
export function partitionsOf(cuts: readonly string[]): readonly Partition[] {
  const edges = [...new Set(cuts)].sort();
  return [undefined, ...edges].map((from, i) => {
    const until = edges[i];
    return [
      ...(from === undefined ? [] : [`enrolledDateTime gt ${shifted(from, -1)}`]),
      ...(until === undefined ? [] : [`enrolledDateTime lt ${until}`]),
    ].join(' and ');
  });
}

function shifted(at: string, seconds: number): string {
  return new Date(Date.parse(at) + seconds * 1000).toISOString();
}
