import { objectsOf } from '../../src/core/change';
import { planOf } from '../../src/core/plan';
import type { Records, Store } from '../../src/ports';
import { groups } from '../../src/sandbox/seed/ids';
import { aWorld, channel, people, personal, type World, type WorldOptions } from '../support/world';

const minute = 60_000;
const sentence = 'set max threat level Medium for Outlook on iOS';

let world: World;
afterEach(() => world.close());

async function proposed(options: WorldOptions = {}) {
  world = await aWorld(options);
  await world.say('ana', sentence);
}

const change = async (id = 1) => {
  const found = await world.store.changes.get(id);
  if (!found) throw new Error(`no change ${id}`);
  return found;
};
const status = async (id = 1) => (await change(id)).status.kind;
const cards = (id = 1) =>
  world.shown.filter(
    ({ conversation, how, message }) =>
      conversation === channel.id && how !== 'answered' && message.text.includes(`change #${id} ·`),
  );
const saidIn = (conversation: string) =>
  world.shown.filter((one) => one.conversation === conversation && !one.message.card).map((one) => one.message.text);
const writes = () => world.sandbox.writes.length;

/** Holds the object of change 1, as another change that is being written does. */
async function lock(holder = 'elsewhere/change:99') {
  const [object = ''] = objectsOf((await world.store.changes.get(1)) ?? { plan: planOf([]) });
  const now = world.clock.now();
  const until = new Date(now.getTime() + 30 * 24 * 60 * minute).toISOString();
  const fence = (await world.store.leases.take(object, holder, now.toISOString(), until)) ?? 0;
  return () => world.store.leases.release(object, holder, fence);
}

describe('an approved change whose object is locked', () => {
  beforeEach(() => proposed());

  test('names on its card who holds it, is drawn once, and goes on when it is free', async () => {
    const release = await lock('elsewhere/change:1');
    world.shown.length = 0;
    await world.press('omar', 'approve', { where: channel });
    await world.later(5000);
    await world.later(10_000);

    expect(cards().map(({ message }) => message.text)).toEqual([
      expect.stringContaining('«iOS Office baseline» is being changed by #1 of Ana Ruiz right now.'),
    ]);
    expect(await status()).toBe('approved');

    await release();
    await world.later(minute);

    expect(await status()).toBe('applied');
  });

  test('is asked about ever less often, and at least every five minutes', async () => {
    await lock();
    await world.press('omar', 'approve', { where: channel });
    await world.later(10_000);
    const early = await nextApply();
    await world.later(60 * minute);
    const late = await nextApply();

    expect(early).toBeLessThanOrEqual(10_000);
    expect(late).toBe(5 * minute);
  });

  test('is withdrawn by its requestor', async () => {
    const release = await lock();
    await world.press('omar', 'approve', { where: channel });

    await world.press('ana', 'cancel');
    await release();
    await world.later(10 * minute);

    expect(await status()).toBe('cancelled');
    expect(writes()).toBe(0);
  });

  test('is rejected by another approver', async () => {
    const release = await lock();
    await world.press('omar', 'approve', { where: channel });

    await world.press('priya', 'reject', { where: channel });
    await release();
    await world.later(10 * minute);

    expect(await status()).toBe('rejected');
    expect(writes()).toBe(0);
  });

  test('expires when it cannot be written in time, and says so', async () => {
    const release = await lock();
    await world.press('omar', 'approve', { where: channel });
    world.shown.length = 0;

    await world.later(72 * 60 * minute);
    await release();
    await world.later(10 * minute);

    expect(await status()).toBe('expired');
    expect(writes()).toBe(0);
    expect(saidIn(personal('ana').id).join()).toMatch(/expired: it was approved, but could not be written in time/);
    expect(cards().at(-1)?.message.text).toMatch(/Expired .*: approved, but it could not be written in time/);
  });

  async function nextApply(): Promise<number> {
    const far = new Date(world.clock.now().getTime() + 10 * 60 * minute).toISOString();
    const due = await world.store.due.take(far, world.clock.now().toISOString(), 10);
    const [apply] = due.filter(({ job }) => job === 'apply');
    return Date.parse(apply?.at ?? '') - world.clock.now().getTime();
  }
});

test('an approved change is written when its freeze ends, not minutes later', async () => {
  await proposed({
    now: new Date('2026-12-18T16:00:00Z'),
    rules: {
      freezes: [{ name: 'Release', kind: 'deny', zone: 'UTC', from: '2026-12-18T15:00', until: '2026-12-18T17:02' }],
    },
  });
  await world.press('omar', 'approve', { where: channel });
  await world.later(60 * minute);
  const waited = await status();

  await world.later(2 * minute);

  expect(waited).toBe('approved');
  expect(await status()).toBe('applied');
});

