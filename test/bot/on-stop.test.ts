import { stopAll, stopOf } from '../../src/changes/stop';
import { readStop } from '../../src/bot/on-stop';
import { priya } from '../support/builders';
import { aWorld, channel } from '../support/world';

describe('readStop', () => {
  test.each<[string, ReturnType<typeof readStop>]>([
    ['stop all changes', { kind: 'stop' }],
    ['Please halt all writing now!', { kind: 'stop' }],
    ['stop all changes because of the outage', { kind: 'stop', why: 'the outage' }],
    ['stop all changes because Outlook is down', { kind: 'stop', why: 'Outlook is down' }],
    ['stop all changes: reason: audit week.', { kind: 'stop', why: 'audit week' }],
    ['lift the stop', { kind: 'lift' }],
    ['resume all changes, because it is over', { kind: 'lift', why: 'it is over' }],
    ['stop all changes to the Outlook policy', undefined],
    ['stop requiring a PIN', undefined],
    ['do not stop all changes', undefined],
    ['should we stop all changes?', undefined],
    ['resume changes to iOS Office baseline', undefined],
  ])('%s', (text, said) => {
    expect(readStop(text)).toEqual(said);
  });
});

describe('the stop switch', () => {
  test('that cannot be read counts as thrown', async () => {
    const kept = { marks: { get: () => Promise.resolve({ nonsense: true }) } };

    const stop = await stopOf({ marks: { ...kept.marks, put: none, remove: none } });

    expect(stop).toMatchObject({ by: { name: 'somebody' } });
  });

  test('thrown while a change is being written holds the next write', async () => {
    const world = await aWorld({
      graph: (graph) => ({
        ...graph,
        // An owner throws it just after the first write has gone out.
        write: async (call) => {
          const answer = await graph.write(call);
          if (call.method === 'POST') await stopAll(world, { by: priya, roles: new Set(['owner']), why: undefined });
          return answer;
        },
      }),
    });
    try {
      await world.say('ana', 'create an app protection policy "Travel" for iOS for Outlook, max threat level low');
      await world.press('omar', 'approve', { where: channel });
      const [change] = await world.store.changes.list({ limit: 1 });

      expect(change?.status.kind).toBe('applying');
      expect(world.sandbox.writes.map(({ method, url }) => `${method} ${url.split('/').at(-1) ?? ''}`)).toEqual([
        'POST iosManagedAppProtections',
      ]);

      await world.say('priya', 'lift the stop');
      await world.later(60_000);
      const [after] = await world.store.changes.list({ limit: 1 });

      expect(after?.status.kind).toBe('applied');
      expect(world.sandbox.writes).toHaveLength(2);
    } finally {
      await world.close();
    }
  });
});

function none(): Promise<void> {
  return Promise.resolve();
}
