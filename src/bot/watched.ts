import type { Clock, Records, Store } from '../ports';

/**
 * The store, telling when something was kept that has to be sent or done now: after the commit, since before it there
 * is nothing to be found. So a turn that only answered costs no look at the outbox; what is due later is found in time.
 */
export function watched(store: Store, clock: Clock, tell: () => void): Store {
  return {
    ...store,
    ...noting(store, clock, tell),
    async transaction(work) {
      let some = false;
      const result = await store.transaction((records) =>
        work({ ...records, ...noting(records, clock, () => (some = true)) }),
      );
      if (some) tell();
      return result;
    },
  };
}

function noting({ outbox, due }: Records, clock: Clock, note: () => void): Pick<Records, 'outbox' | 'due'> {
  return {
    outbox: { ...outbox, add: (row) => outbox.add(row).then(note) },
    due: {
      ...due,
      async set(one) {
        await due.set(one);
        if (Date.parse(one.at) <= clock.now().getTime()) note();
      },
    },
  };
}
