import { mortal } from '../support/mortal';
import { decideInIntune } from '../../src/sandbox/multi-admin-approval';
import { aWorld, channel, type World, type WorldOptions } from '../support/world';

const sentence = 'set machine risk score to medium on Windows baseline';
const hour = 3_600_000;

let world: World;
afterEach(() => world.close());

async function approved(options: WorldOptions = {}) {
  world = await aWorld({ ...options, sandbox: { multiAdminApproval: true } });
  await world.say('ana', sentence);
  await world.press('omar', 'approve', { where: channel });
}

const status = async (id = 1) => (await world.store.changes.get(id))?.status;
const writes = () => world.sandbox.writes.map(({ method, status: answered }) => `${method} ${answered}`);
const decide = (decided: 'approved' | 'rejected') =>
  decideInIntune(world.sandbox.tenant, { status: decided, by: 'Rita Lund', at: world.clock.now() });
const risk = () => world.sandbox.tenant.policy('Windows baseline')['deviceThreatProtectionRequiredSecurityLevel'];

test('a write that Intune files for its own approval waits, with its deadline', async () => {
  await approved();

  expect(await status()).toMatchObject({
    kind: 'waitingForIntune',
    until: '2026-03-05T09:00:00Z',
    left: 1,
    written: false,
  });
  expect(writes()).toEqual(['PATCH 412']);
  expect(risk()).toBe('high');
});

test('the filed request tells Intune’s admin who asked, who approved and what', async () => {
  await approved();

  const [filed] = [...world.sandbox.tenant.collections.operationApprovalRequests.values()];
  expect(filed?.['requestJustification']).toBe(
    'Warden #1 asked for by Ana Ruiz, approved in Warden by Omar Haddad: set machine risk score to medium on Windows baseline',
  );
});

test('once approved there, the very same request is sent with its code, by whichever instance lives then', async () => {
  await approved();
  await world.later(hour);
  expect(writes()).toEqual(['PATCH 412']);
  decide('approved');

  const next = world.another();
  world.clock.move(hour);
  await next.settle();

  // The sandbox takes a code for the same bytes only.
  expect(writes()).toEqual(['PATCH 412', 'PATCH 200']);
  expect(risk()).toBe('medium');
  expect((await status())?.kind).toBe('applied');
});

test('what is filed twice, since the first answer was lost, is found again', async () => {
  const dies = mortal({ name: 'kept: step waiting + step.filed', when: 'before' });
  await approved({ store: dies.store }).catch(() => undefined);
  expect(dies.dead()).toBe(true);

  const next = world.another();
  world.clock.move(hour);
  await next.settle();
  expect((await status())?.kind).toBe('waitingForIntune');
  decide('approved');
  world.clock.move(hour);
  await next.settle();

  expect(writes()).toEqual(['PATCH 412', 'PATCH 409', 'PATCH 200']);
  expect((await status())?.kind).toBe('applied');
});

test('a touched setting that moved while it waited makes it stale, approved there or not', async () => {
  await approved();
  world.sandbox.tenant.changePolicy('Windows baseline', { deviceThreatProtectionRequiredSecurityLevel: 'low' });
  decide('approved');

  await world.later(hour);

  expect((await status())?.kind).toBe('stale');
  expect(writes()).toEqual(['PATCH 412']);
});

test('a stop holds it also when it was approved there', async () => {
  await approved();
  await world.say('priya', 'stop all changes');
  decide('approved');

  await world.later(hour);
  expect(risk()).toBe('high');
  await world.say('priya', 'lift the stop');
  await world.later(hour);

  expect(risk()).toBe('medium');
});

test('is withdrawn by its requestor while nothing is written', async () => {
  await approved();

  await world.press('ana', 'cancel');
  decide('approved');
  await world.later(hour);

  expect((await status())?.kind).toBe('cancelled');
  expect(risk()).toBe('high');
});

test('the card links the page where Intune’s second admin decides, while it waits and no longer', async () => {
  await approved();
  expect(lastCard()).toContain('/TenantAdminMenu/~/multiAdminApproval');

  decide('approved');
  await world.later(hour);
  expect(lastCard()).not.toContain('multiAdminApproval');
});

test.each([
  ['cancelled', () => world.press('ana', 'cancel'), true],
  ['rejected here', () => world.press('priya', 'reject', { where: channel }), true],
  ['stale', () => (move(), world.later(hour)), true],
  ['rejected in Intune', () => (decide('rejected'), world.later(hour)), false],
  ['expired in Intune', () => world.later(73 * hour), false],
  ['applied', () => (decide('approved'), world.later(hour)), false],
])('what is %s says whether its request is still filed in Intune', async (_, end, filed) => {
  await approved();

  await end();

  expect(/stays filed in Intune/.test(lastCard())).toBe(filed);
});

/** Somebody else has moved what it touches, and Intune’s admin has approved it. */
function move(): void {
  world.sandbox.tenant.changePolicy('Windows baseline', { deviceThreatProtectionRequiredSecurityLevel: 'low' });
  decide('approved');
}

/** As it stands in the approvals channel. */
function lastCard(): string {
  const cards = world.shown.filter(({ conversation, message }) => conversation === channel.id && message.card);
  return JSON.stringify(cards.at(-1)?.message.card);
}

test('ends with a no there, which is told with its reason', async () => {
  await approved();
  decide('rejected');

  await world.later(hour);

  expect(await status()).toMatchObject({ kind: 'failed', why: 'It was rejected in Intune by Rita Lund.' });
});

test('expires when Intune does, and when Intune can no longer be asked', async () => {
  await approved();
  world.sandbox.inject({ method: 'GET', path: /operationApprovalRequests/, act: 'refuse', status: 403 });

  await world.later(71 * hour);
  expect((await status())?.kind).toBe('waitingForIntune');
  await world.later(2 * hour);

  expect((await status())?.kind).toBe('expired');
});

test('half a plan that is refused there is said to be half done', async () => {
  world = await aWorld({ sandbox: { multiAdminApproval: true } });
  await world.say('ana', 'create a compliance policy "Kiosk" for Windows, machine risk score low, assigned to Sales');
  await world.press('omar', 'approve', { where: channel });
  expect(await status()).toMatchObject({ left: 2 });
  decide('approved');
  await world.later(hour);
  expect(await status()).toMatchObject({ kind: 'waitingForIntune', left: 1, written: true });

  decide('rejected');
  await world.later(hour);

  expect((await status())?.kind).toBe('partiallyApplied');
});

test('app protection policies are not asked about', async () => {
  world = await aWorld({ sandbox: { multiAdminApproval: true } });
  await world.say('ana', 'set max threat level Medium for Outlook on iOS');

  await world.press('omar', 'approve', { where: channel });

  expect((await status())?.kind).toBe('applied');
});
