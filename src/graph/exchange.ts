import { setMaxListeners } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';

/** An answer as it came, read to its end. */
export interface Exchanged {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

/** How long an exchange may last: until its time is over, or nobody waits for it any more. */
export interface Until {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** There was no whole answer in time. */
export class TooLate extends Error {
  override readonly name = 'TooLate';
}

/**
 * One HTTP exchange. The library's own `request` makes a stream of the answer first, which takes as much processor time
 * again; a signal for the time, too, takes more than a timer.
 */
export function exchange(
  connections: Dispatcher,
  call: Dispatcher.DispatchOptions,
  { timeoutMs, signal }: Until,
): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    let answer: Omit<Exchanged, 'bytes'> = { statusCode: 0, headers: {} };
    const parts: Buffer[] = [];
    let why: Error | undefined;
    let begun: Dispatcher.DispatchController | undefined;
    const stop = (error: Error) => {
      why ??= error;
      begun?.abort(why);
    };
    const timer = setTimeout(() => {
      stop(new TooLate('no whole answer in time'));
    }, timeoutMs);
    const unhear = hear(signal, stop);
    const ended = () => {
      clearTimeout(timer);
      unhear();
    };
    connections.dispatch(call, {
      onRequestStart(controller) {
        begun = controller;
        if (why) controller.abort(why);
      },
      onResponseStart(_, statusCode, headers) {
        answer = { statusCode, headers };
      },
      onResponseData(_, part) {
        parts.push(part);
      },
      onResponseEnd() {
        ended();
        resolve({ ...answer, bytes: Buffer.concat(parts) });
      },
      onResponseError(_, error) {
        ended();
        reject(error);
      },
    });
  });
}

/** Any number of exchanges may end with one signal. */
function hear(signal: AbortSignal | undefined, stop: (why: Error) => void): () => void {
  if (!signal) return () => undefined;
  const heard = () => {
    stop(reasonOf(signal));
  };
  if (signal.aborted) heard();
  setMaxListeners(0, signal);
  signal.addEventListener('abort', heard);
  return () => {
    signal.removeEventListener('abort', heard);
  };
}

function reasonOf({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error('ended', { cause: reason });
}
