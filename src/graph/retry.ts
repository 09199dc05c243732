import type { Failure } from './attempt';

export interface Patience {
  /** One attempt. */
  readonly timeoutMs: number;
  /** All attempts and waits of one call; none begins after it. */
  readonly patienceMs: number;
  /** Attempts of one call. */
  readonly tries: number;
  /** The first wait when Graph does not say how long; doubles each time. */
  readonly backoffMs: number;
}

/** Patience and one attempt together stay under the 120 s lease under which a change is applied. */
export const patience: Patience = { timeoutMs: 30_000, patienceMs: 60_000, tries: 6, backoffMs: 500 };

export interface Tried {
  readonly failure: Failure;
  readonly reads: boolean;
  readonly tries: number;
  readonly elapsedMs: number;
}

/**
 * Milliseconds to wait before the next attempt; undefined to give up. What Graph says in Retry-After is obeyed, also
 * when it says more than our patience, and then there is no next attempt. A write is repeated only when it surely did
 * nothing. `chance` is from 0 to 1. https://learn.microsoft.com/graph/throttling
 */
export function waitBefore(tried: Tried, limits: Patience, chance: number): number | undefined {
  const { failure, reads, tries, elapsedMs } = tried;
  const harmless = failure.why === 'throttled' || failure.why === 'notSent';
  const repeatable = harmless || (reads && (failure.why === 'unavailable' || failure.why === 'noAnswer'));
  if (!repeatable || tries >= limits.tries) return undefined;
  const own = limits.backoffMs * 2 ** (tries - 1) * (0.5 + chance / 2);
  const told = failure.retryAfterSeconds;
  const wait = told === undefined ? own : told * 1000 + chance * 100;
  return elapsedMs + wait > limits.patienceMs ? undefined : wait;
}
