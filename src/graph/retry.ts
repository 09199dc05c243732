import type { Outcome } from './graph';

/** How long one call may wait in all, and how often it may be tried. */
const mostAttempts = 5;
const longestWaitSeconds = 120;

/**
 * Milliseconds to wait before the next try, or undefined to give up. Graph's own Retry-After is obeyed; a write is
 * tried again only when Graph said that it did nothing (429) or was never reached.
 * https://learn.microsoft.com/graph/throttling
 */
export function waitBefore(
  attempt: number,
  outcome: Exclude<Outcome, { kind: 'answer' }>,
  repeatable: boolean,
): number | undefined {
  if (attempt >= mostAttempts || outcome.kind === 'refused') return undefined;
  if (!repeatable && (outcome.kind === 'unavailable' || outcome.kind === 'noAnswer')) return undefined;
  const told = 'retryAfterSeconds' in outcome ? outcome.retryAfterSeconds : undefined;
  if (told !== undefined) return told > longestWaitSeconds ? undefined : told * 1000;
  return Math.min(2 ** attempt * 150, 8000) * (0.75 + Math.random() / 2);
}

/** Seconds of a Retry-After header, which may be decimal or a date. */
export function retryAfterOf(header: string | null, now = new Date()): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now.getTime()) / 1000);
}
