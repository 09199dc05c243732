import type { Clock, Log, Store } from '../ports';

/** A request that was turned away at the door, before anybody was known. Never holds anything of its body or token. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Anybody can knock, so the audit gets so many lines a minute, and then one that counts the rest. */
const linesAMinute = 30;

/** Writes refusals at the door into the audit; a flood is counted, not written out. */
export function refusalAudit(ports: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}): (refusal: Refusal) => void {
  let minute = 0;
  let lines = 0;
  let uncounted = 0;

  function write(facts: Readonly<Record<string, unknown>>): void {
    const at = ports.clock.now().toISOString();
    const entry = { at, kind: 'person.refused', actor: { objectId: 'unknown', name: 'unknown' }, facts } as const;
    ports.store.audit
      .append(entry)
      .catch((error: unknown) => ports.log.error('refusal not audited', { why: String(error) }));
  }

  return ({ status, code, facts }) => {
    const now = Math.floor(ports.clock.now().getTime() / 60_000);
    if (now !== minute) {
      if (uncounted > 0) write({ code: 'more-refused', number: uncounted });
      [minute, lines, uncounted] = [now, 0, 0];
    }
    if (lines >= linesAMinute) {
      uncounted++;
      return;
    }
    lines++;
    write({ ...facts, status, code });
  };
}
