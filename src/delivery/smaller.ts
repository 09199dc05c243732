import { ChatRefused, type Message } from '../ports';

/** Bytes for a card, when Teams finds the usual too many. */
const rooms = [undefined, 14_000, 7_000] as const;
const mostLetters = 4000;

/** Sends what is drawn; while Teams finds it too large, with less on it, and at last its words only. */
export async function sendFitting<T>(
  draw: (room?: number) => Promise<Message | undefined>,
  send: (message: Message) => Promise<T>,
): Promise<T | undefined> {
  let last: Message | undefined;
  for (const room of rooms) {
    const message = await draw(room);
    if (!message) return undefined;
    // What cannot be drawn smaller is not sent in vain.
    if (last !== undefined && sizeOf(message) >= sizeOf(last)) continue;
    last = message;
    try {
      return await send(message);
    } catch (error) {
      if (!(error instanceof ChatRefused) || error.code !== 'tooLarge') throw error;
    }
  }
  return last && send(inWords(last));
}

function sizeOf({ text, card }: Message): number {
  return JSON.stringify(card ?? text).length;
}

function inWords({ card: _, ...message }: Message): Message {
  const { text } = message;
  return text.length <= mostLetters ? message : { ...message, text: `${text.slice(0, mostLetters)} …` };
}
