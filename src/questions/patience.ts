import { GraphUnreachable, type Graph, type GraphPath } from '../ports';
import type { Entity } from '../core/snapshot';

/** How long a question reads. What was not read by then is said: «at least». PRODUCT.md section 8: an answer within 3 s. */
export const patienceMilliseconds = 2500;

/** The Graph port that waits for reads until `signal` says that time is up. */
export function patientGraph(graph: Graph, signal: AbortSignal): Graph {
  const within = (at: GraphPath): GraphPath => ({ signal, ...at });
  return {
    ...graph,
    get: (at) => graph.get(within(at)),
    list: (at) => graph.list(within(at)),
    pages: (at) => graph.pages(within(at)),
    count: (at) => graph.count(within(at)),
    ask: (at, body) => graph.ask(within(at), body),
  };
}

/** Rows of a collection as far as they came in time; `whole` when those are all. */
export interface Rows {
  readonly rows: readonly Entity[];
  readonly whole: boolean;
}

/** Reads page by page and stops when time is up or there are enough. Other failures are thrown. */
export async function collect(
  ports: { readonly graph: Graph; readonly patience: AbortSignal },
  at: GraphPath,
  enough = Infinity,
): Promise<Rows> {
  const rows: Entity[] = [];
  try {
    for await (const page of ports.graph.pages(at)) {
      rows.push(...page);
      if (rows.length >= enough) return { rows: rows.slice(0, enough), whole: false };
    }
    return { rows, whole: true };
  } catch (error) {
    if (!isOver(ports.patience, error)) throw error;
    return { rows, whole: false };
  }
}

/** What a read gives, or undefined when time was up before it came. */
export async function inTime<T>(patience: AbortSignal, read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (!isOver(patience, error)) throw error;
    return undefined;
  }
}

export function isOver(patience: AbortSignal, error: unknown): boolean {
  return patience.aborted && error instanceof GraphUnreachable;
}

/** «12 devices», «at least 12 devices». */
export function sayCount(count: number, whole: boolean, one: string, many = `${one}s`): string {
  const number = count.toLocaleString('en-US');
  return `${whole ? '' : 'at least '}${number} ${count === 1 ? one : many}`;
}
