import { setTimeout as sleep } from 'node:timers/promises';
import { hold } from '../../src/changes/hold';
import type { Store } from '../../src/ports';
import { openStore } from '../../src/store/open';
import { fixedClock, type FixedClock } from '../support/world';

let store: Store;
let clock: FixedClock;
beforeEach(async () => {
  clock = fixedClock(new Date('2026-03-02T09:00:00.000Z'));
  store = await openStore({ kind: 'sqlite', file: ':memory:' }, {});
});
afterEach(() => store.close());

const names = ['change:1', 'appProtection/ios/T_1'];
const holderOf = (name = 'change:1') => store.leases.holder(name, clock.now().toISOString());

describe('hold', () => {
  test('takes all of them or none', async () => {
    const first = await hold({ store, clock }, 'one', ['appProtection/ios/T_1']);

    expect(await hold({ store, clock }, 'two', names)).toBeUndefined();
    expect(await holderOf()).toBeUndefined();
    await first?.release();
  });

  test('prolongs them while it lives, and gives them back', async () => {
    const held = await hold({ store, clock }, 'one', names);
    clock.move(2000);
    await sleep(1100);
    clock.move(2000);

    expect(await holderOf()).toBe('one');
    expect(await held?.stillMine()).toBe(true);
    await held?.release();
    expect(await holderOf()).toBeUndefined();
  });

  test('is lost for good when this instance stood still for too long', async () => {
    const held = await hold({ store, clock }, 'one', names);
    clock.move(3000);
    const other = await hold({ store, clock }, 'two', names);

    expect(await held?.stillMine()).toBe(false);
    expect(held?.lost.aborted).toBe(true);
    await other?.release();
    expect(await held?.stillMine()).toBe(false);
  });

  test('is lost when the database does not answer for as long as it runs', async () => {
    const away = () => Promise.reject(new Error('unreachable'));
    const reached = { leases: { ...store.leases } };
    const held = await hold({ store: reached, clock }, 'one', names);
    reached.leases.holds = away;
    await sleep(1100);
    expect(held?.lost.aborted).toBe(false);

    clock.move(3000);
    await sleep(1100);

    expect(held?.lost.aborted).toBe(true);
  });
});
