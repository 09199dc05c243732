import { readAct } from '../../src/bot/on-alert-thread';
import { rulesFrom } from '../../src/program';
import { parseSettings } from '../../src/settings-file';
import { families } from '../../src/families';
import { aWorld, channel, incoming, personal, type Who, type World } from '../support/world';

describe('readAct', () => {
  test.each([
    ['ack', 'acknowledge'],
    ['Ack it', 'acknowledge'],
    ['acknowledged', 'acknowledge'],
    ['acknowledge this alert', 'acknowledge'],
    ["I'm on it", 'acknowledge'],
    ['I’m on it!', 'acknowledge'],
    ['on it', 'acknowledge'],
    ['taken', 'acknowledge'],
    ["ok, I'll take it", 'acknowledge'],
    ["I'll look into this", 'acknowledge'],
    ['why?', 'why'],
    ['why is it?', 'why'],
    ['sync them please', 'sync'],
    ['sync', 'sync'],
    ['silence it for 2 hours because it is being rebuilt', 'silence'],
    ['mute this until tomorrow', 'silence'],
  ])('«%s» is %s', (text, act) => {
    expect(readAct(text)).toBe(act);
  });

  test.each([
    'acknowledge the risk and set max threat level high for Outlook',
    'put Outlook on it',
    'turn it on',
    'why is LAPTOP-1 noncompliant?',
    'sync LAPTOP-1',
    'silence LAPTOP-1 for 2 hours because of it',
    'block it',
    'take Sales off it',
  ])('«%s» is read as always', (text) => {
    expect(readAct(text)).toBeUndefined();
  });
});

describe('under the card of an alert', () => {
  let world: World;
  afterEach(() => world.close());

  beforeEach(async () => {
    const read = parseSettings(
      `alerts: { summary: off, groupWaitSeconds: 0, channels: [{ channel: '${channel.id}', discreet: false }] }`,
      [...families.keys()],
    );
    if (!read.ok) throw new Error(read.faults.join('; '));
    const { alerts } = rulesFrom(read.settings, []);
    world = await aWorld({ rules: alerts ? { alerts } : {} });
    await world.later(5 * 60_000);
    fires('LAPTOP-001');
    await world.later(6 * 60_000);
    await world.later(60_000);
  });

  function fires(name: string): void {
    const { tenant } = world.sandbox;
    tenant.changeDevice(name, { partnerReportedThreatState: 'highSeverity' });
  }

  const said = async (who: Who, text: string, thread?: string) => {
    const what = { kind: 'text', text } as const;
    const one = incoming(who, channel, `t-${text}-${thread ?? ''}`, world.clock, what);
    const replies = await world.bot.handle(thread === undefined ? one : { ...one, thread });
    await world.bot.settle();
    return replies.map((reply) => reply.text).join();
  };
  const rootOf = async (id: number) => (await world.store.cards.get(`alert:${id}`, channel.id))?.posted?.activityId;

  test('somebody takes it by a word, and the card says who', async () => {
    const [answer] = [await said('ana', "I'm on it", await rootOf(1))];

    expect(answer).toMatch(/^You look after it: Windows · 1 device with a threat/);
    expect((await world.store.groups.get(1))?.acknowledged?.by).toBe('Ana Ruiz');
    expect(world.shown.at(-1)?.message.text).toContain('Acknowledged by Ana Ruiz');
    expect(await said('omar', 'ack', await rootOf(1))).toBe('Ana Ruiz has acknowledged it already.');
  });

  test('who may not is told so', async () => {
    expect(await said('ben', 'taken', await rootOf(1))).toBe('Only requestors and approvers acknowledge alerts.');
  });

  test('outside of a thread the only one is meant, and of several none', async () => {
    const { tenant } = world.sandbox;
    const phone = [...tenant.collections.managedDevices.values()].find((one) => one['operatingSystem'] === 'iOS');
    fires(String(phone?.['deviceName']));
    await world.later(6 * 60_000);
    await world.later(60_000);
    expect(await said('ana', 'ack')).toMatch(/^Several alerts are open here/);

    await said('ana', 'ack', await rootOf(1));

    expect(await said('ana', 'on it')).toMatch(/^You look after it: iOS · 1 device/);
  });

  test('why, sync and silence mean this alert', async () => {
    const thread = await rootOf(1);

    expect(await said('ana', 'why?', thread)).toContain('Threat reported by Defender: high');
    expect(await said('ana', 'sync it', thread)).toBe(
      'Asked to check in: LAPTOP-001. You hear from me whether it did.',
    );
    expect(await said('ana', 'silence it for 2 hours', thread)).toMatch(/^A silence needs a reason/);
    expect(await said('ana', 'silence this for 2 hours because it is being rebuilt', thread)).toMatch(
      /^Silence 1 keeps LAPTOP-001 quiet until 2 Mar 11:\d\d UTC\. Quiet now: LAPTOP-001\./,
    );
  });

  test('elsewhere the same words mean what they always do', async () => {
    expect(await said('ana', 'why?', 'another thread')).toMatch(/^Nothing was asked or answered here yet/);
    const [reply] = await world.say('ana', 'ack', personal('ana'));
    expect(reply?.text).toContain('I did nothing');
  });
});
