import { diskFailed, type StoreFailed } from './errors';
import type { SqliteEngine } from './sqlite-engine';
import type { Turns } from './turns';

/**
 * The disk takes as long for much as for little, so whatever is written at the same moment, or while the disk is busy,
 * shares one commit: the transactions run one after the other inside of one of SQLite's, each behind a savepoint, and
 * none is told that it is kept before that one is on the disk.
 */
export interface Commits {
  /** Opens the transaction that is shared, unless it is open. For whoever has the turn. */
  join(): Promise<void>;
  /** Something was written under it. */
  wrote(): void;
  /** When all that is written so far is on the disk; rejects when nothing of it was kept, or nobody can say. */
  kept(): Promise<void>;
  /** After an error: some, as a full disk, undo all that was not committed. */
  checkUndone(why: unknown): void;
  /** Commits what there is, and waits for the disk. For whoever has the turn. */
  end(): Promise<void>;
}

export interface CommitPorts {
  readonly engine: Pick<SqliteEngine, 'isTransaction' | 'exec'>;
  readonly run: (sql: string) => Promise<unknown>;
  readonly turns: Turns;
  /** Brings to the disk what SQLite has committed to its log. */
  readonly flush: () => Promise<void>;
}

interface Shared {
  wrote: boolean;
  readonly kept: Promise<void>;
  readonly keep: () => void;
  readonly lose: (why: unknown) => void;
}

export function commitsOn({ engine, run, turns, flush }: CommitPorts): Commits {
  let shared: Shared | undefined;
  /** What was committed last is on the disk. */
  let flushed = Promise.resolve();
  /** A disk that failed may call the next attempt a success without the pages it lost: https://wiki.postgresql.org/wiki/Fsync_Errors */
  let broken: StoreFailed | undefined;

  async function commit(): Promise<void> {
    const ending = shared;
    shared = undefined;
    if (!ending) return;
    try {
      if (broken) throw broken;
      await run('commit');
    } catch (error) {
      if (engine.isTransaction) engine.exec('rollback');
      ending.lose(error);
      return;
    }
    if (ending.wrote) flushed = bring();
    flushed.then(ending.keep, ending.lose);
  }

  async function bring(): Promise<void> {
    try {
      await flush();
    } catch (cause) {
      broken = diskFailed(cause);
      throw broken;
    }
  }

  /** What is written until the disk is free again comes along. */
  async function commitInTurn(): Promise<void> {
    await flushed.catch(() => undefined); // who waits for it hears of it
    await turns.takeHoweverLong();
    await commit().finally(() => {
      turns.give();
    });
  }

  return {
    async end() {
      await flushed;
      await commit();
      await flushed;
    },
    async join() {
      if (broken) throw broken;
      if (shared) return;
      await run('begin immediate');
      shared = newlyShared();
      // What is ready at this moment comes first, and so do those who wait for their turn already.
      setImmediate(() => void commitInTurn());
    },
    wrote() {
      if (shared) shared.wrote = true;
    },
    kept: () => (shared?.wrote === true ? shared.kept : flushed),
    checkUndone(why) {
      if (!shared || engine.isTransaction) return;
      shared.lose(why);
      shared = undefined;
    },
  };
}

function newlyShared(): Shared {
  let [keep, lose]: [() => void, (why: unknown) => void] = [() => undefined, () => undefined];
  const kept = new Promise<void>((resolve, reject) => {
    [keep, lose] = [resolve, reject];
  });
  // Nobody may be waiting any more.
  kept.catch(() => undefined);
  return { wrote: false, kept, keep, lose };
}
