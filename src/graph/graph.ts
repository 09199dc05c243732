import {
  Client,
  HTTPMessageHandler,
  ResponseType,
  type Context,
  type Middleware,
} from '@microsoft/microsoft-graph-client';
import { z } from 'zod';
import { GraphUnreachable, type Graph, type GraphAnswer, type GraphPath, type Log } from '../ports';
import type { Token } from './credential';
import { recordTo } from './record';
import { refusalOf } from './refusal';
import { retryAfterOf, waitBefore } from './retry';

/** The Graph port over HTTP. Paging, throttling, deadlines and errors are handled here and nowhere else. */

export interface GraphOptions {
  /** `https://graph.microsoft.com`, or the sandbox's `http://127.0.0.1:PORT`. */
  readonly root: string;
  readonly token: Token;
  readonly log: Log;
  /** A file that gets one line for each call. */
  readonly record?: string | undefined;
  /** One call; default 60 s. */
  readonly timeoutMs?: number;
}

type Entity = Readonly<Record<string, unknown>>;

interface Call extends GraphPath {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly body?: Entity;
  /** Whether doing it twice is as good as doing it once. */
  readonly repeatable: boolean;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly requestId: string | null;
}

const Page = z.object({ value: z.array(z.record(z.string(), z.unknown())), '@odata.nextLink': z.string().optional() });

export function openGraph(options: GraphOptions): Graph {
  const send = senderOf(options);
  const pages = async function* (at: GraphPath): AsyncIterable<readonly Entity[]> {
    let next: GraphPath | undefined = at;
    while (next) {
      const page = Page.safeParse((await send({ ...next, method: 'GET', repeatable: true })).body);
      if (!page.success) throw notJson(next.path);
      yield page.data.value;
      const link: string | undefined = page.data['@odata.nextLink'];
      next = link === undefined ? undefined : { ...at, ...followed(link, options.root) };
    }
  };
  return {
    pages,
    async get(at) {
      return entityOf((await send({ ...at, method: 'GET', repeatable: true })).body, at.path);
    },
    async list(at) {
      const rows: Entity[] = [];
      for await (const page of pages(at)) rows.push(...page);
      return rows;
    },
    async count(at) {
      const { body } = await send({ ...at, method: 'GET', repeatable: true });
      const number = typeof body === 'number' ? body : Number(body);
      if (!Number.isInteger(number)) throw notJson(at.path);
      return number;
    },
    async ask(at, body) {
      return entityOf((await send({ ...at, method: 'POST', body, repeatable: true })).body, at.path);
    },
    async write(write): Promise<GraphAnswer> {
      const answer = await send({ ...write, repeatable: false });
      return { ...answer, body: isEntity(answer.body) ? answer.body : null };
    },
    async permissions() {
      return rolesIn(await options.token());
    },
  };
}

/** Sends with our own patience: reads wait out throttling and outages; writes only what was surely not begun. */
function senderOf(options: GraphOptions): (call: Call) => Promise<Answer> {
  const client = clientFor(options);
  const record = options.record === undefined ? undefined : recordTo(options.record);
  const inTurn = oneASecond();

  return async (call) => {
    const once = () => sendOnce(client, call, options.timeoutMs ?? 60_000, record);
    for (let attempt = 1; ; attempt++) {
      const outcome = await (call.path.startsWith('/identity/conditionalAccess') ? inTurn(once) : once());
      if (outcome.kind === 'answer') return outcome.answer;
      const wait = waitBefore(attempt, outcome, call.repeatable);
      if (wait === undefined || call.signal?.aborted === true) throw outcome.error;
      options.log.info(outcome.kind === 'throttled' ? 'graph throttled' : 'graph call repeated', {
        path: call.path.split('?')[0],
        attempt,
        waitMilliseconds: Math.round(wait),
      });
      await pause(wait, call.signal);
    }
  };
}

/** Conditional Access takes one request per second and tenant. https://learn.microsoft.com/graph/throttling-limits */
function oneASecond(): <T>(work: () => Promise<T>) => Promise<T> {
  let turn: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = turn.then(work);
    turn = mine.then(
      () => pause(1000, undefined),
      () => pause(1000, undefined),
    );
    return mine;
  };
}

export type Outcome =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number | undefined; readonly error: Error }
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds: number | undefined; readonly error: Error }
  | { readonly kind: 'notSent'; readonly error: Error }
  | { readonly kind: 'noAnswer'; readonly error: Error }
  | { readonly kind: 'refused'; readonly error: Error };

async function sendOnce(
  client: Client,
  call: Call,
  timeoutMs: number,
  record: ReturnType<typeof recordTo> | undefined,
): Promise<Outcome> {
  const url = `/${call.version}${call.path}`;
  const signal = call.signal
    ? AbortSignal.any([call.signal, AbortSignal.timeout(timeoutMs)])
    : AbortSignal.timeout(timeoutMs);
  let status = 0;
  let text: string;
  let response: Response;
  try {
    response = await request(client, call, signal);
    status = response.status;
    text = await response.text();
  } catch (error) {
    record?.({ method: call.method, url, body: call.body ?? null, status });
    return broken(error, signal, call);
  }
  record?.({ method: call.method, url, body: call.body ?? null, status });
  return judge(call, response, text, url);
}

