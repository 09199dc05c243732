import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Incoming } from '../src/ports';
import { verbs } from '../src/views/drawer';
import { aWorld, personal, type World } from './support/world';

/** Rules of the house that no single room can keep. */

const root = join(__dirname, '..');

describe('the house', () => {
  test('has import rules for each of its rooms', () => {
    const rooms = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((one) => one.isDirectory());
    const rules = readFileSync(join(root, 'eslint.config.mjs'), 'utf8');
    const table = /const above = \{([\s\S]*?)^\};/m.exec(rules)?.[1] ?? '';
    const ruled = [...table.matchAll(/^ {2}(\w+): \[/gm)].map(([, room]) => room);

    expect(rooms.map(({ name }) => name).filter((name) => !ruled.includes(name))).toEqual(['catalog', 'cli']);
  });

  test('has a golden picture of every card', () => {
    const cards = readdirSync(join(root, 'cards')).map((file) => file.replace('.json', ''));
    const drawn = readdirSync(join(root, 'test/views/golden')).map((file) => file.split('.')[0]);

    expect(cards.filter((card) => !drawn.includes(card))).toEqual([]);
  });
});

describe('every button', () => {
  let world: World;
  let button: Incoming;
  beforeAll(async () => {
    world = await aWorld();
    await world.say('ana', 'set max threat level Medium for Outlook on iOS');
    button = world.pressOf('ana', 'cancel');
  });
  afterAll(() => world.close());

  test.each(verbs)('%s has an answer of its own', async (verb) => {
    const token = `token-${verb}`;
    const press = { thing: 'change:1', version: 1, verb, argument: '1', conversation: personal('ana').id };
    await world.store.transaction((records) => records.presses.tokenFor(press, () => token));
    const before = (await world.store.audit.list({ limit: 1000 })).length;

    const replies = await world.bot.handle({
      ...button,
      id: token,
      what: { ...press, kind: 'press', token, inputs: {}, automatic: false },
    });

    const entries = (await world.store.audit.list({ limit: 1000 })).slice(0, -before);

    expect(replies.length).toBeGreaterThan(0);
    expect(entries.filter(({ facts }) => facts['code'] === 'unknown-verb')).toEqual([]);
    expect(world.logged.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
