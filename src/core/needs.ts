/** Whose approvals a change needs before it may be written. */

/** So many approvals of people in one of these Entra groups. */
export interface GroupNeed {
  readonly title: string;
  readonly groups: readonly string[];
  readonly count: number;
}

/** What all rules that match ask for together. */
export interface Needs {
  readonly approvals: number;
  readonly from: readonly GroupNeed[];
  readonly waitHours: number;
  /** Names of the rules that ask for more than one plain approval. */
  readonly because: readonly string[];
}
