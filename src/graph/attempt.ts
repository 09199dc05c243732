import { GraphAwaitsApproval, GraphRefused, GraphUnreachable, type GraphWrite } from '../ports';
import type { Entity } from '../core/snapshot';
import { TooLate } from './exchange';
import { refusalOf, wordsOf } from './refusal';
import { retryAfterSeconds } from './retry-after';
import type { Method, Received, Wire } from './wire';

/** A call that may take several attempts. */
export interface Call extends Pick<GraphWrite, 'justification' | 'approvalCode'> {
  readonly method: Method;
  readonly url: string;
  readonly body?: Entity | undefined;
  readonly eventual?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** It changes nothing, so doing it twice is as good as once. */
  readonly reads: boolean;
  /** One of many side by side: when Graph throttles one of them, all of them wait. */
  readonly paged?: boolean;
  /** What is made of a good answer; without it, JSON. Throws when the answer cannot be read. */
  readonly reader?: (bytes: Buffer) => unknown;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly requestId: string | null;
}

/**
 * Why there is no answer. `throttled`, `notSent`, `refused` and `signIn` are surely without effect; `unavailable`
 * (5xx, or an answer that cannot be read) and `noAnswer` may have had it.
 */
export type Why = 'throttled' | 'unavailable' | 'notSent' | 'noAnswer' | 'refused' | 'signIn' | 'stopped';

export type Outcome = { readonly kind: 'answer'; readonly answer: Answer } | Failure;

export interface Failure {
  readonly kind: 'failure';
  readonly why: Why;
  /** 0 when nothing came back. */
  readonly status: number;
  readonly error: GraphRefused | GraphUnreachable | GraphAwaitsApproval;
  readonly retryAfterSeconds?: number | undefined;
}

export interface AttemptPorts {
  readonly wire: Wire;
  readonly token: string;
  readonly timeoutMs: number;
  readonly clientRequestId: string;
  readonly now: () => Date;
}

/** One call, once. Never throws. */
export async function attempt(ports: AttemptPorts, call: Call): Promise<Outcome> {
  const { wire, token, timeoutMs } = ports;
  try {
    const { method, url, body, signal } = call;
    const headers = headersOf(call, ports.clientRequestId);
    return judge(call, await wire({ method, url, body, headers, token, timeoutMs, signal }), ports.now());
  } catch (error) {
    return unanswered(call, error);
  }
}

/** Nobody waits for the answer any more. */
export function stopped(call: Call, sent: boolean): Failure {
  const error = new GraphUnreachable('Graph was not waited for any longer.', sent && !call.reads, {
    cause: call.signal?.reason,
  });
  return { kind: 'failure', why: 'stopped', status: 0, error };
}

function headersOf(call: Call, clientRequestId: string): Record<string, string> {
  return {
    Accept: 'application/json',
    'client-request-id': clientRequestId,
    ...(call.eventual === true ? { ConsistencyLevel: 'eventual' } : {}),
    // Otherwise newer members of an enum come as `unknownFutureValue`, and a revert would write that back.
    // https://learn.microsoft.com/graph/best-practices-concept#handling-future-members-in-evolvable-enumerations
    ...(call.reads ? { Prefer: 'include-unknown-enum-members' } : {}),
    ...approvalHeaders(call),
  };
}

