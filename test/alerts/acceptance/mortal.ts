import type { Chat, Graph, Store } from '../../../src/ports';

/** An instance that can die at any point at which something outside of it happens. */
export interface Death {
  dead: boolean;
  /** Points it has passed: each has a before and an after. */
  passed: number;
  /** It dies at this point. */
  readonly at: number;
  /** Teams took a message, and that is not yet written down: when it dies now, that one may come twice. */
  unwritten?: boolean;
}

interface Outside {
  readonly store: Store;
  readonly graph: Graph;
  readonly chat: Chat;
}

class Died extends Error {
  override readonly name = 'Died';
}

/** What a dead instance asks for is not done, and what it was told after its death it has not heard. */
export function mortal({ store, graph, chat }: Outside, death: Death): Outside {
  const step = () => {
    if (!death.dead && death.passed++ === death.at) death.dead = true;
    if (death.dead) throw new Died();
  };
  const around = <A extends readonly unknown[], R>(name: string | symbol, call: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      step();
      const result = await call(...args);
      if (name === 'post' && !death.dead) death.unwritten = true;
      if (name === 'transaction' && !death.dead) death.unwritten = false;
      step();
      return result;
    };
  };
  const wrapped = <T extends object>(some: T): T =>
    new Proxy(some, {
      get(target, name, receiver) {
        const value: unknown = Reflect.get(target, name, receiver);
        if (typeof value !== 'function') return typeof value === 'object' && value !== null ? wrapped(value) : value;
        return around(name, value.bind(target) as (...args: readonly unknown[]) => Promise<unknown>); // all ports are asynchronous
      },
    });
  return { store: plain(wrapped(store)), graph: plain(wrapped(graph)), chat: plain(wrapped(chat)) };
}

/** The bot spreads its ports, and a spread takes the properties as they are: so they are looked up through the proxy. */
function plain<T extends object>(proxy: T): T {
  return Object.fromEntries(Object.keys(proxy).map((name) => [name, proxy[name as keyof T]])) as T; // the same keys
}
