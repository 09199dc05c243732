/** An expected refusal: a stable code for tests and the audit, and a sentence for the person. */
export interface Problem {
  readonly code: string;
  readonly say: string;
}

/** What a decision gives: a value, or the reason why there is none. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export function accept<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function refuse(code: string, say: string): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: { code, say } };
}
