import { CloudAdapter, type Activity as SdkActivity, type TurnContext } from 'botbuilder';
import type { AddressInfo } from 'node:net';
import * as restify from 'restify';
import type { Chat, Incoming } from '../ports';
import type { Activity } from './activity';
import { createChat } from './chat';
import { createConnector, type Connector } from './connector';
import { checkActivity, checkIssuer, checkOrigin, checkTenant, readBody, type Checked, type Refused } from './guard';
import { cardAction, incomingOf } from './incoming';
import { createInHand, type InHand } from './in-hand';
import { defaultLimits, type Limits, type TeamsOptions } from './options';
import { activityOf } from './outgoing';
import { refusedBy } from './refused';
import { isLoopback } from './service-url';
import { answerMessage, answerPress, type TurnWorld } from './turn';
import { muteVerification, verify } from './verify';

export type { BotEndpoints, Limits, TeamsAuth, TeamsOptions, TeamsRefusal } from './options';

export interface TeamsServer {
  /** Root of the server, without a slash at the end. Teams posts to `/api/messages`. */
  readonly url: string;
  readonly chat: Chat;
  /** Takes nothing new, lets turns in hand finish within the limit, and ends. */
  close(): Promise<void>;
}

/** Starts the HTTP door for Teams. Throws when it would be open: real mode without an app id, sandbox mode off loopback. */
export async function startTeams(options: TeamsOptions): Promise<TeamsServer> {
  refuseOpenDoor(options);
  const edge = edgeOf(options);
  const server = restify.createServer({ name: 'Warden' });
  const unmute = muteVerification();
  let ended: Promise<void> | undefined;
  const end = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    httpOf(server).closeIdleConnections();
    await edge.inHand.drain(edge.limits.closeWithinMs);
    httpOf(server).closeAllConnections();
    await closed;
    unmute();
  };

  server.get('/healthz', async (request, response) => {
    const origin = originOf(request, options);
    const healthy = origin.ok && ended === undefined && (await options.health().catch(() => false));
    if (!origin.ok) return answer(response, { status: origin.refused.status });
    return answer(response, { status: healthy ? 200 : 503, body: { status: healthy ? 'ok' : 'unavailable' } });
  });
  server.post('/api/messages', async (request, response) => {
    if (ended !== undefined) return answer(response, { status: 503, body: { error: 'closing' } });
    const served = takeRequest(request, edge)
      .catch((error: unknown) => failed(error, edge))
      .then((outcome) => answer(response, outcome));
    edge.inHand.add(served);
    // What was not read of a refused body is drained, or the sender would not hear the refusal.
    await served.finally(() => request.resume());
  });

  await listen(server, options);
  return {
    url: urlOf(options.host, (server.address() as AddressInfo).port),
    chat: edge.chat,
    close: () => (ended ??= end()),
  };
}

function refuseOpenDoor(options: TeamsOptions): void {
  const { mode, auth, host } = options;
  if (mode === 'real' && (auth === undefined || auth.appId === ''))
    throw new Error("Teams needs an app id: without one it would take anybody's word.");
  if (mode === 'sandbox' && auth !== undefined) throw new Error('The sandbox takes no app id.');
  if (mode === 'sandbox' && !isLoopback(host))
    throw new Error(`The sandbox checks no tokens, so it listens to this machine only, not to ${host}.`);
}

interface Edge {
  readonly options: TeamsOptions;
  readonly limits: Limits;
  readonly connector: Connector;
  readonly adapter: CloudAdapter;
  readonly chat: Chat;
  readonly inHand: InHand;
}

function edgeOf(options: TeamsOptions): Edge {
  const { auth, clock, log, mode, serviceUrlHosts } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const connector = createConnector({
    ...(auth === undefined ? {} : { auth }),
    clock,
    callWithinMs: limits.callWithinMs,
  });
  const adapter = new CloudAdapter(connector.authentication);
  adapter.onTurnError = (_, error) => {
    log.error('turn failed outside of the bot', { error: error.stack });
    return Promise.resolve();
  };
  const chat = createChat({
    connector,
    bot: { id: `28:${auth?.appId ?? 'warden-sandbox'}`, name: 'Warden' },
    serviceUrls: { mode, hosts: serviceUrlHosts },
    log,
  });
  return { options, limits, connector, adapter, chat, inHand: createInHand(log) };
}

interface Outcome {
  readonly status: number;
  readonly body?: unknown;
}

