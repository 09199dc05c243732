import { Activity } from '../../src/teams/activity';
import { incomingOf } from '../../src/teams/incoming';
import { aMessage, aPress, appId, tenantId } from '../support/teams';

const serviceUrl = 'https://smba.trafficmanager.net/emea/';
const clock = { now: () => new Date('2026-03-02T10:00:00Z'), token: () => 'token' };
const read = (activity: Record<string, unknown>) => incomingOf(Activity.parse(activity), clock);

describe('incomingOf', () => {
  test('reads a message in a personal chat', () => {
    expect(read(aMessage(serviceUrl))).toEqual({
      id: '1700000000001',
      at: '2026-03-02T09:00:00.000Z',
      from: {
        objectId: 'aaaaaaaa-0000-4000-8000-000000000001',
        tenantId,
        teamsId: '29:ana',
        name: 'Ana Ruiz',
      },
      conversation: {
        id: 'a:ana',
        kind: 'personal',
        tenantId,
        serviceUrl,
        reference: {
          channelId: 'msteams',
          bot: { id: `28:${appId}`, name: 'Warden' },
          user: { id: '29:ana', name: 'Ana Ruiz', objectId: 'aaaaaaaa-0000-4000-8000-000000000001' },
        },
      },
      localTimezone: 'Europe/Berlin',
      what: { kind: 'text', text: 'help' },
    });
  });

  test('reads a message in a thread of a channel', () => {
    const incoming = read(
      aMessage(serviceUrl, {
        conversation: { id: '19:general@thread.tacv2;messageid=1699', conversationType: 'channel', isGroup: true },
        channelData: {
          tenant: { id: tenantId },
          team: { id: '19:team@thread.tacv2', name: 'Security' },
          channel: { id: '19:general@thread.tacv2', name: 'approvals' },
        },
      }),
    );

    expect(incoming).toMatchObject({
      thread: '1699',
      conversation: {
        id: '19:general@thread.tacv2',
        kind: 'channel',
        tenantId,
        team: { id: '19:team@thread.tacv2', name: 'Security' },
        name: 'approvals',
      },
    });
    expect(incoming?.conversation.reference).toEqual({
      channelId: 'msteams',
      bot: { id: `28:${appId}`, name: 'Warden' },
    });
  });

  test('knows a group chat by its flag where the type is missing', () => {
    const incoming = read(aMessage(serviceUrl, { conversation: { id: '19:x@thread.v2', isGroup: true, tenantId } }));

    expect(incoming?.conversation.kind).toBe('groupChat');
  });

  test.each([[undefined], [null], ['']])('leaves the object id out when Teams gives %p', (aadObjectId) => {
    const incoming = read(aMessage(serviceUrl, { from: { id: '29:guest', name: 'Guest', aadObjectId } }));

    expect(incoming?.from).toEqual({ tenantId, teamsId: '29:guest', name: 'Guest' });
  });

  test('takes the time zone of the client where the activity has none', () => {
    const entities = [{ type: 'clientInfo', timezone: 'America/New_York' }];

    expect(read(aMessage(serviceUrl, { localTimezone: null, entities }))?.localTimezone).toBe('America/New_York');
  });

  test('leaves out a time zone that is none', () => {
    expect(read(aMessage(serviceUrl, { localTimezone: '../etc' }))).not.toHaveProperty('localTimezone');
  });

  test('takes the clock for a time that is none', () => {
    expect(read(aMessage(serviceUrl, { timestamp: 'yesterday' }))?.at).toBe('2026-03-02T10:00:00.000Z');
  });

  test('reads a press: the token alone, the inputs beside it', () => {
    expect(read(aPress(serviceUrl))?.what).toEqual({
      kind: 'press',
      verb: 'approve',
      token: 'opaque',
      inputs: { justification: 'agreed' },
      card: '1700000000777',
      automatic: false,
    });
  });

  test('reads a refresh as automatic', () => {
    const value = { action: { type: 'Action.Execute', verb: 'refresh', data: { token: 't' } }, trigger: 'automatic' };

    expect(read(aPress(serviceUrl, { value }))?.what).toMatchObject({ verb: 'refresh', automatic: true });
  });

  test.each([
    ['no value', undefined],
    ['no data', { action: { verb: 'approve' } }],
    ['a token that is no text', { action: { verb: 'approve', data: { token: { $ne: '' } } } }],
  ])('hands on a press with %s, without a token', (_, value) => {
    expect(read(aPress(serviceUrl, { value }))?.what).toMatchObject({ kind: 'press', token: '', inputs: {} });
  });

  test('makes numbers and switches of inputs text, and drops what is no input', () => {
    const data = { token: 't', days: 7, whole: true, nested: { a: 1 }, list: ['a'] };
    const value = { action: { type: 'Action.Execute', verb: 'silence', data } };

    expect(read(aPress(serviceUrl, { value }))?.what).toMatchObject({ inputs: { days: '7', whole: 'true' } });
  });

  test.each([
    ['an installation', { type: 'installationUpdate', action: 'add' }],
    ['an upgrade', { type: 'installationUpdate', action: 'add-upgrade' }],
    ['the bot being added', { type: 'conversationUpdate', membersAdded: [{ id: '29:ben' }, { id: `28:${appId}` }] }],
  ])('reads %s as added', (_, over) => {
    expect(read(aMessage(serviceUrl, { text: undefined, ...over }))?.what).toEqual({ kind: 'added' });
  });

  test.each([
    ['an edited message', { type: 'messageUpdate' }],
    ['a deleted message', { type: 'messageDelete' }],
    ['a reaction', { type: 'messageReaction' }],
    ['a typing sign', { type: 'typing' }],
    ['somebody being added', { type: 'conversationUpdate', membersAdded: [{ id: '29:ben' }] }],
    ['a removal', { type: 'installationUpdate', action: 'remove' }],
    ['a submitted form', { value: { token: 'opaque' }, text: '' }],
    ['another invoke', { type: 'invoke', name: 'composeExtension/query' }],
  ])('has no use for %s', (_, over) => {
    expect(read(aMessage(serviceUrl, over))).toBeUndefined();
  });
});
