import { z } from 'zod';
import type { Conversation } from '../ports';

const Party = z.object({ id: z.string(), name: z.string().optional() });
type Party = z.infer<typeof Party>;

/** What we keep of a conversation besides the fields of `Conversation`. */
export const Reference = z.object({ channelId: z.string(), bot: Party, user: Party.optional() });
export type Reference = z.infer<typeof Reference>;

/** A channel from the configuration has none, so the bot's own id stands in. */
export function referenceIn(conversation: Conversation, bot: Party): Reference {
  return Reference.safeParse(conversation.reference).data ?? { channelId: 'msteams', bot };
}
