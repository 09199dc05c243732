import type { Change, Step } from '../../../src/core/change';
import { planOf } from '../../../src/core/plan';
import type { Store } from '../../../src/ports';
import { aChange, ana, aPart, omar } from '../../support/builders';
import { longName, type Opened } from '../engines';

export function changesContract(at: () => Opened): void {
  describe('changes', () => {
    test('are numbered 1, 2, 3, at revision 1, and come back whole', async () => {
      const { store } = at();

      const first = await store.changes.add(proposal());
      const second = await store.changes.add(proposal({ utterance: '«ÄÖÜ» \u0000 \ud83d\ude00' }));

      expect(first).toEqual({ ...proposal(), id: 1, revision: 1 });
      expect([second.id, second.revision]).toEqual([2, 1]);
      expect(await store.changes.get(1)).toEqual(first);
      expect(await store.changes.get(2)).toEqual(second);
      expect(await store.changes.get(3)).toBeUndefined();
    });

    test('leave no number out: one that was rolled back is given again', async () => {
      const { store } = at();
      const given = store.transaction(async (records) => {
        await records.changes.add(proposal());
        throw new Error('not this one');
      });
      await expect(given).rejects.toThrow('not this one');

      expect((await store.changes.add(proposal())).id).toBe(1);
    });

    test('added from two sides at once have numbers of their own', async () => {
      const { store, other } = at();

      const added = await Promise.all(range(20).map((n) => (n % 2 ? store : other).changes.add(proposal())));

      expect(added.map(({ id }) => id).sort((a, b) => a - b)).toEqual(range(20).map((n) => n + 1));
    });

    test('are saved only at the revision that was read', async () => {
      const { store } = at();
      const read = await store.changes.add(proposal());

      const saved = await store.changes.save({ ...read, status: { kind: 'approved', at: noon } });
      const late = await store.changes.save({ ...read, status: { kind: 'cancelled', at: noon, by: ana } });

      expect(saved).toEqual({ ...read, revision: 2, status: { kind: 'approved', at: noon } });
      expect(late).toBeUndefined();
      expect(await store.changes.get(read.id)).toEqual(saved);
      expect(await store.changes.save({ ...read, id: 77 })).toBeUndefined();
    });

    test('of two saves of one revision at once, one wins', async () => {
      const { store, other } = at();
      const read = await store.changes.add(proposal());

      const saved = await Promise.all(
        [store, other, store, other].map((side, n) => side.changes.save({ ...read, notes: [`by ${n}`] })),
      );

      const winners = saved.filter((one) => one !== undefined);
      expect(winners).toHaveLength(1);
      expect(await store.changes.get(read.id)).toEqual(winners[0]);
    });

    test('are listed newest first, by status, requestor and conversation', async () => {
      const { store } = at();
      await store.changes.add(proposal());
      await store.changes.add(proposal({ requestor: omar, conversation: 'a:omar' }));
      const third = await store.changes.add(proposal());
      await store.changes.save({ ...third, status: { kind: 'expired', at: noon } });

      expect(await ids(store, {})).toEqual([3, 2, 1]);
      expect(await ids(store, { limit: 2 })).toEqual([3, 2]);
      expect(await ids(store, { status: ['needsApproval', 'approved'] })).toEqual([2, 1]);
      expect(await ids(store, { status: [] })).toEqual([]);
      expect(await ids(store, { requestor: ana.objectId.toUpperCase() })).toEqual([3, 1]);
      expect(await ids(store, { conversation: 'a:omar' })).toEqual([2]);
      expect(await ids(store, { conversation: 'a:omar', requestor: ana.objectId })).toEqual([]);
    });

    test('that are open are found by the objects they write to', async () => {
      const { store } = at();
      await store.changes.add(proposal({ plan: onPolicies('T_1', 'T_2') }));
      const closed = await store.changes.add(proposal({ plan: onPolicies('T_1') }));
      await store.changes.save({ ...closed, status: { kind: 'expired', at: noon } });
      await store.changes.add(proposal({ plan: onPolicies('T_3') }));

      const found = await store.changes.openOn(['appProtection/ios/T_1', 'appProtection/ios/T_2']);

      expect(found.map(({ id }) => id)).toEqual([1]);
      expect(await store.changes.openOn(['appProtection/ios/T_9'])).toEqual([]);
      expect(await store.changes.openOn([])).toEqual([]);
    });

    test('are found by the objects of their present plan only', async () => {
      const { store } = at();
      const change = await store.changes.add(proposal({ plan: onPolicies('T_1', 'T_2') }));

      await store.changes.save({ ...change, version: 2, plan: onPolicies('T_2', 'T_3') });

      expect(await store.changes.openOn(['appProtection/ios/T_1'])).toEqual([]);
      expect(await store.changes.openOn(['appProtection/ios/T_2'])).toHaveLength(1);
      expect(await store.changes.openOn(['appProtection/ios/T_3'])).toHaveLength(1);
    });

    test('that create something with an odd name are found by it', async () => {
      const { store } = at();
      const name = `\u0000"quoted" ${longName()}`;
      const part = aPart({ act: 'create', target: { kind: 'new', name }, before: null });
      await store.changes.add(proposal({ plan: planOf([part]) }));

      expect(await store.changes.openOn([`appProtection/ios/new:${name}`])).toHaveLength(1);
      expect(await store.changes.openOn([`appProtection/ios/new:${name}!`])).toEqual([]);
    });

    test('keep their reach beside their revisions', async () => {
      const { store } = at();
      const change = await store.changes.add(proposal());
      expect(await store.changes.reach(change.id)).toBeUndefined();

      await store.changes.setReach(change.id, reach);
      const saved = await store.changes.save({ ...change, notes: ['saved after the reach'] });

      expect(saved?.revision).toBe(2);
      expect(await store.changes.reach(change.id)).toEqual(reach);
      await expect(store.changes.setReach(99, reach)).rejects.toThrow('there is no change 99');
    });
  });

  describe('steps', () => {
    test('stand in the order of their first put, and the newest state counts', async () => {
      const { store } = at();
      await store.steps.put(aStep({ key: 'settings' }));
      await store.steps.put(aStep({ key: 'apps' }));
      await store.steps.put(aStep({ key: 'apps', change: 2 }));

      await store.steps.put(aStep({ key: 'settings', state: 'confirmed' }));
      await store.steps.put(aStep({ key: 'settings', version: 2 }));
      await store.steps.put(aStep({ key: 'settings', part: 'p2' }));

      expect(await store.steps.list(1)).toEqual([
        aStep({ key: 'settings', state: 'confirmed' }),
        aStep({ key: 'apps' }),
        aStep({ key: 'settings', version: 2 }),
        aStep({ key: 'settings', part: 'p2' }),
      ]);
      expect(await store.steps.list(3)).toEqual([]);
    });
  });
}

