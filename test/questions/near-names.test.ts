import { aWorld, type World } from '../support/world';

let world: World;
beforeAll(async () => {
  world = await aWorld();
  await world.say('ana', 'set max threat level Medium for Outlook on iOS');
});
afterAll(() => world.close());

test.each([
  ['who changed policy "iOS Ofice baseline"?', 'policy called «iOS Ofice baseline»', '(iOS Office baseline)'],
  ['which policies are assigned to the Salse group?', 'group called «Salse»', '(sales)'],
  ['show group "Slaes"', 'group called «Slaes»', '(sales)'],
  ['show device LAPTOP-00I', 'device called «LAPTOP-00I»', '(LAPTOP-001)'],
])('«%s» offers the near name, and answers for none', async (sentence, missing, button) => {
  const [answer] = await world.say('ana', sentence);

  expect(answer?.text).toContain(`There is no ${missing}. Did you mean one of these?`);
  expect(answer?.text).toContain(button);
});

test('the near name, pressed, asks the same of it', async () => {
  await world.say('ana', 'who changed policy "iOS Ofice baseline"?');

  const [answer] = await world.press('ana', 'iOS Office baseline');

  expect(answer?.text).toMatch(/Asked for · Change: #1 · Policy: iOS Office baseline/);
});

test('a group that is there and has nothing is told so', async () => {
  const [answer] = await world.say('ana', 'which policies are assigned to the "Break glass" group?');

  expect(answer?.text).toMatch(/There are no policies assigned to Break glass/);
});
