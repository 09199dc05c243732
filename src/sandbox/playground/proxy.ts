import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Log } from '../../ports';
import { actorSwitch } from './actor';
import type { Actor } from './people';

export interface ProxyOptions {
  /** The bot, without a slash at the end. */
  readonly botUrl: string;
  /** The Playground's connector, where answers of the proxy go. */
  readonly serviceUrl: string;
  readonly port: number;
  readonly actors: readonly [Actor, ...Actor[]];
  readonly log: Log;
}

/**
 * Stands between the Playground, which knows one visitor, and the bot: «as Omar» makes the visitor speak and press as
 * Omar from then on. Neither the bot nor its code knows of it. Listens on 127.0.0.1.
 */
export async function startProxy(options: ProxyOptions): Promise<{ readonly url: string; close(): Promise<void> }> {
  const state = { actor: options.actors[0] };
  const server = createServer((request, response) => {
    relay(request, response, state, options).catch((error: unknown) => {
      options.log.warn('the playground proxy could not reach the bot', { error: String(error) });
      if (!response.headersSent) response.writeHead(502);
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return { url: `http://127.0.0.1:${portOf(server)}`, close: () => closed(server) };
}

/** What the proxy reads of an activity; the rest goes on as it came. */
const Spoken = z.looseObject({
  type: z.enum(['message', 'invoke']),
  id: z.string().optional(),
  text: z.string().nullish(),
  value: z.unknown().optional(),
  from: z.looseObject({}),
  recipient: z.looseObject({}),
  conversation: z.looseObject({ id: z.string() }),
});
type Spoken = z.infer<typeof Spoken>;

async function relay(
  request: IncomingMessage,
  response: ServerResponse,
  state: { actor: Actor },
  options: ProxyOptions,
): Promise<void> {
  // Somebody else's page or a tunnel: the bot would refuse it too, but it would see our name instead of theirs.
  if (!isFromHere(request)) return done(response, 403);
  const body = await textOf(request);
  const spoken = spokenIn(body);
  const turned = spoken?.type === 'message' && actorSwitch(spoken.text ?? '', state.actor, options.actors);
  if (spoken !== undefined && turned !== undefined && turned !== false) {
    state.actor = turned.actor;
    await answer(spoken, turned.say, options);
    return done(response, 200);
  }
  const sent =
    spoken === undefined ? body : JSON.stringify({ ...spoken, from: { ...spoken.from, ...fromOf(state.actor) } });
  const got = await fetch(`${options.botUrl}${request.url ?? '/'}`, {
    method: request.method ?? 'GET',
    headers: { 'content-type': request.headers['content-type'] ?? 'application/json' },
    ...(sent === '' ? {} : { body: sent }),
  });
  response.writeHead(got.status, { 'content-type': got.headers.get('content-type') ?? 'application/json' });
  response.end(await got.text());
}

/** Not chained: restify, in the same process, makes `writeHead` return nothing. */
function done(response: ServerResponse, status: number): void {
  response.writeHead(status);
  response.end();
}

function isFromHere(request: IncomingMessage): boolean {
  const foreign = Object.keys(request.headers).some((name) => name === 'origin' || /^(?:x-)?forwarded/.test(name));
  return !foreign && /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(request.headers.host ?? '');
}

function spokenIn(body: string): Spoken | undefined {
  try {
    return Spoken.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

function fromOf({ teamsId, name, objectId }: Actor): Readonly<Record<string, unknown>> {
  return { id: teamsId, name, aadObjectId: objectId };
}

/** The proxy speaks in the bot's name, as there is nobody else in the chat. */
async function answer(to: Spoken, text: string, { serviceUrl }: ProxyOptions): Promise<void> {
  const path = `v3/conversations/${encodeURIComponent(to.conversation.id)}/activities/${encodeURIComponent(to.id ?? '')}`;
  const said = {
    type: 'message',
    text,
    from: to.recipient,
    recipient: to.from,
    conversation: to.conversation,
    replyToId: to.id,
  };
  await fetch(`${serviceUrl}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(said),
  });
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
