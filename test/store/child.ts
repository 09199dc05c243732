import { writeSync } from 'node:fs';
import { openStore } from '../../src/store/open';
import { aChange, ana } from '../support/builders';
import { auditKey } from './engines';

/** What the tests run beside themselves: `child.ts write FILE` until it is killed, `child.ts take FILE` to the end. */

const [, , act = '', file = ''] = process.argv;
const at = '2026-03-02T09:00:00.000Z';

/** Says the number of each change only after its transaction was kept. */
async function write(): Promise<void> {
  const store = await openStore({ kind: 'sqlite', file }, { auditKey });
  for (;;) {
    const id = await store.transaction(async (records) => {
      const change = await records.changes.add(aChange());
      await records.audit.append({ at, kind: 'change.proposed', actor: ana, change: change.id, facts: {} });
      await records.inbox.claim(`change-${change.id}`, at);
      return change.id;
    });
    writeSync(1, `${id}\n`);
  }
}

/** Says each outbox row it took. */
async function take(): Promise<void> {
  const store = await openStore({ kind: 'sqlite', file }, { auditKey });
  for (;;) {
    const rows = await store.outbox.take(at, '2026-03-02T10:00:00.000Z', 2);
    if (rows.length === 0) break;
    for (const { id } of rows) {
      writeSync(1, `${id}\n`);
      await store.outbox.done(id);
    }
  }
  await store.close();
}

void (act === 'write' ? write() : take());
