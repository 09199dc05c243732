import type { Budget, Pace } from '../ports';
import { prepared } from './prepared';
import type { Session } from './session';

/** When messages went out: the budgets of Teams hold over all instances that share the database, and over restarts. */

/** How many more may go out now, whoever they are for. */
export async function roomFor(inside: Session, { all }: Pace, now: number): Promise<number> {
  const { rows } = await countSince(inside, { since: now - all.milliseconds, until: now + skewMilliseconds });
  return Math.max(0, all.messages - (rows[0]?.messages ?? 0));
}

/** Milliseconds until this conversation may get another message. */
export async function waitFor(inside: Session, conversation: string, { each }: Pace, now: number): Promise<number> {
  const waits: number[] = [];
  for (const budget of each) waits.push(await waitIn(inside, conversation, budget, now));
  return Math.max(0, ...waits);
}

async function waitIn(inside: Session, conversation: string, budget: Budget, now: number): Promise<number> {
  const { rows } = await newest(inside, { conversation, before: budget.messages - 1, until: now + skewMilliseconds });
  const [oldest] = rows;
  return oldest === undefined ? 0 : oldest.at + budget.milliseconds - now;
}

/** Counts a message that goes out now, and forgets those that no budget asks about any more. */
export async function noteSent(inside: Session, conversation: string, { each }: Pace, now: number): Promise<void> {
  await insert(inside, { conversation, at: now });
  await forget(inside, { until: now - Math.max(...each.map(({ milliseconds }) => milliseconds)) });
}

/** So far the clocks of instances may be apart; what went out later than that did so before a clock was set back. */
const skewMilliseconds = 5000;

const countSince = prepared(({ db }, { since, until }: { since: number; until: number }) =>
  db
    .selectFrom('sent')
    .select((count) => count.fn.countAll<number>().as('messages'))
    .where('at', '>', since)
    .where('at', '<=', until),
);

const newest = prepared(
  ({ db }, { conversation, before, until }: { conversation: string; before: number; until: number }) =>
    db
      .selectFrom('sent')
      .select('at')
      .where('conversation', '=', conversation)
      .where('at', '<=', until)
      .orderBy('at', 'desc')
      .limit(1)
      .offset(before),
);

const insert = prepared(({ db }, row: { conversation: string; at: number }) =>
  db.insertInto('sent').values({ conversation: row.conversation, at: row.at }),
);

const forget = prepared(({ db }, { until }: { until: number }) => db.deleteFrom('sent').where('at', '<=', until));
