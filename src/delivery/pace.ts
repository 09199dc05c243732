import type { Pace } from '../ports';

/**
 * Teams' budgets for a bot: 7 messages to a conversation in 1 s, 60 in 30 s, 1800 in an hour; 50 in a second in all.
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
 */
export const teamsPace: Pace = {
  each: [
    { milliseconds: 1000, messages: 7 },
    { milliseconds: 30_000, messages: 60 },
    { milliseconds: 3_600_000, messages: 1800 },
  ],
  all: { milliseconds: 1000, messages: 50 },
};
