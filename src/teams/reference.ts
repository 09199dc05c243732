import { z } from 'zod';
import type { Conversation } from '../ports';

const Party = z.object({ id: z.string(), name: z.string().optional() });
type Party = z.infer<typeof Party>;

/** What we keep of a conversation besides the fields of `Conversation`; `user` of a personal chat. */
export const Reference = z.object({
  channelId: z.string(),
  bot: Party,
  user: Party.extend({ objectId: z.string().optional() }).optional(),
});
export type Reference = z.infer<typeof Reference>;

/** A channel from the configuration has none, so the bot's own id stands in. */
export function referenceIn(conversation: Conversation, bot: Party): Reference {
  return Reference.safeParse(conversation.reference).data ?? { channelId: 'msteams', bot };
}
