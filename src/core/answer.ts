import type { ChangeRequest, QueryRequest, SendGuideRequest } from './request';

/** What a question is answered with: data that views/ draws as a status card and as text. */
export interface Answer {
  readonly title: string;
  /** One or two sentences under the title. */
  readonly lead?: string;
  readonly facts?: readonly { readonly name: string; readonly value: string }[];
  readonly chart?: Chart;
  readonly course?: Course;
  readonly table?: { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] };
  readonly checks?: readonly Check[];
  /** What a person may do next; each becomes a button. */
  readonly actions?: readonly Action[];
  /** Said at the end: what is not shown, what is not known. */
  readonly note?: string;
  /** A page of Microsoft's portals, or several with what to call them. */
  readonly portal?: string;
}

/** Parts of a whole, as a ring; clients that draw no charts say them in a line. */
export interface Chart {
  readonly title: string;
  readonly slices: readonly { readonly name: string; readonly value: number; readonly tone: SliceTone }[];
}
/** How a number went from day to day, as a line; in words where none is drawn. */
export interface Course {
  readonly title: string;
  /** The oldest first; `day` as «2026-03-02». */
  readonly points: readonly { readonly day: string; readonly value: number }[];
}

export type SliceTone = 'good' | 'warning' | 'attention' | 'neutral';

/**
 * One line of a check list: ✔ ok, ⚠ warning, ✖ missing, ? what a person has to look at, – not looked at here; with the
 * reason and the change that closes the gap.
 */
export interface Check {
  readonly state: 'ok' | 'warning' | 'missing' | 'look' | 'off';
  readonly title: string;
  readonly reason?: string;
  readonly action?: Action;
  readonly portal?: string;
}

export type Action =
  | Propose
  | { readonly title: string; readonly kind: 'send'; readonly request: SendGuideRequest }
  | { readonly title: string; readonly kind: 'showChange'; readonly change: number }
  | { readonly title: string; readonly kind: 'ask'; readonly request: QueryRequest; readonly at: Place }
  /** As if the text had been typed. */
  | { readonly title: string; readonly kind: 'type'; readonly text: string };

/** Several requests become one change with several parts. */
export interface Propose {
  readonly title: string;
  readonly kind: 'propose';
  readonly requests: readonly ChangeRequest[];
}

/** Where in a long answer to go on, and which of several things of one name was picked, by id. */
export interface Place {
  readonly from?: number;
  readonly id?: string;
}
