import type { Alert, AlertGroup } from '../../../src/core/alert';
import type { Device } from '../../../src/core/device';
import type { Opened } from '../engines';

export function alertsContract(at: () => Opened): void {
  describe('devices', () => {
    test('keep their number when they are put again, and are found, counted, cut and missed by it', async () => {
      const { devices } = at().store;
      const first = await devices.put(['a', 'b', 'c', 'd'].map((id, i) => stored(id, i)));

      const again = await devices.put([
        { ...stored('b', 1), phases: { compliance: 'noncompliant' }, hash: 2 ** 52 - 1 },
      ]);

      expect(again.get('b')).toBe(first.get('b'));
      expect(await devices.find(['x', 'b'])).toEqual([
        undefined,
        { n: first.get('b'), phases: { compliance: 'noncompliant' }, hash: 2 ** 52 - 1 },
      ]);
      expect(await devices.count()).toBe(4);
      expect(await devices.cuts(2)).toEqual(['2026-01-03T00:00:00.000Z']);
      expect(await devices.unseen((n) => n !== first.get('c'), 10)).toEqual(['c']);
      expect((await devices.named('LAPTOP-A')).map(({ id }) => id)).toEqual(['a']);
      expect(await devices.tally()).toEqual([{ state: 'compliant', platform: 'windows', devices: 4 }]);
      await devices.remove(['a', 'b']);
      expect(await devices.get('a')).toBeUndefined();
      expect(await devices.get('c')).toEqual(stored('c', 2).device);
    });
  });

  describe('alerts and groups', () => {
    test('hold members with what people were told, and are saved by one of two', async () => {
      const { alerts, groups } = at().store;
      await alerts.put([anAlert('a'), anAlert('b'), { ...anAlert('c'), state: 'resolved', resolvedAt: instant(1) }]);
      const group = await groups.add(aGroup());
      await groups.join(group.id, ['a', 'b']);
      await groups.join(group.id, ['b']);
      await groups.tell(group.id, 'noncompliant', ['a']);

      expect((await groups.members(group)).map(({ alert, told }) => [alert.device, told])).toEqual([
        ['a', 'noncompliant'],
        ['b', ''],
      ]);
      expect(await groups.holding('compliance', ['b', 'c'])).toEqual([{ group, devices: ['b'] }]);
      expect(await groups.holding('threat', ['b'])).toEqual([]);
      expect(await groups.save({ ...group, state: 'open' })).toMatchObject({ revision: 2, state: 'open' });
      expect(await groups.save({ ...group, state: 'over' })).toBeUndefined();
      expect((await groups.current('k'))?.id).toBe(group.id);
      expect((await alerts.firing(10)).map(({ device }) => device)).toEqual(['a', 'b']);
    });

    test('are forgotten once they are long resolved and on no card that lives', async () => {
      const { alerts, groups } = at().store;
      const resolved = (device: string, minute: number) => ({
        ...anAlert(device),
        state: 'resolved' as const,
        resolvedAt: instant(minute),
      });
      await alerts.put([resolved('shown', 1), resolved('old', 1), resolved('late', 3), anAlert('firing')]);
      const group = await groups.add(aGroup());
      await groups.join(group.id, ['shown']);

      await alerts.forgetBefore(instant(2));

      const left = await alerts.find(['shown', 'old', 'late', 'firing']);
      expect(left.map(({ device }) => device).sort()).toEqual(['firing', 'late', 'shown']);
    });

    test('that are over hold nothing', async () => {
      const { groups } = at().store;
      const group = await groups.add(aGroup());
      await groups.join(group.id, ['a']);
      await groups.save({ ...group, state: 'over' });

      expect(await groups.holding('compliance', ['a'])).toEqual([]);
      expect(await groups.current('k')).toBeUndefined();
      expect(await groups.living()).toEqual([]);
    });
  });

  describe('silences and subscriptions', () => {
    test('are kept, replaced and ended', async () => {
      const { silences, subscriptions } = at().store;
      const by = { objectId: 'x', name: 'Ana' };
      const made = await silences.add({ by, why: 'w', from: instant(0), until: instant(5), matches: { device: 'a' } });
      await subscriptions.put({ conversation: 'c', by, at: instant(0) });
      await subscriptions.put({ conversation: 'c', threat: 'high', by, at: instant(1) });

      await silences.put({ ...made, endedAt: instant(2) });

      expect(await silences.get(made.id)).toMatchObject({ endedAt: instant(2) });
      expect(await silences.endingAfter(instant(5))).toEqual([]);
      expect(await silences.endingAfter(instant(4))).toHaveLength(1);
      expect(await subscriptions.list()).toEqual([{ conversation: 'c', threat: 'high', by, at: instant(1) }]);
      await subscriptions.remove('c');
      expect(await subscriptions.list()).toEqual([]);
    });
  });
}

function instant(minutes: number): string {
  return new Date(Date.UTC(2026, 2, 2, 9, minutes)).toISOString();
}

function stored(id: string, day: number) {
  const device: Device = {
    id,
    name: `Laptop-${id}`,
    platform: 'windows',
    state: 'compliant',
    enrolledAt: `2026-01-0${day + 1}T00:00:00.000Z`,
  };
  return { device, phases: {}, hash: 1 };
}

function anAlert(device: string): Alert {
  return {
    device,
    name: device,
    condition: 'compliance',
    phase: 'noncompliant',
    state: 'firing',
    platform: 'windows',
    startedAt: instant(0),
  };
}

function aGroup(): Omit<AlertGroup, 'id' | 'revision'> {
  return {
    key: 'k',
    conversation: 'c',
    condition: 'compliance',
    platform: 'windows',
    state: 'waiting',
    openedAt: instant(0),
    trend: [],
  };
}
