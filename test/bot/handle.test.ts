import type { Store } from '../../src/ports';
import { aWorld, channel, type World } from '../support/world';

let world: World;
afterEach(() => world.close());

describe('what fails after a decision was kept', () => {
  test('is told as a card that follows, never as nothing done', async () => {
    let broken = false;
    world = await aWorld({ store: (store) => drawingFails(store, () => broken) });
    await world.say('ana', 'set max threat level Medium for Outlook on iOS');
    const press = world.pressOf('omar', 'reject', { where: channel });
    broken = true;

    const [reply] = await world.bot.handle(press);
    broken = false;

    expect(reply?.text).toMatch(/^Your decision is kept; the card follows\. Reference \S{8}\.$/);
    expect((await world.store.changes.get(1))?.status.kind).toBe('rejected');
    expect(world.logged).toContainEqual(
      expect.objectContaining({ level: 'error', facts: expect.objectContaining({ why: 'steps are not to be read' }) }),
    );
  });
});

/** Steps are read for drawing only, as long as nothing is applied. */
function drawingFails(store: Store, fails: () => boolean): Store {
  return {
    ...store,
    steps: {
      ...store.steps,
      list: (id) => (fails() ? Promise.reject(new Error('steps are not to be read')) : store.steps.list(id)),
    },
  };
}
