import type { Reply } from '../../src/ports';
import { aMessage, aPress, startUnderTest, type TeamsUnderTest } from '../support/teams';

const card = { type: 'AdaptiveCard', version: '1.5', body: [] };
const saying = (text: string): Reply => ({ text, summary: text });
const after = <T>(milliseconds: number, value: T) =>
  new Promise<T>((resolve) => setTimeout(() => resolve(value), milliseconds));
const never = new Promise<never>(() => undefined);

let under: TeamsUnderTest;
afterEach(() => under.close());

describe('a message', () => {
  test('is answered with activities of its turn, in order', async () => {
    under = await startUnderTest({ handle: () => Promise.resolve([saying('One'), { ...saying('Two'), card }]) });

    const answer = await under.post(aMessage(under.connector.url));

    expect(answer).toEqual({ status: 200, text: '', body: undefined });
    expect(under.connector.calls).toMatchObject([
      {
        method: 'POST',
        path: '/v3/conversations/a:ana/activities/1700000000001',
        authorization: 'Bearer bot-token-1',
        body: { type: 'message', text: 'One', summary: 'One', replyToId: '1700000000001', recipient: { id: '29:ana' } },
      },
      { body: { summary: 'Two', attachments: [{ content: { type: 'AdaptiveCard', fallbackText: 'Two' } }] } },
    ]);
  });

  test('in a thread is answered in the thread', async () => {
    under = await startUnderTest({ handle: () => Promise.resolve([saying('Here')]) });
    const conversation = { id: '19:general@thread.tacv2;messageid=1699', conversationType: 'channel', isGroup: true };

    await under.post(aMessage(under.connector.url, { conversation }));

    expect(under.connector.calls[0]?.path).toBe(
      '/v3/conversations/19:general@thread.tacv2;messageid=1699/activities/1700000000001',
    );
  });

  test('that Warden has no use for is taken without a word', async () => {
    under = await startUnderTest();

    const answer = await under.post(aMessage(under.connector.url, { type: 'messageUpdate' }));

    expect(answer.status).toBe(200);
    expect(under.heard).toEqual([]);
  });

  test('that takes a moment shows typing first', async () => {
    under = await startUnderTest({
      handle: () => after(600, [saying('Done')]),
      limits: { typingAfterMs: 200 },
    });

    await under.post(aMessage(under.connector.url));

    expect(under.connector.calls.map((call) => call.body['type'])).toEqual(['typing', 'message']);
  });

  test('that is answered at once shows no typing', async () => {
    under = await startUnderTest({ handle: () => Promise.resolve([saying('Done')]), limits: { typingAfterMs: 500 } });

    await under.post(aMessage(under.connector.url));
    await after(600, null);

    expect(under.connector.calls.map((call) => call.body['type'])).toEqual(['message']);
  });

  test('that takes longer than Teams waits ends its turn, and is answered when it is done', async () => {
    under = await startUnderTest({
      handle: () => after(400, [saying('Done')]),
      limits: { answerWithinMs: 100 },
    });
    const conversation = { id: '19:general@thread.tacv2;messageid=1699', conversationType: 'channel', isGroup: true };

    const answer = await under.post(aMessage(under.connector.url, { conversation }));

    expect(answer.status).toBe(200);
    expect(under.connector.messages()).toEqual([]);
    const [late] = await under.connector.waitFor(1);
    expect(late).toMatchObject({
      path: '/v3/conversations/19:general@thread.tacv2;messageid=1699/activities',
      body: { text: 'Done' },
    });
  });

  test('that makes the bot throw is answered with a reference, and the fault stays in the log', async () => {
    under = await startUnderTest({ handle: () => Promise.reject(new Error('secret detail')) });

    const answer = await under.post(aMessage(under.connector.url));

    expect(answer.status).toBe(200);
    const text = String(under.connector.messages()[0]?.body['text']);
    const reference = /Reference: ([0-9a-f]{8})\./.exec(text)?.[1];
    expect(text).not.toContain('secret detail');
    expect(under.lines).toContainEqual({
      level: 'error',
      message: 'turn failed',
      facts: { reference, activity: '1700000000001', error: expect.stringContaining('secret detail') as string },
    });
  });

  test('that makes the bot throw at once is answered all the same', async () => {
    under = await startUnderTest({
      handle: () => {
        throw new Error('thrown, not rejected');
      },
    });

    await under.post(aMessage(under.connector.url));

    expect(under.connector.messages()[0]?.body['text']).toContain('Reference: ');
  });

  test('is answered once more when Teams says to come back', async () => {
    under = await startUnderTest({ handle: () => Promise.resolve([saying('One'), saying('Two')]) });
    under.connector.next({ status: 429, headers: { 'retry-after': '0.1' } });

    const answer = await under.post(aMessage(under.connector.url));

    expect(answer.status).toBe(200);
    const calls = await under.connector.waitFor(3);
    expect(calls.map((call) => call.body['text'])).toEqual(['One', 'One', 'Two']);
  });

  test('is not answered twice when nobody knows whether the answer arrived', async () => {
    under = await startUnderTest({ handle: () => Promise.resolve([saying('One'), saying('Two')]) });
    under.connector.next({ status: 500 });

    await under.post(aMessage(under.connector.url));

    const calls = await under.connector.waitFor(2);
    expect(calls.map((call) => call.body['text'])).toEqual(['One', 'Two']);
    expect(under.lines).toContainEqual({
      level: 'warn',
      message: 'reply not delivered',
      facts: { activity: '1700000000001', code: 'unclear', reason: 'Teams answered 500' },
    });
  });

  test('with expected replies gets them in the body', async () => {
    under = await startUnderTest({ handle: () => Promise.resolve([saying('Here')]) });

    const answer = await under.post(aMessage(under.connector.url, { deliveryMode: 'expectReplies' }));

    expect(answer.body).toMatchObject({ activities: [{ type: 'message', text: 'Here' }] });
    expect(under.connector.messages()).toEqual([]);
  });
});

