import { families } from '../../src/families';
import { rulesFrom } from '../../src/program';
import { parseSettings } from '../../src/settings-file';
import { aWorld, channel, people, personal, type World } from '../support/world';

const audit = { ...channel, id: '19:audit@thread.tacv2' };
let world: World;
afterEach(() => world.close());

const heard = (conversation: string) =>
  world.shown.filter((one) => one.conversation === conversation).map(({ message }) => message.text);

describe('a channel that approves or audits', () => {
  test('names nobody until somebody has looked, and everybody once only members read along', async () => {
    world = await aWorld({
      rules: { discreet: new Map() },
      chat: (screen) => ({ ...screen, roster: () => Promise.resolve([people.ana, people.omar]) }),
    });
    await world.store.due.set({ key: 'readers', at: '2027-01-01T00:00:00Z', job: 'readers', about: '' });
    await world.say('ana', 'set max threat level Medium for Outlook on iOS');
    await world.store.due.set({ key: 'readers', at: world.clock.now().toISOString(), job: 'readers', about: '' });
    await world.later(1000);

    await world.say('ana', 'set max threat level Low for Outlook on iOS');

    const [first, second] = heard(channel.id).filter((text) => text.startsWith('[plan]'));
    expect(first).toContain('Asked by a requestor');
    expect(second).toContain('Asked by Ana Ruiz');
  });

  test('of another organization is told nothing, and its owner why, once', async () => {
    world = await aWorld({ rules: { discreet: new Map() } });
    await world.store.conversations.put({ ...channel, tenantId: '99999999-9999-4999-8999-999999999999' });
    await world.say('priya', 'list policies');
    await world.later(24 * 3_600_000);
    await world.say('ana', 'set max threat level Medium for Outlook on iOS');

    expect(heard(channel.id)).toEqual([]);
    expect(heard(personal('priya').id).filter((text) => text.includes('belongs to another organization'))).toHaveLength(
      1,
    );
  });

  test('is asked no question that names people, when outsiders read along', async () => {
    world = await aWorld({ rules: { discreet: new Map() } });

    const [answer] = await world.say('ana', 'which devices are noncompliant?', channel);

    expect(answer?.text).toMatch(/^Outsiders may read along here/);
  });

  test('hears of a broken glass without a name', async () => {
    world = await aWorld({ rules: { auditChannel: audit.id } });
    await world.store.conversations.put(audit);
    await world.say('ana', 'set max threat level High for Outlook on iOS, wipe data');

    await world.say('priya', 'break glass on change 1');
    await world.press('priya', 'break glass', { reason: 'Ben lost his phone' });

    expect(heard(audit.id)).toEqual([
      'An owner broke the glass: change #1 is approved alone instead of with 2 approvals.',
    ]);
  });
});

describe('discreet in warden.yaml', () => {
  const said = (yaml: string) => {
    const read = parseSettings(yaml, [...families.keys()]);
    if (!read.ok) throw new Error(read.faults.join('; '));
    return rulesFrom(read.settings, []);
  };

  test('counts for the channel, wherever it is said', () => {
    const rules = said(`{ approvals: { channel: a }, audit: { channel: b, discreet: true },
      alerts: { channels: [{ channel: a, discreet: false }, { channel: b }, { channel: c }] } }`);

    expect([...rules.discreet]).toEqual([
      ['a', false],
      ['b', true],
    ]);
    expect(rules.alerts?.subscriptions.map(({ discreet }) => discreet)).toEqual([false, true, undefined]);
  });

  test('names nobody where both are said', () => {
    const rules = said(
      '{ approvals: { channel: a, discreet: true }, alerts: { channels: [{ channel: a, discreet: false }] } }',
    );

    expect(rules.discreet.get('a')).toBe(true);
  });
});
