import { z } from 'zod';

/** What we use of an activity. Everything else is ignored. https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference#activity-object */

const Id = z.string().min(1).max(2_000);
const optional = <T extends z.ZodType>(type: T) => type.nullish().transform((value) => value ?? undefined);

export const Account = z.object({
  id: Id,
  name: optional(z.string()),
  aadObjectId: optional(z.string()),
});
export type Account = z.infer<typeof Account>;

const ChannelData = z.object({
  tenant: optional(z.object({ id: z.string() })),
  team: optional(z.object({ id: optional(z.string()), name: optional(z.string()) })),
  channel: optional(z.object({ id: optional(z.string()), name: optional(z.string()) })),
});

export const Activity = z.object({
  type: z.string().min(1).max(100),
  id: optional(Id),
  timestamp: optional(z.string()),
  channelId: z.string(),
  serviceUrl: z.string().min(1).max(2_000),
  deliveryMode: optional(z.string()),
  from: Account,
  recipient: Account,
  conversation: z.object({
    id: Id,
    conversationType: optional(z.string()),
    tenantId: optional(z.string()),
    isGroup: optional(z.boolean()),
    name: optional(z.string()),
  }),
  channelData: optional(ChannelData),
  localTimezone: optional(z.string()),
  text: optional(z.string()),
  entities: optional(z.array(z.unknown())),
  name: optional(z.string()),
  action: optional(z.string()),
  value: z.unknown().optional(),
  replyToId: optional(z.string()),
  membersAdded: optional(z.array(z.object({ id: z.string() }))),
});
export type Activity = z.infer<typeof Activity>;

/** Both places where Teams names the tenant of an activity. */
export function tenantsOf(activity: Activity): readonly string[] {
  return [activity.conversation.tenantId, activity.channelData?.tenant?.id].filter((id) => id !== undefined);
}
