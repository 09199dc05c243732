import { guideOf, type GuidePlatform } from '../../src/operations/send-guide';
import { ChatRefused } from '../../src/ports';
import { loadTemplates } from '../../src/card-templates';
import { families } from '../../src/families';
import { drawerFor } from '../../src/views/drawer';
import { aWorld, people, type World } from '../support/world';

const drawer = drawerFor({ templates: loadTemplates(), families });

describe('a guide', () => {
  test.each<GuidePlatform>(['android', 'ios'])('for %s is shown whole: no step is cut', (platform) => {
    const { text } = drawer.answer(guideOf(platform, 'Ana Ruiz'), () => '');

    expect(text).not.toContain('…');
  });

  test.each([
    ['android', 'Company Portal', 'Google Play'],
    ['ios', 'Microsoft Authenticator', 'the App Store'],
  ] as const)('for %s names %s and %s', (platform, broker, store) => {
    const { text } = drawer.answer(guideOf(platform, 'Ana Ruiz'), () => '');

    expect(text).toContain(`Install ${broker} from ${store}`);
  });
});

test('whom Teams no longer lets reach is named to whoever sent the guide', async () => {
  const world = await aWorld({
    chat: (screen) => ({
      ...screen,
      post: (to, message, options) =>
        to.id === 'a:selma_olsen'
          ? Promise.reject(new ChatRefused('gone', 'blocked'))
          : screen.post(to, message, options),
    }),
  });
  try {
    await world.say('ana', 'send the Android guide to Selma Olsen');
    await world.press('ana', 'choose 1');
    await world.later(60_000);

    const told = world.shown.map(({ message }) => message.text).find((text) => text.startsWith('The guide:'));
    expect(told).toContain('0 of 1 got it');
    expect(told).toContain('Selma Olsen (has removed or blocked Warden)');
    const kinds = (await world.store.audit.list({ actor: people.ana.objectId, limit: 20 })).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['guide.sent', 'guide.ended']));
  } finally {
    await world.close();
  }
});

describe('whom a guide is for', () => {
  let world: World;
  beforeAll(async () => {
    world = await aWorld();
    world.sandbox.tenant.addUser({ displayName: 'Ana da Silva', userPrincipalName: 'ana.dasilva@contoso.com' });
    world.sandbox.tenant.addUser({ displayName: 'Mia van den Berg', userPrincipalName: 'mia@contoso.com' });
  });
  afterAll(() => world.close());

  test.each([
    ['a name in quotes', 'send the Android guide to "Selma Olsen"', '1 person'],
    ['several in quotes', 'send the iOS guide to "Selma Olsen" and "Omar Haddad"', '2 people'],
    ['a surname with small words', 'send the Android guide to Ana da Silva', '1 person'],
    ['and more of them', 'send the Android guide to Mia van den Berg and Ana da Silva', '2 people'],
    ['a group in quotes', 'send the Android guide to "Pilot"', '12 people'],
    ['a group of two words in quotes', 'send the Android guide to "Break glass"', '1 person'],
    ['the members of a group', 'send the Android guide to the members of Pilot', '12 people'],
    ['all members of a group', 'send the Android guide to all members of the Pilot group', '12 people'],
    ['everyone in a group', 'send the iOS onboarding steps to everyone in Pilot', '12 people'],
    ['an address', 'send the iOS guide to mia@contoso.com', '1 person'],
  ])('%s', async (_, sentence, many) => {
    const [question] = await world.say('ana', sentence);

    expect(question?.text).toContain(`Send the guide to ${many}?`);
  });

  test('a name that is neither is answered with the groups there are', async () => {
    const [answer] = await world.say('ana', 'send the Android guide to Zzz');

    expect(answer?.text).toMatch(/no group and no person called «Zzz».*«Pilot»/);
  });

  test('everyone is not sent anything: it is asked to whom, with the groups that policies are for', async () => {
    const [answer] = await world.say('ana', 'send the Android guide to everyone');

    expect(answer?.text).toMatch(/^\[question\] To whom\?.*\n1\. All Staff\n/);

    const chosen = await world.press('ana', 'choose 1');

    expect(chosen[0]?.text).toMatch(/^That would go to 300 people\./);
  });
});
