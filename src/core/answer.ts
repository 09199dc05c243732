import type { ChangeRequest } from './request';

/** What a question is answered with: data that views/ draws as a status card and as text. */
export interface Answer {
  readonly title: string;
  /** One or two sentences under the title. */
  readonly lead?: string;
  readonly facts?: readonly { readonly name: string; readonly value: string }[];
  readonly table?: { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] };
  readonly checks?: readonly Check[];
  /** What a person may do next; each becomes a button that proposes a change or shows a change's card. */
  readonly actions?: readonly Action[];
  /** Said at the end: what is not shown, what is not known. */
  readonly note?: string;
  readonly portal?: string;
}

/** One line of a check list: ✔ ok, ⚠ warning, ✖ missing; with the reason and the change that closes the gap. */
export interface Check {
  readonly state: 'ok' | 'warning' | 'missing';
  readonly title: string;
  readonly reason?: string;
  readonly action?: Action;
}

export type Action =
  | { readonly title: string; readonly kind: 'propose'; readonly request: ChangeRequest }
  | { readonly title: string; readonly kind: 'showChange'; readonly change: number };