/** Intune reads the justification only where it wants an approval; a code takes its place. */
function approvalHeaders({ url, justification, approvalCode }: Call): Record<string, string> {
  if (!/\/(deviceManagement|deviceAppManagement)\//i.test(url)) return {};
  if (approvalCode !== undefined) return { [codeHeader]: approvalCode };
  if (justification === undefined) return {};
  const text = [...justification].slice(0, longestJustification).join('');
  return { 'x-msft-approval-justification': Buffer.from(text, 'utf8').toString('base64') };
}

const codeHeader = 'x-msft-approval-code';
const longestJustification = 1000;

function judge(call: Call, { status, header, bytes }: Received, now: Date): Outcome {
  const requestId = header('request-id');
  const body = readBy(status < 300 ? (call.reader ?? jsonOf) : jsonOf, bytes);
  if (status === 429) {
    const seconds = toldToWait(header, now);
    return { kind: 'failure', why: 'throttled', status, retryAfterSeconds: seconds, error: throttled(seconds) };
  }
  if (status >= 500) {
    const error = new GraphUnreachable(`Graph is not available at the moment (${status}).`, !call.reads, {
      cause: wordsOf(body).message,
    });
    return { kind: 'failure', why: 'unavailable', status, retryAfterSeconds: toldToWait(header, now), error };
  }
  if (body === unreadable) return { kind: 'failure', why: 'unavailable', status, error: notJson(!call.reads) };
  if (status >= 200 && status < 300) return { kind: 'answer', answer: { status, body, requestId } };
  // Whatever its status: 412, 403 and 400 have been seen.
  const code = header(codeHeader);
  if (code !== null && !call.reads)
    return { kind: 'failure', why: 'refused', status, error: new GraphAwaitsApproval(code) };
  const error = refusalOf({ status, requestId, method: call.method, reads: call.reads, url: call.url, body });
  return { kind: 'failure', why: status === 401 ? 'signIn' : 'refused', status, error };
}

/** Counted by Graph's clock, where the answer tells it. */
function toldToWait(header: Received['header'], now: Date): number | undefined {
  return retryAfterSeconds(header('retry-after'), dateOf(header('date')) ?? now);
}

export function throttled(seconds: number | undefined): GraphUnreachable {
  const wait = seconds === undefined ? '' : ` and asks to wait ${Math.ceil(seconds)} seconds`;
  const options = { retryAfterSeconds: seconds };
  return new GraphUnreachable(`Graph is throttling Warden${wait}. Ask again later.`, false, options);
}

/** What Graph sent was cut, or is some proxy's page. */
function notJson(sent: boolean): GraphUnreachable {
  return new GraphUnreachable(
    'Graph answered something that is not JSON, so Warden cannot tell what it says. A proxy may have answered in its place.',
    sent,
  );
}

/** A connection that never stood carried nothing; anything else may have had its effect. */
function unanswered(call: Call, error: unknown): Failure {
  if (call.signal?.aborted === true) return stopped(call, true);
  if (error instanceof TooLate)
    return failure('noAnswer', new GraphUnreachable('Graph did not answer in time.', !call.reads));
  const code = codeOf(error);
  if (code !== undefined && neverConnected.test(code)) {
    return failure('notSent', new GraphUnreachable(`Graph cannot be reached (${code}).`, false, { cause: error }));
  }
  const broken = `The connection to Graph broke before it answered${code === undefined ? '' : ` (${code})`}.`;
  return failure('noAnswer', new GraphUnreachable(broken, !call.reads, { cause: error }));
}

function failure(why: Why, error: GraphUnreachable): Failure {
  return { kind: 'failure', why, status: 0, error };
}

/** Refused, unknown or unreachable hosts, and certificates that were not accepted: all before the request is written. */
const neverConnected =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_\w+|CERT_\w+|SELF_SIGNED_\w+|DEPTH_ZERO_\w+|UNABLE_TO_\w+)$/;

/** The code of the innermost error that has one. */
function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const inner = 'cause' in error ? codeOf(error.cause) : undefined;
  return inner ?? ('code' in error && typeof error.code === 'string' ? error.code : undefined);
}

const unreadable = Symbol('unreadable');

function readBy(read: (bytes: Buffer) => unknown, bytes: Buffer): unknown {
  try {
    return read(bytes);
  } catch {
    return unreadable;
  }
}

/** Reports come as `application/octet-stream` and counts as `text/plain`, so the type is not asked. */
export function jsonOf(bytes: Buffer): unknown {
  const text = utf8.decode(bytes);
  return text.trim() === '' ? null : (JSON.parse(text) as unknown);
}

/** Without the byte order mark that some answers begin with. */
const utf8 = new TextDecoder();

function dateOf(header: string | null): Date | undefined {
  const time = Date.parse(header ?? '');
  return Number.isNaN(time) ? undefined : new Date(time);
}
