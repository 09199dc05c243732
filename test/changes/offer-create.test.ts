import { aWorld, channel } from '../support/world';

describe('a setting for which there is no policy yet', () => {
  test('is offered in a new one with all that was said, also whom it leaves out', async () => {
    const world = await aWorld();
    try {
      const said = 'require a compliant device for Exchange for Sales, exclude Break glass';
      const [question] = await world.say('ana', said);
      await world.press('ana', 'choose 1');

      const change = await world.store.changes.get(1);
      const groups = change?.plan.parts.flatMap(({ changes }) => changes.filter((one) => one.kind === 'group'));
      expect(groups).toMatchObject([
        { name: 'Sales', exclude: false },
        { name: 'Break glass', exclude: true },
      ]);
      expect(question?.text).toContain('assigned to Sales, not to Break glass');
    } finally {
      await world.close();
    }
  });

  test.each([
    ['require a compliant device for Exchange', 'No Conditional Access policy is there yet.'],
    ['turn on the firewall for all profiles', 'No Firewall policy is there yet.'],
    ['turn on tamper protection', 'No Windows Security Experience policy is there yet.'],
    ['turn on web protection in the Defender app on iOS', 'Plan «iOS defender app»'],
  ])('%s: %s', async (said, say) => {
    const world = await aWorld();
    try {
      const [question] = await world.say('ana', said);

      expect(question?.text).toContain(say);
    } finally {
      await world.close();
    }
  });

  test('and no platform was said has no condition on platforms', async () => {
    const world = await aWorld();
    try {
      await world.say('ana', 'require a compliant device for Exchange for Sales');
      await world.press('ana', 'choose 1');
      await world.press('omar', 'approve', { where: channel });

      const [sent] = world.sandbox.writes;
      expect(sent?.status).toBe(201);
      expect(JSON.stringify(sent?.body)).not.toContain('includePlatforms');
    } finally {
      await world.close();
    }
  });
});
