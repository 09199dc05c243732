import { isNativeError } from 'node:util/types';

/** What the store throws. `retryable`: the same call may succeed a moment later, and nothing of this one was kept. */
export class StoreFailed extends Error {
  override readonly name = 'StoreFailed';
  readonly retryable: boolean;
  constructor(
    /**
     * `busy`: another holder of the database did not let go in time. `collision`: the database ended this transaction
     * for another one (deadlock). `unreachable`: no connection. `unclear`: the connection or the disk broke during the
     * commit, so nobody can say whether it was kept. `refused`: the database said no.
     */
    readonly code: 'busy' | 'collision' | 'unreachable' | 'unclear' | 'refused',
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
    this.retryable = code === 'busy' || code === 'collision' || code === 'unreachable';
  }
}

/** PostgreSQL keeps nothing of a transaction in which a statement failed, whoever caught that; SQLite does the same here. */
export function statementFailedBefore(): StoreFailed {
  return new StoreFailed('refused', 'commit: a statement of this transaction failed before');
}

/**
 * For what is still running when the work has ended, as the other half of a `Promise.all` that failed: its next
 * statement would otherwise reach the database after the rollback, on its own, and be kept.
 */
export function transactionIsOver(): StoreFailed {
  return new StoreFailed('refused', 'this transaction is over');
}

/** What was written may be on the disk or not; what comes after it is not written at all, until a restart reads what there is. */
export function diskFailed(cause: unknown): StoreFailed {
  const message = `SQLite: the disk failed, so nothing more is kept until a restart: ${messageOf(cause)}`;
  return new StoreFailed('unclear', message, { cause });
}

/** A stored record that cannot be read. Nothing is guessed in its place. */
export class StoreCorrupt extends Error {
  override readonly name = 'StoreCorrupt';
  readonly code = 'corrupt';
  readonly retryable = false;
  constructor(
    readonly table: string,
    readonly id: string,
    options?: { readonly cause?: unknown },
  ) {
    super(`reading ${table} ${id}: what is stored there is not a record`, options);
  }
}

/** What a library threw, in words. Its errors may be of another realm (jest has its own), where `instanceof` says no. */
export function messageOf(cause: unknown): string {
  if (!isNativeError(cause)) return String(cause);
  // Node gives an error without words when each address of a host refused.
  return cause.message || ('code' in cause ? String(cause.code) : cause.name);
}
