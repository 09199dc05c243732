import { Agent, type Dispatcher } from 'undici';
import { z } from 'zod';

/**
 * The calls of the Bot Framework's REST API that Warden makes. Each is sent once and has an end, where the SDK's client
 * waits for ever and sends a POST up to four times, after which a message stands there twice; and it takes four times
 * the processor time. https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
 */
export interface Conversations {
  sendToConversation(conversation: string, activity: object): Promise<Sent>;
  replyToActivity(conversation: string, activityId: string, activity: object): Promise<Sent>;
  updateActivity(conversation: string, activityId: string, activity: object): Promise<Sent>;
  createConversation(parameters: object): Promise<Created>;
  members(conversation: string, page: { readonly size: number; readonly continued?: string }): Promise<MembersPage>;
}

/** Teams answered something else than yes. */
export class ConnectorRefused extends Error {
  override readonly name = 'ConnectorRefused';
  constructor(
    readonly status: number,
    readonly code: string,
    readonly retryAfter: string | undefined,
  ) {
    super(`${status} ${code}`);
  }
}

/** Teams leaves out what it does not know, or says null. */
const text = z
  .string()
  .nullish()
  .transform((said) => said ?? undefined);

const Sent = z.object({ id: text });
export type Sent = z.infer<typeof Sent>;

const Created = z.object({ id: text, activityId: text });
type Created = z.infer<typeof Created>;

/** The object id has another name in rosters than in activities. */
const Member = z.object({ id: text, name: text, aadObjectId: text, objectId: text });
export type Member = z.infer<typeof Member>;

const MembersPage = z.object({ members: z.array(Member).default([]), continuationToken: text });
type MembersPage = z.infer<typeof MembersPage>;

export interface RestOptions {
  /** The `Authorization` of a call; without it nothing is signed. */
  readonly authorization: (() => Promise<string>) | undefined;
  readonly callWithinMs: number;
}

/** Gives the calls of each service URL, over connections that are kept. */
export function restOf(options: RestOptions): (serviceUrl: string) => Conversations {
  const connections = new Agent();

  async function call<T>(shape: z.ZodType<T>, method: 'GET' | 'POST' | 'PUT', url: string, body?: object): Promise<T> {
    const authorization = await options.authorization?.();
    const answer = await connections.request({
      ...addressOf(url),
      method,
      headers: {
        accept: 'application/json',
        ...(authorization === undefined ? {} : { authorization }),
        ...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(options.callWithinMs),
    });
    return read(shape, answer);
  }

  return (serviceUrl) => {
    const root = `${serviceUrl.replace(/\/+$/, '')}/v3/conversations`;
    const at = (...parts: readonly string[]) => [root, ...parts.map(encodeURIComponent)].join('/');
    return {
      sendToConversation: (conversation, activity) => call(Sent, 'POST', at(conversation, 'activities'), activity),
      replyToActivity: (conversation, id, activity) => call(Sent, 'POST', at(conversation, 'activities', id), activity),
      updateActivity: (conversation, id, activity) => call(Sent, 'PUT', at(conversation, 'activities', id), activity),
      createConversation: (parameters) => call(Created, 'POST', root, parameters),
      members: (conversation, { size, continued }) => {
        const more = continued === undefined ? '' : `&continuationToken=${encodeURIComponent(continued)}`;
        return call(MembersPage, 'GET', `${at(conversation, 'pagedmembers')}?pageSize=${size}${more}`);
      },
    };
  };
}

function addressOf(url: string): Pick<Dispatcher.RequestOptions, 'origin' | 'path'> {
  const { origin, pathname, search } = new URL(url);
  return { origin, path: `${pathname}${search}` };
}

const Refusal = z.object({ error: z.object({ code: z.string() }) });

/** Nothing at all is an answer too, as to an update. */
async function read<T>(shape: z.ZodType<T>, { statusCode, headers, body }: Dispatcher.ResponseData): Promise<T> {
  const said = jsonOf(await body.text());
  const answer = statusCode < 300 ? shape.safeParse(said) : undefined;
  if (answer?.success === true) return answer.data;
  const code = Refusal.safeParse(said).data?.error.code ?? '';
  const retryAfter = [headers['retry-after']].flat()[0];
  throw new ConnectorRefused(statusCode, code, retryAfter);
}

function jsonOf(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