function judge(call: Call, response: Response, text: string, url: string): Outcome {
  const { status } = response;
  const requestId = response.headers.get('request-id');
  const body = jsonOf(text);
  if (response.ok) {
    if (body === unreadable) {
      const say = 'Graph answered something that cannot be read.';
      return {
        kind: call.repeatable ? 'unavailable' : 'noAnswer',
        retryAfterSeconds: undefined,
        error: new GraphUnreachable(say, true),
      };
    }
    return { kind: 'answer', answer: { status, body, requestId } };
  }
  const error = refusalOf({
    status,
    requestId,
    method: call.method,
    path: url,
    body: body === unreadable ? null : body,
  });
  const retryAfterSeconds = retryAfterOf(response.headers.get('retry-after'));
  if (status === 429) return { kind: 'throttled', retryAfterSeconds, error };
  if (status < 500) return { kind: 'refused', error };
  const say = `Graph is not available at the moment (${status}).`;
  return { kind: 'unavailable', retryAfterSeconds, error: new GraphUnreachable(say, true, { cause: error }) };
}

/** A refused connection was never sent; anything else may have had its effect. */
function broken(error: unknown, signal: AbortSignal, call: Call): Outcome {
  if (error instanceof GraphUnreachable) return { kind: 'notSent', error };
  const code = codeOf(error);
  if (code !== undefined && neverSent.has(code)) {
    return { kind: 'notSent', error: new GraphUnreachable('Graph cannot be reached.', false, { cause: error }) };
  }
  const late = signal.aborted && call.signal?.aborted !== true;
  const say = late ? 'Graph did not answer in time.' : 'The connection to Graph broke before it answered.';
  return { kind: 'noAnswer', error: new GraphUnreachable(say, true, { cause: error }) };
}

const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

function codeOf(error: unknown): string | undefined {
  for (let at: unknown = error, depth = 0; typeof at === 'object' && at !== null && depth < 5; depth++) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    at = 'cause' in at ? at.cause : undefined;
  }
  return undefined;
}

async function request(client: Client, call: Call, signal: AbortSignal): Promise<Response> {
  const prepared = client
    .api(call.path)
    .version(call.version)
    .responseType(ResponseType.RAW)
    .option('signal', signal)
    .headers(call.eventual === true ? { ConsistencyLevel: 'eventual' } : {});
  switch (call.method) {
    case 'GET':
      return (await prepared.get()) as Response; // RAW gives the response itself
    case 'DELETE':
      return (await prepared.delete()) as Response;
    case 'PATCH':
      return (await prepared.patch(call.body ?? {})) as Response;
    case 'PUT':
      return (await prepared.put(call.body ?? {})) as Response;
    case 'POST':
      return (await prepared.post(call.body ?? {})) as Response;
  }
}

/** The Graph client with a chain of our own: the token for our root only, then the wire. No retries, no redirects. */
function clientFor({ root, token }: GraphOptions): Client {
  const signed = new Signed(new URL(root).origin, token);
  signed.setNext(new HTTPMessageHandler());
  return Client.initWithMiddleware({ middleware: signed, baseUrl: `${root}/` });
}

class Signed implements Middleware {
  #next: Middleware | undefined;
  constructor(
    private readonly origin: string,
    private readonly token: Token,
  ) {}

  async execute(context: Context): Promise<void> {
    const url = typeof context.request === 'string' ? context.request : context.request.url;
    if (new URL(url).origin !== this.origin)
      throw new GraphUnreachable('Graph pointed to another host, which is not followed.', false);
    const headers = new Headers(context.options?.headers as Record<string, string> | undefined);
    headers.set('Authorization', `Bearer ${await this.token()}`);
    context.options = { ...context.options, headers, redirect: 'error' };
    await this.#next?.execute(context);
  }

  setNext(next: Middleware): void {
    this.#next = next;
  }
}

/** A next link, taken verbatim, but only to the host it came from. */
function followed(link: string, root: string): { readonly path: string; readonly version: GraphPath['version'] } {
  const base = new URL(root);
  const url = URL.canParse(link) ? new URL(link) : undefined;
  const [, version, path] = /^\/(v1\.0|beta)(\/.*)$/.exec(url ? url.pathname + url.search : '') ?? [];
  if (!url || url.origin !== base.origin || path === undefined || (version !== 'v1.0' && version !== 'beta')) {
    throw new GraphUnreachable('Graph pointed to another host for the next page, which is not followed.', false);
  }
  return { path, version };
}

const unreadable = Symbol('unreadable');

function jsonOf(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch {
    return unreadable;
  }
}

function entityOf(body: unknown, path: string): Entity {
  if (!isEntity(body)) throw notJson(path);
  return body;
}

function isEntity(value: unknown): value is Entity {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function notJson(path: string): GraphUnreachable {
  return new GraphUnreachable(`Graph's answer to ${path.split('?')[0]} is not what it should be.`, true);
}

/** The `roles` of an application token; it is our own token, so nothing has to be verified. */
function rolesIn(token: string): ReadonlySet<string> {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return new Set(z.object({ roles: z.array(z.string()) }).parse(payload).roles);
  } catch {
    return new Set();
  }
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
