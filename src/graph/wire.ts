import { promisify } from 'node:util';
import { gunzip, gunzipSync, type ZlibOptions } from 'node:zlib';
import {
  Client,
  type Context,
  GraphClientError,
  type GraphRequest,
  type Middleware,
  ResponseType,
} from '@microsoft/microsoft-graph-client';
import { type Dispatcher, Pool } from 'undici';
import type { Entity } from '../core/snapshot';
import { exchange, type Exchanged, type Until } from './exchange';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** One HTTP exchange. */
export interface Sending extends Until {
  readonly method: Method;
  /** Whole, and sent exactly so. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Entity | undefined;
  readonly token: string;
}

/** What came back, whole. */
export interface Received {
  readonly status: number;
  /** Of one that came several times, the last. */
  readonly header: (name: string) => string | null;
  readonly bytes: Buffer;
}

/** The answer as it came; throws what the network threw when there is none. */
export type Wire = (sending: Sending) => Promise<Received>;

/** Microsoft's client with a chain of our own: it repeats nothing, follows nothing and judges nothing. */
export function wireTo(root: string): Wire {
  const client = Client.initWithMiddleware({ middleware: signedTo(new URL(root).origin), baseUrl: root });
  return async (sending) => {
    const { url, token, headers } = sending;
    const request = client
      .api('/')
      .headers(headers)
      .middlewareOptions([new Target(url, token, sending)])
      .responseType(ResponseType.RAW);
    try {
      return (await perform(request, sending)) as Received; // RAW gives what our chain put there
    } catch (error) {
      throw error instanceof GraphClientError && error.customError !== undefined ? error.customError : error;
    }
  };
}

function perform(request: GraphRequest, { method, body }: Sending): Promise<unknown> {
  switch (method) {
    case 'GET':
      return request.get();
    case 'POST':
      return request.post(body);
    case 'PATCH':
      return request.patch(body);
    case 'PUT':
      return request.put(body);
    case 'DELETE':
      return request.delete();
  }
}

/** The client finds the options of a call by their class. */
class Target {
  constructor(
    readonly url: string,
    readonly token: string,
    readonly until: Until,
  ) {}
}

/**
 * Puts address and token on the call and sends it. The client's own way sorts query parameters apart and drops repeated
 * ones, where a next link has to go back as it came, and it leaves the token out for http hosts without a word; this one
 * sends it to one origin and refuses every other. It ends in `fetch`, which takes three times the processor time.
 */
function signedTo(origin: string): Middleware {
  const connections = new Pool(origin);
  return {
    async execute(context) {
      const target = context.middlewareControl?.getMiddlewareOptions(Target);
      if (!(target instanceof Target)) throw new TypeError('a Graph call without an address');
      const { origin: host, pathname, search } = new URL(target.url);
      if (host !== origin) throw new TypeError(`${target.url} is not at ${origin}`);
      try {
        const call = { ...callOf(context, target.token), origin, path: `${pathname}${search}` };
        const answer = await exchange(connections, call, target.until);
        // The client hands on what it finds here, and never looks at it.
        context.response = (await received(answer)) as unknown as Response;
      } catch (error) {
        throw whole(error);
      }
    },
  };
}

function callOf({ options = {} }: Context, token: string): Omit<Dispatcher.DispatchOptions, 'origin' | 'path'> {
  const { method, body, headers } = options;
  return {
    method: method as Method, // as `perform` has it
    headers: {
      // `send` of the client hands the headers on as the plain object it was given.
      ...(headers as Record<string, string> | undefined),
      'Accept-Encoding': 'gzip',
      Authorization: `Bearer ${token}`,
    },
    body: typeof body === 'string' ? body : null,
  };
}

/** What is unpacked sooner than another thread has been asked to. */
const fewBytes = 16_384;

function unzip(bytes: Buffer): Buffer | Promise<Buffer> {
  return bytes.length <= fewBytes ? gunzipSync(bytes, inOnePiece(bytes)) : unzipElsewhere(bytes, inOnePiece(bytes));
}

const unzipElsewhere = promisify<Buffer, ZlibOptions, Buffer>(gunzip);

/** In one piece, since each goes to another thread and back; how long it is stands at the end of what came (RFC 1952). */
function inOnePiece(zipped: Buffer): ZlibOptions {
  const said = zipped.length < 18 ? 0 : zipped.readUInt32LE(zipped.length - 4);
  return { chunkSize: Math.max(16_384, Math.min(said + 1024, 2 ** 20)) };
}

async function received({ statusCode, headers, bytes }: Exchanged): Promise<Received> {
  const header = (name: string) => [headers[name] ?? null].flat().at(-1) ?? null;
  const zipped = header('content-encoding') === 'gzip' && bytes.length > 0;
  return {
    status: statusCode,
    header,
    bytes: zipped ? await unzip(bytes) : bytes,
  };
}

/** The client keeps only the message of an error that is not its own, and with it goes the cause that says why. */
function whole(error: unknown): GraphClientError {
  const kept = new GraphClientError('the call failed');
  kept.customError = error;
  return kept;
}
