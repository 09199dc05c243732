import { rulesFrom } from '../../src/program';
import { parseSettings } from '../../src/settings-file';
import { aWorld, channel, personal, type World } from '../support/world';

let world: World;
beforeEach(async () => (world = await aWorld()));
afterEach(() => world.close());

describe('a question', () => {
  test.each(['medium', '3'])('is still open after a restart, and «%s» answers it', async (answer) => {
    await world.say('ana', 'set max threat level for Outlook on iOS');
    const restarted = world.another({ instance: 'two' });
    const incoming = world.pressOf('ana', 'choose 1');

    await restarted.handle({ ...incoming, id: 'answer', what: { kind: 'text', text: answer } });

    const [change] = await world.store.changes.list({ limit: 1 });
    expect(change?.request).toMatchObject({ settings: { maximumAllowedDeviceThreatLevel: 'medium' } });
  });

  test('is answered after a restart by its button', async () => {
    await world.say('ana', 'set max threat level for Outlook on iOS');

    await world.another({ instance: 'two' }).handle(world.pressOf('ana', 'choose 2'));

    const [change] = await world.store.changes.list({ limit: 1 });
    expect(change?.request).toMatchObject({ settings: { maximumAllowedDeviceThreatLevel: 'low' } });
  });

  test.each([
    ['a policy', 'assign the policy to Sales', 'Nowhere at all', 'iOS Office baseline'],
    ['a value', 'set the minimum PIN length for Outlook on iOS', '40', '6'],
  ])('is asked again when %s that was typed does not exist', async (_what, text, wrong, right) => {
    await world.say('ana', text);
    const [again] = await world.say('ana', wrong);
    await world.say('ana', right);

    expect(again?.text).toMatch(/(?:Which policy|What should)/);
    expect(await world.store.changes.list({ limit: 5 })).toHaveLength(1);
  });

  test('whose data and which device offers those that are noncompliant', async () => {
    const [who] = await world.say('ana', 'wipe company data');
    const [which] = await world.say('ana', 'sync a device');

    expect(who?.text).toMatch(/1\. \S+@\S+ · /);
    expect(which?.text).toMatch(/1\. .+ · \S+@\S+/);
  });

  test('who is in a group is answered by the names of devices', async () => {
    await world.say('ana', 'create a group "Two laptops"');
    await world.say('ana', 'LAPTOP-001');

    const [change] = await world.store.changes.list({ limit: 1 });
    expect(change?.request).toMatchObject({ kind: 'createGroup', devices: ['LAPTOP-001'] });
  });
});

describe('an answer that leaves something open', () => {
  test('«the android one», of which there are two, is asked among these', async () => {
    await world.say('ana', 'delete the policy');

    const [asked] = await world.say('ana', 'the android one');
    await world.say('ana', 'the office one');

    const [change] = await world.store.changes.list({ limit: 1 });
    expect(asked?.text).toMatch(/1\. Android Office baseline.+\n\s*2\. Android baseline/);
    expect(asked?.text).not.toMatch(/3\.|forgotten/);
    expect(change?.request).toMatchObject({ kind: 'delete', policy: 'Android Office baseline' });
  });

  test('devices that one names are asked for, and then typed', async () => {
    await world.say('ana', 'create a group "Two laptops"');

    const [asked] = await world.press('ana', 'choose 2', { where: personal('ana') });
    await world.say('ana', 'LAPTOP-001 and LAPTOP-002');

    const [change] = await world.store.changes.list({ limit: 1 });
    expect(asked?.text).toContain('Which devices?');
    expect(change?.request).toMatchObject({ kind: 'createGroup', devices: ['LAPTOP-001', 'LAPTOP-002'] });
  });
});

describe('a bare name', () => {
  test('answers «which device?» rather than asking to see it', async () => {
    await world.say('ana', 'sync a device');
    const [answer] = await world.say('ana', 'LAPTOP-001');

    expect(answer?.text).toContain('asked «LAPTOP-001» to check in');
  });
});

describe('groups of one name', () => {
  test('are told apart by what they are for and how many they are, and the one that was picked is taken', async () => {
    const { tenant } = world.sandbox;
    const twins = ['for phones', 'for laptops'].map((description) =>
      tenant.addGroup({ displayName: 'Twins', description }),
    );

    const [asked] = await world.say('ana', 'assign "iOS Office baseline" to the Twins group');
    await world.press('ana', 'choose 2', { where: personal('ana') });

    const [change] = await world.store.changes.list({ limit: 1 });
    expect(asked?.text).toContain('for phones, 0 members');
    expect(change?.plan.parts[0]?.changes).toMatchObject([{ kind: 'group', id: twins[1]?.['id'] }]);
  });
});

