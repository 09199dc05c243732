import {
  Client,
  GraphClientError,
  type GraphRequest,
  HTTPMessageHandler,
  type Middleware,
  ResponseType,
} from '@microsoft/microsoft-graph-client';
import type { Entity } from '../core/snapshot';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** One HTTP exchange. */
export interface Sending {
  readonly method: Method;
  /** Whole, and sent exactly so. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Entity | undefined;
  readonly token: string;
  readonly signal: AbortSignal;
}

/** The answer as it came; throws what `fetch` throws when there is none. */
export type Wire = (sending: Sending) => Promise<Response>;

/** Microsoft's client with a chain of our own: it repeats nothing, follows nothing and judges nothing. */
export function wireTo(root: string): Wire {
  const client = Client.initWithMiddleware({ middleware: signedTo(new URL(root).origin), baseUrl: root });
  return async (sending) => {
    const { url, token, headers, signal } = sending;
    const request = client
      .api('/')
      .headers(headers)
      .option('signal', signal)
      .option('redirect', 'manual')
      .middlewareOptions([new Target(url, token)])
      .responseType(ResponseType.RAW);
    try {
      return (await perform(request, sending)) as Response; // RAW gives the response itself
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
  ) {}
}

/**
 * Puts address and token on the call. The client's own way sorts query parameters apart and drops repeated ones, where
 * a next link has to go back as it came, and it leaves the token out for http hosts without a word; this one sends it
 * to one origin and refuses every other.
 */
function signedTo(origin: string): Middleware {
  const last = new HTTPMessageHandler();
  return {
    async execute(context) {
      const target = context.middlewareControl?.getMiddlewareOptions(Target);
      if (!(target instanceof Target)) throw new TypeError('a Graph call without an address');
      if (new URL(target.url).origin !== origin) throw new TypeError(`${target.url} is not at ${origin}`);
      context.request = target.url;
      context.options = {
        ...context.options,
        headers: { ...headersOf(context.options?.headers), Authorization: `Bearer ${target.token}` },
      };
      try {
        await last.execute(context);
      } catch (error) {
        throw whole(error);
      }
    },
  };
}

/** `send` of the client hands the headers on as the plain object it was given. */
function headersOf(headers: unknown): Record<string, string> {
  return { ...(headers as Record<string, string> | undefined) };
}

/** The client keeps only the message of an error that is not its own, and with it goes the cause that says why. */
function whole(error: unknown): GraphClientError {
  const kept = new GraphClientError('the call failed');
  kept.customError = error;
  return kept;
}
