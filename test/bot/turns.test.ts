import { aWorld, incoming, personal, type World } from '../support/world';

const minute = 60_000;
const said = 'set max threat level Medium for Outlook on iOS';
const notFinished = /I was restarted while I worked on «set max threat level Medium for Outlook on iOS»/;

let world: World;
afterEach(() => world.close());

const toAna = () =>
  world.shown.filter(({ conversation }) => conversation === personal('ana').id).map(({ message }) => message.text);

test('a text whose instance died while it was answered is told to its person by another', async () => {
  const stuck = new Promise<never>(() => undefined);
  let planning: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => (planning = resolve));
  world = await aWorld({
    graph: (graph) => ({
      ...graph,
      list: (at) => (at.path.includes('ManagedAppProtections') ? (planning(), stuck) : graph.list(at)),
    }),
  });
  void world.bot.handle(incoming('ana', personal('ana'), 'lost', world.clock, { kind: 'text', text: said }));
  await begun;
  const next = world.another();

  world.clock.move(10 * minute);
  await next.settle();
  world.clock.move(10 * minute);
  await next.settle();

  expect(toAna().filter((text) => notFinished.test(text))).toHaveLength(1);
});

test('a text that was answered is not told, whoever looks', async () => {
  world = await aWorld();
  await world.say('ana', said);
  const next = world.another();

  world.clock.move(10 * minute);
  await next.settle();

  expect(toAna().join()).not.toMatch(notFinished);
});

test('a turn that goes on in this very instance is not called lost', async () => {
  let go: () => void = () => undefined;
  const slow = new Promise<void>((resolve) => (go = resolve));
  let planning: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => (planning = resolve));
  world = await aWorld({
    graph: (graph) => ({
      ...graph,
      list: async (at) => {
        if (at.path.includes('ManagedAppProtections')) {
          planning();
          await slow;
        }
        return graph.list(at);
      },
    }),
  });
  const turn = world.bot.handle(incoming('ana', personal('ana'), 'slow', world.clock, { kind: 'text', text: said }));
  await begun;

  await world.later(10 * minute);
  go();
  await turn;
  await world.later(10 * minute);

  expect(toAna().join()).not.toMatch(notFinished);
  expect(await world.store.changes.list({ limit: 5 })).toHaveLength(1);
});
