import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { AskedPage, ComparedPage, DevicePages } from './alerts/pages';
import { GraphRefused, GraphUnreachable, type Facts, type Log } from './ports';
import type { Where } from './store/open';

/**
 * Pages of devices are fetched, parsed and compared in a thread of their own, so that people are answered meanwhile. It
 * is started by the first sweep and kept for the next; one that broke is replaced by the sweep after it.
 */
export interface PagesThread {
  readonly pages: () => DevicePages;
  close(): Promise<void>;
}

export interface Begin {
  readonly where: Where;
  /** Graph's. */
  readonly root: string;
  readonly record?: string | undefined;
}

export type SaidByMain =
  | { readonly kind: 'read'; readonly id: number; readonly asked: AskedPage }
  | { readonly kind: 'token'; readonly id: number; readonly token?: string; readonly why?: string }
  | { readonly kind: 'close' }
  | { readonly kind: 'forget' };

export type SaidByWorker =
  | { readonly kind: 'page'; readonly id: number; readonly page: ComparedPage }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: PageFailure }
  | { readonly kind: 'token'; readonly id: number; readonly fresh: boolean }
  | { readonly kind: 'log'; readonly level: keyof Log; readonly message: string; readonly facts?: Facts };

/** An error as it travels: its class does not. */
export type PageFailure =
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly say: string }
  | { readonly kind: 'unreachable'; readonly say: string; readonly retryAfterSeconds: number | undefined }
  | { readonly kind: 'other'; readonly why: string };

export interface ThreadOptions extends Begin {
  readonly token: (fresh?: boolean) => Promise<string>;
  readonly log: Log;
}

export function pagesThread(options: ThreadOptions): PagesThread {
  let thread: Thread | undefined;
  return {
    pages: () => {
      if (thread?.isOver() !== false) thread = startThread(options);
      return thread.pages;
    },
    async close() {
      await thread?.end();
    },
  };
}

interface Waiting {
  readonly resolve: (page: ComparedPage) => void;
  readonly reject: (why: Error) => void;
}

interface Thread {
  readonly pages: DevicePages;
  isOver(): boolean;
  end(): Promise<unknown>;
}

/** Of its heap; beside it there are pages, which are let go only when what is young is looked through: so that is little. */
const youngMegabytes = 6;
const oldMegabytes = 96;

function startThread({ token, log, where, root, record }: ThreadOptions): Thread {
  const worker = new Worker(join(__dirname, 'pages-worker.js'), {
    workerData: { where, root, record } satisfies Begin,
    resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes, maxOldGenerationSizeMb: oldMegabytes },
  });
  // It has nothing to do that the program would have to wait for.
  worker.unref();
  const waiting = new Map<number, Waiting>();
  const say = (said: SaidByMain) => worker.postMessage(said);
  let asked = 0;
  let over: Error | undefined;

  function fail(why: Error): void {
    over ??= why;
    for (const { reject } of waiting.values()) reject(over);
    waiting.clear();
  }

  function hear(said: SaidByWorker): void {
    switch (said.kind) {
      case 'page':
        waiting.get(said.id)?.resolve(said.page);
        waiting.delete(said.id);
        return;
      case 'failed':
        waiting.get(said.id)?.reject(errorOf(said.failure));
        waiting.delete(said.id);
        return;
      case 'token':
        void token(said.fresh).then(
          (given) => say({ kind: 'token', id: said.id, token: given }),
          (error: unknown) => say({ kind: 'token', id: said.id, why: String(error) }),
        );
        return;
      case 'log':
        return log[said.level](said.message, said.facts);
    }
  }

  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('the thread that reads devices has ended')));
  worker.on('message', hear);
  return {
    pages: {
      read: (page) =>
        new Promise((resolve, reject) => {
          if (over) return reject(over);
          const id = ++asked;
          waiting.set(id, { resolve, reject });
          say({ kind: 'read', id, asked: page });
        }),
      close() {
        if (!over) say({ kind: 'close' });
        return Promise.resolve();
      },
      forget() {
        if (!over) say({ kind: 'forget' });
      },
    },
    isOver: () => over !== undefined,
    end: () => worker.terminate(),
  };
}

function errorOf(failure: PageFailure): Error {
  switch (failure.kind) {
    case 'refused':
      return new GraphRefused(failure.status, failure.code, failure.say);
    case 'unreachable':
      return new GraphUnreachable(failure.say, false, { retryAfterSeconds: failure.retryAfterSeconds });
    case 'other':
      return new Error(failure.why);
  }
}
