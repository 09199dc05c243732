import type { Records } from '../ports';

/** How many changes one person may ask for: more than anybody types, fewer than a script, whichever instance is asked. */
export interface Rate {
  /** Counts one, unless there were too many within this minute. */
  takes(person: string, now: Date): Promise<boolean>;
}

const mostInAMinute = 30;

/**
 * A person has so many places in each minute of the clock. Who takes one claims it in the store, where of all instances
 * one gets it; those that are known to be taken are not asked for again.
 */
export function rateOf(inbox: Pick<Records['inbox'], 'claim'>): Rate {
  let minute = 0;
  const taken = new Map<string, number>();

  function nextPlace(person: string): number {
    const place = taken.get(person) ?? 0;
    taken.set(person, place + 1);
    return place;
  }

  return {
    async takes(person, now) {
      const who = person.toLowerCase();
      const asked = Math.floor(now.getTime() / 60_000);
      if (asked !== minute) taken.clear();
      minute = asked;
      for (let place = nextPlace(who); place < mostInAMinute; place = nextPlace(who))
        if (await inbox.claim(`rate:${asked}:${who}:${place}`, now.toISOString())) return true;
      return false;
    },
  };
}