async function takeRequest(request: restify.Request, edge: Edge): Promise<Outcome> {
  const { options } = edge;
  const origin = originOf(request, options);
  if (!origin.ok) return refusing(origin.refused, edge);
  const body = await readBody(request, edge.limits.bodyBytes);
  if (!body.ok) return refusing(body.refused, edge);
  const authorization = authorizationOf(request, options);
  if (!authorization.ok) return refusing(authorization.refused, edge);
  const activity = checkActivity(body.value, { mode: options.mode, hosts: options.serviceUrlHosts });
  if (!activity.ok) return refusing(activity.refused, edge);
  // Its shape was just checked; the SDK wants its own type, with fields that Teams leaves out.
  const sdkActivity = body.value as SdkActivity;
  const verified = await verify(
    edge.connector.authentication,
    { activity: sdkActivity, authorization: authorization.value },
    options.log,
  );
  if (!verified.ok) return refusing(verified.refused, edge);
  const tenant = checkTenant(activity.value, options.allowedTenants);
  if (!tenant.ok) {
    edge.inHand.add(sayToForeigner(activity.value, edge));
    return refusing(tenant.refused, edge, factsOf(activity.value));
  }
  let outcome: Outcome | undefined;
  await edge.adapter.processActivityDirect(verified.value, sdkActivity, async (context) => {
    outcome = await takeTurn(activity.value, context, edge);
  });
  return outcome ?? failed(new Error('the turn ended without an answer'), edge);
}

/** One polite sentence, and nothing of what was said goes further. */
async function sayToForeigner(activity: Activity, edge: Edge): Promise<void> {
  const incoming = incomingOf(activity, edge.options.clock);
  if (incoming?.what.kind !== 'text') return;
  const text = 'Warden works for another organization, so it cannot help here.';
  const options = incoming.thread === undefined ? {} : { thread: incoming.thread };
  await edge.chat.post(incoming.conversation, { text, summary: text }, options).catch((error: unknown) => {
    edge.options.log.warn('reply not delivered', { activity: incoming.id, code: refusedBy(error, 'once').code });
  });
}

function originOf(request: restify.Request, options: TeamsOptions): Checked<null> {
  return options.mode === 'sandbox' ? checkOrigin(request.headers) : { ok: true, value: null };
}

function authorizationOf(request: restify.Request, options: TeamsOptions): Checked<string> {
  if (options.auth === undefined) return { ok: true, value: '' };
  return checkIssuer(request.headers.authorization, options.auth.endpoints.issuer);
}

function refusing(refused: Refused, edge: Edge, facts: Readonly<Record<string, unknown>> = {}): Outcome {
  edge.options.log.warn('request refused', { ...refused, ...facts });
  edge.options.refused?.({ ...refused, facts });
  return { status: refused.status, body: { error: refused.code } };
}

/** Who a verified request was from, for the audit. */
function factsOf(activity: Activity): Readonly<Record<string, unknown>> {
  return {
    objectId: activity.from.aadObjectId,
    tenantId: activity.conversation.tenantId ?? activity.channelData?.tenant?.id,
    activity: activity.id,
    type: activity.type,
  };
}

async function takeTurn(activity: Activity, context: TurnContext, edge: Edge): Promise<Outcome> {
  const incoming = incomingOf(activity, edge.options.clock);
  if (incoming === undefined) return { status: 200 };
  const { handle, log, clock } = edge.options;
  const world: TurnWorld = { handle, log, clock, chat: edge.chat, inHand: edge.inHand, limits: edge.limits };
  if (incoming.what.kind === 'press') {
    // The HTTP status is 200 whatever the result, which is in the body.
    return { status: 200, body: await answerPress(incoming, incoming.what.automatic, world) };
  }
  await answerMessage(
    incoming,
    async (reply) => {
      await context.sendActivity(activityOf(reply)).catch((error: unknown) => {
        throw refusedBy(error, 'once');
      });
    },
    world,
  );
  return activity.deliveryMode === 'expectReplies'
    ? { status: 200, body: { activities: context.bufferedReplyActivities } }
    : { status: 200 };
}

function failed(error: unknown, edge: Edge): Outcome {
  const reference = edge.options.clock.token().slice(0, 8);
  edge.options.log.error('request failed', { reference, error: error instanceof Error ? error.stack : String(error) });
  return { status: 500, body: { error: 'failed', reference } };
}

/** Written by hand: restify would negotiate the type and echo its own words. Resolves when it was sent, or nobody listens. */
async function answer(response: restify.Response, outcome: Outcome): Promise<void> {
  if (response.headersSent || response.destroyed) return;
  const text = outcome.body === undefined ? '' : JSON.stringify(outcome.body);
  response.writeHead(outcome.status, {
    ...(text === '' ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    'content-length': Buffer.byteLength(text),
    'x-content-type-options': 'nosniff',
    ...(outcome.status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
  });
  const sent = new Promise<void>((resolve) => response.once('close', () => resolve()));
  response.end(text);
  await sent;
}

async function listen(server: restify.Server, options: TeamsOptions): Promise<void> {
  httpOf(server).requestTimeout = 15_000;
  httpOf(server).headersTimeout = 10_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => resolve());
  });
}

function httpOf(server: restify.Server): import('node:http').Server {
  // restify's type says `any`; without TLS options it is Node's own server.
  return server.server as import('node:http').Server;
}

function urlOf(host: string, port: number): string {
  const name = host === '::1' || host === '[::1]' ? '[::1]' : host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${name}:${port}`;
}
