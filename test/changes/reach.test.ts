import { groups } from '../../src/sandbox/seed/ids';
import { aWorld, type World } from '../support/world';

const include = '#microsoft.graph.groupAssignmentTarget';
const exclude = '#microsoft.graph.exclusionGroupAssignmentTarget';

let world: World;
beforeEach(async () => {
  world = await aWorld();
});
afterEach(() => world.close());

function assigned(policy: string, targets: readonly (readonly [type: string, group: string])[]): void {
  world.sandbox.tenant.changePolicy(policy, {
    assignments: targets.map(([type, groupId], i) => ({ id: `a${i}`, target: { '@odata.type': type, groupId } })),
  });
}
const people = async () => (await world.store.changes.reach(1))?.people;
const members = (group: string) => world.sandbox.tenant.transitiveMembers(group).length;

describe('the people a plan hits', () => {
  test('are those of each part: what one leaves out another may reach', async () => {
    assigned('Android Office baseline', [
      [include, groups.allStaff],
      [exclude, groups.sales],
    ]);

    await world.say('ana', 'set max threat level Medium for Outlook');

    expect(await people()).toEqual({ number: members(groups.allStaff), atLeast: false });
  });

  test('are without those the one policy leaves out', async () => {
    assigned('iOS Office baseline', [
      [include, groups.allStaff],
      [exclude, groups.sales],
    ]);

    await world.say('ana', 'set max threat level Medium for Outlook on iOS');

    expect(await people()).toEqual({ number: members(groups.allStaff) - members(groups.sales), atLeast: false });
  });

  test('of a group that is added are not those who were left out before', async () => {
    assigned('iOS Office baseline', [
      [include, groups.pilot],
      [exclude, groups.sales],
    ]);

    await world.say('ana', 'assign "iOS Office baseline" to "All Staff"');

    expect(await people()).toEqual({ number: members(groups.allStaff) - members(groups.sales), atLeast: false });
  });

  test('of a group that is left out are that group', async () => {
    await world.say('ana', 'exclude Sales from "iOS Office baseline"');

    expect(await people()).toEqual({ number: members(groups.sales), atLeast: false });
  });
});

test('an app that no policy covers beside one that is covered is said', async () => {
  await world.say('ana', 'set max threat level Medium for Outlook and Loop on iOS');

  expect(world.shown.map(({ message }) => message.text).join('\n')).toContain('No iOS policy covers Loop.');
});
