import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { GraphRefused, GraphUnreachable, type Log } from '../ports';
import { attempt, stopped, throttled, type Answer, type Call, type Failure, type Outcome } from './attempt';
import type { Token } from './credential';
import type { GraphOptions } from './options';
import { recordTo, type Recorder } from './record';
import { patience, waitBefore, type Patience } from './retry';
import type { Wire } from './wire';

export interface SendPorts {
  readonly wire: Wire;
  readonly token: Token;
  readonly log: Log;
  readonly record: Recorder;
  readonly now: () => Date;
  readonly patience: Patience;
  /** Between two Conditional Access calls. */
  readonly paceMs: number;
}

export type Send = (call: Call) => Promise<Answer>;

/** A sender with what the options leave to us. */
export function senderFor(options: GraphOptions, wire: Wire): Send {
  return senderOn({
    wire,
    token: options.token,
    log: options.log,
    record: options.record === undefined ? () => undefined : recordTo(options.record),
    now: () => options.clock?.now() ?? new Date(),
    patience: {
      ...patience,
      timeoutMs: options.timeoutMs ?? patience.timeoutMs,
      patienceMs: options.patienceMs ?? patience.patienceMs,
      backoffMs: options.backoffMs ?? patience.backoffMs,
    },
    paceMs: options.paceMs ?? 1000,
  });
}

/** Sends a call as often as is right: reads wait out throttling and outages, writes what surely did nothing. */
function senderOn(ports: SendPorts): Send {
  const inTurn = pacer(ports.paceMs);
  const free = freeTimes();
  return async (call) => {
    const began = performance.now();
    let fresh = false;
    for (let tries = 1; ; tries++) {
      if (call.signal?.aborted === true) throw stopped(call, false).error;
      if (conditionalAccess.test(call.url)) await inTurn(call.signal);
      if (call.paged) await waitForTurn(free.waitFor(call), ports.patience, call.signal);
      const outcome = await once(ports, call, fresh);
      if (outcome.kind === 'answer') return outcome.answer;
      // A token may have been taken back, or be older than the sandbox: one more try with a new one.
      const renews: boolean = outcome.why === 'signIn' && !fresh && outcome.status === 401;
      fresh ||= renews;
      const tried = { failure: outcome, reads: call.reads, tries, elapsedMs: performance.now() - began };
      const wait = renews ? 0 : waitBefore(tried, ports.patience, Math.random());
      tell(ports.log, call, outcome, tries, wait);
      if (call.paged && outcome.why === 'throttled') free.putOff(call, wait ?? (outcome.retryAfterSeconds ?? 0) * 1000);
      if (wait === undefined) throw outcome.error;
      await pause(wait, call.signal);
    }
  };
}

/** When Graph throttles one of many pages side by side, none is asked for before the time it wants. */
function freeTimes() {
  const from = new Map<string, number>();
  return {
    /** Milliseconds. */
    waitFor: ({ url }: Call) => (from.get(serviceOf(url)) ?? 0) - performance.now(),
    putOff({ url }: Call, milliseconds: number): void {
      const until = performance.now() + Math.min(milliseconds, longestPause);
      from.set(serviceOf(url), Math.max(from.get(serviceOf(url)) ?? 0, until));
    },
  };
}

/** Whatever Graph says: after so long it is asked again. */
const longestPause = 3_600_000;

/** Intune throttles by itself, and the directory by itself. https://learn.microsoft.com/graph/throttling-limits */
function serviceOf(url: string): string {
  return /\/(?:deviceManagement|deviceAppManagement)\b/i.test(url) ? 'intune' : 'directory';
}

/** Waits as long as that is worth it; else it is said again what Graph wants. */
async function waitForTurn(milliseconds: number, { patienceMs }: Patience, signal: AbortSignal | undefined) {
  if (milliseconds > patienceMs) throw throttled(milliseconds / 1000);
  await pause(milliseconds, signal);
}

/** https://learn.microsoft.com/graph/throttling-limits#identity-protection-and-conditional-access-service-limits */
const conditionalAccess = /\/identity\/conditionalAccess(\/|$)/i;

async function once(ports: SendPorts, call: Call, fresh: boolean): Promise<Outcome> {
  const token = await ports.token(fresh).catch((error: unknown) => noToken(error));
  if (typeof token !== 'string') return token;
  const { wire, now, patience } = ports;
  const clientRequestId = randomUUID();
  const outcome = await attempt({ wire, token, timeoutMs: patience.timeoutMs, clientRequestId, now }, call);
  const status = outcome.kind === 'answer' ? outcome.answer.status : outcome.status;
  ports.record({ method: call.method, url: call.url, body: call.body, status });
  return outcome;
}

/** Nothing was sent: without a token there is no call. */
function noToken(error: unknown): Failure {
  if (error instanceof GraphRefused) return { kind: 'failure', why: 'signIn', status: 0, error };
  if (error instanceof GraphUnreachable) return { kind: 'failure', why: 'notSent', status: 0, error };
  throw error;
}

function tell(log: Log, call: Call, failure: Failure, tries: number, wait: number | undefined): void {
  const facts = {
    method: call.method,
    path: new URL(call.url).pathname,
    status: failure.status,
    tries,
    ...(wait === undefined ? {} : { waitSeconds: Math.round(wait / 100) / 10 }),
  };
  if (failure.why === 'throttled')
    log.warn('graph throttled', { ...facts, retryAfterSeconds: failure.retryAfterSeconds });
  else if (failure.why === 'refused') log.debug('graph refused', { ...facts, code: codeOf(failure) });
  else log.warn(wait === undefined ? 'graph given up' : 'graph tried again', { ...facts, why: failure.error.message });
}

function codeOf({ error }: Failure): string {
  return error instanceof GraphRefused ? error.code : '';
}

/** Lets callers through one by one, this far apart; the first at once. */
function pacer(everyMs: number): (signal: AbortSignal | undefined) => Promise<void> {
  let free = 0;
  return async (signal) => {
    const now = performance.now();
    const mine = Math.max(now, free);
    free = mine + everyMs;
    await pause(mine - now, signal);
  };
}

/** Ends early, without an error, when nobody waits any more; the caller looks. */
async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  if (milliseconds > 0) await sleep(milliseconds, undefined, signal ? { signal } : {}).catch(() => undefined);
}
