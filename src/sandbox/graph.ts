import type { Answer, Call, Method, Permission, Version } from './call';
import type { Fault, Faults } from './fault';
import { recordAuditEvent } from './areas/audit-events';
import { isObject } from './judge';
import { modelOf } from './model';
import { awaitSecondAdmin } from './multi-admin-approval';
import { readQuery } from './query';
import { badRequest, errorBody, forbidden, Refusal, type Service, serviceOf } from './refusal';
import { findRoute, isWrite } from './router';
import type { Tenant } from './tenant';
import type { Grant, TokenDesk } from './token';

/** One call as the server got it; the url is version, path and query. */
export interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The raw text, or for a part of a batch the value it held. */
  readonly body: { readonly text: string } | { readonly value: unknown };
}

/** What a caller may see of one Graph call. A status of 0 means that it was never answered. */
export interface SandboxCall {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
  readonly status: number;
}

export type Outcome =
  | { readonly kind: 'answer'; readonly answer: Answer; readonly delayMs: number; readonly cut: boolean }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' };

export interface World {
  readonly root: () => string;
  readonly now: () => Date;
  readonly tenant: Tenant;
  readonly tokens: TokenDesk;
  readonly faults: Faults;
  readonly devicePageSize: number;
  readonly multiAdminApproval: boolean;
  /** Lets the tenant's devices live up to now. */
  readonly live: () => void;
  readonly calls: SandboxCall[];
  readonly writes: SandboxCall[];
  readonly requestId: () => string;
}

const methods: readonly string[] = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'];

/** Answers one Graph call, `$batch` included, with the faults that strike it. */
export function answerGraph(world: World, request: Request): Outcome {
  const { version, path } = addressOf(request.url);
  if (version !== undefined && /^\/\$batch(\?|$)/i.test(path)) return answerBatch(world, request, version);
  world.live();
  const call = recorder(world, request, version, path);
  const fault = world.faults.strike(request.method, request.url);
  if (fault?.act === 'hang' || fault?.act === 'reset') {
    call(0);
    return { kind: fault.act };
  }
  const answer = fault?.act === 'refuse' ? refused(world, fault) : performed(world, request, fault);
  call(answer.status);
  if (fault?.act === 'resetAfterWrite') return { kind: 'reset' };
  return {
    kind: 'answer',
    answer,
    delayMs: fault?.act === 'delay' ? (fault.delayMs ?? 0) : 0,
    cut: fault?.act === 'garbage',
  };
}

/** An error as Graph sends it, with the ids it puts into headers and body. */
export function refusalAnswer(world: World, refusal: Refusal): Answer {
  const requestId = world.requestId();
  return {
    status: refusal.status,
    headers: { 'request-id': requestId, 'client-request-id': requestId, ...refusal.headers },
    body: errorBody(refusal, requestId, world.now()),
  };
}

function addressOf(url: string): { readonly version: Version | undefined; readonly path: string } {
  const found = /^\/(v1\.0|beta)(\/.*)?$/i.exec(url);
  const version = found?.[1]?.toLowerCase();
  return { version: version === 'beta' || version === 'v1.0' ? version : undefined, path: found?.[2] ?? '/' };
}

/** Writes the call down at once, in order of arrival, and its status when that is known. */
function recorder(
  world: World,
  request: Request,
  version: Version | undefined,
  path: string,
): (status: number) => void {
  const entry = { method: request.method, url: request.url, body: readable(request), status: 0 };
  world.calls.push(entry);
  if (request.method !== 'GET' && isWriteCall(version, request.method, path)) world.writes.push(entry);
  return (status) => {
    entry.status = status;
  };
}

function isWriteCall(version: Version | undefined, method: string, path: string): boolean {
  try {
    return version === undefined || !isMethod(method) || isWrite(version, method, path);
  } catch {
    return true;
  }
}

function readable({ body }: Request): unknown {
  if ('value' in body) return body.value;
  if (body.text === '') return undefined;
  try {
    return JSON.parse(body.text);
  } catch {
    return body.text;
  }
}

function refused(world: World, fault: Fault): Answer {
  const status = fault.status ?? 503;
  const [code, message] = faultWords[status] ?? ['UnknownError', 'The service is temporarily unavailable.'];
  const headers = fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) };
  const answer = refusalAnswer(world, new Refusal(status, code, message, headers));
  return fault.body === undefined ? answer : { ...answer, body: fault.body };
}

const faultWords: Readonly<Record<number, readonly [string, string]>> = {
  401: ['InvalidAuthenticationToken', 'Access token has expired or is not yet valid.'],
  403: ['Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'],
  404: ['ResourceNotFound', 'The resource could not be found.'],
  // https://learn.microsoft.com/graph/throttling
  429: ['TooManyRequests', 'Too Many Requests'],
  500: ['InternalServerError', 'An internal server error occurred.'],
  503: ['ServiceUnavailable', 'The service is temporarily unavailable.'],
  504: ['GatewayTimeout', 'The request timed out.'],
};

function performed(world: World, request: Request, fault: Fault | undefined): Answer {
  try {
    const { version, path } = addressOf(request.url);
    const grant = world.tokens.check(request.headers['authorization'], world.now());
    if (version === undefined) throw badRequest(`Invalid version: ${request.url.split(/[/?]/)[1] ?? ''}`);
    return perform(
      world,
      { ...request, version, path },
      grant,
      fault?.act === 'ignoreProperty' ? fault.property : undefined,
    );
  } catch (error) {
    if (error instanceof Refusal) return refusalAnswer(world, error);
    throw error;
  }
}

