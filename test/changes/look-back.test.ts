import { beginLookBack, lookBack } from '../../src/changes/look-back';
import type { Change, Status } from '../../src/core/change';
import type { Device } from '../../src/core/device';
import type { Store } from '../../src/ports';
import { openStore } from '../../src/store/open';
import { aChange } from '../support/builders';

const at = '2026-03-02T09:00:00.000Z';
const nextDay = '2026-03-03T09:00:00.000Z';
let store: Store;
beforeEach(async () => (store = await openStore({ kind: 'sqlite', file: ':memory:' }, {})));
afterEach(() => store.close());

async function ended(status: Status): Promise<Change> {
  const { id: _, revision: __, ...rest } = aChange({ status });
  return store.transaction(async (records) => {
    const change = await records.changes.add(rest);
    await beginLookBack(records, change, at);
    return change;
  });
}

/** So many iPhones, of which the first are not compliant. */
async function phones(all: number, bad: number): Promise<void> {
  const known = Array.from({ length: all }, (_, i) => ({
    device: phone(i, i < bad ? 'noncompliant' : 'compliant'),
    phases: {},
    hash: i,
  }));
  await store.transaction((records) => records.devices.put(known));
}

function phone(number: number, state: Device['state']): Device {
  return { id: `d${number}`, name: `Phone ${number}`, platform: 'ios', state };
}

async function heardAfterADay(): Promise<readonly string[]> {
  for (const { job, about } of await store.due.take(nextDay, nextDay, 10))
    if (job === 'lookBack') await lookBack({ store, clock: { now: () => new Date(nextDay), token: () => 't' } }, about);
  const rows = await store.outbox.take(nextDay, nextDay, 10);
  return rows.flatMap(({ what }) => (what.kind === 'say' ? [what.message.text] : []));
}

describe('a day after a change that', () => {
  test.each<readonly [string, Status]>([
    ['was applied', { kind: 'applied', at, otherDrift: [] }],
    ['was partly applied', { kind: 'partiallyApplied', at, why: 'Graph refused the second part' }],
    ['ended unclear', { kind: 'unknown', at, why: 'the read-back failed' }],
  ])('%s, its requestor hears how many devices are not compliant', async (how, status) => {
    await phones(10, 2);
    await ended(status);
    await phones(10, 5);

    expect(await heardAfterADay()).toEqual([
      `24 hours after change #1: 5 of 10 iOS devices are not compliant; when it ${how} it was 2 of 10.`,
    ]);
  });

  test.each<readonly [string, Status]>([
    ['had nothing to write', { kind: 'applied', at, otherDrift: [], unwritten: true }],
    ['failed', { kind: 'failed', at, why: 'Graph refused it' }],
  ])('%s, nobody hears anything', async (_, status) => {
    await phones(10, 2);
    await ended(status);

    expect(await heardAfterADay()).toEqual([]);
  });

  test('was put back meanwhile, nobody hears anything', async () => {
    await phones(10, 2);
    const change = await ended({ kind: 'applied', at, otherDrift: [] });
    await store.changes.save({ ...change, revertedBy: 2 });

    expect(await heardAfterADay()).toEqual([]);
  });
});
