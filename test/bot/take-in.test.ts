import { takingIn } from '../../src/bot/take-in';
import type { Speaker } from '../../src/bot/speaker';
import type { Records, Store } from '../../src/ports';
import { openStore } from '../../src/store/open';
import { fixedClock, incoming, people, personal, type Who } from '../support/world';

const clock = fixedClock(new Date('2026-03-02T09:00:00Z'));
const turns = { begin: () => Promise.resolve() };

let real: Store;
beforeEach(async () => (real = await openStore({ kind: 'sqlite', file: ':memory:' }, {})));
afterEach(() => real.close());

describe('takingIn', () => {
  test('keeps what comes in at the same moment in one transaction, each turn with its audit entry', async () => {
    const counted = countedStore();
    const takeIn = takingIn({ store: counted.store, clock, turns });

    const first = await Promise.all(['1', '2', '3'].map((id) => takeIn(message(id), known('ana'))));

    expect(first).toEqual([true, true, true]);
    expect(counted.transactions()).toBe(1);
    const asked = (await real.audit.list({ limit: 10 })).map(({ kind, facts }) => [kind, facts['utterance']]);
    expect(asked).toEqual([
      ['request.asked', 'message 3'],
      ['request.asked', 'message 2'],
      ['request.asked', 'message 1'],
    ]);
  });

  test('knows a redelivery, also of the same moment', async () => {
    const takeIn = takingIn({ store: real, clock, turns });

    const together = await Promise.all([takeIn(message('1'), known('ana')), takeIn(message('1'), known('ana'))]);
    const later = await takeIn(message('1'), known('ana'));

    expect([...together, later]).toEqual([true, false, false]);
  });

  test('lets no turn fail for what another has', async () => {
    const takeIn = takingIn({ store: refusing('a:ana/2'), clock, turns });

    const ends = await Promise.allSettled(['1', '2', '3'].map((id) => takeIn(message(id), known('ana'))));

    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await real.conversations.get('a:ana')).toMatchObject({ id: 'a:ana' });
  });

  test('writes a person again only when something about them is new', async () => {
    const takeIn = takingIn({ store: real, clock, turns });
    await takeIn(message('1'), known('ana'));
    await real.people.put({ ...people.ana, name: 'Written by another instance' });

    await takeIn(message('2'), known('ana'));
    const unchanged = await real.people.find([people.ana.objectId]);
    await takeIn(message('3'), known('ana', 'Ana Ruiz-Lopez'));
    const renamed = await real.people.find([people.ana.objectId]);

    expect([unchanged[0]?.name, renamed[0]?.name]).toEqual(['Written by another instance', 'Ana Ruiz-Lopez']);
  });
});

function message(id: string) {
  return incoming('ana', personal('ana'), id, clock, { kind: 'text', text: `message ${id}` });
}

function known(who: Who, name = people[who].name): Speaker {
  return {
    kind: 'known',
    person: { ...people[who], name },
    rights: { roles: new Set(['reader']), member: true, byFamily: {}, groups: new Set() },
  };
}

function countedStore(): { readonly store: Store; transactions(): number } {
  let count = 0;
  const transaction: Store['transaction'] = (work) => {
    count += 1;
    return real.transaction(work);
  };
  return { store: { ...real, transaction }, transactions: () => count };
}

/** A store that will not have one activity. */
function refusing(key: string): Store {
  const without = (records: Records): Records => ({
    ...records,
    inbox: {
      ...records.inbox,
      claim: (one, at) => (one === key ? Promise.reject(new Error('refused')) : records.inbox.claim(one, at)),
    },
  });
  return { ...real, transaction: (work) => real.transaction((records) => work(without(records))) };
}
