/** How many changes one person may ask for: more than anybody types, fewer than a script. Per instance. */
export interface Rate {
  /** Counts one, unless there were too many within the last minute. */
  takes(person: string, now: Date): boolean;
}

const mostInAMinute = 30;
const minute = 60_000;

export function rateOf(): Rate {
  const asked = new Map<string, readonly number[]>();
  return {
    takes(person, now) {
      const recent = (asked.get(person) ?? []).filter((time) => now.getTime() - time < minute);
      const takes = recent.length < mostInAMinute;
      asked.set(person, takes ? [...recent, now.getTime()] : recent);
      if (asked.size > mostRemembered) asked.clear();
      return takes;
    },
  };
}

const mostRemembered = 10_000;
