import { parentPort, workerData } from 'node:worker_threads';
import { checkedIn, pagesIn } from './alerts/pages';
import { openUnreadPages } from './graph/pages';
import type { Begin, PageFailure, SaidByMain, SaidByWorker } from './pages-thread';
import { GraphRefused, GraphUnreachable, type Log } from './ports';
import { openDevices } from './store/open';

/**
 * The other end of `pages-thread.ts`: fetches and parses pages of devices and compares them over a connection of its own,
 * which only reads. It knows no secret but the token it asks for.
 */
function main(): void {
  const port = parentPort;
  if (!port) throw new Error('this is no program of its own');
  const { where, root, record } = workerData as Begin; // `pages-thread.ts` gives it
  const say = (said: SaidByWorker, moved: readonly ArrayBuffer[] = []) => port.postMessage(said, [...moved]);
  const tokens = tokensFrom(say);
  const page = openUnreadPages({ root, token: tokens.token, log: logTo(say), record }, checkedIn);
  const pages = pagesIn({ page, store: openDevices(where) });
  port.on('message', (said: SaidByMain) => {
    switch (said.kind) {
      case 'token':
        return tokens.given(said);
      case 'close':
        return void pages.close();
      case 'forget':
        return pages.forget();
      case 'read':
        return void pages.read(said.asked).then(
          (page) => say({ kind: 'page', id: said.id, page }, [page.same.buffer as ArrayBuffer]), // it is no shared one
          (error: unknown) => say({ kind: 'failed', id: said.id, failure: failureOf(error) }),
        );
    }
  });
}

/** Whoever signs in stays on the main thread, and keeps the token. */
function tokensFrom(say: (said: SaidByWorker) => void) {
  const waiting = new Map<number, (given: Extract<SaidByMain, { kind: 'token' }>) => void>();
  let asked = 0;
  return {
    token: (fresh = false) =>
      new Promise<string>((resolve, reject) => {
        const id = ++asked;
        waiting.set(id, ({ token, why }) => (token === undefined ? reject(new Error(why)) : resolve(token)));
        say({ kind: 'token', id, fresh });
      }),
    given(answer: Extract<SaidByMain, { kind: 'token' }>): void {
      waiting.get(answer.id)?.(answer);
      waiting.delete(answer.id);
    },
  };
}

function logTo(say: (said: SaidByWorker) => void): Log {
  const at =
    (level: keyof Log): Log[keyof Log] =>
    (message, facts) =>
      say({ kind: 'log', level, message, ...(facts === undefined ? {} : { facts }) });
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function failureOf(error: unknown): PageFailure {
  if (error instanceof GraphRefused) return { kind: 'refused', status: error.status, code: error.code, say: error.say };
  if (error instanceof GraphUnreachable)
    return { kind: 'unreachable', say: error.say, retryAfterSeconds: error.retryAfterSeconds };
  return { kind: 'other', why: error instanceof Error ? error.message : String(error) };
}

main();
