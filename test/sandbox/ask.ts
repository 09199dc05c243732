import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server';

export const noon = new Date('2026-03-02T12:00:00Z');

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Body;
}

/** What a test looks for in a JSON answer; what is not there fails the test that looks. */
export interface Body extends Readonly<Record<string, unknown>> {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly innerError: Readonly<Record<string, string>>;
  };
  readonly value: readonly Readonly<Record<string, unknown>>[];
}

export interface Asker {
  readonly sandbox: Sandbox;
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Answered>;
  readonly send: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Answered>;
}

/** A sandbox that stands still on 2 March 2026, and a signed-in caller. */
export async function startAsker(options: SandboxOptions = {}): Promise<Asker> {
  const sandbox = await startSandbox({ now: () => noon, seed: 7, ...options });
  const token = await tokenOf(sandbox);
  const send: Asker['send'] = async (method, path, body, headers = {}) => {
    const response = await fetch(`${sandbox.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return answered(response);
  };
  return { sandbox, send, get: (path, headers) => send('GET', path, undefined, headers) };
}

export async function tokenOf(sandbox: Sandbox): Promise<string> {
  const response = await fetch(`${sandbox.url}/token`, { method: 'POST' });
  const { access_token: token } = (await response.json()) as { readonly access_token: string };
  return token;
}

export async function answered(response: Response): Promise<Answered> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (isJson && text !== '' ? JSON.parse(text) : {}) as Body,
  };
}

/** What Intune's error messages carry in their JSON. */
export function innerMessage({ body }: Answered): string {
  return (JSON.parse(body.error.message) as { readonly Message: string }).Message;
}
