import { setTimeout as sleep } from 'node:timers/promises';
import { ChatRefused, type Chat, type Clock, type Incoming, type Log, type Reply } from '../ports';
import type { Limits } from './options';
import { cardOf, cardType } from './outgoing';
import type { InHand } from './in-hand';

export interface TurnWorld {
  readonly handle: (incoming: Incoming) => Promise<readonly Reply[]>;
  readonly chat: Pick<Chat, 'post' | 'typing'>;
  readonly inHand: InHand;
  readonly limits: Limits;
  readonly log: Log;
  readonly clock: Clock;
}

/** Answers as an activity of this turn; only while the turn lasts. */
export type Answer = (reply: Reply) => Promise<void>;

/** What Teams takes as the answer to a press. https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model#response-format */
export interface PressAnswer {
  readonly statusCode: 200 | 500;
  readonly type: string;
  readonly value: unknown;
}

/** One message: its answers go out in this turn, or on their own when they take longer than Teams waits. */
export async function answerMessage(incoming: Incoming, answer: Answer, world: TurnWorld): Promise<void> {
  const work = handled(incoming, world);
  const typing = setTimeout(
    () => void world.chat.typing(incoming.conversation, incoming.thread),
    world.limits.typingAfterMs,
  );
  const replies = await within(
    world.limits.answerWithinMs,
    work.finally(() => clearTimeout(typing)),
  );
  if (replies === late) {
    world.inHand.add(work.then((done) => postAll(done, incoming, world)));
    return;
  }
  for (const [at, reply] of replies.entries()) {
    const refused = await attempt(() => answer(reply));
    if (refused === undefined) continue;
    if (!isWorthAnotherTry(refused)) logLost(refused, incoming, world);
    const rest = isWorthAnotherTry(refused) ? replies.slice(at) : replies.slice(at + 1);
    world.inHand.add(pause(refused, 0).then(() => postAll(rest, incoming, world)));
    return;
  }
}

/** One press: the first reply is shown to the presser, the others are messages. */
export async function answerPress(incoming: Incoming, automatic: boolean, world: TurnWorld): Promise<PressAnswer> {
  const work = handled(incoming, world);
  const replies = await within(world.limits.answerWithinMs, work);
  if (replies === late) {
    // A card that came too late for the presser is drawn everywhere by then; a sentence would be lost.
    world.inHand.add(
      work.then((done) => postAll(automatic ? [] : done.filter((reply) => reply.card === undefined), incoming, world)),
    );
    return automatic ? unchanged : saying('Still working on it. The card is updated when it is done.');
  }
  const [first, ...others] = replies;
  if (others.length > 0) world.inHand.add(postAll(others, incoming, world));
  if (first === undefined) return automatic ? unchanged : saying('Received.');
  return first.card === undefined
    ? saying(first.text)
    : { statusCode: 200, type: cardType, value: cardOf(first.card, first.text) };
}

function saying(text: string): PressAnswer {
  return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: text };
}

/** Teams keeps showing the card it has; nobody pressed anything, so nobody is told. */
const unchanged: PressAnswer = {
  statusCode: 500,
  type: 'application/vnd.microsoft.error',
  value: { code: 'NotRefreshed', message: 'The card could not be refreshed in time.' },
};

/** The last catch: the bot's own words for a fault come from the bot, these are for a fault in those. */
async function handled(incoming: Incoming, world: TurnWorld): Promise<readonly Reply[]> {
  try {
    return await world.handle(incoming);
  } catch (error) {
    const reference = world.clock.token().slice(0, 8);
    world.log.error('turn failed', { reference, activity: incoming.id, error: describe(error) });
    const text = `Something went wrong on Warden's side, and it is in the log. Reference: ${reference}. What was asked may or may not have been done: check before you ask again.`;
    return [{ text, summary: `Something went wrong. Reference: ${reference}.` }];
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

const late = Symbol('late');

async function within<T>(limitMs: number, work: Promise<T>): Promise<T | typeof late> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<typeof late>((resolve) => (timer = setTimeout(() => resolve(late), limitMs)));
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}

const attempts = 4;

async function postAll(replies: readonly Reply[], incoming: Incoming, world: TurnWorld): Promise<void> {
  const options = incoming.thread === undefined ? {} : { thread: incoming.thread };
  for (const reply of replies) {
    for (let attempted = 1; ; attempted += 1) {
      const refused = await attempt(() => world.chat.post(incoming.conversation, reply, options));
      if (refused === undefined) break;
      if (!isWorthAnotherTry(refused) || attempted === attempts) {
        logLost(refused, incoming, world);
        break;
      }
      await pause(refused, attempted);
    }
  }
}

async function attempt(send: () => Promise<unknown>): Promise<ChatRefused | undefined> {
  try {
    await send();
    return undefined;
  } catch (error) {
    if (error instanceof ChatRefused) return error;
    throw error;
  }
}

/** Only what surely did not arrive is sent again. */
function isWorthAnotherTry(refused: ChatRefused): boolean {
  return refused.code === 'throttled' || refused.code === 'unreachable';
}

async function pause(refused: ChatRefused, attempted: number): Promise<void> {
  if (!isWorthAnotherTry(refused)) return;
  await sleep(Math.min(refused.retryAfterSeconds ?? 0.5 * 2 ** attempted, 30) * 1_000);
}

function logLost(refused: ChatRefused, incoming: Incoming, world: TurnWorld): void {
  world.log.warn('reply not delivered', { activity: incoming.id, code: refused.code, reason: refused.message });
}
