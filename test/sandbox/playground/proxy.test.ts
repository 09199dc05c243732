import { request } from 'node:http';
import { actors, type Actor } from '../../../src/sandbox/playground/people';
import { startProxy } from '../../../src/sandbox/playground/proxy';
import type { FakeConnector } from '../../support/connector';
import { startConnector } from '../../support/connector';
import { aMessage, aPress, recordingLog, send, startUnderTest, type TeamsUnderTest } from '../../support/teams';

describe('the proxy between the Playground and the bot', () => {
  let bot: TeamsUnderTest;
  let connector: FakeConnector;
  let proxy: { readonly url: string; close(): Promise<void> };
  beforeEach(async () => {
    bot = await startUnderTest({
      mode: 'sandbox',
      handle: () => Promise.resolve([{ text: 'Heard', summary: 'Heard' }]),
    });
    connector = await startConnector();
    proxy = await startProxy({
      botUrl: bot.teams.url,
      serviceUrl: connector.url.slice(0, -1),
      port: 0,
      actors: actors as readonly [Actor, ...Actor[]],
      log: recordingLog().log,
    });
  });
  afterEach(async () => {
    await proxy.close();
    await Promise.all([bot.close(), connector.close()]);
  });

  const say = (text: string) => post(aMessage(bot.connector.url, { text }));
  const post = (activity: unknown) => send(`${proxy.url}/api/messages`, JSON.stringify(activity));

  test('lets the visitor speak as Ana at first', async () => {
    const answer = await say('help');

    expect(answer.status).toBe(200);
    expect(bot.heard[0]).toMatchObject({ from: { name: 'Ana Ruiz', teamsId: '29:ana' }, what: { text: 'help' } });
  });

  test('lets the visitor speak and press as another from then on', async () => {
    await say('as Omar');
    await say('list changes');
    await post(aPress(bot.connector.url));

    const omar = { objectId: 'aaaaaaaa-0000-4000-8000-000000000002', teamsId: '29:omar', name: 'Omar Haddad' };
    expect(bot.heard).toMatchObject([
      { from: omar, what: { kind: 'text', text: 'list changes' } },
      { from: omar, what: { kind: 'press', verb: 'approve' } },
    ]);
  });

  test('answers the switch itself, in the bot’s name', async () => {
    const answer = await say('as Omar');

    expect(answer).toEqual({ status: 200, text: '', body: undefined });
    expect(bot.heard).toEqual([]);
    expect(connector.messages()).toMatchObject([
      {
        path: '/v3/conversations/a:ana/activities/1700000000001',
        body: { text: 'You are now Omar Haddad (approver).', from: { name: 'Warden' }, recipient: { id: '29:ana' } },
      },
    ]);
  });

  test('hands the answer of the bot back', async () => {
    const answer = await post(aPress(bot.connector.url));

    expect(answer).toMatchObject({ status: 200, body: { statusCode: 200, value: 'Heard' } });
  });

  test('leaves other activities as they are', async () => {
    await say('as Omar');
    await post(aMessage(bot.connector.url, { type: 'installationUpdate', action: 'add', text: undefined }));

    expect(bot.heard).toMatchObject([{ from: { name: 'Ana Ruiz' }, what: { kind: 'added' } }]);
  });

  test.each([{ origin: 'https://example.com' }, { host: 'example.com' }, { 'x-forwarded-for': '203.0.113.7' }])(
    'refuses %p',
    async (headers) => {
      const status = await new Promise((resolve) => {
        const sending = request(`${proxy.url}/api/messages`, { method: 'POST', headers }, (got) => {
          got.resume();
          resolve(got.statusCode);
        });
        sending.end(JSON.stringify(aMessage(bot.connector.url)));
      });

      expect(status).toBe(403);
      expect(bot.heard).toEqual([]);
    },
  );

  test('answers 502 when the bot is away', async () => {
    await bot.teams.close();

    expect((await say('help')).status).toBe(502);
  });
});
