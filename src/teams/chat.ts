import { setTimeout as sleep } from 'node:timers/promises';
import type { Person } from '../core/change';
import { ChatRefused, type Chat, type Conversation, type Log, type Message, type Posted } from '../ports';
import type { Connector } from './connector';
import { activityOf } from './outgoing';
import { referenceIn, type Reference } from './reference';
import { refusedBy, type Sort } from './refused';
import type { Conversations, Member } from './rest';
import { isAllowedServiceUrl, type ServiceUrlRule } from './service-url';

export interface ChatWorld {
  readonly connector: Connector;
  /** Stands in where a conversation has no reference. */
  readonly bot: Reference['bot'];
  readonly serviceUrls: ServiceUrlRule;
  readonly log: Log;
}

/** The Chat port on the Bot Framework connector. It sends once; who may send again is the caller's decision. */
export function createChat(world: ChatWorld): Chat {
  return {
    async post(to, message, options = {}) {
      const thread = options.thread === undefined ? undefined : threadIn(to, options.thread);
      if (to.kind === 'channel' && thread === undefined) return startThread(world, to, message);
      const conversations = conversationsOf(world, to);
      const activity = { ...activityOf(message), ...partiesOf(world, to, thread) };
      const sent = await sending('once', () => conversations.sendToConversation(thread ?? to.id, activity));
      return postedAs(sent.id, thread);
    },
    async update(to, posted, message) {
      const conversations = conversationsOf(world, to);
      const activity = { ...activityOf(message), ...partiesOf(world, to, posted.threadId), id: posted.activityId };
      await persisting(() => conversations.updateActivity(posted.threadId ?? to.id, posted.activityId, activity));
    },
    async typing(to, thread) {
      const where = thread === undefined ? undefined : threadIn(to, thread);
      try {
        const activity = { type: 'typing', ...partiesOf(world, to, where) };
        await sending('once', () => conversationsOf(world, to).sendToConversation(where ?? to.id, activity));
      } catch (error) {
        world.log.debug('typing not shown', { code: refusedBy(error, 'once').code });
      }
    },
    roster: (of, most = 100) => rosterOf(world, of, most),
  };
}

/** A post into a channel begins a thread of its own, which works for channels the bot has never heard from as well. */
async function startThread(world: ChatWorld, to: Conversation, message: Message): Promise<Posted> {
  const conversations = conversationsOf(world, to);
  const { bot } = referenceIn(to, world.bot);
  const parameters = {
    isGroup: true,
    bot: { id: bot.id, name: bot.name ?? '' },
    tenantId: to.tenantId,
    channelData: { channel: { id: to.id }, tenant: { id: to.tenantId } },
    activity: {
      ...activityOf(message),
      from: { id: bot.id, name: bot.name ?? '' },
    },
  };
  const created = await sending('once', () => conversations.createConversation(parameters));
  const thread = created.id?.includes(';messageid=') ? created.id : undefined;
  return postedAs(created.activityId ?? messageIn(thread), thread);
}

function postedAs(activityId: string | undefined, thread: string | undefined): Posted {
  if (activityId === undefined || activityId === '')
    throw new ChatRefused('unclear', 'Teams did not name what it posted');
  return { activityId, ...(thread === undefined ? {} : { threadId: thread }) };
}

/** `thread` is a root message or a whole conversation id. Threads are in channels only. */
function threadIn(to: Conversation, thread: string): string | undefined {
  if (to.kind !== 'channel') return undefined;
  return thread.includes(';messageid=') ? thread : `${to.id};messageid=${thread}`;
}

function messageIn(thread: string | undefined): string | undefined {
  return thread?.split(';messageid=')[1];
}

function partiesOf(world: ChatWorld, to: Conversation, thread: string | undefined) {
  const { bot, user, channelId } = referenceIn(to, world.bot);
  return {
    channelId,
    from: { id: bot.id, name: bot.name ?? '' },
    ...(user === undefined ? {} : { recipient: { id: user.id, name: user.name ?? '' } }),
    conversation: {
      id: thread ?? to.id,
      isGroup: to.kind !== 'personal',
      conversationType: to.kind,
      name: to.name ?? '',
      tenantId: to.tenantId,
    },
  };
}

/** A stored service URL is checked again: our token goes there. */
function conversationsOf(world: ChatWorld, to: Conversation): Conversations {
  if (!isAllowedServiceUrl(to.serviceUrl, world.serviceUrls)) {
    throw new ChatRefused('refused', 'The service URL of this conversation is not allowed');
  }
  return world.connector.conversationsAt(to.serviceUrl);
}

async function sending<T>(sort: Sort, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw refusedBy(error, sort);
  }
}

/** An update may be sent again when nobody knows whether it arrived. */
async function persisting<T>(call: () => Promise<T>): Promise<T> {
  for (const waitMs of [200, 800]) {
    try {
      return await sending('repeatable', call);
    } catch (error) {
      if (!(error instanceof ChatRefused) || error.code !== 'unreachable') throw error;
      await sleep(waitMs);
    }
  }
  return sending('repeatable', call);
}

const membersOnPage = 100;

/** In a personal chat there is nobody but the person it is with, whom what they said has made known. */
function rosterOf(world: ChatWorld, of: Conversation, most: number): Promise<readonly Person[]> {
  const { user } = referenceIn(of, world.bot);
  const isKnown = of.kind === 'personal' && user?.objectId !== undefined;
  return isKnown ? Promise.resolve(personOf(user)) : askRoster(world, of, most);
}

async function askRoster(world: ChatWorld, of: Conversation, most: number): Promise<readonly Person[]> {
  const conversations = conversationsOf(world, of);
  const people: Person[] = [];
  let continued: string | undefined;
  do {
    const asked = { size: membersOnPage, ...(continued === undefined ? {} : { continued }) };
    const page = await persisting(() => conversations.members(of.id, asked));
    people.push(...page.members.flatMap(personOf));
    continued = page.continuationToken === '' ? undefined : page.continuationToken;
  } while (continued !== undefined && people.length < most);
  return people.slice(0, most);
}

/** Teams names the Entra object id `objectId` in rosters and `aadObjectId` elsewhere; who has none is nobody. */
function personOf({ id, name = '', aadObjectId, objectId = aadObjectId }: Partial<Member>): readonly Person[] {
  return objectId === undefined || objectId === '' || id === undefined ? [] : [{ objectId, name, teamsId: id }];
}
