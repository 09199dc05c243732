import type { Card, Conversation, Press, Question } from '../../../src/ports';
import { ana, omar, priya } from '../../support/builders';
import type { Opened } from '../engines';

export function recordsContract(at: () => Opened): void {
  describe('conversations', () => {
    test('are kept with the edge’s own reference, the newest counting', async () => {
      const { store } = at();
      expect(await store.conversations.any()).toBeUndefined();

      await store.conversations.put(aConversation({ serviceUrl: 'https://old.example/' }));
      await store.conversations.put(aConversation({}));

      expect(await store.conversations.get('a:ana')).toEqual(aConversation({}));
      expect(await store.conversations.any()).toEqual(aConversation({}));
      expect(await store.conversations.get('a:nobody')).toBeUndefined();
    });
  });

  describe('people', () => {
    test('are found by object id in any case, in the order asked for, each once', async () => {
      const { store } = at();
      await store.people.put(ana);
      await store.people.put(omar);
      await store.people.put({ ...ana, name: 'Ana Ruiz-Gómez' });

      const found = await store.people.find([omar.objectId, 'nobody', ana.objectId.toUpperCase(), ana.objectId]);

      expect(found).toEqual([omar, { ...ana, name: 'Ana Ruiz-Gómez' }]);
      expect(await store.people.find([])).toEqual([]);
      expect(await store.people.find([priya.objectId])).toEqual([]);
    });
  });

  describe('cards', () => {
    test('are one per thing and conversation', async () => {
      const { store } = at();
      const posted: Card = { ...aCard('b'), state: 'posted', posted: { activityId: '17' }, shown: 'hash' };
      await store.cards.put(aCard('b'));
      await store.cards.put(aCard('a'));
      await store.cards.put({ ...aCard('a'), thing: 'change:2' });

      await store.cards.put(posted);

      expect(await store.cards.list('change:1')).toEqual([aCard('a'), posted]);
      expect(await store.cards.get('change:1', 'b')).toEqual(posted);
      expect(await store.cards.get('change:2', 'b')).toBeUndefined();
    });
  });

  describe('presses', () => {
    test('have one token for the same press and another for any other', async () => {
      const { store } = at();
      const presses = [
        aPress({}),
        aPress({ thing: 'change:2' }),
        aPress({ version: 2 }),
        aPress({ verb: 'reject' }),
        aPress({ argument: 'p1' }),
        aPress({ conversation: 'a:omar' }),
      ];
      const tokens = ['t0', 't1', 't2', 't3', 't4', 't5'];

      const made: string[] = [];
      for (const [n, press] of presses.entries()) made.push(await store.presses.tokenFor(press, () => tokens[n] ?? ''));
      const again = await store.presses.tokenFor(aPress({ version: 2 }), () => 'never used');

      expect(made).toEqual(tokens);
      expect(again).toBe('t2');
      expect(await store.presses.find('t2')).toEqual({ ...aPress({ version: 2 }), token: 't2' });
      expect(await store.presses.find('never used')).toBeUndefined();
    });

    test.each(['t2\0', 't2\0x', 't2 ', '', '\0', 'x'.repeat(100_000)])(
      'are not found by what is not quite their token (%#)',
      async (token) => {
        const { store } = at();
        await store.presses.tokenFor(aPress({}), () => 't2');

        expect(await store.presses.find(token)).toBeUndefined();
      },
    );

    test('asked for from two sides at once have one token', async () => {
      const { store, other } = at();

      const made = await Promise.all(
        [...Array(10).keys()].map((n) => (n % 2 ? store : other).presses.tokenFor(aPress({}), () => `token-${n}`)),
      );

      expect(new Set(made).size).toBe(1);
      expect(await store.presses.find(made[0] ?? '')).toMatchObject({ verb: 'approve' });
    });
  });

  describe('questions', () => {
    test('give the newest one that is open, to this person, here', async () => {
      const { store } = at();
      await store.questions.put(aQuestion({ id: 'q1', askedAt: '2026-03-02T09:02:00.000Z' }));
      await store.questions.put(aQuestion({ id: 'q2', askedAt: '2026-03-02T09:01:00.000Z' }));
      await store.questions.put(aQuestion({ id: 'q3', askedAt: '2026-03-02T09:02:00.000Z' }));
      await store.questions.put(aQuestion({ id: 'q4', askedAt: '2026-03-02T09:05:00.000Z', state: 'answered' }));
      await store.questions.put(aQuestion({ id: 'q5', askedAt: '2026-03-02T09:05:00.000Z', person: omar }));
      await store.questions.put(
        aQuestion({ id: 'q6', askedAt: '2026-03-02T09:05:00.000Z', conversation: '19:channel' }),
      );

      expect((await store.questions.open('a:ana', ana.objectId.toUpperCase()))?.id).toBe('q3');
      await store.questions.put(aQuestion({ id: 'q3', askedAt: '2026-03-02T09:02:00.000Z', state: 'forgotten' }));
      expect((await store.questions.open('a:ana', ana.objectId))?.id).toBe('q1');
      expect(await store.questions.get('q3')).toEqual(
        aQuestion({ id: 'q3', askedAt: '2026-03-02T09:02:00.000Z', state: 'forgotten' }),
      );
      expect(await store.questions.get('q9')).toBeUndefined();
      expect(await store.questions.open('a:priya', priya.objectId)).toBeUndefined();
    });
  });

  describe('marks', () => {
    test('are kept by name, replaced whole, and removed', async () => {
      const { store } = at();

      expect(await store.marks.get('stop')).toBeUndefined();
      await store.marks.put('stop', { at: '2026-03-02T09:00:00.000Z', why: 'once' });
      await store.marks.put('stop', { at: '2026-03-02T10:00:00.000Z' });
      await store.marks.put('cursor', { at: 'elsewhere' });
      expect(await store.marks.get('stop')).toEqual({ at: '2026-03-02T10:00:00.000Z' });
      await store.marks.remove('stop');
      expect(await store.marks.get('stop')).toBeUndefined();
      expect(await store.marks.get('cursor')).toEqual({ at: 'elsewhere' });
    });
  });

  describe('inbox', () => {
    test('lets the first through and knows a redelivery until it is forgotten', async () => {
      const { store } = at();

      expect(await store.inbox.claim('a:ana/1', '2026-03-02T09:00:00.000Z')).toBe(true);
      expect(await store.inbox.claim('a:ana/1', '2026-03-02T09:00:05.000Z')).toBe(false);
      expect(await store.inbox.claim('a:ana/2', '2026-03-02T10:00:00.000Z')).toBe(true);

      await store.inbox.forgetBefore('2026-03-02T09:30:00.000Z');
      expect(await store.inbox.claim('a:ana/1', '2026-03-02T11:00:00.000Z')).toBe(true);
      expect(await store.inbox.claim('a:ana/2', '2026-03-02T11:00:00.000Z')).toBe(false);
    });

    test.each(['a:ana/1\0', 'a:ana/1\0x', `a:ana/${'1'.repeat(10_000)}`])(
      'takes an id with anything in it for another one (%#)',
      async (key) => {
        const { store } = at();
        await store.inbox.claim('a:ana/1', '2026-03-02T09:00:00.000Z');

        expect(await store.inbox.claim(key, '2026-03-02T09:00:00.000Z')).toBe(true);
        expect(await store.inbox.claim(key, '2026-03-02T09:00:00.000Z')).toBe(false);
      },
    );

    test('lets one of two through that claim at once', async () => {
      const { store, other } = at();

      const claimed = await Promise.all(
        [store, other, store, other].map((side) => side.inbox.claim('a:ana/1', '2026-03-02T09:00:00.000Z')),
      );

      expect(claimed.filter(Boolean)).toHaveLength(1);
    });
  });
}

function aConversation(changes: Partial<Conversation>): Conversation {
  return {
    id: 'a:ana',
    kind: 'personal',
    tenantId: 'tenant',
    serviceUrl: 'https://smba.trafficmanager.net/emea/',
    reference: { bot: { id: '28:warden' }, weird: [null, 1.5, 'ü'] },
    ...changes,
  };
}

function aCard(conversation: string): Card {
  return { thing: 'change:1', conversation, state: 'wanted' };
}

function aPress(changes: Partial<Press>): Omit<Press, 'token'> {
  return { thing: 'change:1', version: 1, verb: 'approve', argument: '', conversation: '19:approvals', ...changes };
}

function aQuestion(changes: Partial<Question>): Question {
  return {
    id: 'q1',
    conversation: 'a:ana',
    person: ana,
    text: 'Which policy?',
    choices: [
      { label: 'iOS baseline', request: { kind: 'delete', policy: 'iOS baseline' }, chosen: { policy: 'T_1' } },
    ],
    utterance: 'delete the baseline',
    readings: [],
    askedIn: '1',
    askedAt: '2026-03-02T09:00:00.000Z',
    expiresAt: '2026-03-02T09:30:00.000Z',
    state: 'open',
    ...changes,
  };
}
