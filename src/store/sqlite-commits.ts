import type { SqliteEngine } from './sqlite-engine';
import type { Turns } from './turns';

/**
 * The disk takes as long for much as for little, so whatever is written at the same moment shares one commit: the
 * transactions run one after the other inside of one of SQLite's, each behind a savepoint, and none is told that it is
 * kept before that one is on the disk.
 */
export interface Commits {
  /** Opens the transaction that is shared, unless it is open. For whoever has the turn. */
  join(): Promise<void>;
  /** Something was written under it. */
  wrote(): void;
  /** When all that is written so far is on the disk; rejects when nothing of it was kept. */
  kept(): Promise<void>;
  /** After an error: some, as a full disk, undo all that was not committed. */
  checkUndone(why: unknown): void;
  /** Commits what there is. For whoever has the turn. */
  end(): Promise<void>;
}

interface Shared {
  wrote: boolean;
  readonly kept: Promise<void>;
  readonly keep: () => void;
  readonly lose: (why: unknown) => void;
}

export function commitsOn(
  engine: Pick<SqliteEngine, 'isTransaction' | 'exec'>,
  run: (sql: string) => Promise<unknown>,
  turns: Turns,
): Commits {
  let shared: Shared | undefined;

  async function end(): Promise<void> {
    const ending = shared;
    shared = undefined;
    if (!ending) return;
    try {
      await run('commit');
      ending.keep();
    } catch (error) {
      if (engine.isTransaction) engine.exec('rollback');
      ending.lose(error);
    }
  }

  async function endInTurn(): Promise<void> {
    await turns.takeHoweverLong();
    await end().finally(() => {
      turns.give();
    });
  }

  return {
    end,
    async join() {
      if (shared) return;
      await run('begin immediate');
      shared = newlyShared();
      // What is ready at this moment comes first, and so do those who wait for their turn already.
      setImmediate(() => void endInTurn());
    },
    wrote() {
      if (shared) shared.wrote = true;
    },
    kept: () => (shared?.wrote === true ? shared.kept : Promise.resolve()),
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
