import { sql, type Kysely } from 'kysely';
import { StoreFailed } from './errors';
import type { Tables } from './tables';

/** A way to the database: all of it, or one transaction on it. */
export interface Session {
  readonly engine: 'sqlite' | 'postgres';
  readonly db: Kysely<Tables>;
}

/**
 * Everything or nothing; inside a transaction it belongs to that one. When PostgreSQL ends it for another transaction
 * (deadlock) it runs once more, so `work` does nothing but read and write through the session it is given.
 */
export async function atomically<T>(session: Session, work: (inside: Session) => Promise<T>): Promise<T> {
  if (session.db.isTransaction) return work(session);
  for (let attempt = 1; ; attempt++) {
    try {
      return await session.db.transaction().execute((db) => work({ engine: session.engine, db }));
    } catch (error) {
      const again = error instanceof StoreFailed && error.code === 'collision' && attempt < mostAttempts;
      if (!again) throw error;
    }
  }
}

const mostAttempts = 5;

/** One transaction at a time passes here, until its end. SQLite has one writer anyway. */
export async function takeTurns(inside: Session, name: string): Promise<void> {
  if (inside.engine === 'sqlite') return;
  if (!inside.db.isTransaction) throw new Error('turns are taken inside a transaction');
  await sql`select pg_advisory_xact_lock(hashtextextended(${`warden:${name}`}, 0))`.execute(inside.db);
}
