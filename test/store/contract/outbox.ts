import { setTimeout as sleep } from 'node:timers/promises';
import type { Due, Outgoing, Store } from '../../../src/ports';
import { teamsPace } from '../../../src/delivery/pace';
import { aGate, type Opened } from '../engines';

export function outboxContract(at: () => Opened): void {
  describe('outbox', () => {
    test('gives the rows of a conversation in order, one at a time', async () => {
      const { store } = at();
      await store.outbox.add({ conversation: 'a', what: say('first'), dueAt: clock(0) });
      await store.outbox.add({ conversation: 'a', what: say('second'), dueAt: clock(0) });
      await store.outbox.add({ conversation: 'b', what: say('third'), dueAt: clock(0) });

      const first = await store.outbox.take(clock(1), clock(30), 10);
      expect(first.map(({ conversation, what, attempts, dueAt }) => ({ conversation, what, attempts, dueAt }))).toEqual(
        [
          { conversation: 'a', what: say('first'), attempts: 1, dueAt: clock(0) },
          { conversation: 'b', what: say('third'), attempts: 1, dueAt: clock(0) },
        ],
      );
      expect(await store.outbox.take(clock(2), clock(30), 10)).toEqual([]);

      for (const { id } of first) await store.outbox.done(id);
      expect(await texts(store, clock(3))).toEqual(['second']);
      expect(await store.outbox.size()).toBe(1);
    });

    test('takes no more than asked for, the oldest first', async () => {
      const { store } = at();
      for (const name of ['a', 'b', 'c', 'd']) {
        await store.outbox.add({ conversation: name, what: say(name), dueAt: clock(0) });
      }

      const rows = await store.outbox.take(clock(1), clock(30), 3);

      expect(rows.map(({ conversation }) => conversation)).toEqual(['a', 'b', 'c']);
    });

    test('gives a row again when its claim ran out', async () => {
      const { store } = at();
      await store.outbox.add({ conversation: 'a', what: say('hello'), dueAt: clock(0) });
      await store.outbox.take(clock(1), clock(30), 10);

      expect(await store.outbox.take(clock(29), clock(60), 10)).toEqual([]);
      expect(await store.outbox.take(clock(30), clock(60), 10)).toMatchObject([{ what: say('hello'), attempts: 2 }]);
    });

    test('keeps a claim that is prolonged, until its taker stops doing so or is done', async () => {
      const { store } = at();
      await store.outbox.add({ conversation: 'a', what: say('long'), dueAt: clock(0) });
      const [row] = await store.outbox.take(clock(1), clock(4), 1);
      const id = row?.id ?? 0;

      expect(await store.outbox.renew(id, clock(4), clock(7))).toBe(true);
      expect(await texts(store, clock(5))).toEqual([]);
      expect(await texts(store, clock(8))).toEqual(['long']);
      expect(await store.outbox.renew(id, clock(7), clock(20))).toBe(false);
      await store.outbox.done(id);
      expect(await store.outbox.renew(id, clock(7), clock(20))).toBe(false);
    });

    test('holds the whole conversation back while its oldest row is put off', async () => {
      const { store } = at();
      await store.outbox.add({ conversation: 'a', what: say('first'), dueAt: clock(0) });
      await store.outbox.add({ conversation: 'a', what: say('second'), dueAt: clock(0) });
      const [row] = await store.outbox.take(clock(1), clock(30), 10);

      await store.outbox.again(row?.id ?? 0, clock(10));

      expect(await store.outbox.take(clock(9), clock(40), 10)).toEqual([]);
      expect(await store.outbox.take(clock(10), clock(40), 10)).toMatchObject([{ what: say('first'), attempts: 2 }]);
    });

    test('keeps one waiting drawing of a thing per conversation', async () => {
      const { store } = at();
      for (const conversation of ['a', 'a', 'b']) {
        await store.outbox.add({ conversation, what: draw('change:1'), dueAt: clock(0) });
      }
      await store.outbox.add({ conversation: 'a', what: draw('change:2'), dueAt: clock(0) });

      expect(await store.outbox.size()).toBe(3);
    });

    test('adds a drawing while another one is being sent, which may show what was before', async () => {
      const { store } = at();
      await store.outbox.add({ conversation: 'a', what: draw('change:1'), dueAt: clock(0) });
      const [sending] = await store.outbox.take(clock(1), clock(30), 10);

      await store.outbox.add({ conversation: 'a', what: draw('change:1'), dueAt: clock(2) });
      await store.outbox.done(sending?.id ?? 0);

      expect(await store.outbox.take(clock(3), clock(30), 10)).toMatchObject([{ what: draw('change:1'), attempts: 1 }]);
    });

    test('draws at the earlier time, but not before one that was put off', async () => {
      const { store } = at();
      await store.outbox.add({ conversation: 'a', what: draw('change:1'), dueAt: clock(50) });
      await store.outbox.add({ conversation: 'a', what: draw('change:1'), dueAt: clock(5) });
      await store.outbox.add({ conversation: 'a', what: draw('change:1'), dueAt: clock(20) });
      expect(await store.outbox.next()).toBe(clock(5));

      const [row] = await store.outbox.take(clock(5), clock(30), 10);
      await store.outbox.again(row?.id ?? 0, clock(40));
      await store.outbox.add({ conversation: 'a', what: draw('change:1'), dueAt: clock(6) });

      expect(await store.outbox.next()).toBe(clock(40));
      expect(await store.outbox.size()).toBe(1);
    });

    test('gives no drawing to a taker while a transaction that relies on it is open', async () => {
      const { store, other } = at();
      await store.outbox.add({ conversation: 'a', what: draw('change:1'), dueAt: clock(0) });
      const gate = aGate();
      let committed = false;
      const work = store
        .transaction(async (records) => {
          await records.outbox.add({ conversation: 'a', what: draw('change:1'), dueAt: clock(0) });
          await gate.opened;
        })
        .then(() => (committed = true));
      await sleep(20);

      const early = other.outbox.take(clock(1), clock(30), 10).then((rows) => ({ rows, committed }));
      await Promise.race([early, sleep(50)]);
      gate.open();
      await work;
      const { rows, committed: before } = await early;

      expect(before ? [] : rows).toEqual([]);
      expect([...rows, ...(await other.outbox.take(clock(2), clock(30), 10))]).toHaveLength(1);
    });

    test('gives no row to two takers, and no conversation either', async () => {
      const { store, other } = at();
      for (let n = 0; n < 60; n++) {
        await store.outbox.add({ conversation: `c${n % 20}`, what: say(String(n)), dueAt: clock(0) });
      }

      const taken = (
        await Promise.all([...Array(8).keys()].map((n) => (n % 2 ? store : other).outbox.take(clock(1), clock(30), 5)))
      ).flat();

      expect(taken).toHaveLength(20);
      expect(new Set(taken.map(({ conversation }) => conversation)).size).toBe(20);
    });

    test('knows when the next row can be taken', async () => {
      const { store } = at();
      expect(await store.outbox.next()).toBeUndefined();
      await store.outbox.add({ conversation: 'a', what: say('first'), dueAt: clock(10) });
      await store.outbox.add({ conversation: 'a', what: say('behind the first'), dueAt: clock(0) });
      await store.outbox.add({ conversation: 'b', what: say('later'), dueAt: clock(50) });
      expect(await store.outbox.next()).toBe(clock(10));

      await store.outbox.take(clock(10), clock(40), 10);

      expect(await store.outbox.next()).toBe(clock(40));
    });
  });

  describe('outbox, at the pace of Teams', () => {
    /** Takes and sends all day long, by turns as one instance and the other: how many went out by when. */
    async function send(each: readonly number[], conversation = 'a'): Promise<number> {
      let sent = 0;
      for (const [turn, milliseconds] of each.entries()) {
        const { store, other } = at();
        await store.outbox.add({ conversation, what: say(String(turn)), dueAt: clock(0) });
        const now = new Date(Date.parse(clock(0)) + milliseconds).toISOString();
        const rows = await (turn % 2 ? store : other).outbox.take(now, clock(59), 10, teamsPace);
        for (const { id } of rows) await store.outbox.done(id);
        sent += rows.length;
      }
      return sent;
    }

    const every = (milliseconds: number, length: number) =>
      Array.from({ length: Math.ceil(length / milliseconds) }, (_, i) => i * milliseconds);

    test('seven messages go to a conversation in a second, and the eighth when the first is a second old', async () => {
      expect(await send(every(10, 80))).toBe(7);
      expect(await at().store.outbox.next()).toBe(new Date(Date.parse(clock(1))).toISOString());
      expect(await send([999])).toBe(0);
      expect(await send([1000])).toBe(1);
    });

    test('sixty go in half a minute', async () => {
      expect(await send(every(150, 30_000))).toBe(60);
    });

    test('an hour is remembered, whoever sends', async () => {
      const { store } = at();
      const tiny = { each: [{ milliseconds: 3_600_000, messages: 3 }], all: { milliseconds: 1, messages: 50 } };
      const took: number[] = [];
      for (const minute of [0, 20, 40, 59, 60]) {
        await store.outbox.add({ conversation: 'a', what: say(String(minute)), dueAt: clock(0) });
        const rows = await store.outbox.take(clock(minute * 60), clock(minute * 60 + 5), 10, tiny);
        for (const { id } of rows) await store.outbox.done(id);
        took.push(rows.length);
      }

      expect(took).toEqual([1, 1, 1, 0, 1]);
      expect(teamsPace.each).toContainEqual({ milliseconds: 3_600_000, messages: 1800 });
    });

    test('fifty go in a second in all, whoever they are for and whoever sends them', async () => {
      const { store, other } = at();
      for (let n = 0; n < 60; n++) await store.outbox.add({ conversation: `c${n}`, what: say('x'), dueAt: clock(0) });

      const taken = await Promise.all(
        [store, other, store, other].map((one) => one.outbox.take(clock(1), clock(30), 20, teamsPace)),
      );

      expect(taken.flat()).toHaveLength(50);
      expect(await store.outbox.take(clock(2), clock(30), 20, teamsPace)).toHaveLength(10);
    });

    test('what went out before the clock was set back by an hour holds nothing up', async () => {
      const { store } = at();
      const later = new Date(Date.parse(clock(0)) + 3_600_000).toISOString();
      for (let n = 0; n < 60; n++)
        await store.outbox.add({ conversation: `c${n % 8}`, what: say('x'), dueAt: clock(0) });
      for (let turn = 0; turn < 7; turn++)
        for (const { id } of await store.outbox.take(later, later, 20, teamsPace)) await store.outbox.done(id);
      for (let n = 0; n < 8; n++) await store.outbox.add({ conversation: `c${n}`, what: say('y'), dueAt: clock(0) });

      const taken = await store.outbox.take(clock(1), clock(30), 20, teamsPace);

      expect(taken).toHaveLength(8);
    });

    test('a conversation that has to wait is no attempt, and keeps no other waiting', async () => {
      const { store } = at();
      await send(every(10, 70));
      await store.outbox.add({ conversation: 'a', what: say('waits'), dueAt: clock(0) });
      await store.outbox.add({ conversation: 'b', what: say('goes'), dueAt: clock(0) });

      const now = new Date(Date.parse(clock(0)) + 500).toISOString();
      expect(await store.outbox.take(now, clock(30), 10, teamsPace)).toMatchObject([{ conversation: 'b' }]);
      expect(await store.outbox.take(clock(1), clock(30), 10, teamsPace)).toMatchObject([
        { what: say('waits'), attempts: 1 },
      ]);
    });
  });

  describe('an outbox row that may have gone out', () => {
    test('is known by its taker being heard of no more', async () => {
      const { store } = at();
      await store.outbox.add({ conversation: 'a', what: say('hello'), dueAt: clock(0) });

      const [first] = await store.outbox.take(clock(1), clock(4), 10);
      const [second] = await store.outbox.take(clock(5), clock(8), 10);

      expect([first?.unclear, second?.unclear]).toEqual([undefined, true]);
    });

    test('is no row whose taker said that it did not, and every row whose taker cannot say', async () => {
      const { store } = at();
      await store.outbox.add({ conversation: 'a', what: say('hello'), dueAt: clock(0) });
      const [row] = await store.outbox.take(clock(1), clock(4), 10);
      await store.outbox.again(row?.id ?? 0, clock(2));

      const [refused] = await store.outbox.take(clock(3), clock(6), 10);
      await store.outbox.again(row?.id ?? 0, clock(4), 'unclear');
      const [unclear] = await store.outbox.take(clock(5), clock(8), 10);

      expect([refused?.unclear, unclear?.unclear]).toEqual([undefined, true]);
    });
  });

  describe('due', () => {
    test('gives what is due, earliest first, and again when a claim ran out', async () => {
      const { store } = at();
      await store.due.set(aJob('expire:2', 5));
      await store.due.set(aJob('expire:1', 3));
      await store.due.set(aJob('expire:3', 60));

      expect(await store.due.take(clock(10), clock(40), 10)).toEqual([aJob('expire:1', 3), aJob('expire:2', 5)]);
      expect(await store.due.take(clock(39), clock(40), 10)).toEqual([]);
      expect(await store.due.next()).toBe(clock(40));
      expect(await store.due.take(clock(40), clock(70), 1)).toEqual([aJob('expire:1', 3)]);
    });

    test('keeps a claim that is prolonged, until its taker stops doing so or is done', async () => {
      const { store } = at();
      const due: Due = { key: 'apply:1', at: clock(0), job: 'apply', about: '1' };
      await store.due.set(due);
      await store.due.take(clock(1), clock(4), 1);

      expect(await store.due.renew('apply:1', clock(4), clock(7))).toBe(true);
      expect(await store.due.take(clock(5), clock(9), 1)).toEqual([]);
      expect(await store.due.take(clock(8), clock(30), 1)).toEqual([due]);
      expect(await store.due.renew('apply:1', clock(7), clock(20))).toBe(false);
      await store.due.set(due);
      expect(await store.due.renew('apply:1', clock(30), clock(40))).toBe(false);
    });

    test('is done for good, unless it was set anew meanwhile', async () => {
      const { store } = at();
      await store.due.set(aJob('expire:1', 3));
      await store.due.set(aJob('expire:2', 3));
      await store.due.take(clock(10), clock(40), 10);
      await store.due.set({ ...aJob('expire:2', 20), job: 'remind', about: '9' });

      await store.due.done(aJob('expire:1', 3));
      await store.due.done(aJob('expire:2', 3));

      expect(await store.due.next()).toBe(clock(20));
      expect(await store.due.take(clock(20), clock(40), 10)).toEqual([
        { ...aJob('expire:2', 20), job: 'remind', about: '9' },
      ]);
    });

    test('gives no job to two takers', async () => {
      const { store, other } = at();
      for (let n = 0; n < 40; n++) await store.due.set(aJob(`apply:${n}`, 0));

      const taken = (
        await Promise.all([...Array(8).keys()].map((n) => (n % 2 ? store : other).due.take(clock(1), clock(30), 10)))
      ).flat();
      const rest = await store.due.take(clock(1), clock(30), 100);

      const keys = [...taken, ...rest].map(({ key }) => key);
      expect(keys).toHaveLength(40);
      expect(new Set(keys).size).toBe(40);
    });

    test('gives no job that a transaction has taken and not yet kept', async () => {
      const { store, other } = at();
      for (let n = 0; n < 4; n++) await store.due.set(aJob(`apply:${n}`, 0));
      const gate = aGate();

      const first = store.transaction(async (records) => {
        const taken = await records.due.take(clock(1), clock(30), 2);
        await gate.opened;
        return taken;
      });
      await sleep(20);
      const second = other.due.take(clock(1), clock(30), 4);
      await Promise.race([second, sleep(50)]);
      gate.open();

      const taken = [...(await first), ...(await second)];
      expect(taken.map(({ key }) => key).sort()).toEqual(['apply:0', 'apply:1', 'apply:2', 'apply:3']);
    });

    test('says nothing is next when there is nothing', async () => {
      expect(await at().store.due.next()).toBeUndefined();
    });
  });
}

/** So many seconds after nine. */
function clock(seconds: number): string {
  return new Date(Date.UTC(2026, 2, 2, 9, 0, seconds)).toISOString();
}

function say(text: string): Outgoing {
  return { kind: 'say', message: { text, summary: text } };
}

function draw(thing: string): Outgoing {
  return { kind: 'draw', thing };
}

function aJob(key: string, seconds: number): Due {
  return { key, at: clock(seconds), job: 'expire', about: '1' };
}

async function texts(store: Store, now: string): Promise<string[]> {
  const rows = await store.outbox.take(now, clock(59), 10);
  return rows.map(({ what }) => (what.kind === 'say' ? what.message.text : what.thing));
}
