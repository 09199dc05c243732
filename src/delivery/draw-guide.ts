import { z } from 'zod';
import type { Answer } from '../core/answer';
import type { Message } from '../ports';
import type { DrawPorts } from './draw';

/** A guide as it was sent: its cards are written when it is asked for, so that they stay as they were confirmed. */
const Kept = z.object({ answers: z.array(z.custom<Answer>((one) => typeof one === 'object' && one !== null)) });

/** The card of one place of a guide, `guide:<id>:<place>`; undefined for every other thing. */
export async function drawGuide({ store, drawer }: DrawPorts, thing: string): Promise<Message | undefined> {
  const [, id, place] = /^guide:(.+):(\d+)$/.exec(thing) ?? [];
  if (id === undefined) return undefined;
  const kept = Kept.safeParse(await store.marks.get(`guide:${id}`));
  const answer = kept.success ? kept.data.answers[Number(place)] : undefined;
  return answer && drawer.answer(answer, () => '');
}