describe('a press', () => {
  test('is answered with the card', async () => {
    under = await startUnderTest({ handle: () => Promise.resolve([{ ...saying('Applied'), card }]) });

    const answer = await under.post(aPress(under.connector.url));

    expect(answer).toMatchObject({
      status: 200,
      body: {
        statusCode: 200,
        type: 'application/vnd.microsoft.card.adaptive',
        value: { type: 'AdaptiveCard', fallbackText: 'Applied' },
      },
    });
  });

  test('is answered with a sentence as it is: nothing there is markdown', async () => {
    under = await startUnderTest({ handle: () => Promise.resolve([saying('You asked for *this*.')]) });

    const answer = await under.post(aPress(under.connector.url));

    expect(answer.body).toEqual({
      statusCode: 200,
      type: 'application/vnd.microsoft.activity.message',
      value: 'You asked for *this*.',
    });
  });

  test('gets the first reply, and the others as messages', async () => {
    under = await startUnderTest({ handle: () => Promise.resolve([{ ...saying('Card'), card }, saying('Rejected.')]) });

    await under.post(aPress(under.connector.url));

    const [other] = await under.connector.waitFor(1);
    expect(other?.body['text']).toBe('Rejected.');
  });

  test('that takes longer than Teams waits is told so, and a late sentence is said', async () => {
    under = await startUnderTest({
      handle: () => after(300, [saying('The policy moved.')]),
      limits: { answerWithinMs: 100 },
    });

    const answer = await under.post(aPress(under.connector.url));

    expect(answer.body).toMatchObject({
      statusCode: 200,
      value: 'Still working on it. The card is updated when it is done.',
    });
    const [late] = await under.connector.waitFor(1);
    expect(late?.body['text']).toBe('The policy moved.');
  });

  test('that comes late with a card leaves the card to those who draw it', async () => {
    under = await startUnderTest({
      handle: () => after(200, [{ ...saying('Applied'), card }]),
      limits: { answerWithinMs: 50 },
    });

    await under.post(aPress(under.connector.url));
    await under.teams.close();

    expect(under.connector.messages()).toEqual([]);
  });

  test('is answered within three seconds unless told otherwise', async () => {
    under = await startUnderTest({ handle: () => never, limits: { closeWithinMs: 0 } });
    const started = performance.now();

    await under.post(aPress(under.connector.url));

    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test('of nobody leaves the card alone when it comes late', async () => {
    under = await startUnderTest({ handle: () => after(200, [saying('x')]), limits: { answerWithinMs: 50 } });
    const value = { action: { type: 'Action.Execute', verb: 'refresh', data: { token: 't' } }, trigger: 'automatic' };

    const answer = await under.post(aPress(under.connector.url, { value }));
    await under.teams.close();

    expect(answer).toMatchObject({ status: 200, body: { statusCode: 500, type: 'application/vnd.microsoft.error' } });
    expect(under.connector.messages()).toEqual([]);
  });

  test('that makes the bot throw is answered with a reference', async () => {
    under = await startUnderTest({ handle: () => Promise.reject(new Error('secret detail')) });

    const answer = await under.post(aPress(under.connector.url));

    expect(answer.status).toBe(200);
    expect(answer.text).toContain('Reference: ');
    expect(answer.text).not.toContain('secret detail');
  });
});

describe('/readyz', () => {
  test.each([
    ['200 while the bot can serve', 200, () => Promise.resolve(true)],
    ['503 while it cannot', 503, () => Promise.resolve(false)],
    ['503 when that cannot be told', 503, () => Promise.reject(new Error('store unreachable'))],
  ])('answers %s', async (_, status, ready) => {
    under = await startUnderTest({ options: { ready } });

    const response = await fetch(`${under.teams.url}/readyz`);
    await response.text();

    expect(response.status).toBe(status);
  });
});

test('/healthz answers 200 while the process lives, whatever it waits for', async () => {
  under = await startUnderTest({ options: { ready: () => Promise.resolve(false) } });

  const response = await fetch(`${under.teams.url}/healthz`);
  await response.text();

  expect(response.status).toBe(200);
});

describe('close', () => {
  test('lets a turn in hand finish, and its answer arrive', async () => {
    under = await startUnderTest({ handle: () => after(200, [saying('Done')]) });
    const answering = under.post(aMessage(under.connector.url));
    await after(100, null);

    await under.teams.close();

    expect((await answering).status).toBe(200);
    expect(under.connector.messages()).toMatchObject([{ body: { text: 'Done' } }]);
  });

  test('lets work in the background finish', async () => {
    under = await startUnderTest({ handle: () => after(200, [saying('Done')]), limits: { answerWithinMs: 20 } });
    await under.post(aMessage(under.connector.url));

    await under.teams.close();

    expect(under.connector.messages()).toMatchObject([{ body: { text: 'Done' } }]);
  });

  test('does not wait longer than told', async () => {
    under = await startUnderTest({
      handle: () => never,
      limits: { answerWithinMs: 20, closeWithinMs: 100 },
    });
    await under.post(aMessage(under.connector.url));
    const started = performance.now();

    await under.teams.close();

    expect(performance.now() - started).toBeLessThan(10_000);
    expect(under.lines).toContainEqual({ level: 'warn', message: 'closed with work in hand', facts: { works: 1 } });
  });

  test('gives console.error back', async () => {
    const before = console.error;
    under = await startUnderTest();

    await under.teams.close();

    expect(console.error).toBe(before);
  });
});
