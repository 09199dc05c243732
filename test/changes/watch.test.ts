import { editsIn } from '../../src/core/portal';
import { appId } from '../../src/sandbox/seed/ids';
import { aWorld, channel, type World } from '../support/world';

const minute = 60_000;
let world: World;
afterEach(() => world.close());

async function applied() {
  world = await aWorld({ rules: { auditChannel: '19:audit@thread.tacv2' } });
  await world.say('ana', 'set max threat level Medium for Outlook on iOS');
  await world.press('omar', 'approve', { where: channel });
  world.shown.length = 0;
}

const told = (conversation: string = channel.id) =>
  world.shown.filter((one) => one.conversation === conversation).map(({ message }) => message.text);
const kinds = async () => (await world.store.audit.list({ limit: 50 })).map(({ kind }) => kind);

/** An entry of Intune's log, for a write under our own app id. */
function ownWrite(id: string) {
  world.sandbox.tenant.collections.auditEvents.set(id, {
    id,
    activityDateTime: world.clock.now().toISOString(),
    activityOperationType: 'Patch',
    activityResult: 'Success',
    actor: { applicationId: appId, applicationDisplayName: 'Warden' },
    resources: [{ displayName: 'Windows baseline', resourceId: world.sandbox.tenant.policy('Windows baseline').id }],
  });
}

test('an edit of what Warden manages is told once, with who, what and before and after', async () => {
  await applied();
  world.sandbox.tenant.changePolicy('iOS Office baseline', { maximumAllowedDeviceThreatLevel: 'high' });

  await world.later(5 * minute);
  await world.later(5 * minute);

  expect(told()).toHaveLength(1);
  expect(told()[0]).toMatch(/iOS Office baseline was changed outside of Warden/);
  expect(told()[0]).toMatch(/paula@contoso\.example/);
  expect(told()[0]).toMatch(/medium.*high/s);
  expect((await kinds()).filter((kind) => kind === 'portal.changed')).toHaveLength(1);
});

test('a Conditional Access policy is watched in the directory’s log', async () => {
  world = await aWorld();
  await world.say(
    'ana',
    'create a Conditional Access policy "Mail" that requires compliant devices for Exchange for Sales',
  );
  await world.press('omar', 'approve', { where: channel });
  const [made] = [...world.sandbox.tenant.collections.conditionalAccessPolicies.values()];
  world.shown.length = 0;

  world.sandbox.tenant.changePolicy(made?.id ?? '', { state: 'disabled' });
  await world.later(5 * minute);

  expect(told().join()).toMatch(/was changed outside of Warden/);
});

test('what Warden wrote itself is no news, and no alarm', async () => {
  await applied();

  await world.later(5 * minute);
  await world.later(60 * minute);

  expect(told()).toEqual([]);
  expect(await kinds()).not.toContain('portal.alarm');
});

test('a write under Warden’s own app id that no change explains is an alarm', async () => {
  await applied();
  await world.store.conversations.put({ ...channel, id: '19:audit@thread.tacv2' });
  ownWrite('stolen');

  await world.later(5 * minute);

  for (const conversation of [channel.id, '19:audit@thread.tacv2'])
    expect(told(conversation).join()).toMatch(/Warden’s own sign-in that Warden did not make/);
  expect(await kinds()).toContain('portal.alarm');
});

test('a log that may not be read leaves the other one', async () => {
  await applied();
  world.sandbox.inject({ method: 'GET', path: /directoryAudits/, act: 'refuse', status: 403 });
  world.sandbox.tenant.changePolicy('iOS Office baseline', { pinRequired: false });

  await world.later(5 * minute);

  expect(told().join()).toMatch(/was changed outside of Warden/);
});

test('entries nobody can read, and those of what failed, are no edits', () => {
  expect([editsIn(null), editsIn({ id: 'x' }), editsIn('text')].flat()).toEqual([]);
  expect(
    editsIn({
      id: '1',
      activityDateTime: '2026-03-02T09:00:00Z',
      activityOperationType: 'Patch',
      activityResult: 'Failure',
      actor: {},
      resources: [{ resourceId: 'a' }],
    }),
  ).toEqual([]);
});
