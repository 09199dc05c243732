import type { Records, Store } from '../ports';

/**
 * The store, telling when something was kept that has to be sent or done: after the commit, since before it there is
 * nothing to be found. So a turn that only answered costs no look at the outbox.
 */
export function watched(store: Store, tell: () => void): Store {
  return {
    ...store,
    ...noting(store, tell),
    async transaction(work) {
      let some = false;
      const result = await store.transaction((records) =>
        work({ ...records, ...noting(records, () => (some = true)) }),
      );
      if (some) tell();
      return result;
    },
  };
}

function noting({ outbox, due }: Records, note: () => void): Pick<Records, 'outbox' | 'due'> {
  return {
    outbox: { ...outbox, add: (row) => outbox.add(row).then(note) },
    due: { ...due, set: (one) => due.set(one).then(note) },
  };
}
