import { guideOf, type GuidePlatform } from '../../src/operations/send-guide';
import { ChatRefused } from '../../src/ports';
import { loadTemplates } from '../../src/card-templates';
import { families } from '../../src/families';
import { drawerFor } from '../../src/views/drawer';
import { aWorld, people } from '../support/world';

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
