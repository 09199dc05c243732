import type { Graph } from '../../src/ports';
import { aWorld, type World } from '../support/world';

let world: World;
let paths: string[];
beforeEach(async () => {
  paths = [];
  const noting = <A extends { readonly path: string }, R>(call: (at: A) => R) => {
    return (at: A) => {
      paths.push(at.path);
      return call(at);
    };
  };
  world = await aWorld({
    graph: (graph): Graph => ({ ...graph, get: noting(graph.get), list: noting(graph.list) }),
  });
});
afterEach(() => world.close());

describe('a policy that is named', () => {
  test.each([
    'set max threat level Medium in policy iOS Office baseline',
    'assign iOS Office baseline to Sales',
    'unassign iOS Office baseline from All Staff',
    'remove Word from iOS Office baseline',
    'delete the policy iOS Office baseline',
  ])('is read whole, and of the others beside it the names: %s', async (sentence) => {
    await world.say('ana', sentence);

    expect(await world.store.changes.get(1)).toMatchObject({
      plan: { parts: [{ target: { name: 'iOS Office baseline' } }] },
    });
    const whole = paths.filter((path) => /^\/deviceAppManagement\/\w+ManagedAppProtections\b.*expand/.test(path));
    expect(whole).toHaveLength(1);
    expect(whole[0]).toMatch(/^\/deviceAppManagement\/iosManagedAppProtections\/T_/);
  });

  test('is looked for on the platforms that were said', async () => {
    await world.say('ana', 'add Edge to iOS Office baseline on iOS');

    expect(paths.filter((path) => path.includes('androidManagedAppProtections'))).toEqual([]);
  });

  test('that is not there is told with the names there are', async () => {
    const [reply] = await world.say('ana', 'delete the app protection policy "Nowhere"');

    expect(reply?.text).toContain('There is no policy called «Nowhere». There is «');
    expect(await world.store.changes.get(1)).toBeUndefined();
  });
});
