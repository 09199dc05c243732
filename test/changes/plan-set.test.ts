import { aWorld, channel } from '../support/world';

describe('a policy that is named, of a platform that has not the setting', () => {
  test('is refused with what its platform lacks, not as if it were not there', async () => {
    const world = await aWorld();
    try {
      await world.say(
        'ana',
        'create a Defender app configuration policy for iOS called "Def iOS" with web protection on',
      );
      await world.press('omar', 'approve', { where: channel });

      const [answer] = await world.say('ana', 'turn on web protection without VPN in "Def iOS"');

      expect(answer?.text).toMatch(/iOS/);
      expect(answer?.text).not.toContain('There is no policy called');
      expect(await world.store.changes.get(2)).toBeUndefined();
    } finally {
      await world.close();
    }
  });

  test('is refused so too where policies are looked up by their names', async () => {
    const world = await aWorld();
    try {
      const [answer] = await world.say('ana', 'block Face ID in "Android Office baseline"');

      expect(answer?.text).toBe('«Face ID instead of PIN» does not exist on Android.');
    } finally {
      await world.close();
    }
  });
});
