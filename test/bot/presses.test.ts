import { aWorld, channel, type World } from '../support/world';

let world: World;
beforeEach(async () => (world = await aWorld()));
afterEach(() => world.close());

const changes = () => world.store.changes.list({ limit: 10 });

/** Two presses of one button by one person, as Teams sends them when somebody is impatient. */
async function twice(who: 'ana' | 'omar', button: string, where?: typeof channel) {
  const press = world.pressOf(who, button, where ? { where } : {});
  const other = world.another();
  const replies = await Promise.all([world.bot.handle(press), other.handle({ ...press, id: 'again' })]);
  await world.bot.settle();
  return replies.flat().map(({ text }) => text);
}

describe('two presses at once', () => {
  test('of «plan again» plan once', async () => {
    await world.say('ana', 'set max threat level Medium for Outlook on iOS');
    world.sandbox.tenant.changePolicy('iOS Office baseline', { maximumAllowedDeviceThreatLevel: 'low' });
    await world.press('omar', 'approve', { where: channel });

    const replies = await twice('ana', 'plan again');

    expect(await changes()).toHaveLength(2);
    expect(replies).toContain('That is being planned already; the card follows.');
  });

  test('of «revert» plan once', async () => {
    await world.say('ana', 'set max threat level Medium for Outlook on iOS');
    await world.press('omar', 'approve', { where: channel });

    await twice('ana', 'revert');

    expect(await changes()).toHaveLength(2);
  });

  test('of a button of an answer plan once', async () => {
    await world.say('ana', 'check readiness for android');

    await twice('ana', 'turn on for Android');

    expect(await changes()).toHaveLength(1);
  });

  test('of a choice answer the question once', async () => {
    await world.say('ana', 'set max threat level low in policy "iOS Ofice baseline"');

    const replies = await twice('ana', 'choose 1');

    expect(await changes()).toHaveLength(1);
    expect(replies).toContainEqual(expect.stringMatching(/^That question is answered/));
  });
});

test('a button works again once what it stood for is over', async () => {
  await world.say('ana', 'set max threat level Medium for Outlook on iOS');
  await world.press('omar', 'approve', { where: channel });
  const press = world.pressOf('ana', 'revert');
  await world.bot.handle(press);
  await world.bot.settle();
  await world.press('ana', 'cancel');

  await world.bot.handle({ ...press, id: 'once more' });

  expect(await changes()).toHaveLength(3);
});
