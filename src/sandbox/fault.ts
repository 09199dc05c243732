/** A disturbance put between the caller and the tenant. */
export interface Fault {
  /** Any when not given. */
  readonly method?: string;
  /** Tested against version, path and query: `/beta/deviceManagement/…?$top=1`. */
  readonly path: RegExp;
  /** How often it strikes; always when not given. */
  readonly times?: number;
  /**
   * refuse: `status` (default 503), with `retryAfterSeconds` and `body` when given; hang: no answer until closing;
   * reset: the socket is destroyed, nothing is done; resetAfterWrite: it is done, then the socket is destroyed;
   * ignoreProperty: done without `property`; garbage: done, and the JSON of a 200 is cut; delay: done after `delayMs`.
   */
  readonly act: 'refuse' | 'hang' | 'reset' | 'resetAfterWrite' | 'ignoreProperty' | 'garbage' | 'delay';
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  readonly body?: unknown;
  readonly property?: string;
  readonly delayMs?: number;
}

export interface Faults {
  readonly add: (fault: Fault) => () => void;
  /** The fault that strikes this call; the first one added wins, and is used up by one. */
  readonly strike: (method: string, url: string) => Fault | undefined;
}

export function faultBox(): Faults {
  const waiting: { readonly fault: Fault; left: number }[] = [];
  return {
    add: (fault) => {
      const entry = { fault, left: fault.times ?? Infinity };
      waiting.push(entry);
      return () => {
        entry.left = 0;
      };
    },
    strike: (method, url) => {
      const entry = waiting.find(({ fault, left }) => left > 0 && hits(fault, method, url));
      if (entry) entry.left -= 1;
      return entry?.fault;
    },
  };
}

/** `search` and not `test`: an expression with the flag g would remember where it was. */
function hits({ method, path }: Fault, calledMethod: string, url: string): boolean {
  return (method === undefined || method.toUpperCase() === calledMethod) && url.search(path) >= 0;
}
