import { verifyAudit } from '../../src/store/audit-chain';
import type { Bot } from '../../src/bot/bot';
import type { Graph } from '../../src/ports';
import { mortal, type Mortal, type Point } from '../support/mortal';
import { aWorld, channel, type World } from '../support/world';

/**
 * What points.test.ts does for setting a value and for creating, for the other acts: a delete, a revert, the return of
 * what was borrowed, a wipe. Everything up to the last press is done by an instance that lives; the one that applies
 * dies at a point, and a third goes on.
 */

interface Story {
  readonly name: string;
  readonly write: 'PATCH' | 'DELETE' | 'POST';
  /** The change that is applied. */
  readonly id: number;
  before(world: World): Promise<unknown>;
  /** What the one who dies is given to do. */
  last(world: World, dying: Bot): Promise<unknown>;
  /** Whether the tenant is as it shall be. */
  done(world: World): boolean;
  /** Graph shows it late or never, so that what left no trace is handed to a person. */
  readonly showsLate?: true;
}

const policies = (world: World) => [...world.sandbox.tenant.collections.iosManagedAppProtections.values()];
const level = (world: World) => world.sandbox.tenant.policy('iOS Office baseline')['maximumAllowedDeviceThreatLevel'];
const approves = (who: 'omar' | 'priya') => (world: World, dying: Bot) =>
  dying.handle(world.pressOf(who, 'approve', { where: channel }));

/** Its time comes by itself. */
const waits = () => Promise.resolve();

const stories: readonly Story[] = [
  {
    name: 'a delete',
    write: 'DELETE',
    id: 1,
    async before(world) {
      await world.say('ana', 'delete policy "iOS Office baseline"');
      await world.press('omar', 'approve', { where: channel });
    },
    last: approves('priya'),
    done: (world) => policies(world).every((one) => one['displayName'] !== 'iOS Office baseline'),
  },
  {
    name: 'a revert',
    write: 'PATCH',
    id: 2,
    async before(world) {
      await world.say('ana', 'set max threat level Medium for Outlook on iOS');
      await world.press('omar', 'approve', { where: channel });
      await world.say('ana', 'revert change 1');
    },
    last: approves('omar'),
    done: (world) => level(world) === 'high',
  },
  {
    name: 'the return of what was borrowed',
    write: 'PATCH',
    id: 2,
    async before(world) {
      await world.say('ana', 'set max threat level Medium for Outlook on iOS for 2 hours');
      await world.press('omar', 'approve', { where: channel });
      world.clock.move(2 * 3_600_000);
    },
    last: waits,
    done: (world) => level(world) === 'high',
  },
  {
    name: 'a wipe',
    write: 'POST',
    id: 1,
    async before(world) {
      await world.say('ana', 'wipe company data for Selma Olsen');
      await world.press('omar', 'approve', { where: channel });
    },
    last: approves('priya'),
    done: (world) => world.sandbox.writes.some(({ url }) => url.includes('wipeManagedApp')),
    showsLate: true,
  },
];

/** All that the one who dies comes to, in any of the stories; what is drawn and sent is no act's own. */
const proposing = ['kept: change + card wanted + change.proposed', 'kept: return done'];
const deciding = ['kept: change.decided'];
const applying = (write: Story['write']) => [
  'kept: change.applying',
  'kept: step intended',
  `graph: ${write}`,
  'kept: step sent + step.sent',
  'kept: step confirmed + step.confirmed',
  'kept: change.applied',
  'kept: apply done',
  'said: card redrawn',
  'said: line posted',
];

const namesOf = ({ write, last }: Story) => [...(last === waits ? proposing : deciding), ...applying(write)];

const deaths = stories.flatMap((story) =>
  namesOf(story).flatMap((name) =>
    (['before', 'after'] as const).map((when) => ({ story, title: story.name, point: { name, when } })),
  ),
);

let world: World;
afterEach(() => world.close());

test.each(stories)('$name comes to no other point', async (story) => {
  const { points } = await live(story);

  const own = points.filter(
    (name) => !/^kept: (lease of|buttons|card post|message done|forget|readers|sweep|watch|returnSoon)/.test(name),
  );
  expect([...new Set(own)].filter((name) => name !== 'said: card posted').sort()).toEqual(namesOf(story).sort());
  expect((await world.store.changes.get(story.id))?.status.kind).toBe('applied');
});

test.each(deaths)('$title, and dying $point.when «$point.name», ends right and once', async ({ story, point }) => {
  const first = await live(story, point);
  expect(first.dead()).toBe(true);

  const next = world.another();
  for (let tries = 0; tries < 5; tries++) {
    world.clock.move(tries < 3 ? 5000 : 60_000);
    await next.settle();
    const change = await world.store.changes.get(story.id);
    if (change?.status.kind === 'needsApproval') await story.last(world, next);
    await next.settle();
  }

  // What may have been sent and does not show is never sent again: a person is asked.
  const unclear = story.showsLate && leftNoTrace(point);
  expect((await world.store.changes.get(story.id))?.status.kind).toBe(unclear ? 'unknown' : 'applied');
  expect(story.done(world)).toBe(!unclear);
  expect(world.sandbox.writes.slice(written)).toHaveLength(unclear ? 0 : 1);
  const card = world.shown.filter(({ conversation, message }) => conversation === channel.id && message.card).at(-1);
  expect(card?.message.text).toMatch(unclear ? /unclear/i : /applied|asked for/i);
  const records = await world.store.audit.after(0, 1000);
  expect(verifyAudit(records, 'test key')).toMatchObject({ ok: true });
  const own = records.filter(({ change }) => change === story.id).map(({ kind }) => kind);
  expect(own.filter((kind) => kind === 'change.applied')).toHaveLength(unclear ? 0 : 1);
  expect(own.filter((kind) => kind === 'step.confirmed')).toHaveLength(unclear ? 0 : 1);
});

function leftNoTrace({ name, when }: Point): boolean {
  return (name.startsWith('graph: ') && when === 'before') || (name === 'kept: step intended' && when === 'after');
}

/** How much was written before the last act. */
let written = 0;

async function live(story: Story, point?: Point): Promise<Mortal> {
  let graph: Graph | undefined;
  world = await aWorld({ graph: (open) => (graph = open) });
  await story.before(world);
  written = world.sandbox.writes.length;
  if (!graph) throw new Error('the world has no Graph');
  const first = mortal(point);
  const ports = { store: first.store(world.store), graph: first.graph(graph), chat: () => first.chat(world.screen) };
  const dying = world.another(ports);
  await story.last(world, dying).catch(ignore);
  await dying.settle().catch(ignore);
  return first;
}

function ignore(): void {}
