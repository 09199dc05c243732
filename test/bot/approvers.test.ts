import type { Conversation } from '../../src/ports';
import { groups, people as ids } from '../../src/sandbox/seed/ids';
import { aWorld, channel, people, sandboxRules, type World } from '../support/world';

const minute = 60_000;
const nobody = { groups: [], people: [] };
const sentence = 'set max threat level Medium for Outlook on iOS';

let world: World;
afterEach(() => world.close());

const mentioned = () => world.shown.flatMap(({ mentions }) => mentions);
const card = () => world.shown.filter(({ message }) => /change #\d/.test(message.text)).at(-1)?.message.text ?? '';

async function meet(who: readonly ('omar' | 'priya' | 'sam' | 'ben')[], where: Conversation = channel) {
  for (const one of who) await world.say(one, 'help', where);
  world.shown.length = 0;
}

describe('who may approve', () => {
  test('are also those who approve this family alone, and nobody else’s', async () => {
    world = await aWorld({
      rules: {
        roles: { ...sandboxRules.roles, approver: nobody },
        byFamily: {
          appProtection: { approver: { groups: [], people: [ids.priya] } },
          connector: { approver: { groups: [], people: [ids.omar] } },
        },
      },
    });
    await meet(['priya']);

    await world.say('ana', sentence);

    expect(mentioned()).toEqual(['Priya Nair']);
  });

  test('are looked up again after five minutes, without anybody waiting for it', async () => {
    world = await aWorld();
    await meet(['omar', 'priya', 'sam']);
    world.sandbox.tenant.members.get(groups.approvers)?.delete(people.priya.objectId);

    await world.later(6 * minute);
    await world.say('ana', sentence);
    await world.later(1);
    world.shown.length = 0;
    await world.say('ana', 'block printing for Word on iOS');

    expect(mentioned()).toEqual(['Omar Haddad', 'Sam Okafor']);
  });

  test('do not count the requestor: a card says when nobody else is left', async () => {
    world = await aWorld({
      rules: { roles: { ...sandboxRules.roles, approver: { groups: [], people: [ids.sam] } } },
    });
    await meet(['sam']);

    await world.say('sam', sentence);

    expect(card()).toMatch(/Nobody may approve it: ask an owner to name approvers/);
  });
});
