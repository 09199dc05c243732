import type { Answer, Call } from './call';
import { isObject } from './judge';
import { badRequest } from './refusal';

/** By the names of the columns. */
export type Row = Readonly<Record<string, string | number>>;

/** A report: columns come in an order of the service's own, numbers with their words beside them, and the whole as a stream. */
export function matrix(call: Call, rows: readonly Row[]): Answer {
  const body = isObject(call.body) ? call.body : {};
  const { select, skip = 0, top = 50 } = body;
  if (!Number.isInteger(skip) || !Number.isInteger(top)) throw badRequest('skip and top must be whole numbers.');
  const asked = Array.isArray(select) ? select.map(String) : [];
  const known = [...new Set(rows.flatMap((row) => Object.keys(row)))].sort();
  const columns = asked.length === 0 ? known : known.filter((name) => asked.includes(name.replace(/_loc$/, '')));
  const page = rows.slice(Number(skip), Number(skip) + Number(top));
  return {
    status: 200,
    headers: { 'content-type': 'application/octet-stream' },
    body: JSON.stringify({
      TotalRowCount: rows.length,
      Schema: columns.map((Column) => ({
        Column,
        PropertyType: typeof rows[0]?.[Column] === 'number' ? 'Int32' : 'String',
      })),
      Values: page.map((row) => columns.map((column) => row[column] ?? null)),
      SessionId: '',
    }),
  };
}
