import type { Server } from 'node:http';
import * as restify from 'restify';
import type { Chat } from '../ports';
import { edgeOf } from './edge';
import type { TeamsOptions } from './options';
import { originOf, receive, type Outcome } from './receive';
import { isLoopback } from './service-url';
import { muteVerification } from './verify';

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
  const unmute = muteVerification(options.log);
  let ended: Promise<void> | undefined;
  const end = async () => {
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    httpOf(server).closeIdleConnections();
    await edge.inHand.drain(edge.limits.closeWithinMs);
    httpOf(server).closeAllConnections();
    await closed;
    unmute();
  };

  // Whether the process lives. A database that is away for a moment is no reason to start it anew.
  server.get('/healthz', async (request, response) => {
    const origin = originOf(request, options);
    if (!origin.ok) return answer(response, { status: origin.refused.status });
    return answer(response, { status: 200, body: { status: 'ok' } });
  });
  // Whether it is to be given work.
  server.get('/readyz', async (request, response) => {
    const origin = originOf(request, options);
    if (!origin.ok) return answer(response, { status: origin.refused.status });
    const ready = ended === undefined && (await options.ready().catch(() => false));
    return answer(response, { status: ready ? 200 : 503, body: { status: ready ? 'ready' : 'unavailable' } });
  });
  server.post('/api/messages', async (request, response) => {
    if (ended !== undefined) return answer(response, { status: 503, body: { error: 'closing' } });
    const served = receive(request, edge).then((outcome) => answer(response, outcome));
    edge.inHand.add(served);
    // What was not read of a refused body is drained, or the sender would not hear the refusal.
    await served.finally(() => request.resume());
  });

  await listen(server, options).catch((error: unknown) => {
    unmute();
    throw error;
  });
  return {
    url: urlOf(options.host, server.address().port),
    chat: edge.chat,
    close: () => (ended ??= end()),
  };
}

function refuseOpenDoor(options: TeamsOptions): void {
  const { mode, auth, host } = options;
  if (mode === 'real' && (auth === undefined || auth.appId === '')) {
    throw new Error("Teams needs an app id: without one it would take anybody's word.");
  }
  if (mode === 'sandbox' && auth !== undefined) throw new Error('The sandbox takes no app id.');
  if (mode === 'sandbox' && !isLoopback(host)) {
    throw new Error(`The sandbox checks no tokens, so it listens to this machine only, not to ${host}.`);
  }
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
    // Whoever is still sending is not listened to any longer.
    ...(outcome.status === 408 ? { connection: 'close' } : {}),
  });
  const sent = new Promise<void>((resolve) => response.once('close', () => resolve()));
  response.end(text);
  await sent;
}

async function listen(server: restify.Server, options: TeamsOptions): Promise<void> {
  httpOf(server).requestTimeout = 15_000;
  httpOf(server).headersTimeout = 10_000;
  // Longer than whoever is in front keeps an idle connection, or a message is sent on one that we are just closing.
  httpOf(server).keepAliveTimeout = 90_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => resolve());
  });
}

/** restify's type says `any`; without TLS options it is Node's own server. */
function httpOf(server: restify.Server): Server {
  return server.server;
}

function urlOf(host: string, port: number): string {
  const name = host === '::1' || host === '[::1]' ? '[::1]' : host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${name}:${port}`;
}
