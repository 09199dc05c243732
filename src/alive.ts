import type { Clock } from './ports';

/**
 * How instances show that they live: what they hold runs out soon, and they prolong it again and again. So another
 * takes over within seconds of a death, however long a piece of work lasts.
 */

const heldMilliseconds = 3000;
const beatMilliseconds = 1000;
/** How often instances look for what others have left. With what is held this bounds a takeover: under 5 s. */
export const lookMilliseconds = 500;

/** When something that is taken or prolonged now runs out. */
export function heldUntil(clock: Pick<Clock, 'now'>): string {
  return new Date(clock.now().getTime() + heldMilliseconds).toISOString();
}

/** Does this every second, one at a time, until the returned function is called. */
export function beating(beat: () => Promise<void>): () => void {
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    void beat().finally(() => (busy = false));
  }, beatMilliseconds);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

/**
 * Prolongs a claim until the returned function is called. One that was lost is not taken back: what is claimed guards
 * itself, and the claim only keeps others from doing the same work.
 */
export function keeping(
  clock: Pick<Clock, 'now'>,
  claimedUntil: string,
  renew: (held: string, until: string) => Promise<boolean>,
): () => void {
  let held = claimedUntil;
  const stop = beating(async () => {
    const until = heldUntil(clock);
    // A database that does not answer now may answer at the next beat.
    const kept = await renew(held, until).catch(() => undefined);
    if (kept === true) held = until;
    if (kept === false) stop();
  });
  return stop;
}