test('an approved change that waits for the end of a freeze outlives its expiry', async () => {
  await proposed({
    now: new Date('2026-12-18T16:00:00Z'),
    rules: {
      freezes: [{ name: 'Year end', kind: 'deny', zone: 'UTC', from: '2026-12-18T15:00', until: '2027-01-04T06:00' }],
    },
  });
  await world.press('omar', 'approve', { where: channel });

  await world.later(73 * 60 * minute);
  const meanwhile = await status();
  await world.later(17 * 24 * 60 * minute);

  expect(meanwhile).toBe('approved');
  expect(await status()).toBe('applied');
});

describe('the votes of an approved change', () => {
  beforeEach(() => proposed());

  test('are not lost by a look-up that fails: it waits, says so, and goes on', async () => {
    const release = await lock();
    await world.press('omar', 'approve', { where: channel });
    await release();
    world.sandbox.inject({ path: /checkMemberGroups/, act: 'refuse', status: 403, times: 1 });
    world.shown.length = 0;

    await world.later(10_000);

    expect(await status()).toBe('approved');
    expect((await change()).decisions).toHaveLength(1);
    expect(cards().at(-1)?.message.text).toMatch(/Whether Omar Haddad may still approve could not be looked up/);

    await world.later(minute);

    expect(await status()).toBe('applied');
  });

  test('do not count when the role is gone, and requestor and approvers hear of it', async () => {
    const release = await lock();
    await world.press('omar', 'approve', { where: channel });
    world.sandbox.tenant.members.get(groups.approvers)?.delete(people.omar.objectId);
    await release();
    world.shown.length = 0;

    await world.later(minute);

    const news = /#1 was not written and waits for approval again: The approval of Omar Haddad does not count any more/;
    expect(await status()).toBe('needsApproval');
    expect(writes()).toBe(0);
    expect(saidIn(personal('ana').id).join()).toMatch(news);
    expect(saidIn(channel.id).join()).toMatch(news);
  });
});

describe('cards of other open changes on the same policy', () => {
  const other = '#2 by Sam Okafor also sets';

  beforeEach(async () => {
    await proposed();
    await world.say('sam', 'set max threat level low for Outlook on iOS');
    expect(cards().at(-1)?.message.text).toContain(other);
    world.shown.length = 0;
  });

  test.each([
    ['rejected', () => world.press('priya', 'reject', { where: channel })],
    ['applied', () => world.press('omar', 'approve', { where: channel })],
    ['cancelled', () => world.press('sam', 'cancel', { where: personal('sam') })],
  ])('are drawn anew when one is %s', async (end, act) => {
    await act();

    expect(await status(2)).toBe(end);
    expect(cards().at(-1)?.message.text).toBeDefined();
    expect(cards().at(-1)?.message.text).not.toContain(other);
  });

  test('are drawn anew when one expires', async () => {
    await world.press('ana', 'cancel');
    await world.later(minute);
    await world.say('ana', sentence);
    world.shown.length = 0;

    await world.later(72 * 60 * minute - minute);

    expect(await status(2)).toBe('expired');
    expect(await status(3)).toBe('needsApproval');
    expect(cards(3).at(-1)?.message.text).not.toContain(other);
    expect(cards(3).at(-1)).toBeDefined();
  });
});

test('a change stays marked as reverted when somebody saves it at the same moment', async () => {
  await proposed({ store: (store) => overtakenOnce(store, 1) });
  await world.press('omar', 'approve', { where: channel });
  await world.say('ana', 'undo the last change');

  await world.press('omar', 'approve', { where: channel });

  expect((await change()).revertedBy).toBe(2);
});

/** The first save that marks this change as reverted finds that somebody was faster. */
function overtakenOnce(store: Store, id: number): Store {
  let overtaken = false;
  const wrap = <R extends Records>(records: R): R => ({
    ...records,
    changes: {
      ...records.changes,
      async save(one) {
        if (one.id !== id || one.revertedBy === undefined || overtaken) return records.changes.save(one);
        overtaken = true;
        const found = await records.changes.get(id);
        if (found) await records.changes.save(found);
        return undefined;
      },
    },
  });
  return { ...wrap(store), transaction: (work) => store.transaction((records) => work(wrap(records))) };
}
