import { Kysely, sql } from 'kysely';
import type { Records, Store } from '../ports';
import { alerts, groups, silences, subscriptions } from './alerts';
import { audit } from './audit';
import { changes } from './changes';
import { devices } from './devices';
import { due } from './due';
import { StoreFailed } from './errors';
import { inbox } from './inbox';
import { leases } from './leases';
import { marks } from './marks';
import { migrate } from './migrate';
import { outbox } from './outbox';
import { cards, conversations, people } from './places';
import { postgresDialect } from './postgres';
import { presses } from './presses';
import { questions } from './questions';
import { atomically, type Session } from './session';
import { sqliteDialect } from './sqlite';
import { steps } from './steps';
import type { Tables } from './tables';

export type Where =
  /** `:memory:` for a database that ends with the store. */
  { readonly kind: 'sqlite'; readonly file: string } | { readonly kind: 'postgres'; readonly url: string };

export interface StoreOptions {
  /** Key of the audit's hash chain; without one it shows accidents, not forgers. */
  readonly auditKey?: string;
}

/** Opens the database and brings its tables up to date. Several processes may do so at once. Throws StoreFailed. */
export async function openStore(where: Where, options: StoreOptions): Promise<Store> {
  const session = sessionOn(where);
  const { auditKey } = options;
  try {
    await migrate(session);
  } catch (error) {
    await session.db.destroy();
    throw error;
  }
  return {
    ...recordsOf(session, auditKey),
    now: () => timeOf(session),
    transaction: (work) => atomically(session, (inside) => work(recordsOf(inside, auditKey))),
    close: () => session.db.destroy(),
  };
}

/** Another way to the devices of a store that is open already, for who only looks them up. */
export function openDevices(where: Where): {
  readonly devices: Pick<Records['devices'], 'find'>;
  close(): Promise<void>;
} {
  const session = sessionOn(where, cacheKilobytes);
  return { devices: devices(session), close: () => session.db.destroy() };
}

/** A part of the index by which they are found; more would hold more of it, and grow with the tenant. */
const cacheKilobytes = 16_000;

function sessionOn(where: Where, cacheKilobytes?: number): Session {
  const dialect = where.kind === 'sqlite' ? sqliteDialect(where.file, { cacheKilobytes }) : postgresDialect(where.url);
  return { engine: where.kind, db: new Kysely<Tables>({ dialect }) };
}

/** Hosts' clocks differ, and leases of seconds want one: the database's. An embedded one is on this host. */
async function timeOf({ db, engine }: Session): Promise<Date> {
  const asked =
    engine === 'postgres'
      ? sql<{ now: number }>`select (extract(epoch from clock_timestamp()) * 1000)::bigint as now`
      : sql<{ now: number }>`select cast(${Date.now()} as integer) as now`;
  const [row] = (await asked.execute(db)).rows;
  if (!row) throw new StoreFailed('refused', 'the database did not tell the time');
  return new Date(row.now);
}

function recordsOf(session: Session, auditKey: string | undefined): Records {
  return {
    changes: changes(session),
    steps: steps(session),
    audit: audit(session, auditKey),
    conversations: conversations(session),
    people: people(session),
    cards: cards(session),
    presses: presses(session),
    questions: questions(session),
    inbox: inbox(session),
    outbox: outbox(session),
    due: due(session),
    leases: leases(session),
    marks: marks(session),
    devices: devices(session),
    alerts: alerts(session),
    groups: groups(session),
    silences: silences(session),
    subscriptions: subscriptions(session),
  };
}
