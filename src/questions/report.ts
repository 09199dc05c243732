import type { Entity } from '../core/snapshot';
import type { Graph, GraphPath } from '../ports';
import { isOver } from './patience';
import type { QuestionPorts } from './question-kind';

/** A row of a report, by the name of its column. */
export type Row = Readonly<Record<string, unknown>>;

export interface Report {
  readonly rows: readonly Row[];
  /** How many rows Graph has; more than `rows` when it was not read whole. */
  readonly total: number;
}

const perPage = 500;

/** Reads a report action page by page, as far as time and `enough` allow. */
export async function readReport(
  ports: Pick<QuestionPorts, 'graph' | 'patience'>,
  action: string,
  body: { readonly filter: string; readonly select: readonly string[] },
  enough = 5000,
): Promise<Report> {
  const rows: Row[] = [];
  let total = Infinity;
  try {
    for await (const page of reportPages(ports.graph, { version: 'beta', path: pathOf(action) }, body)) {
      rows.push(...page.rows);
      total = page.total;
      if (rows.length >= enough) break;
    }
  } catch (error) {
    if (!isOver(ports.patience, error)) throw error;
  }
  return { rows, total };
}

function pathOf(action: string): string {
  return `/deviceManagement/reports/${action}`;
}

/** A report action to its end. */
export async function* reportPages(graph: Pick<Graph, 'ask'>, at: GraphPath, body: Entity): AsyncIterable<Report> {
  for (let read = 0, total = Infinity; read < total;) {
    const page = pageOf(await graph.ask(at, { ...body, skip: read, top: perPage }));
    read += page.rows.length;
    // A page without rows is the last one, whatever the total says.
    total = page.rows.length === 0 ? read : page.total;
    yield { rows: page.rows, total };
  }
}

/** A matrix with its columns named in `Schema`; their order is the service's own, and the case of the keys varies. */
export function pageOf(answer: Entity): Report {
  const [schema, values, total] = ['schema', 'values', 'totalrowcount'].map((key) => keyed(answer, key));
  const columns = listOf(schema).map((one) => String(keyed(one as Entity, 'column')));
  const rows = listOf(values).map((cells) =>
    Object.fromEntries(listOf(cells).map((cell, i) => [columns[i] ?? String(i), cell])),
  );
  return { rows, total: typeof total === 'number' ? total : rows.length };
}

/** One row a device: it reports for its user and for the system, and the newest counts. */
export function newestOfEach(rows: readonly Row[], id: string, at: string): readonly Row[] {
  const newest = new Map<string, Row>();
  for (const row of rows) {
    const key = cellOf(row, id);
    const known = newest.get(key);
    if (!known || cellOf(known, at) < cellOf(row, at)) newest.set(key, row);
  }
  return [...newest.values()];
}

export function cellOf(row: Row, column: string): string {
  const value = row[column];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function keyed(entity: Entity, key: string): unknown {
  return Object.entries(entity).find(([name]) => name.toLowerCase() === key)?.[1];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : []; // what an answer holds is looked at piece by piece
}
