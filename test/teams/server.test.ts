import { aMessage, aPress, startUnderTest, type TeamsUnderTest } from '../support/teams';

describe('startTeams', () => {
  let under: TeamsUnderTest;
  afterEach(() => under.close());

  test('hands a message on and posts the reply as an activity of the turn', async () => {
    under = await startUnderTest({ handle: () => Promise.resolve([{ text: 'Hello *Ana*', summary: 'Hello' }]) });

    const answer = await under.post(aMessage(under.connector.url));

    expect(answer.status).toBe(200);
    expect(under.heard[0]?.what).toEqual({ kind: 'text', text: 'help' });
    expect(under.connector.messages()).toMatchObject([
      {
        method: 'POST',
        path: '/v3/conversations/a:ana/activities/1700000000001',
        authorization: 'Bearer bot-token-1',
        body: { type: 'message', text: 'Hello \\*Ana\\*', summary: 'Hello' },
      },
    ]);
  });

  test('answers a press in the body, with HTTP 200', async () => {
    under = await startUnderTest({
      handle: () => Promise.resolve([{ text: 'You asked for this change.', summary: '' }]),
    });

    const answer = await under.post(aPress(under.connector.url));

    expect(answer).toMatchObject({
      status: 200,
      body: {
        statusCode: 200,
        type: 'application/vnd.microsoft.activity.message',
        value: 'You asked for this change.',
      },
    });
  });
});
