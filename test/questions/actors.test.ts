import { people as ids, tenantId } from '../../src/sandbox/seed/ids';
import { aWorld, personal, type World } from '../support/world';

/** Ana Ruiz and somebody else called Ana have each asked for a change. */
let world: World;
beforeAll(async () => {
  world = await aWorld();
  await world.say('ana', 'set max threat level Medium for Outlook on iOS');
  await world.bot.handle({
    id: 'from-the-other-ana',
    at: world.clock.now().toISOString(),
    from: { objectId: ids.sam, name: 'Ana Okafor', teamsId: '29:sam', tenantId },
    conversation: personal('sam'),
    what: { kind: 'text', text: 'set max threat level low for Outlook on Android' },
  });
  await world.bot.settle();
});
afterAll(() => world.close());

async function answerTo(text: string): Promise<string> {
  const replies = await world.say('ben', text);
  return replies.map((reply) => reply.text).join('\n');
}

describe('two people called Ana', () => {
  test.each(['changes by Ana', 'changes requested by Ana', 'what did Ana change since yesterday?'])(
    'are told apart by mail address: «%s»',
    async (text) => {
      const said = await answerTo(text);

      expect(said).toContain('There are 2 people called «Ana».');
      expect(said).toContain('ana.ruiz@contoso.com');
      expect(said).toContain('sam.okafor@contoso.com');
      expect(said).not.toContain('#1');
    },
  );

  test('are one each, once picked', async () => {
    await world.say('ben', 'changes by Ana');

    const replies = await world.press('ben', 'Ana Okafor');

    const said = replies.map((reply) => reply.text).join('\n');
    expect(said).toContain('#2');
    expect(said).not.toContain('#1');
  });

  test('are one each by their whole name, and by mail address', async () => {
    expect(await answerTo('changes by Ana Okafor')).not.toContain('#1');
    expect(await answerTo('changes by ana.ruiz@contoso.com')).not.toContain('#2');
  });
});

describe('somebody the records do not tell of', () => {
  test('has asked for nothing', async () => {
    expect(await answerTo('changes by Selma Olsen')).toContain('There are no such changes by Selma Olsen.');
  });

  test('is offered where the name is nearly theirs', async () => {
    const said = await answerTo('changes by Selma Olson');

    expect(said).toContain('There is no person called «Selma Olson». Did you mean one of these?');
    expect(said).toContain('Selma Olsen');
  });
});