const noon = '2026-03-02T12:00:00.000Z';

const reach = {
  alsoApps: { p1: ['Teams'] },
  groups: [{ id: 'g', name: 'All Staff', people: 300, exclude: false }],
  people: { number: 300, atLeast: false },
  devicesAbove: null,
  unknownRegistrations: null,
  watched: [],
  complete: true,
};

function proposal(changes: Partial<Change> = {}): Omit<Change, 'id' | 'revision'> {
  const { id: _id, revision: _revision, ...change } = aChange(changes);
  return change;
}

function onPolicies(...policies: string[]): Change['plan'] {
  return planOf(policies.map((id) => aPart({ key: id, target: { kind: 'existing', id, name: `policy ${id}` } })));
}

function aStep(changes: Partial<Step>): Step {
  return {
    change: 1,
    version: 1,
    part: 'p1',
    key: 'settings',
    state: 'intended',
    method: 'PATCH',
    path: '/deviceAppManagement/iosManagedAppProtections/T_1',
    body: { maximumAllowedDeviceThreatLevel: 'medium' },
    at: noon,
    ...changes,
  };
}

async function ids(store: Store, filter: Partial<Parameters<Store['changes']['list']>[0]>): Promise<number[]> {
  return (await store.changes.list({ limit: 10, ...filter })).map(({ id }) => id);
}

function range(count: number): number[] {
  return [...Array(count).keys()];
}
