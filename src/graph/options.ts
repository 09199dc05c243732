import type { Clock, Log } from '../ports';
import type { Token } from './credential';

export interface GraphOptions {
  /** `https://graph.microsoft.com`, or the sandbox's `http://127.0.0.1:PORT`. */
  readonly root: string;
  readonly token: Token;
  readonly log: Log;
  readonly clock?: Pick<Clock, 'now'>;
  /** A file that gets one line for each call. */
  readonly record?: string | undefined;
  /** One attempt; default 30 s. */
  readonly timeoutMs?: number;
  /** One call with all its attempts and waits; default 60 s. */
  readonly patienceMs?: number;
  /** The first wait when Graph does not say how long; default 0.5 s. */
  readonly backoffMs?: number;
  /** Between two Conditional Access calls; default 1 s. */
  readonly paceMs?: number;
}
