import { z } from 'zod';
import type { Clock, Conversation, Incoming } from '../ports';
import type { Activity } from './activity';
import { textOf } from './mention';
import type { Reference } from './reference';

/** Our words for an activity; undefined for what Warden has no use for, edited and deleted messages among it. */
export function incomingOf(activity: Activity, clock: Clock): Incoming | undefined {
  const what = whatOf(activity);
  if (what === undefined) return undefined;
  const timezone = timezoneOf(activity);
  const thread = threadOf(activity);
  return {
    id: activity.id ?? clock.token(),
    at: atOf(activity, clock),
    from: fromOf(activity),
    conversation: conversationOf(activity),
    ...(thread === undefined ? {} : { thread }),
    ...(timezone === undefined ? {} : { localTimezone: timezone }),
    what,
  };
}

const cardAction = 'adaptiveCard/action';

function whatOf(activity: Activity): Incoming['what'] | undefined {
  switch (activity.type) {
    case 'message':
      return messageOf(activity);
    case 'invoke':
      return activity.name === cardAction ? pressOf(activity) : undefined;
    case 'installationUpdate':
      return activity.action?.startsWith('add') === true ? { kind: 'added' } : undefined;
    case 'conversationUpdate':
      return activity.membersAdded?.some((member) => member.id === activity.recipient.id) === true
        ? { kind: 'added' }
        : undefined;
    default:
      return undefined;
  }
}

/** A message with a value is an `Action.Submit` or a message back; none of our cards has one. */
function messageOf(activity: Activity): Incoming['what'] | undefined {
  if (activity.text === undefined || (activity.value !== undefined && activity.value !== null)) return undefined;
  return { kind: 'text', text: textOf(activity) };
}

/** https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model */
const Press = z.object({
  action: z.object({
    verb: z.string().default(''),
    data: z.record(z.string(), z.unknown()).nullish(),
  }),
  trigger: z.string().nullish(),
});

/** A press without our token still goes up, so that it is refused in words and audited. */
function pressOf(activity: Activity): Incoming['what'] {
  const press = Press.safeParse(activity.value).data;
  const { token, ...inputs } = press?.action.data ?? {};
  return {
    kind: 'press',
    verb: press?.action.verb ?? '',
    token: typeof token === 'string' ? token : '',
    inputs: Object.fromEntries(Object.entries(inputs).flatMap(([key, value]) => asInput(key, value))),
    ...(activity.replyToId === undefined ? {} : { card: activity.replyToId }),
    automatic: press?.trigger?.toLowerCase() === 'automatic',
  };
}

function asInput(key: string, value: unknown): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[key, value]];
  return typeof value === 'number' || typeof value === 'boolean' ? [[key, String(value)]] : [];
}

function fromOf(activity: Activity): Incoming['from'] {
  const { id, name, aadObjectId } = activity.from;
  const tenantId = activity.channelData?.tenant?.id ?? activity.conversation.tenantId;
  return {
    ...(aadObjectId === undefined || aadObjectId === '' ? {} : { objectId: aadObjectId }),
    ...(tenantId === undefined ? {} : { tenantId }),
    teamsId: id,
    name: name ?? '',
  };
}

function conversationOf(activity: Activity): Conversation {
  const kind = kindOf(activity);
  const team = activity.channelData?.team;
  const name = activity.conversation.name ?? (kind === 'channel' ? activity.channelData?.channel?.name : undefined);
  return {
    id: baseOf(activity.conversation.id),
    kind,
    tenantId: activity.conversation.tenantId ?? activity.channelData?.tenant?.id ?? '',
    serviceUrl: activity.serviceUrl,
    ...(team?.id === undefined
      ? {}
      : { team: { id: team.id, ...(team.name === undefined ? {} : { name: team.name }) } }),
    ...(name === undefined ? {} : { name }),
    reference: referenceOf(activity, kind),
  };
}

function kindOf(activity: Activity): Conversation['kind'] {
  switch (activity.conversation.conversationType) {
    case 'personal':
    case 'groupChat':
    case 'channel':
      return activity.conversation.conversationType;
    default:
      // Older clients leave the type out.
      if (activity.channelData?.channel !== undefined || activity.channelData?.team !== undefined) return 'channel';
      return activity.conversation.isGroup === true ? 'groupChat' : 'personal';
  }
}

function referenceOf(activity: Activity, kind: Conversation['kind']): Reference {
  const { recipient, from } = activity;
  const { aadObjectId: objectId } = from;
  return {
    channelId: activity.channelId,
    bot: partyOf(recipient),
    ...(kind === 'personal' ? { user: { ...partyOf(from), ...(objectId === undefined ? {} : { objectId }) } } : {}),
  };
}

function partyOf({ id, name }: { readonly id: string; readonly name?: string | undefined }): Reference['bot'] {
  return { id, ...(name === undefined ? {} : { name }) };
}

function baseOf(conversationId: string): string {
  return conversationId.split(';')[0] ?? conversationId;
}

function threadOf(activity: Activity): string | undefined {
  return /;messageid=([^;]+)/.exec(activity.conversation.id)?.[1];
}

function atOf(activity: Activity, clock: Clock): string {
  const at = new Date(activity.timestamp ?? '');
  return (Number.isNaN(at.getTime()) ? clock.now() : at).toISOString();
}

const ClientInfo = z.object({ type: z.string().regex(/^clientInfo$/i), timezone: z.string() });

/** Teams names the zone twice; a name that is no zone is not handed on. */
function timezoneOf(activity: Activity): string | undefined {
  const info = activity.entities?.map((entity) => ClientInfo.safeParse(entity).data?.timezone);
  return [activity.localTimezone, ...(info ?? [])].find((zone) => zone !== undefined && isTimezone(zone));
}

/** Asking costs a third of a millisecond, and people's zones are few. */
const timezones = new Map<string, boolean>();

function isTimezone(name: string): boolean {
  const known = timezones.get(name) ?? canFormatIn(name);
  if (timezones.size >= 1000) timezones.clear();
  timezones.set(name, known);
  return known;
}

function canFormatIn(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }) !== undefined;
  } catch {
    return false;
  }
}
