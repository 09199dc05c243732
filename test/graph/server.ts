import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openGraph } from '../../src/graph/graph';
import type { GraphOptions } from '../../src/graph/options';
import type { Facts, Graph, Log } from '../../src/ports';

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly at: number;
}

export interface Server {
  readonly url: string;
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

export type Answer = (asked: Asked, response: ServerResponse, count: number) => void;

/** A server that answers as a test says; `count` is 1 for the first call. */
export async function serve(answer: Answer): Promise<Server> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body, at: performance.now() };
      asked.push(one);
      answer(one, response, asked.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a listening TCP server has one
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function json(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'r-1', ...headers });
  response.end(JSON.stringify(body));
}

/** What Graph's errors look like. */
export function graphError(code: string, message: string): unknown {
  return { error: { code, message, innerError: { date: '2026-03-02T09:00:00', 'request-id': 'r-1' } } };
}

/** Intune's: JSON in the message. */
export function intuneError(code: string, message: string): unknown {
  const tail =
    ' - Operation ID (for customer support): 00000000-0000-0000-0000-000000000000 - Activity ID: 5f2e - Url: https://fef.amsua0403.manage.microsoft.com/x';
  const inner = { _version: 3, Message: `${message}${tail}`, CustomApiErrorPhrase: '', RetryAfter: null };
  return graphError(code, JSON.stringify(inner, null, 2));
}

export interface Line {
  readonly level: string;
  readonly message: string;
  readonly facts: Facts;
}

export function recordingLog(lines: Line[]): Log {
  const at =
    (level: string) =>
    (message: string, facts: Facts = {}) =>
      void lines.push({ level, message, facts });
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** A Graph whose waits are short. */
export function graphAt(root: string, more: Partial<GraphOptions> = {}): Graph {
  return openGraph({
    root,
    token: () => Promise.resolve('our-token'),
    log: recordingLog([]),
    timeoutMs: 10_000,
    backoffMs: 10,
    ...more,
  });
}

/** What a promise was rejected with; fails the test when it was not. */
export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('nothing was refused');
}
