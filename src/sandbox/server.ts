import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Answer } from './call';
import { type Fault, faultBox } from './fault';
import { answerGraph, type Outcome, refusalAnswer, type SandboxCall, type World } from './graph';
import { lifeOf } from './life';
import { seededRandom } from './random';
import { badRequest, Refusal } from './refusal';
import { seededTenant } from './seed/company';
import { mostDevices, stormsOver, type Storms } from './storm';
import type { Tenant } from './tenant';
import { tokenDesk } from './token';

export type { Fault } from './fault';
export type { SandboxCall } from './graph';
export type { Tenant } from './tenant';

export interface SandboxOptions {
  /** Default: any free port. The address is always 127.0.0.1. */
  readonly port?: number;
  readonly now?: () => Date;
  /** Same seed, same tenant, ids and all (given the same clock). */
  readonly seed?: number;
  /** Devices' threat levels rise and fall over time. Default: the tenant stands still. */
  readonly live?: boolean;
  /** Delay of each answer. */
  readonly latencyMs?: number;
  /** Application permissions in the tokens; default: all that Warden asks for. */
  readonly roles?: readonly string[];
  /** Intune wants a second admin of its own for policies and apps. Default: it does not. */
  readonly multiAdminApproval?: boolean;
  /** Managed devices in a page; Graph's own is 1000. */
  readonly devicePageSize?: number;
}

export interface Sandbox {
  /** Graph's root; paths begin with /v1.0 or /beta. Tokens come from `POST {url}/token`. */
  readonly url: string;
  /** Every Graph call that would change something, in order of arrival. */
  readonly writes: readonly SandboxCall[];
  readonly calls: readonly SandboxCall[];
  /** The live state. */
  readonly tenant: Tenant;
  /** Disturbs the calls it fits, until the returned function is called. */
  inject(fault: Fault): () => void;
  close(): Promise<void>;
}

/** The application permissions Warden asks for, all families on. */
export const allRoles: readonly string[] = [
  'AppCatalog.Read.All',
  'Application.Read.All',
  'AuditLog.Read.All',
  'Channel.ReadBasic.All',
  'Device.Read.All',
  'DeviceManagementApps.ReadWrite.All',
  'DeviceManagementConfiguration.ReadWrite.All',
  'DeviceManagementManagedDevices.PrivilegedOperations.All',
  'DeviceManagementManagedDevices.Read.All',
  'DeviceManagementServiceConfig.ReadWrite.All',
  'Group.Create',
  'Group.Read.All',
  'Group.ReadWrite.All',
  'GroupMember.ReadWrite.All',
  'Policy.Read.All',
  'Policy.ReadWrite.ConditionalAccess',
  'Team.ReadBasic.All',
  'TeamsAppInstallation.ReadWriteSelfForUser.All',
  'User.Read.All',
];

/** Graph takes no larger bodies. https://learn.microsoft.com/graph/errors (413) */
const largestBody = 4 * 1024 * 1024;

