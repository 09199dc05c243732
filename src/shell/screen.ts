import type { Person } from '../core/change';
import type { Chat, Conversation, Message, Posted } from '../ports';
import { buttonsOf, buttonCalled, type Button } from './buttons';

/** What happened on the screen: something new, or something that was redrawn. */
export interface Shown {
  readonly conversation: string;
  readonly activityId: string;
  readonly message: Message;
  readonly how: 'posted' | 'updated' | 'answered';
  readonly mentions: readonly string[];
}

/** The Chat port on a screen of text: remembers what stands where, so that buttons can be pressed. */
export interface Screen extends Chat {
  /** What a turn answered at once; an answer to a press stands in the place of the pressed card until that is redrawn. */
  answered(conversation: Conversation, message: Message, card?: string): void;
  /** The newest button of this name in a conversation, and the card it is on. */
  button(conversation: string, typed: string): { readonly button: Button; readonly card: string } | undefined;
}

export function screenFor(people: readonly Person[], show: (shown: Shown) => void): Screen {
  const standing = new Map<string, Map<string, Message>>();
  let count = 0;

  function put(conversation: string, activityId: string, message: Message, how: Shown['how']): void {
    const here = standing.get(conversation) ?? new Map<string, Message>();
    standing.set(conversation, here);
    here.set(activityId, message);
    show({ conversation, activityId, message, how, mentions: (message.mentions ?? []).map(({ name }) => name) });
  }

  return {
    post(to, message): Promise<Posted> {
      const activityId = `m${++count}`;
      put(to.id, activityId, message, 'posted');
      return Promise.resolve({ activityId });
    },
    update(to, posted, message) {
      put(to.id, posted.activityId, message, 'updated');
      return Promise.resolve();
    },
    typing: () => Promise.resolve(),
    roster: (of) =>
      Promise.resolve(
        of.kind === 'channel' ? people : people.filter(({ teamsId }) => of.id.endsWith(teamsId.replace('29:', ''))),
      ),
    answered(conversation, message, card) {
      put(conversation.id, message.card && card !== undefined ? card : `m${++count}`, message, 'answered');
    },
    button(conversation, typed) {
      for (const [card, message] of [...(standing.get(conversation) ?? [])].reverse()) {
        const button = message.card ? buttonCalled(buttonsOf(message.card), typed) : undefined;
        if (button) return { button, card };
      }
      return undefined;
    },
  };
}
