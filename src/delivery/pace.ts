/**
 * Teams' budgets per bot and conversation: 7 messages in 1 s, 60 in 30 s, 1800 in an hour.
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
 */
const budgets = [
  { milliseconds: 1000, messages: 7 },
  { milliseconds: 30_000, messages: 60 },
  { milliseconds: 3_600_000, messages: 1800 },
] as const;

/** All conversations together: 50 in a second. */
const budgetOfAll = { milliseconds: 1000, messages: 50 } as const;

export interface Pace {
  /** Milliseconds until this conversation may get another message; 0 means now, and counts it. */
  waitFor(conversation: string, now: number): number;
}

export function paceOf(): Pace {
  const sent = new Map<string, number[]>();
  let all: number[] = [];
  return {
    waitFor(conversation, now) {
      const times = (sent.get(conversation) ?? []).filter((time) => now - time < 3_600_000);
      all = all.filter((time) => now - time < budgetOfAll.milliseconds);
      const wait = Math.max(
        waitIn(all, now, budgetOfAll.milliseconds, budgetOfAll.messages),
        ...budgets.map(({ milliseconds, messages }) => waitIn(times, now, milliseconds, messages)),
      );
      if (wait === 0) {
        times.push(now);
        all.push(now);
      }
      sent.set(conversation, times);
      if (sent.size > 10_000) dropIdle(sent, now);
      return wait;
    },
  };
}

function waitIn(times: readonly number[], now: number, milliseconds: number, messages: number): number {
  const oldest = times.at(-messages);
  return oldest === undefined ? 0 : Math.max(0, oldest + milliseconds - now);
}

function dropIdle(sent: Map<string, number[]>, now: number): void {
  for (const [conversation, times] of sent) {
    if (now - (times.at(-1) ?? 0) > 3_600_000) sent.delete(conversation);
  }
}