/** Starts a Graph server with a made-up tenant on 127.0.0.1. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const closing = new AbortController();
  let url = '';
  const world = worldOf(options, () => url);
  const server = createServer((request, response) => {
    respond(world, options, closing.signal, request, response).catch((error: unknown) => {
      // A socket that was closed under the answer is nobody's fault; anything else is ours, and a 500.
      if (!response.headersSent && !closing.signal.aborted) send(response, request, failure(world, error), false);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the sandbox has no port');
  url = `http://127.0.0.1:${address.port}`;
  return {
    url,
    writes: world.writes,
    calls: world.calls,
    tenant: world.tenant,
    inject: world.faults.add,
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type OwnWorld = World & { readonly storms: Storms };

function worldOf(options: SandboxOptions, root: () => string): OwnWorld {
  const now = options.now ?? (() => new Date());
  const seed = options.seed ?? 1;
  const tenant = seededTenant({ seed, now });
  const ids = seededRandom(seed + 1);
  const life = lifeOf(tenant, seededRandom(seed + 2), now());
  const storms = stormsOver(tenant);
  return {
    root,
    now,
    tenant,
    tokens: tokenDesk(),
    faults: faultBox(),
    devicePageSize: options.devicePageSize ?? 1000,
    multiAdminApproval: options.multiAdminApproval === true,
    storms,
    live: () => {
      if (options.live === true) life.advance(now());
      storms.advance(now());
    },
    calls: [],
    writes: [],
    requestId: ids.guid,
  };
}

async function respond(
  world: OwnWorld,
  options: SandboxOptions,
  closing: AbortSignal,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const text = await readText(request);
  if (text === undefined) {
    send(
      response,
      request,
      refusalAnswer(world, new Refusal(413, 'RequestEntityTooLarge', 'The maximum request length supported is 4MB.')),
      false,
    );
    return;
  }
  const outcome = outcomeOf(world, options, request, text);
  if (outcome.kind === 'hang') return;
  if (outcome.kind === 'reset') {
    request.socket.destroy();
    return;
  }
  const delayMs = (options.latencyMs ?? 0) + outcome.delayMs;
  if (delayMs > 0) await wait(delayMs, undefined, { signal: closing });
  send(response, request, withRequestId(world, outcome.answer), outcome.cut);
}

function outcomeOf(world: OwnWorld, options: SandboxOptions, request: IncomingMessage, text: string): Outcome {
  const [method, url] = [request.method ?? 'GET', request.url ?? '/'];
  if (url.split('?')[0] === '/token') {
    const answer =
      method === 'POST'
        ? { status: 200, body: world.tokens.issue(options.roles ?? allRoles, world.now()) }
        : refusalAnswer(world, badRequest('A token is asked for with POST.'));
    return { kind: 'answer', answer, delayMs: 0, cut: false };
  }
  if (method === 'POST' && url.startsWith('/storm?'))
    return { kind: 'answer', answer: storm(world, url), delayMs: 0, cut: false };
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  return answerGraph(world, { method, url, headers, body: { text } });
}

/** No call of Graph's: `npm run storm` asks for it. */
function storm({ storms, now }: OwnWorld, url: string): Answer {
  const asked = new URL(url, 'http://sandbox').searchParams;
  const [devices, seconds] = [Number(asked.get('devices')), Number(asked.get('seconds'))];
  const fits = Number.isInteger(devices) && devices > 0 && devices <= mostDevices && seconds > 0 && seconds <= 86_400;
  if (!fits) return { status: 400, body: `A storm has 1 to ${mostDevices} devices and lasts up to a day.` };
  storms.begin(devices, seconds, now());
  return { status: 200, body: `${devices} devices are noncompliant now, and well again in ${seconds} seconds.` };
}

function withRequestId(world: World, answer: Answer): Answer {
  if (answer.headers?.['request-id'] !== undefined) return answer;
  const requestId = world.requestId();
  return { ...answer, headers: { 'request-id': requestId, 'client-request-id': requestId, ...answer.headers } };
}

function failure(world: World, error: unknown): Answer {
  return refusalAnswer(world, new Refusal(500, 'InternalServerError', `The sandbox failed: ${String(error)}`));
}

/** The whole body; undefined when it is larger than Graph takes. */
async function readText(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    // A request without encoding set gives buffers.
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size <= largestBody) chunks.push(bytes);
  }
  return size > largestBody ? undefined : Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, request: IncomingMessage, answer: Answer, cut: boolean): void {
  const text =
    answer.body === undefined ? '' : typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
  const whole = Buffer.from(cut ? text.slice(0, Math.max(1, Math.floor(text.length / 2))) || '{"value":[' : text);
  const zips = whole.length > 1024 && /\bgzip\b/.test(String(request.headers['accept-encoding']));
  const bytes = zips ? gzipSync(whole, { level: 1 }) : whole;
  const type =
    answer.body === undefined && !cut
      ? {}
      : { 'content-type': 'application/json;odata.metadata=minimal;charset=utf-8' };
  response.writeHead(cut ? 200 : answer.status, {
    ...type,
    ...(zips ? { 'content-encoding': 'gzip' } : {}),
    ...answer.headers,
    'content-length': bytes.length,
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}
