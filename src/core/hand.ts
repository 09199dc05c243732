import type { Moved } from './drift';
import type { Snapshot } from './snapshot';
import type { Write } from './writes';

/** How one part of a plan is read, compared and written: a policy's by its family's data, an operation's by its file. */
export interface Hand {
  /** What people call such an object: «policy», «group». */
  readonly thing: string;
  /** The object as it is now; null when it is not there (any more, or yet). */
  read(): Promise<Snapshot | null>;
  /** For something new: what is there already of its name. */
  namesakes(): Promise<readonly Snapshot[]>;
  /** `touched` voids the part, `other` is told, `done`: nothing is left to write. */
  drift(fresh: Snapshot | null): {
    readonly touched: readonly Moved[];
    readonly other: readonly string[];
    readonly done: boolean;
  };
  /** The writes that are still missing. */
  writes(fresh: Snapshot | null): readonly Write[];
  /** What is not (yet) as the plan wants it, in words. */
  unmet(fresh: Snapshot | null): readonly string[];
  /** Names of properties in which what was made again differs from what it was. */
  differing(fresh: Snapshot): readonly string[];
  /** How people call what moved. */
  titleOf(what: string): string;
  /** Graph takes it and shows it late, or never: what was taken and cannot be seen is unclear, not failed. */
  readonly showsLate?: true;
}
