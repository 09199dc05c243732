import type { CardJson, Message } from '../ports';
import { fit, type Limits } from './limits';
import type { Shown } from './shown';
import { textOf } from './text';

/** A card that fits, with its words beside it. `room`: bytes, where Teams takes fewer than usual. */
export function messageOf(
  draw: (limits: Limits) => { readonly card: CardJson; readonly summary: Shown },
  room?: number,
): Message {
  const { card, summary } = fit(draw, room);
  return { card, text: textOf(card), summary };
}
