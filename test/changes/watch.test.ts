import { editsIn } from '../../src/core/portal';
import { decideInIntune } from '../../src/sandbox/multi-admin-approval';
import { appId, groups } from '../../src/sandbox/seed/ids';
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
function ownWrite(id: string, operation = 'Patch', sort = 'DeviceCompliancePolicy') {
  const { id: resourceId } = world.sandbox.tenant.policy('Windows baseline');
  world.sandbox.tenant.collections.auditEvents.set(id, {
    id,
    activityDateTime: world.clock.now().toISOString(),
    activityOperationType: operation,
    activityResult: 'Success',
    actor: { applicationId: appId, applicationDisplayName: 'Warden' },
    resources: [{ displayName: 'Windows baseline', resourceId, auditResourceType: sort }],
  });
}

const refuseLog = (log: RegExp) => world.sandbox.inject({ method: 'GET', path: log, act: 'refuse', status: 403 });
const baseline = () => world.sandbox.tenant.policy('iOS Office baseline');
const edit = (changed: Record<string, unknown>) => world.sandbox.tenant.changePolicy('iOS Office baseline', changed);
const press = (button: string) => world.press('ana', button, { where: channel });
const approve = () => world.press('omar', 'approve', { where: channel });

test('an edit of what Warden manages is told once, with who, what and before and after', async () => {
  await applied();
  world.sandbox.tenant.changePolicy('iOS Office baseline', { maximumAllowedDeviceThreatLevel: 'high' });

  await world.later(5 * minute);
  await world.later(5 * minute);

  expect(told()).toHaveLength(1);
  expect(told()[0]).toMatch(/iOS Office baseline was changed outside of Warden/);
  expect(told()[0]).toMatch(/paula@contoso\.example/);
  expect(told()[0]).toMatch(/Medium.*High/s);
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

test.each([
  ['an assignment', 'Action', 'DeviceCompliancePolicy', true],
  ['a device that is asked to check in', 'Action', 'ManagedDevice', false],
])('%s under Warden’s own app id: alarm %s', async (_, operation, sort, alarms) => {
  await applied();
  ownWrite('own', operation, sort);

  await world.later(5 * minute);

  expect((await kinds()).includes('portal.alarm')).toBe(alarms);
});

test('what Warden itself wrote after the edit is neither told nor put back', async () => {
  await applied();
  edit({ pinRequired: false });
  world.clock.move(1000);
  await world.say('ana', 'block printing for Word on iOS');
  await approve();
  world.shown.length = 0;

  await world.later(5 * minute);
  expect(told().join()).toMatch(/PIN for access · Required · Not required/);
  expect(told().join()).not.toMatch(/Printing/);
  await press('revert what was changed');
  await approve();

  expect(baseline()).toMatchObject({
    pinRequired: true,
    printBlocked: true,
    maximumAllowedDeviceThreatLevel: 'medium',
  });
});

test('groups and apps that were changed elsewhere are named and put back, an assignment with its filter', async () => {
  const filter = {
    deviceAndAppManagementAssignmentFilterId: 'f1',
    deviceAndAppManagementAssignmentFilterType: 'include',
  };
  world = await aWorld();
  const [all] = baseline()['assignments'] as { target: object }[];
  const filtered = [{ ...all, target: { ...all?.target, ...filter } }];
  edit({ assignments: filtered });
  await world.say('ana', 'set max threat level Medium for Outlook on iOS');
  await approve();
  const apps = baseline()['apps'] as unknown[];
  const sales = { target: { '@odata.type': '#microsoft.graph.groupAssignmentTarget', groupId: groups.sales } };
  world.shown.length = 0;

  edit({ assignments: [{ id: 'other', ...sales }], apps: apps.slice(1) });
  await world.later(5 * minute);

  expect(told().join()).toMatch(/App · Outlook/);
  expect(told().join()).toMatch(/Group · none · Sales/);
  expect(told().join()).toMatch(/Group · All Staff/);
  await press('revert what was changed');
  await approve();
  expect((await world.store.changes.get(2))?.status.kind).toBe('applied');
  expect((baseline()['assignments'] as { target: object }[]).map(({ target }) => target)).toMatchObject([filter]);
  expect(baseline()['apps']).toHaveLength(apps.length);
});

describe('what no setting stands for', () => {
  const revert = async () => {
    await press('revert what was changed');
    await approve();
  };

  test('is told with what it was and is, put back, and the putting back is reverted', async () => {
    await applied();
    const was = baseline()['description'];
    edit({ description: 'Ask Paula', exemptedUniversalLinks: ['https://a.example', 'https://b.example'] });

    await world.later(5 * minute);
    expect(told().join()).toMatch(/Description · Before: Company data .* · Now: Ask Paula/);
    expect(told().join()).toMatch(
      /exemptedUniversalLinks · Before: not set · Now: \["https:\/\/a\.example","https:\/\/b\.example"\]/,
    );
    await revert();

    expect(baseline()).toMatchObject({ description: was, exemptedUniversalLinks: [] });
    expect(world.sandbox.writes.at(-1)?.body).toMatchObject({ description: was, exemptedUniversalLinks: [] });
    expect((await world.store.changes.get(2))?.status.kind).toBe('applied');
    await world.say('ana', 'revert change 2');
    await approve();
    expect(baseline()['description']).toBe('Ask Paula');
  });

  test('is adopted as it is, and nothing is written', async () => {
    await applied();
    edit({ description: 'Ask Paula' });
    await world.later(5 * minute);

    await press('adopt what was changed');
    await approve();

    expect((await world.store.changes.get(2))?.status).toMatchObject({ kind: 'applied', unwritten: true });
    expect(world.sandbox.writes).toHaveLength(1);
  });

  test('is stale when it was changed again before it is put back', async () => {
    await applied();
    edit({ description: 'Ask Paula' });
    await world.later(5 * minute);
    await press('revert what was changed');
    edit({ description: 'Ask Rita' });

    await approve();

    expect((await world.store.changes.get(2))?.status).toMatchObject({
      kind: 'stale',
      moved: [{ what: 'Description', expected: 'Ask Paula', found: 'Ask Rita' }],
    });
    expect(baseline()['description']).toBe('Ask Rita');
  });

  test('is a key of an app configuration, too, and beside it a property', async () => {
    world = await aWorld();
    await world.say('ana', 'turn off web protection in policy "Defender for Pilot"');
    await approve();
    const pilot = () => world.sandbox.tenant.policy('Defender for Pilot');
    const [was, description] = [pilot()['customSettings'] as unknown[], pilot()['description']];
    world.shown.length = 0;

    world.sandbox.tenant.changePolicy('Defender for Pilot', {
      description: 'Ask Paula',
      customSettings: [...was, { name: 'OurOwn', value: 'yes' }],
    });
    await world.later(5 * minute);
    expect(told().join()).toMatch(/\n\s*OurOwn · not set · yes/);
    await revert();

    expect(pilot()['customSettings']).toEqual(was);
    expect(pilot()['description']).toEqual(description);
  });

  test('of a Conditional Access policy may let somebody out, so two approve', async () => {
    world = await aWorld();
    await world.say(
      'ana',
      'create a Conditional Access policy "Mail" that requires compliant devices for Exchange for Sales',
    );
    await approve();
    const made = () => [...world.sandbox.tenant.collections.conditionalAccessPolicies.values()][0];
    const conditions = made()?.['conditions'] as Record<string, Record<string, unknown>>;
    world.shown.length = 0;

    const users = { ...conditions['users'], excludeRoles: ['62e90394-69f5-4237-9190-012177145e10'] };
    world.sandbox.tenant.changePolicy(made()?.id ?? '', { conditions: { ...conditions, users } });
    await world.later(5 * minute);
    expect(told().join()).toMatch(/conditions\.users\.excludeRoles · Before: not set · Now: \["62e90394/);
    await revert();
    expect((await world.store.changes.get(2))?.status.kind).toBe('needsApproval');
    await world.press('priya', 'approve', { where: channel });

    expect((await world.store.changes.get(2))?.status.kind).toBe('applied');
    const now = made()?.['conditions'] as typeof conditions;
    expect(now['users']?.['excludeRoles'] ?? []).toEqual([]);
    expect(now['users']?.['includeGroups']).toEqual(conditions['users']?.['includeGroups']);
  });

  test('and cannot be written by itself is named, with what to do', async () => {
    world = await aWorld();
    await world.say('ana', 'set machine risk score to medium on Windows baseline');
    await approve();
    world.shown.length = 0;
    const { scheduledActionsForRule: was } = world.sandbox.tenant.policy('Windows baseline');
    const [rule] = was as { scheduledActionConfigurations: object[] }[];
    const notifies = { id: 'n', actionType: 'notification', gracePeriodHours: 24, notificationTemplateId: 't' };
    const actions = [...(rule?.scheduledActionConfigurations ?? []), notifies];

    world.sandbox.tenant.changePolicy('Windows baseline', {
      scheduledActionsForRule: [{ ...rule, scheduledActionConfigurations: actions }],
    });
    await world.later(5 * minute);

    expect(told().join()).toMatch(/Only this was changed: .*put it back in the admin center/);
    expect(world.screen.button(channel.id, 'revert what was changed')).toBeUndefined();
  });
});

test('what is written of a change that waits for Intune with its other parts is no news', async () => {
  world = await aWorld({ sandbox: { multiAdminApproval: true } });
  const decide = async () => {
    decideInIntune(world.sandbox.tenant, { status: 'approved', by: 'Rita Lund', at: world.clock.now() });
    await world.later(10 * minute);
  };
  await world.say('ana', 'set machine risk score to medium on Windows baseline');
  await approve();
  await decide();
  await world.say(
    'ana',
    'set machine risk score to low on Windows baseline and set machine risk score to medium on macOS baseline',
  );
  await approve();
  await decide();
  expect((await world.store.changes.get(2))?.status).toMatchObject({ kind: 'waitingForIntune', written: true });
  refuseLog(/auditEvents/);
  world.shown.length = 0;

  await world.later(10 * minute);

  expect(told()).toEqual([]);
});

test('what is to be adopted and was changed again meanwhile is stale, and nothing is written', async () => {
  await applied();
  edit({ maximumAllowedDeviceThreatLevel: 'low' });
  await world.later(5 * minute);
  await press('adopt what was changed');
  // Back to what Warden wrote: an ordinary plan would write the adopted value again.
  edit({ maximumAllowedDeviceThreatLevel: 'medium' });

  await approve();

  expect((await world.store.changes.get(2))?.status).toMatchObject({ kind: 'stale' });
  expect(baseline()['maximumAllowedDeviceThreatLevel']).toBe('medium');
  expect(world.sandbox.writes).toHaveLength(1);
});

test('a policy deleted elsewhere is adopted as deleted, and is then nobody’s business', async () => {
  await applied();
  world.sandbox.tenant.deletePolicy('iOS Office baseline');
  await world.later(5 * minute);

  await press('adopt what was changed');
  await approve();
  await world.press('priya', 'approve', { where: channel });

  expect((await world.store.changes.get(2))?.status).toMatchObject({ kind: 'applied', unwritten: true });
  expect(world.sandbox.writes).toHaveLength(1);
});

test('a group that Warden made is watched in the directory’s log; Warden has no way back for it', async () => {
  world = await aWorld();
  await world.say('ana', 'create a group "Kiosks" with LAPTOP-001');
  await approve();
  const { id } = world.sandbox.tenant.group('Kiosks');
  world.shown.length = 0;

  world.sandbox.tenant.collections.directoryAudits.set('edit', {
    id: 'edit',
    activityDateTime: world.clock.now().toISOString(),
    operationType: 'Update',
    result: 'success',
    initiatedBy: { user: { userPrincipalName: 'paula@contoso.example' } },
    targetResources: [
      {
        id,
        displayName: 'Kiosks',
        modifiedProperties: [{ displayName: 'Description', oldValue: '""', newValue: '"x"' }],
      },
    ],
  });
  await world.later(5 * minute);

  expect(told()).toHaveLength(1);
  expect(told()[0]).toMatch(/Kiosks was changed outside of Warden\n\s*paula@contoso\.example/);
  expect(told()[0]).toMatch(/Description · "" · "x"/);
  expect(world.screen.button(channel.id, 'revert what was changed')).toBeUndefined();
});

describe('where a log may not be read', () => {
  test('the other one is', async () => {
    await applied();
    refuseLog(/directoryAudits/);
    edit({ pinRequired: false });

    await world.later(5 * minute);

    expect(told().join()).toMatch(/paula@contoso\.example changed it/);
  });

  test('the objects are: what differs is told once, without a name, and can be put back', async () => {
    await applied();
    refuseLog(/auditEvents/);
    edit({ pinRequired: false });

    await world.later(5 * minute);
    await world.later(5 * minute);

    expect(told()).toHaveLength(1);
    expect(told()[0]).toMatch(/Who did so, and when, is not known/);
    expect(told()[0]).toMatch(/PIN for access · Required · Not required/);
    await press('revert what was changed');
    await approve();
    expect(baseline()['pinRequired']).toBe(true);
    world.shown.length = 0;
    await world.later(5 * minute);
    expect(told()).toEqual([]);
  });

  test('what Warden is writing at that moment is no news', async () => {
    await applied();
    refuseLog(/auditEvents/);
    await world.say('ana', 'block printing for Word on iOS');
    const writing = await world.store.changes.get(2);
    if (!writing) throw new Error('there is no change #2');
    const since = world.clock.now().toISOString();
    await world.store.changes.save({ ...writing, status: { kind: 'applying', since, fence: 1 } });
    edit({ printBlocked: true });
    world.shown.length = 0;

    await world.later(5 * minute);

    expect(told()).toEqual([]);
  });

  test('what was asked for first and written last is as Warden left it', async () => {
    world = await aWorld();
    await world.say('ana', 'set max threat level Medium for Outlook on iOS');
    await world.say('ana', 'block printing for Word on iOS');
    await approve();
    await world.later(minute);
    await approve();
    expect(await world.store.changes.list({ status: ['applied'], limit: 5 })).toHaveLength(2);
    refuseLog(/auditEvents/);
    world.shown.length = 0;

    await world.later(5 * minute);

    expect(told()).toEqual([]);
  });

  test('what was told once is told again when it is changed once more, and a deletion is told', async () => {
    await applied();
    refuseLog(/auditEvents/);
    edit({ pinRequired: false });
    await world.later(5 * minute);
    edit({ printBlocked: true });
    await world.later(5 * minute);
    world.sandbox.tenant.deletePolicy('iOS Office baseline');
    await world.later(5 * minute);

    expect(told().map((text) => text.split('\n')[0])).toEqual([
      expect.stringMatching(/was changed outside/),
      expect.stringMatching(/was changed outside/),
      expect.stringMatching(/was deleted outside/),
    ]);
  });
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