describe('groups of one name in what needs no plan', () => {
  function twins(): readonly (string | undefined)[] {
    const { tenant } = world.sandbox;
    const made = ['for phones', 'for laptops'].map((description) =>
      tenant.addGroup({ displayName: 'Twins', description }),
    );
    const somebody = [...tenant.collections.users.values()].find((one) => one['displayName'] === 'Selma Olsen');
    tenant.members.get(made[1]?.id ?? '')?.add(somebody?.id ?? '');
    return made.map(({ id }) => id);
  }

  test('a guide asks which one, and goes to the people of the one that was picked', async () => {
    twins();

    const [asked] = await world.say('ana', 'send the Android guide to the Twins group');
    const [confirm] = await world.say('ana', '2');

    expect(asked?.text).toMatch(/There are 2 groups called «Twins»\. Which one.+\n1\. Twins · for phones, 0 members/);
    expect(confirm?.text).toContain('Send the guide to 1 person?');
  });

  test('a near name is offered to a guide, with the people it may be', async () => {
    const [asked] = await world.say('ana', 'send the Android guide to the Pilots group');
    const [confirm] = await world.press('ana', 'choose 1');

    expect(asked?.text).toMatch(/no group and no person called «Pilots» in Entra\. Did you mean.+\n1\. Pilot · Group/);
    expect(confirm?.text).toContain('Send the guide to 12 people?');
  });

  test('a subscription asks which one, and is of the one that was picked', async () => {
    const read = parseSettings('alerts: { summary: off }', []);
    if (!read.ok) throw new Error(read.faults.join('; '));
    const { alerts } = rulesFrom(read.settings, []);
    await world.close();
    world = await aWorld({ rules: alerts ? { alerts } : {} });
    const ids = twins();

    const [asked] = await world.say('priya', 'subscribe to alerts of the Twins group', channel);
    await world.press('priya', 'choose 2', { where: channel });

    const [kept] = await world.store.subscriptions.list();
    expect(asked?.text).toContain('There are 2 groups called «Twins»');
    expect(kept?.groups).toEqual([{ id: ids[1], name: 'Twins' }]);
  });
});

describe('one question at a time', () => {
  const two = 'sync LAPTOP-01, and sync LAPTOP-02';

  test('of two requests that leave something open, the second waits until the first is answered', async () => {
    const [first, waits, ...more] = await world.say('ana', two);
    const [asked, second] = await world.press('ana', 'choose 1', { where: personal('ana') });

    expect(first?.text).toContain('«LAPTOP-01»');
    expect(waits?.text).toContain('the sync of LAPTOP-02 comes when that is answered');
    expect(more).toEqual([]);
    expect(asked?.text).toContain('to check in');
    expect(second?.text).toContain('«LAPTOP-02»');
  });

  test('what is never minded is named, and what waited for it comes', async () => {
    await world.say('ana', two);

    const [forgotten, second] = await world.say('ana', 'never mind');
    const [last] = await world.say('ana', 'never mind');
    const [none] = await world.say('ana', 'never mind');

    expect(forgotten?.text).toBe('All right, forgotten: the sync of LAPTOP-01. On with the sync of LAPTOP-02.');
    expect(second?.text).toContain('«LAPTOP-02»');
    expect(last?.text).toContain('All right, forgotten');
    expect(none?.text).toContain('No question to you is open here');
  });

  test('what waits survives a restart, and a further question of the first', async () => {
    await world.say('ana', 'send the Android guide to "Fernanda Schmid", and sync LAPTOP-02');
    const restarted = world.another({ instance: 'two' });

    const [confirm, waits] = await restarted.handle(world.pressOf('ana', 'choose 1'));
    expect(confirm?.text).toContain('Send the guide to');
    expect(waits?.text).toContain('the sync of LAPTOP-02 comes');
  });

  test('a newer question takes the place of the older one, which says so and takes no text any more', async () => {
    await world.say('ana', 'set max threat level for Outlook on iOS');
    const old = world.pressOf('ana', 'choose 1');
    const [newer] = await world.say('ana', 'sync LAPTOP-01');
    await world.say('ana', '1');
    const [stray] = await world.say('ana', 'medium');
    const [late] = await world.bot.handle(old);

    expect(newer?.text).toContain('about «set max threat level for Outlook on iOS», is forgotten');
    expect(stray?.text).not.toContain('[plan]');
    expect(late?.text).toContain('answered or forgotten');
    expect(await world.store.changes.list({ limit: 5 })).toEqual([]);
  });
});

describe('what was mended in a sentence', () => {
  test('is kept as far as it still holds when the change is gone on from', async () => {
    await world.say('ana', 'set max threat level medum for Outlok on iOS');
    const [before] = await world.store.changes.list({ limit: 1 });
    await world.say('ana', 'make it low');
    const [after] = await world.store.changes.list({ limit: 1 });

    expect(before?.readings.map(({ typed }) => typed)).toEqual(['medum', 'Outlok']);
    expect(after?.version).toBe(2);
    expect(after?.readings).toEqual([{ typed: 'Outlok', read: 'Outlook' }]);
  });
});
