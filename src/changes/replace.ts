import { giveWay } from '../core/approval';
import type { Change, Person } from '../core/change';
import { accept, refuse, type Outcome } from '../core/problem';
import type { Clock, Store } from '../ports';
import { auditOf, redraw, redrawOthers } from './records';

/** Takes an own open change out of the way of a newer own one. Nothing was written for it, so nothing is put back. */
export async function replaceChange(
  ports: { readonly store: Store; readonly clock: Clock },
  replacing: { readonly change: number; readonly by: number; readonly person: Person },
): Promise<Outcome<Change>> {
  const at = ports.clock.now().toISOString();
  return ports.store.transaction(async (records) => {
    const [older, newer] = [await records.changes.get(replacing.change), await records.changes.get(replacing.by)];
    if (!older || !newer) return refuse('no-such-change', `There is no change #${replacing.change}.`);
    const given = giveWay(older, newer, replacing.person, at);
    if (!given.ok) return given;
    const saved = await records.changes.save(given.value);
    if (!saved)
      return refuse('busy', 'Somebody else acted on this change at the same moment. Look at the current card.');
    const actor = { objectId: replacing.person.objectId, name: replacing.person.name };
    await records.audit.append(auditOf(saved, { at, kind: 'change.superseded', actor, facts: { by: newer.id } }));
    await redraw(records, saved.id, at);
    await redrawOthers(records, saved, at);
    return accept(saved);
  });
}
