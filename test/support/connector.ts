import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call to the connector: what the bot sent to Teams. */
export interface ConnectorCall {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
  /** What was answered as the id of the message; empty when the call was answered in another way. */
  readonly id: string;
}

export interface ConnectorAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface FakeConnector {
  /** Service URL, with a slash at the end as Teams writes it. */
  readonly url: string;
  readonly calls: readonly ConnectorCall[];
  /** Posts, updates and new conversations; no typing. */
  messages(): readonly ConnectorCall[];
  /** Resolves when there are so many messages. */
  waitFor(messages: number): Promise<readonly ConnectorCall[]>;
  /** How the next calls are answered, one each; afterwards as usual. */
  next(...answers: readonly (ConnectorAnswer | 'reset' | 'hang')[]): void;
  close(): Promise<void>;
}

/** A connector on 127.0.0.1 that takes everything, unless told otherwise. */
export async function startConnector(): Promise<FakeConnector> {
  const calls: ConnectorCall[] = [];
  const planned: (ConnectorAnswer | 'reset' | 'hang')[] = [];
  const waiting = new Set<() => void>();
  let posted = 0;

  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const text = Buffer.concat(parts).toString('utf8');
      const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
      const plan = planned.shift();
      const call = {
        id: plan === undefined ? String(1_700_000_000_000 + ++posted) : '',
        method: request.method ?? '',
        path: decodeURIComponent(request.url ?? ''),
        authorization: request.headers.authorization,
        body,
      };
      calls.push(call);
      if (plan === 'reset') request.socket.destroy();
      else if (plan !== 'hang') send(response, plan ?? usual(call));
      waiting.forEach((look) => look());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const messages = () => calls.filter((call) => call.method !== 'GET' && call.body['type'] !== 'typing');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    calls,
    messages,
    next: (...answers) => void planned.push(...answers),
    waitFor: (count) =>
      new Promise((resolve, reject) => {
        const over = setTimeout(() => reject(new Error(`${messages().length} of ${count} messages came`)), 30_000);
        const look = () => {
          if (messages().length < count) return;
          clearTimeout(over);
          waiting.delete(look);
          resolve(messages());
        };
        waiting.add(look);
        look();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function usual(call: ConnectorCall): ConnectorAnswer {
  if (call.method === 'GET') return { status: 200, body: { members: [] } };
  const { id } = call;
  if (call.path.endsWith('/v3/conversations')) {
    const channel = (call.body['channelData'] as { channel?: { id?: string } } | undefined)?.channel?.id ?? 'a:new';
    return { status: 201, body: { id: `${channel};messageid=${id}`, activityId: id } };
  }
  return { status: call.method === 'POST' ? 201 : 200, body: { id } };
}

function send(response: ServerResponse, answer: ConnectorAnswer): void {
  response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
  response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
}
