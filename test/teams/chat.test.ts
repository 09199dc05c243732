import { ChatRefused, type Conversation, type Message } from '../../src/ports';
import type { ConnectorAnswer } from '../support/connector';
import { appId, startUnderTest, tenantId, type TeamsUnderTest } from '../support/teams';

const hello: Message = { text: 'Hello', summary: 'Hello' };

describe('chat', () => {
  let under: TeamsUnderTest;
  beforeEach(async () => {
    under = await startUnderTest();
  });
  afterEach(() => under.close());

  const personal = (): Conversation => ({
    id: 'a:ana',
    kind: 'personal',
    tenantId,
    serviceUrl: under.connector.url,
    reference: {
      channelId: 'msteams',
      bot: { id: `28:${appId}`, name: 'Warden' },
      user: { id: '29:ana', name: 'Ana Ruiz' },
    },
  });
  /** As the configuration gives it: no reference. */
  const channel = (): Conversation => ({
    id: '19:approvals@thread.tacv2',
    kind: 'channel',
    tenantId,
    serviceUrl: under.connector.url,
    reference: undefined,
  });

  describe('post', () => {
    test('writes to a person', async () => {
      const posted = await under.teams.chat.post(personal(), hello);

      expect(posted).toEqual({ activityId: '1700000000001' });
      expect(under.connector.calls).toMatchObject([
        {
          method: 'POST',
          path: '/v3/conversations/a:ana/activities',
          body: {
            text: 'Hello',
            from: { id: `28:${appId}` },
            recipient: { id: '29:ana' },
            conversation: { id: 'a:ana' },
          },
        },
      ]);
    });

    test('begins a thread in a channel it knows by id only', async () => {
      const posted = await under.teams.chat.post(channel(), hello);

      expect(posted).toEqual({
        activityId: '1700000000001',
        threadId: '19:approvals@thread.tacv2;messageid=1700000000001',
      });
      expect(under.connector.calls).toMatchObject([
        {
          method: 'POST',
          path: '/v3/conversations',
          body: {
            isGroup: true,
            bot: { id: `28:${appId}` },
            tenantId,
            channelData: { channel: { id: '19:approvals@thread.tacv2' }, tenant: { id: tenantId } },
            activity: { type: 'message', text: 'Hello' },
          },
        },
      ]);
    });

    test.each(['1699', '19:approvals@thread.tacv2;messageid=1699'])('answers in the thread %s', async (thread) => {
      const posted = await under.teams.chat.post(channel(), hello, { thread });

      expect(under.connector.calls[0]?.path).toBe(
        '/v3/conversations/19:approvals@thread.tacv2;messageid=1699/activities',
      );
      expect(posted).toEqual({ activityId: '1700000000001', threadId: '19:approvals@thread.tacv2;messageid=1699' });
    });

    test('asks for its own token once, with the scope of the channel', async () => {
      await Promise.all([1, 2, 3].map(() => under.teams.chat.post(personal(), hello)));
      await under.teams.chat.post(personal(), hello);

      expect(under.identity.tokenRequests.map((request) => request.get('scope'))).toEqual([
        'https://api.botframework.com/.default',
      ]);
      expect(new Set(under.connector.calls.map((call) => call.authorization))).toEqual(new Set(['Bearer bot-token-1']));
    });

    const refusals: readonly (readonly [string, ConnectorAnswer | 'reset' | 'hang', Partial<ChatRefused>])[] = [
      ['429', { status: 429, headers: { 'retry-after': '7' } }, { code: 'throttled', retryAfterSeconds: 7 }],
      ['429 without a time', { status: 429 }, { code: 'throttled' }],
      [
        '503 with a time',
        { status: 503, headers: { 'retry-after': '3' } },
        { code: 'throttled', retryAfterSeconds: 3 },
      ],
      ['400', { status: 400, body: { error: { code: 'BadSyntax', message: 'm' } } }, { code: 'refused' }],
      ['401', { status: 401 }, { code: 'refused' }],
      ['403', { status: 403, body: { error: { code: 'BotNotInConversationRoster', message: 'm' } } }, { code: 'gone' }],
      ['403 of ours', { status: 403, body: { error: { code: 'InvalidBotApiHost' } } }, { code: 'refused' }],
      ['404', { status: 404, body: { error: { code: 'ConversationNotFound' } } }, { code: 'missing' }],
      [
        '404 of a thread',
        { status: 404, body: { error: { code: 'ActivityNotFoundInConversation' } } },
        { code: 'messageGone' },
      ],
      ['413', { status: 413, body: { error: { code: 'MessageSizeTooBig', message: 'm' } } }, { code: 'tooLarge' }],
      ['412', { status: 412 }, { code: 'unclear' }],
      ['500', { status: 500 }, { code: 'unclear' }],
      ['502', { status: 502 }, { code: 'unclear' }],
      ['503', { status: 503 }, { code: 'unclear' }],
      ['504', { status: 504 }, { code: 'unclear' }],
      ['a broken connection', 'reset', { code: 'unclear' }],
      ['no id', { status: 201, body: {} }, { code: 'unclear' }],
    ];
    test.each(refusals)('throws for %s, and sends once', async (_, plan, expected) => {
      under.connector.next(plan);

      const refused = await under.teams.chat.post(personal(), hello).catch((error: unknown) => error);

      expect(refused).toBeInstanceOf(ChatRefused);
      expect(refused).toMatchObject(expected);
      expect(under.connector.calls).toHaveLength(1);
    });

    test('throws for silence, and sends once', async () => {
      await under.close();
      under = await startUnderTest({ limits: { callWithinMs: 1_000 } });
      under.connector.next('hang');

      const refused = under.teams.chat.post(personal(), hello);

      await expect(refused).rejects.toMatchObject({ name: 'ChatRefused', code: 'unclear' });
      expect(under.connector.calls).toHaveLength(1);
    });

    test('names the code of Teams and keeps its words to itself', async () => {
      under.connector.next({ status: 403, body: { error: { code: 'BotDisabledByAdmin', message: 'secret words' } } });

      await expect(under.teams.chat.post(personal(), hello)).rejects.toThrow(/^Teams answered 403 BotDisabledByAdmin$/);
    });

    test('says unreachable when nobody listens', async () => {
      await under.connector.close();

      await expect(under.teams.chat.post(personal(), hello)).rejects.toMatchObject({ code: 'unreachable' });
    });

    test('says unreachable when there is no token to be had', async () => {
      await under.identity.close();

      await expect(under.teams.chat.post(personal(), hello)).rejects.toMatchObject({ code: 'unreachable' });
      expect(under.connector.calls).toEqual([]);
    });

    test('refuses a stored service URL that is not allowed, before a token is asked for', async () => {
      const to = { ...personal(), serviceUrl: 'https://example.com/' };

      await expect(under.teams.chat.post(to, hello)).rejects.toMatchObject({ code: 'refused' });
      expect(under.identity.tokenRequests).toEqual([]);
    });
  });

  describe('update', () => {
    test('replaces a message in a thread', async () => {
      const threadId = '19:approvals@thread.tacv2;messageid=1699';

      await under.teams.chat.update(channel(), { activityId: '1700', threadId }, hello);

      expect(under.connector.calls).toMatchObject([
        { method: 'PUT', path: `/v3/conversations/${threadId}/activities/1700`, body: { id: '1700', text: 'Hello' } },
      ]);
    });

    test.each<ConnectorAnswer | 'reset'>([{ status: 500 }, { status: 412 }, 'reset'])(
      'tries again after %p',
      async (plan) => {
        under.connector.next(plan);

        await under.teams.chat.update(personal(), { activityId: '1700' }, hello);

        expect(under.connector.calls).toHaveLength(2);
      },
    );

    test('gives up after three attempts', async () => {
      under.connector.next({ status: 502 }, { status: 502 }, { status: 502 });

      await expect(under.teams.chat.update(personal(), { activityId: '1700' }, hello)).rejects.toMatchObject({
        code: 'unreachable',
      });
      expect(under.connector.calls).toHaveLength(3);
    });

    test('leaves waiting for 429 to the caller', async () => {
      under.connector.next({ status: 429, headers: { 'retry-after': '2' } });

      await expect(under.teams.chat.update(personal(), { activityId: '1700' }, hello)).rejects.toMatchObject({
        code: 'throttled',
        retryAfterSeconds: 2,
      });
      expect(under.connector.calls).toHaveLength(1);
    });

    test.each([
      [404, 'ActivityNotFoundInConversation', 'messageGone'],
      [403, 'ServiceError', 'messageGone'],
      [404, 'ConversationNotFound', 'missing'],
      [404, '', 'missing'],
      [403, 'BotNotInConversationRoster', 'gone'],
    ])('tells a deleted message from a lost conversation: %s %s', async (status, code, expected) => {
      under.connector.next({ status, body: { error: { code, message: 'm' } } });

      await expect(under.teams.chat.update(personal(), { activityId: '1700' }, hello)).rejects.toMatchObject({
        code: expected,
      });
    });
  });

  describe('typing', () => {
    test('shows in the thread', async () => {
      await under.teams.chat.typing(channel(), '1699');

      expect(under.connector.calls).toMatchObject([
        { path: '/v3/conversations/19:approvals@thread.tacv2;messageid=1699/activities', body: { type: 'typing' } },
      ]);
    });

    test('never throws', async () => {
      under.connector.next({ status: 500 });

      await expect(under.teams.chat.typing(personal())).resolves.toBeUndefined();
    });
  });

  describe('roster', () => {
    const member = (number: number) => ({ id: `29:${number}`, name: `Person ${number}`, objectId: `object-${number}` });

    test('gives the people of a conversation, whichever name their object id has', async () => {
      const omar = { id: '29:omar', name: 'Omar Haddad', aadObjectId: 'object-omar' };
      under.connector.next({
        status: 200,
        body: { members: [member(1), omar, { id: '29:anonymous', name: 'Guest' }] },
      });

      const people = await under.teams.chat.roster(channel());

      expect(under.connector.calls[0]?.path).toBe(
        '/v3/conversations/19:approvals@thread.tacv2/pagedmembers?pageSize=100',
      );
      expect(people).toEqual([
        { objectId: 'object-1', name: 'Person 1', teamsId: '29:1' },
        { objectId: 'object-omar', name: 'Omar Haddad', teamsId: '29:omar' },
      ]);
    });

    test('asks nobody who is in a personal chat', async () => {
      const { reference, ...chat } = personal();
      const user = { id: '29:ana', name: 'Ana Ruiz', objectId: 'object-ana' };

      const people = await under.teams.chat.roster({ ...chat, reference: { ...Object(reference), user } });

      expect(people).toEqual([{ objectId: 'object-ana', name: 'Ana Ruiz', teamsId: '29:ana' }]);
      expect(under.connector.calls).toEqual([]);
    });

    test('asks about a personal chat of which only the id is known', async () => {
      under.connector.next({ status: 200, body: { members: [member(1)] } });

      const people = await under.teams.chat.roster(personal());

      expect(people).toEqual([{ objectId: 'object-1', name: 'Person 1', teamsId: '29:1' }]);
    });

    test('stops at a hundred', async () => {
      const page = (from: number) => Array.from({ length: 60 }, (_, at) => member(from + at));
      under.connector.next(
        { status: 200, body: { members: page(0), continuationToken: 'next' } },
        { status: 200, body: { members: page(60), continuationToken: 'more' } },
      );

      const people = await under.teams.chat.roster(channel());

      expect(people).toHaveLength(100);
      expect(under.connector.calls).toHaveLength(2);
    });

    test('throws when Teams refuses', async () => {
      under.connector.next({ status: 403 });

      await expect(under.teams.chat.roster(channel())).rejects.toMatchObject({ code: 'gone' });
    });
  });
});
