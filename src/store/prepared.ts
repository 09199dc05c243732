import type { Compilable, CompiledQuery, QueryResult } from 'kysely';
import type { Session } from './session';

/**
 * A statement that is built once, with the values it is given each time it runs: to build one takes kysely longer than
 * SQLite takes to run it. Its parts must not depend on the values.
 */
export function prepared<V extends object, R>(
  build: (session: Session, values: V) => Compilable<R>,
): (session: Session, values: V) => Promise<QueryResult<R>> {
  const built = new Map<Session['engine'], CompiledQuery<R>>();
  return (session, values) => {
    const known = built.get(session.engine) ?? build(session, placeholders<V>()).compile();
    built.set(session.engine, known);
    const parameters = known.parameters.map((one) => (isPlaceholder(one) ? values[one[name] as keyof V] : one));
    return session.db.executeQuery({ ...known, parameters });
  };
}

const name = Symbol('name of a value');

interface Placeholder {
  readonly [name]: PropertyKey;
}

/** Kysely hands values on without a look at them, so anything may stand in for them while it builds. */
function placeholders<V extends object>(): V {
  return new Proxy({} as V, { get: (_, key): Placeholder => ({ [name]: key }) });
}

function isPlaceholder(value: unknown): value is Placeholder {
  return typeof value === 'object' && value !== null && name in value;
}