function perform(
  world: World,
  request: Request & { readonly version: Version; readonly path: string },
  grant: Grant,
  ignored: string | undefined,
): Answer {
  const { method, version, path } = request;
  if (!isMethod(method)) throw new Refusal(405, 'Request_BadRequest', `The HTTP method '${method}' is not supported.`);
  const { route, values } = findRoute(version, method, path);
  allow(route.permission, grant, serviceOf(path));
  const body = method === 'GET' ? undefined : readBody(request);
  const call: Call = {
    version,
    method,
    values,
    path,
    headers: request.headers,
    query: readQuery(new URLSearchParams(path.split('?')[1] ?? '')),
    body: ignored !== undefined && isObject(body) ? without(body, ignored) : body,
    root: `${world.root()}/${version}`,
    model: modelOf(version),
    tenant: world.tenant,
    now: world.now(),
    devicePageSize: world.devicePageSize,
  };
  if (world.multiAdminApproval) awaitSecondAdmin(call, rawBody(request));
  const answer = route.answer(call);
  if (method !== 'GET' && !route.onlyReads) recordAuditEvent(call, answer);
  return answer;
}

function rawBody({ body }: Request): string {
  return 'text' in body ? body.text : JSON.stringify(body.value ?? null);
}

function allow(permission: Permission, { roles }: Grant, service: Service): void {
  const isAllowed =
    'anyOf' in permission
      ? permission.anyOf.some((role) => roles.includes(role))
      : permission.allOf.every((role) => roles.includes(role));
  if (!isAllowed) throw forbidden(service, 'anyOf' in permission ? permission.anyOf : permission.allOf);
}

/** A body is JSON and says so. The sentences are Graph's gateway's. */
function readBody({ body, headers }: Request): unknown {
  if ('value' in body) return body.value;
  if (body.text === '') return undefined;
  if (!/\bjson\b/i.test(headers['content-type'] ?? '')) {
    throw badRequest('Write requests (excluding DELETE) must contain the Content-Type header declaration.');
  }
  try {
    return JSON.parse(body.text) as unknown;
  } catch {
    throw badRequest(
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    );
  }
}

function without(body: Readonly<Record<string, unknown>>, property: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== property));
}

function isMethod(method: string): method is Method {
  return methods.includes(method);
}

/** At most 20 requests, each answered for itself. https://learn.microsoft.com/graph/json-batching */
function answerBatch(world: World, request: Request, version: Version): Outcome {
  try {
    world.tokens.check(request.headers['authorization'], world.now());
    const outcomes = batchParts(request, version).map(({ id, part }) => ({ id, outcome: answerGraph(world, part) }));
    const delayMs = Math.max(0, ...outcomes.map(({ outcome }) => (outcome.kind === 'answer' ? outcome.delayMs : 0)));
    const lost = outcomes.find(({ outcome }) => outcome.kind !== 'answer');
    if (lost && lost.outcome.kind !== 'answer') return lost.outcome;
    const responses = outcomes.flatMap(({ id, outcome }) =>
      outcome.kind === 'answer' ? [batchAnswer(id, outcome.answer)] : [],
    );
    return answered({ status: 200, body: { responses } }, delayMs);
  } catch (error) {
    if (error instanceof Refusal) return answered(refusalAnswer(world, error), 0);
    throw error;
  }
}

function answered(answer: Answer, delayMs: number): Outcome {
  return { kind: 'answer', answer, delayMs, cut: false };
}

function batchParts(request: Request, version: Version): { readonly id: string; readonly part: Request }[] {
  if (request.method !== 'POST') throw badRequest('Only POST is allowed on $batch.');
  const body = readBody(request);
  const parts = isObject(body) ? body['requests'] : undefined;
  if (!Array.isArray(parts) || parts.length === 0) throw badRequest('Invalid batch payload format.');
  if (parts.length > 20) throw badRequest('Number of batch request steps exceeds the maximum value of 20.');
  const read = parts.map((part: unknown) => batchPart(part, request, version));
  if (new Set(read.map(({ id }) => id)).size < read.length) throw badRequest('Request ids of a batch must be unique.');
  return read;
}

function batchPart(part: unknown, outer: Request, version: Version): { readonly id: string; readonly part: Request } {
  if (
    !isObject(part) ||
    typeof part['id'] !== 'string' ||
    typeof part['method'] !== 'string' ||
    typeof part['url'] !== 'string'
  ) {
    throw badRequest('Invalid batch payload format.');
  }
  const own = isObject(part['headers']) ? Object.entries(part['headers']) : [];
  const headers = Object.fromEntries(own.map(([name, value]) => [name.toLowerCase(), String(value)]));
  if (part['body'] !== undefined && headers['content-type'] === undefined) {
    throw badRequest(`Request ${part['id']} of the batch has a body and no Content-Type header.`);
  }
  const url = `/${version}/${part['url'].replace(/^\//, '')}`;
  const authorization = outer.headers['authorization'] ?? '';
  return {
    id: part['id'],
    part: {
      method: part['method'].toUpperCase(),
      url,
      headers: { ...headers, authorization },
      body: { value: part['body'] },
    },
  };
}

function batchAnswer(id: string, { status, headers, body }: Answer): unknown {
  const type = typeof body === 'string' ? {} : { 'Content-Type': 'application/json' };
  const named = Object.fromEntries<string>(
    Object.entries(headers ?? {}).map(([name, value]) => [name === 'retry-after' ? 'Retry-After' : name, value]),
  );
  return { id, status, headers: { ...type, ...named }, ...(body === undefined ? {} : { body }) };
}
