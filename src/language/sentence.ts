import type { AskedBack, Request } from '../core/request';
import type { Name } from './line/names';
import type { ReadFamily } from './words/families';
import type { Item } from './line/items';
import type { Line } from './line/line';
import type { Draft } from './settings/draft';

/** An utterance made ready for the readers. */
export interface Sentence {
  readonly line: Line;
  readonly names: ReadonlyMap<number, Name>;
  readonly corrections: ReadonlyMap<number, number>;
  readonly families: ReadonlyMap<string, ReadFamily>;
}

export type Question = AskedBack;

/** What one part of a sentence was understood as. */
export interface Read {
  readonly requests: readonly Request[];
  readonly question: Question | null;
  /** Which reader, for `explain`. */
  readonly reader: string;
  /** It took its settings from the part before. */
  readonly leans?: boolean;
  readonly items: readonly Item[];
  /** What a following part may lean on («… and medium for Teams»). */
  readonly draft?: Draft;
}

/** Part of a sentence: tokens from and before. */
export interface Part {
  readonly sentence: Sentence;
  readonly from: number;
  readonly to: number;
  readonly previous: Read | undefined;
}
