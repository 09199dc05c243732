import type { Clock, Records, Store } from '../ports';

/** Something to send, something to do now. */
export type News = 'message' | 'job';

/**
 * The store, telling when something was kept that has to be sent or done now: after the commit, since before it there
 * is nothing to be found. So a turn that only answered costs no look at the outbox; what is due later is found in time.
 */
export function watched(store: Store, clock: Clock, tell: (news: News) => void): Store {
  return {
    ...store,
    ...noting(store, clock, tell),
    async transaction(work) {
      const some = new Set<News>();
      const result = await store.transaction((records) =>
        work({ ...records, ...noting(records, clock, (news) => some.add(news)) }),
      );
      some.forEach(tell);
      return result;
    },
  };
}

function noting({ outbox, due }: Records, clock: Clock, note: (news: News) => void): Pick<Records, 'outbox' | 'due'> {
  return {
    outbox: {
      ...outbox,
      async add(row) {
        await outbox.add(row);
        note('message');
      },
    },
    due: {
      ...due,
      async set(one) {
        await due.set(one);
        if (Date.parse(one.at) <= clock.now().getTime()) note('job');
      },
    },
  };
}
