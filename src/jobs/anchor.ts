import { warden } from '../core/audit';
import type { Clock, Store } from '../ports';

/**
 * Once a day the number and hash of the newest audit record go to the audit channel, also when nothing happened: who
 * could rewrite the whole database cannot rewrite what stands there. `npm run audit -- verify --head` compares.
 */

interface Ports {
  readonly store: Store;
  readonly clock: Clock;
}

const secondsOfDay = 24 * 60 * 60;
const name = 'anchor';

/** Sets the first day; the due row then goes on from day to day by itself, whichever instance runs. */
export async function beginAnchors({ store, clock }: Ports): Promise<void> {
  const now = clock.now();
  const at = new Date(now.getTime() + secondsOfDay * 1000).toISOString();
  await store.transaction(async (records) => {
    if (await records.marks.get(name)) return;
    await records.marks.put(name, { begun: now.toISOString() });
    await records.due.set({ key: name, at, job: 'anchor', about: '' });
  });
}

export async function anchorAudit(ports: Ports, channel: string | undefined): Promise<{ readonly again: number }> {
  const at = ports.clock.now().toISOString();
  if (channel !== undefined) {
    await ports.store.transaction(async (records) => {
      const [newest] = await records.audit.list({ limit: 1 });
      if (!newest) return;
      const { sequence, hash } = newest;
      const text = `The audit has ${sequence} records. Head of today: ${sequence}:${hash}`;
      await records.outbox.add({
        conversation: channel,
        what: { kind: 'say', message: { text, summary: `The audit has ${sequence} records.` } },
        dueAt: at,
      });
      await records.audit.append({ at, kind: 'audit.anchored', actor: warden, facts: { head: { sequence, hash } } });
    });
  }
  return { again: secondsOfDay };
}
