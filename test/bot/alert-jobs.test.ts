import { parseSettings } from '../../src/settings-file';
import { rulesFrom } from '../../src/program';
import { aWorld, sandboxRules, type World } from '../support/world';

const hour = 3_600_000;
let world: World;
afterEach(() => world.close());

const sweeps = () => world.logged.filter(({ message }) => message === 'devices swept').length;

/** The alerts of a file that says nothing of them but how often to sweep. */
function alertsOf(sweep: string) {
  const read = parseSettings(`alerts: { sweep: "${sweep}" }`, []);
  if (!read.ok) throw new Error(read.faults.join('; '));
  return rulesFrom(read.settings, []);
}

test.each(['off at first', 'on at first'])('sweeps, %s, go on when the file switches them on', async (at) => {
  world = await aWorld();
  const { alerts } = alertsOf('*/5 * * * *');
  const rules = { on: { ...sandboxRules, ...(alerts ? { alerts } : {}) }, off: sandboxRules };
  let now: 'on' | 'off' = at === 'on at first' ? 'on' : 'off';
  const bot = world.another({ rules: () => rules[now] });
  await bot.settle();
  now = 'off';
  world.clock.move(hour);
  await bot.settle();
  const before = sweeps();

  now = 'on';
  world.clock.move(hour);
  await bot.settle();

  expect(sweeps()).toBe(before + 1);
});
