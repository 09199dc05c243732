import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';

/** An answer as it came, read to its end. */
export interface Exchanged {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

/**
 * One HTTP exchange, until the signal ends it. The library's own `request` makes a stream of the answer first, which
 * takes as much processor time again.
 */
export function exchange(
  connections: Dispatcher,
  call: Dispatcher.DispatchOptions,
  signal: AbortSignal,
): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    let answer: Omit<Exchanged, 'bytes'> = { statusCode: 0, headers: {} };
    const parts: Buffer[] = [];
    let stop: () => void = () => undefined;
    const ended = () => {
      signal.removeEventListener('abort', stop);
    };
    connections.dispatch(call, {
      onRequestStart(controller) {
        stop = () => {
          controller.abort(reasonOf(signal));
        };
        if (signal.aborted) stop();
        else signal.addEventListener('abort', stop, { once: true });
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

function reasonOf({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error('ended', { cause: reason });
}
