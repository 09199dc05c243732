import type { Chat, Graph, Records, Store } from '../../src/ports';

/** Dies at a point, as a killed process would: the error is none the flow knows, and nothing after it happens. */
class Killed extends Error {}

/** The first or only time something of this name happens, or the n-th; before it has happened or right after. */
export interface Point {
  readonly name: string;
  readonly nth?: number;
  readonly when: 'before' | 'after';
}

/**
 * An instance that can die: every effect it has on the world passes here under a name. The points are the ports
 * themselves, so that the program has no switch for them.
 */
export interface Mortal {
  /** What it has come to, by name; the last one it may not have done. */
  readonly points: readonly string[];
  /** How often it has really done it. */
  readonly done: (name: string) => number;
  readonly dead: () => boolean;
  readonly store: (store: Store) => Store;
  readonly graph: (graph: Graph) => Graph;
  readonly chat: (chat: Chat) => Chat;
}

export function mortal(dies?: Point): Mortal {
  const points: string[] = [];
  let dead = false;

  /** True when it is to die once this has happened. */
  function arrive(name: string): boolean {
    if (dead) throw new Killed('killed');
    points.push(name);
    if (name !== dies?.name || points.filter((one) => one === name).length !== (dies.nth ?? 1)) return false;
    return dies.when === 'after' || die();
  }

  function die(): never {
    dead = true;
    throw new Killed('killed');
  }

  async function effect<T>(name: string, work: () => Promise<T>): Promise<T> {
    const last = arrive(name);
    const result = await work();
    return last ? die() : result;
  }

  /** What only reads, or leads to nothing by itself. */
  async function alive<T>(work: () => Promise<T>): Promise<T> {
    if (dead) throw new Killed('killed');
    return work();
  }

  function records(real: Records, kept: (what: string) => void): Records {
    const noting =
      <A extends unknown[], R>(name: (...args: NoInfer<A>) => string, call: (...args: A) => Promise<R>) =>
      (...args: A) => {
        kept(name(...args));
        return call(...args);
      };
    return {
      ...real,
      changes: { ...real.changes, add: noting(() => 'change', real.changes.add) },
      steps: { ...real.steps, put: noting((step) => `step ${step.state}`, real.steps.put) },
      audit: { ...real.audit, append: noting(({ kind }) => kind, real.audit.append) },
      cards: { ...real.cards, put: noting(({ state }) => `card ${state}`, real.cards.put) },
      outbox: { ...real.outbox, done: noting(() => 'message done', real.outbox.done) },
      due: { ...real.due, done: noting(({ job }) => `${job} done`, real.due.done) },
      presses: { ...real.presses, tokenFor: noting(() => 'buttons', real.presses.tokenFor) },
    };
  }

  return {
    points,
    done: (name) =>
      points.filter((one) => one === name).length - (dead && dies?.name === name && dies.when === 'before' ? 1 : 0),
    dead: () => dead,
    store(real) {
      const single = <A extends unknown[], R>(
        name: (...args: NoInfer<A>) => string,
        call: (...args: A) => Promise<R>,
      ) => {
        return (...args: A) => effect(`kept: ${name(...args)}`, () => call(...args));
      };
      const lease = (name: string, _holder: string, _fence: number) =>
        `lease of ${name.split(/[:/]/)[0] ?? ''} given back`;
      const quiet = <A extends unknown[], R>(call: (...args: A) => Promise<R>) => {
        return (...args: A) => alive(() => call(...args));
      };
      return {
        ...real,
        changes: {
          ...real.changes,
          save: single(({ status }) => `change ${status.kind}`, real.changes.save),
          setReach: single(() => 'reach', real.changes.setReach),
        },
        steps: { ...real.steps, put: single((step) => `step ${step.state}`, real.steps.put) },
        audit: { ...real.audit, append: single(({ kind }) => kind, real.audit.append) },
        cards: { ...real.cards, put: single(({ state }) => `card ${state}`, real.cards.put) },
        outbox: {
          ...real.outbox,
          add: single(() => 'message', real.outbox.add),
          take: quiet(real.outbox.take),
          done: single(() => 'message done', real.outbox.done),
          again: single(() => 'message put off', real.outbox.again),
          renew: quiet(real.outbox.renew),
        },
        due: {
          ...real.due,
          set: single(({ job }) => `${job} due`, real.due.set),
          take: quiet(real.due.take),
          done: single(({ job }) => `${job} done`, real.due.done),
          renew: quiet(real.due.renew),
        },
        leases: {
          ...real.leases,
          take: quiet(real.leases.take),
          release: single(lease, real.leases.release),
        },
        async transaction(work) {
          if (dead) throw new Killed('killed');
          const what = new Set<string>();
          let last = false;
          const result = await real.transaction(async (inside) => {
            const done = await work(records(inside, (one) => what.add(one)));
            if (what.size > 0) last = arrive(`kept: ${[...what].join(' + ')}`);
            return done;
          });
          return last ? die() : result;
        },
      };
    },
    graph: (real) => ({
      ...real,
      get: (...args) => alive(() => real.get(...args)),
      list: (...args) => alive(() => real.list(...args)),
      ask: (...args) => alive(() => real.ask(...args)),
      write: (write) => effect(`graph: ${write.method}`, () => real.write(write)),
    }),
    chat: (real) => ({
      ...real,
      post: (to, message, options) =>
        effect(`said: ${message.card ? 'card' : 'line'} posted`, () => real.post(to, message, options)),
      update: (to, posted, message) => effect('said: card redrawn', () => real.update(to, posted, message)),
    }),
  };
}
