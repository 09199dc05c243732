import { StoreFailed } from './errors';

/** First come, first served, one at a time. */
export interface Turns {
  /** Waits for the turn. Throws StoreFailed `busy` when the ones before do not end. */
  take(): Promise<void>;
  /** The same for who must not give up. */
  takeHoweverLong(): Promise<void>;
  give(): void;
}

export function makeTurns(waitMilliseconds: number): Turns {
  const waiting: (() => void)[] = [];
  let taken = false;

  return {
    takeHoweverLong() {
      if (!taken) {
        taken = true;
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        waiting.push(resolve);
      });
    },
    take() {
      if (!taken) {
        taken = true;
        return Promise.resolve();
      }
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.splice(waiting.indexOf(next), 1);
          reject(new StoreFailed('busy', waitedTooLong));
        }, waitMilliseconds);
        function next(): void {
          clearTimeout(timer);
          resolve();
        }
        waiting.push(next);
      });
    },
    give() {
      const next = waiting.shift();
      if (next) next();
      else taken = false;
    },
  };
}

const waitedTooLong =
  'waiting for the database: a transaction does not end. Inside a transaction only its own records may be awaited.';
